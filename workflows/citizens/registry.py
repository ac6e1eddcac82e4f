"""Who still needs caller details: apps that keep them name the rows that must not be deleted yet."""

from collections.abc import Callable

from django.db.models import QuerySet

StillNeeded = Callable[[], QuerySet]

_still_needed: list[StillNeeded] = []


def still_needed(question: StillNeeded) -> StillNeeded:
    """Register a function that returns the keys of details still needed, as a queryset with one column."""
    if question not in _still_needed:
        _still_needed.append(question)
    return question


def questions() -> list[StillNeeded]:
    return list(_still_needed)
