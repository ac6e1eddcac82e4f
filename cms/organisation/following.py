"""What still follows from a change in a register: upper apps tell, and its list shows it until it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain

from django.db.models import Model

Teller = Callable[[], Iterable[str]]
_tellers: dict[str, list[Teller]] = {}


def tells_what_follows(model: str) -> Callable[[Teller], Teller]:
    """Registers a function that gives a sentence for each thing that is under way; call it while apps become ready."""

    def register(teller: Teller) -> Teller:
        known = _tellers.setdefault(model, [])
        if teller not in known:
            known.append(teller)
        return teller

    return register


def what_follows(model: type[Model]) -> list[str]:
    """The sentences for a register; none where everything is done."""
    return list(chain.from_iterable(teller() for teller in _tellers.get(model._meta.model_name, [])))
