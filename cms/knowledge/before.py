"""What a row said before it was saved, for receivers that must also look at what it leaves behind."""

from __future__ import annotations

from django.db.models import Model


def remember_before(instance: Model, raw: bool = False, **kwargs) -> None:
    """A receiver of pre_save."""
    instance.row_before = (
        None if raw or instance._state.adding else type(instance).objects.filter(pk=instance.pk).first()
    )


def now_and_before(instance: Model, field: str) -> set:
    """The values of a field, of the row as it is and as it was; without None."""
    before = getattr(instance, "row_before", None)
    return {getattr(row, field) for row in (instance, before) if row is not None and getattr(row, field) is not None}
