"""What other packages may have done to the search index; publishing does it by itself (receivers.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.outbox.actions import send_later

from . import loading, writing
from .models import Audience, Snapshot
from .rebuilding import rebuild

__all__ = ["REBUILD", "index_service", "index_services", "rebuild", "remove_service"]

REBUILD = "rebuild_index"
SOON = timedelta(minutes=2)
MANY_CHANGES = 20
MANY_OF_THE_CORPUS = 0.2


@transaction.atomic
def index_service(service_id: int) -> None:
    """Write what the database says about a service now into the index, in the caller's transaction."""
    index_services([service_id])


@transaction.atomic
def index_services(service_ids: Iterable[int]) -> None:
    """The same for several; all or none."""
    for service_id in sorted(set(service_ids)):
        writing.write_service(service_id)
    if has_grown():
        send_later(REBUILD, key=REBUILD, run_at=timezone.now() + SOON)


@transaction.atomic
def remove_service(service_id: int) -> None:
    """Take a service out of the index before its page is deleted."""
    writing.remove_service(service_id)


def has_grown() -> bool:
    """Whether so much came since the last rebuild that many compounds were indexed before their parts were known."""
    loaded = loading.current(Audience.PUBLIC)
    last = Snapshot.objects.filter(generation=loaded.generation).values_list("version", flat=True).first() or 0
    return loaded.version - last > max(MANY_CHANGES, MANY_OF_THE_CORPUS * loaded.lexicon.services)
