"""What a person still holds: upper apps say it here, and it is shown when she is to be deactivated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import User


@dataclass(frozen=True)
class Held:
    """One thing in words, and where somebody may look after it."""

    what: str
    url: str = ""


Teller = Callable[[User], Iterable[Held]]
_tellers: list[Teller] = []


def tells_what_is_held(teller: Teller) -> Teller:
    """Register a function that names what a person holds in its app."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def held_by(person: User) -> list[Held]:
    """Everything, in the order of the apps; empty when she can go."""
    return [held for teller in _tellers for held in teller(person)]
