"""The way from a row to its partner."""

from django.db import models

from .hours_models import OwnedHours


def partner_of(row: models.Model) -> models.Model | None:
    """The partner a row leads to; None for what all partners share, and for a row that is not finished yet."""
    if isinstance(row, OwnedHours):
        return partner_of(row.owner) if row.owner is not None else None
    path = getattr(row, "partner_path", None)
    if path is None:
        return None
    if path == "pk":
        return row
    for step in path.split("__"):
        row = getattr(row, step, None)
    return row
