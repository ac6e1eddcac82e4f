"""One at a time: who changes what hangs together within a partner waits until the one before has committed."""

from __future__ import annotations

from django.db import models

from .partner_path import partner_of


def take_turn(row: models.Model | None) -> None:
    """Wait until nobody else changes what belongs to the row's partner, and keep others waiting until the commit.

    Two changes that are right by themselves may be wrong together: a circle of departments, hours that overlap, the
    last service hour. What was read before is read again after this. Must run inside a transaction. Rows that only
    refer to the partner (a new concern) do not wait.
    """
    partner = partner_of(row) if row is not None else None
    if partner is not None:
        list(type(partner)._default_manager.select_for_update(no_key=True).filter(pk=partner.pk).values_list("pk"))
