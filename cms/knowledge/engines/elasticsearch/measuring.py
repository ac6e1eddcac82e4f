"""A set of indexes for one measurement: made from a generation that nobody searches, and removed behind it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from cms.knowledge.models import Entry

from . import clients, sets, writing
from .documents import Names, written
from .recall import ElasticsearchEngine

AT_ONCE = 500


@contextmanager
def made_from(generation: int) -> Iterator[ElasticsearchEngine]:
    """An engine that has the entries of this generation, as long as the context lasts."""
    names = Names(f"measured{secrets.token_hex(4)}")
    sets.make(names.in_set)
    try:
        last = 0
        entries = Entry.objects.filter(generation=generation).order_by("pk")
        while some := list(entries.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
            last = some[-1]
            writing.put(names, written(Entry.objects.filter(pk__in=some)), version=1)
        writing.refresh(names)
        yield ElasticsearchEngine(clients.writing, names)
    finally:
        sets.remove(names.in_set)
