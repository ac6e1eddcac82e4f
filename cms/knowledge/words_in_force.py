"""The everyday words in force: the shipped list, over it the released words of all partners, over those of one."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from .everyday import Everyday, compiled, shipped
from .word_models import EverydayWord


class InForce:
    """The words at one release, compiled when a partner's search first needs them; `token` names the release."""

    def __init__(self, token: str, rows: Iterable[EverydayWord] = ()):
        self.token = token
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
        mine = partner if partner in self._rows else None
        found = self._compiled.get(mine)
        if found is None:
            with self._compiling:
                found = self._compiled.get(mine) or self._compile(mine)
                self._compiled[mine] = found
        return found

    def _compile(self, partner: int | None) -> Everyday:
        below = shipped() if partner is None else self._compiled.get(None) or self._compile(None)
        rows = self._rows.get(partner, [])
        if not rows:
            return below
        expressions = [expression for row in rows for expression in row.expressions()]
        classes = [members for row in rows for members in row.classes()]
        return compiled(expressions, classes, under=below)
