"""The everyday words in force: the shipped list, over it the released words of all partners, over those of one."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from .everyday import Everyday, compiled, shipped
from .sayings import Sayings
from .word_models import EverydayWord


class InForce:
    """The words at one release, compiled when a partner's search first needs them; `token` names the release."""

    def __init__(self, token: str, rows: Iterable[EverydayWord] = ()):
        self.token = token
        self.sayings = Sayings()
        self._rows: dict[int | None, list[EverydayWord]] = {}
        for row in rows:
            self._rows.setdefault(row.partner_id, []).append(row)
        self._compiled: dict[int | None, Everyday] = {}
        self._compiling = Lock()

    @classmethod
    def read(cls, token: str) -> InForce:
        """What the database says now, seen from the caller's transaction."""
        return cls(token, EverydayWord.objects.filter(live=True).order_by("pk"))

    def of(self, partner: int) -> Everyday:
        """What holds for a partner; most have no words of their own and share one list."""
        return self.of_rows(partner if partner in self._rows else None)

    def of_rows(self, mine: int | None) -> Everyday:
        """The list with the rows of a partner, or with those of all partners."""
        found = self._compiled.get(mine)
        if found is None:
            with self._compiling:
                found = self._compiled.get(mine) or self._compile(mine)
                self._compiled[mine] = found
        return found

    def lists(self) -> list[Everyday]:
        """All lists in force that have expressions, each once."""
        found = {id(each): each for partner in (None, *self._rows) for each in self.of_rows(partner).layers()}
        return list(found.values())

    def _compile(self, partner: int | None) -> Everyday:
        if partner is None:
            below = shipped()
        else:
            below = self._compiled[None] = self._compiled.get(None) or self._compile(None)
        rows = self._rows.get(partner, [])
        if not rows:
            return below
        expressions = [expression for row in rows for expression in row.expressions()]
        classes = [members for row in rows for members in row.classes()]
        return compiled(expressions, classes, under=below)
