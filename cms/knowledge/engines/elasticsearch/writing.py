"""Writes documents in bulk, versioned: an older write never overwrites a newer one, whoever is late."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from elasticsearch.dsl import Search
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from cms.knowledge import loading
from cms.knowledge.models import Audience, Entry, Subject

from . import clients
from .documents import Names, Written, subject_of, written

SUBJECTS_AT_ONCE = 50
MOST_OF_SUBJECTS = 10_000  # documents that one search returns
NEWER_THERE, NOT_THERE = 409, 404
THEIR_VERSION = re.compile(r"current version \[(\d+)\]")


class Ahead(Exception):
    """The engine has newer documents than the database, which was taken from a backup: versions mean nothing then."""


def write_subjects(names: Names, subjects: Sequence[Subject]) -> None:
    """Bring all documents of some subjects to what the database says now, and let searches see them."""
    for start in range(0, len(subjects), SUBJECTS_AT_ONCE):
        some = subjects[start : start + SUBJECTS_AT_ONCE]
        version, documents = as_it_is(some)
        put(names, documents, version)
        refresh(names)
        there = {(document.audience, document.name) for document in documents}
        gone = [each for each in documents_of(names, some) if each not in there]
        if gone:
            remove(names, gone, version)
            refresh(names)


def as_it_is(subjects: Sequence[Subject]) -> tuple[int, list[Written]]:
    """What the database has of some subjects, and a version of the index that all of it has at least.

    Read again if a new generation was put in force meanwhile: in the old one everything is gone.
    """
    while True:
        stand = loading.stand()
        wanted = set(subjects)
        entries = Entry.objects.filter(
            object_id__in={subject.object_id for subject in wanted}, generation=stand.generation
        )
        documents = [each for each in written(entries) if Subject(*subject_in(each)) in wanted]
        if loading.stand().generation == stand.generation:
            return stand.version, documents


def subject_in(document: Written) -> tuple[str, int]:
    kind, number = str(document.body["subject"]).split("-")
    return kind, int(number)


def documents_of(names: Names, subjects: Sequence[Subject]) -> list[tuple[Audience, str]]:
    """The names of all documents that the engine has of some subjects."""
    found = []
    for audience in Audience:
        search = Search(using=clients.writing(), index=names.of(audience)).source(False)
        search = search.filter("terms", subject=[subject_of(*subject) for subject in subjects])
        hits = search.extra(size=MOST_OF_SUBJECTS).params(allow_partial_search_results=False).execute()
        found += [(audience, hit.meta.id) for hit in hits]
    return found


def put(names: Names, documents: Iterable[Written], version: int) -> int:
    """Write documents; returns how many were new or other than before."""
    return sent(
        {
            "_op_type": "index",
            "_index": names.of(document.audience),
            "_id": document.name,
            "version": version,
            "version_type": "external_gte",
            "_source": document.body,
        }
        for document in documents
    )


def remove(names: Names, gone: Iterable[tuple[Audience, str]], version: int) -> int:
    """Delete documents by their names."""
    return sent(
        {
            "_op_type": "delete",
            "_index": names.of(audience),
            "_id": name,
            "version": version,
            "version_type": "external_gte",
        }
        for audience, name in gone
    )


def sent(actions: Iterable[dict]) -> int:
    """Send them in bulk; returns how many were taken. What is newer there and what is gone already is well."""
    done, wrong, newest = 0, [], 0
    patience = f"{500 * settings.ELASTICSEARCH_WRITE_TIMEOUT}ms"  # half of ours, so that the server says what it lacks
    for well, item in streaming_bulk(clients.writing(), actions, raise_on_error=False, max_retries=0, timeout=patience):
        (deed, answer), *_ = item.items()
        if well:
            done += 1
        elif answer["status"] == NEWER_THERE:
            newest = max([newest, *map(int, THEIR_VERSION.findall(str(answer.get("error"))))])
        elif (deed, answer["status"]) != ("delete", NOT_THERE):
            wrong.append(item)
    if wrong:
        raise BulkIndexError(f"{len(wrong)} documents were refused", wrong)
    if newest > loading.stand().version:
        raise Ahead
    return done


def counts(names: Names) -> list[int]:
    """How many documents searches see, for each audience. Refreshes."""
    refresh(names)
    return [clients.writing().count(index=names.of(audience))["count"] for audience in Audience]


def refresh(names: Names) -> None:
    """Let searches see what was written."""
    clients.writing().indices.refresh(index=names.all)
