"""A new set of indexes beside the one in use, on somebody's word: filled, compared, put in use; the old one is kept."""

from __future__ import annotations

from collections.abc import Callable

from cms.knowledge.models import Following

from . import sets, walking, writing
from .documents import IN_USE
from .walking import Told

AT_A_TIME = 5.0


def begin_or_take_up() -> None:
    """One that was killed is taken up where it stood."""
    if not Following.objects.filter(walk_version__gt=0).exists():
        walking.begin_fresh()


def help_out(told: Told) -> None:
    """Walk as long as there are entries that nobody has taken."""
    while row := walking.step():
        told(row.walk_done, row.walk_of)


def carry_out(told: Told, wait_for_others: Callable[[], object]) -> int:
    """Walk to the end and put the new set in use; returns how many documents it has."""
    help_out(told)
    wait_for_others()
    while walking.walk(AT_A_TIME, told):
        pass
    return sum(writing.counts(IN_USE))


def old() -> list[str]:
    return sets.old(but=Following.objects.values_list("walk", flat=True).first() or "")


def remove_old() -> list[str]:
    found = old()
    for name in found:
        sets.remove(name)
    return found
