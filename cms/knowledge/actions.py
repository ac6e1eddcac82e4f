"""What other packages may have done to the search index; publishing does it by itself (receivers.py)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from . import writing
from .rebuilding import rebuild

__all__ = ["index_service", "index_services", "rebuild", "remove_service"]


@transaction.atomic
def index_service(service_id: int) -> None:
    """Write what the database says about a service now into the index, in the caller's transaction."""
    writing.write_service(service_id)


@transaction.atomic
def index_services(service_ids: Iterable[int]) -> None:
    """The same for several; all or none."""
    for service_id in sorted(set(service_ids)):
        writing.write_service(service_id)


@transaction.atomic
def remove_service(service_id: int) -> None:
    """Take a service out of the index before its page is deleted."""
    writing.remove_service(service_id)
