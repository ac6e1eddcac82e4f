"""Where a department, an office, a telephone number or a responsibility is used: each app tells its part.

A teller gets the row and gives what leads to it::

    @tells_of("office", "contactpoint")
    def pages(row) -> Iterator[Use]: ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model
from wagtail_modeladmin.helpers import AdminURLHelper

SHOWN = 50


@dataclass(frozen=True)
class Use:
    """Something that would miss the row: what kind of thing it is, how it is called, and where it is changed.

    ``holds`` says that a department cannot end as long as this leads to it; ``moves``, that moving it elsewhere can
    be done in one step with everything else.
    """

    kind: str
    label: str
    url: str = ""
    holds: bool = False
    moves: bool = True


@dataclass(frozen=True)
class Kind:
    """Everything of one kind, the first of it by name."""

    name: str
    total: int
    uses: list[Use]

    @property
    def further(self) -> int:
        return self.total - len(self.uses)


Teller = Callable[[Model], Iterable[Use]]
_tellers: dict[str, list[Teller]] = {}


def tells_of(*models: str) -> Callable[[Teller], Teller]:
    """Registers a function that knows of uses of these models; call it while apps become ready."""

    def register(teller: Teller) -> Teller:
        for model in models:
            known = _tellers.setdefault(model, [])
            if teller not in known:
                known.append(teller)
        return teller

    return register


def is_told_of(row: Model) -> bool:
    return row._meta.model_name in _tellers


def uses_of(row: Model) -> list[Use]:
    """Everything that leads to this row, lower apps first."""
    return [use for teller in _tellers.get(row._meta.model_name, []) for use in teller(row)]


def by_kind(uses: Iterable[Use], shown: int = SHOWN) -> list[Kind]:
    found: dict[str, list[Use]] = {}
    for use in uses:
        found.setdefault(str(use.kind), []).append(use)
    return [Kind(name, len(rows), rows[:shown]) for name, rows in found.items()]


def counted(rows: Iterable[Model]) -> str:
    """What holds a row, in numbers: “2 offices, 1 departments”; whose they are is not said."""
    kinds = Counter(str(row._meta.verbose_name_plural) for row in rows)
    return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))


def edit_address(row: Model) -> str:
    """Where a row of a register is changed; whoever may not is refused there."""
    return AdminURLHelper(type(row)).get_action_url("edit", row.pk)
