"""Compares the engine with the database, document by document, and mends what differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet
from elasticsearch.helpers import scan

from cms.knowledge import loading
from cms.knowledge.models import Audience, Entry

from . import clients, writing
from .documents import IN_USE, Names, fingerprints, parts_of, written

AT_ONCE = 500
MISSING, OTHER, GONE = "is missing in the engine", "is another one in the engine", "is in the engine only"


@dataclass(frozen=True)
class Difference:
    """One document that is not there as it should be. The version is that of the engine's document."""

    audience: Audience
    name: str
    what: str
    entry: int = 0  # none if the database has none
    version: int = 0


def differences(names: Names) -> Iterator[Difference]:
    """All of them, some at a time; what is written meanwhile may be among them."""
    last = 0
    in_force = Entry.objects.filter(generation=loading.stand().generation).order_by("pk")
    while some := list(in_force.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        last = some[-1]
        yield from lacking(names, Entry.objects.filter(pk__in=some))
    yield from gone(names)


def lacking(names: Names, entries: QuerySet) -> Iterator[Difference]:
    """Entries whose document is missing or another one."""
    wanted = fingerprints(entries)
    for audience in Audience:
        mine = {name: (entry, own) for (of, name), (entry, own) in wanted.items() if of == audience}
        if not mine:
            continue
        there = clients.writing().mget(index=names.of(audience), ids=list(mine), source_includes=["fingerprint"])
        for document in there["docs"]:
            entry, own = mine[document["_id"]]
            if not document.get("found"):
                yield Difference(audience, document["_id"], MISSING, entry)
            elif document["_source"]["fingerprint"] != own:
                yield Difference(audience, document["_id"], OTHER, entry, document["_version"])


def gone(names: Names) -> Iterator[Difference]:
    """Documents that the database has no entry for."""
    for audience in Audience:
        found = scan(clients.writing(), index=names.of(audience), size=AT_ONCE, _source=False, version=True)
        while some := {hit["_id"]: hit["_version"] for hit in islice(found, AT_ONCE)}:
            parts = {parts_of(name): name for name in some}
            in_force = Entry.objects.filter(
                generation=loading.stand().generation,
                audience=audience,
                object_id__in={number for _kind, number, _source in parts},
            )
            there = set(in_force.values_list("kind", "object_id", "source"))
            for each, name in parts.items():
                if each not in there:
                    yield Difference(audience, name, GONE, version=some[name])


def mend_in_use(found: Iterable[Difference]) -> int:
    """Mend, and let searches see it."""
    mended = mend(IN_USE, found, loading.stand().version)
    writing.refresh(IN_USE)
    return mended


def mend(names: Names, found: Iterable[Difference], version: int) -> int:
    """Write and delete what differs; returns how much that was.

    The engine may be ahead of a database that came from a backup: then the version there is given again.
    """
    mended, found = 0, iter(found)
    while some := list(islice(found, AT_ONCE)):
        newest = max(version, *(each.version for each in some))
        entries = [each.entry for each in some if each.entry]
        writing.put(names, written(Entry.objects.filter(pk__in=entries)), newest)
        writing.remove(names, [(each.audience, each.name) for each in some if not each.entry], newest)
        mended += len(some)
    return mended
