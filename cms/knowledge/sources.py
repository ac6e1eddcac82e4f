"""What can be found, kind by kind: the rows that may be found at all, and the entries that one of them has now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import models

from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.organisation.models import Colleague, Department, Location, Office
from cms.pages.models import Bulletin
from cms.prepared import Blank, Prepared

from . import entries, other_entries
from .entries import Draft
from .models import Kind, Subject


@dataclass(frozen=True)
class Source:
    """Where the subjects of a kind are read; ``drafts`` are those of each of some rows."""

    rows: Callable[[], models.QuerySet]
    drafts: Callable[[Sequence[models.Model]], Iterable[list[Draft]]]


def one_by_one(drafts: Callable[[models.Model], list[Draft]]) -> Callable[[Sequence], Iterable[list[Draft]]]:
    """For kinds of which there are few."""
    return partial(map, drafts)


def services() -> models.QuerySet:
    return ServicePage.objects.german().live()


SOURCES = {
    Kind.SERVICE: Source(services, entries.drafts),
    Kind.LIFE_SITUATION: Source(LifeSituation.objects.all, one_by_one(other_entries.of_life_situation)),
    Kind.TOPIC: Source(Topic.objects.all, one_by_one(other_entries.of_topic)),
    Kind.DEPARTMENT: Source(Department.objects.all, one_by_one(other_entries.of_department)),
    Kind.OFFICE: Source(Office.objects.all, one_by_one(other_entries.of_office)),
    Kind.LOCATION: Source(Location.objects.all, one_by_one(other_entries.of_location)),
    Kind.PAGE: Source(other_entries.readable_pages, one_by_one(other_entries.of_page)),
    Kind.COLLEAGUE: Source(Colleague.objects.all, one_by_one(other_entries.of_colleague)),
    Kind.BULLETIN: Source(Bulletin.objects.all, one_by_one(other_entries.of_bulletin)),
}


def of(kind: str) -> Source:
    return SOURCES[Kind(kind)]


_SERVICE = Prepared(lambda: services().filter(pk=Blank("number")))


def drafts_of(subject: Subject) -> list[Draft]:
    """What a subject has now, read from the database; nothing if its row is gone or may not be found."""
    source = of(subject.kind)
    if subject.kind == Kind.SERVICE:  # every release asks for one
        rows = _SERVICE.instances(number=subject.object_id)
    else:
        rows = list(source.rows().filter(pk=subject.object_id))
    return [draft for each in source.drafts(rows) for draft in each]
