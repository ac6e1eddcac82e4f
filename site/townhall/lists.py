"""Services in lists: in the reader's language as far as they are written in it, umlauts beside their vowels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet

from cms.catalogue.languages import GERMAN, SIMPLE, written_in
from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.catalogue.ordering import letter_of, sort_key
from cms.organisation.models import Partner
from cms.organisation.recall import recall

# A town's whole A–Z stands on one page; only larger catalogues are turned over.
PER_PAGE = 300
WORDS = ("title", "everyday_title", "teaser")


@dataclass(frozen=True)
class Listed:
    """A service as a line of a list, and the language its words are in."""

    pk: int
    slug: str
    title: str
    everyday_title: str
    teaser: str
    language: str


@dataclass(frozen=True)
class Alphabet:
    """A page of A–Z: the services under their letters, and where the next page begins."""

    letters: list[tuple[str, list[Listed]]]
    number: int
    is_whole: bool
    next_page: str


def a_to_z(partner: Partner, language: str, *, at: str = "", after: int = 0) -> Alphabet:
    """What the partner offers, from a place of the alphabet on; the same few queries however much it is.

    Turned over, the pages follow the German titles in every language.
    """
    services = ServicePage.objects.offered_by(partner)
    if language == SIMPLE:
        written = written_in(ServicePage.objects.live(), SIMPLE)
        services = services.filter(translation_key__in=written.values("translation_key"))
    found = list(services.from_a_to_z(at=at, after=after).values_list("pk", "sort_key")[: PER_PAGE + 1])
    keys = dict(found[:PER_PAGE])
    lines = listed(ServicePage.objects.filter(pk__in=keys).order_by("title", "pk"), language)
    is_whole = len(found) <= PER_PAGE and not at
    if not is_whole:
        place = {pk: number for number, pk in enumerate(keys)}
        lines.sort(key=lambda line: place[line.pk])
    letters = by_letter(lines) if is_whole else _under(lambda line: letter_of(keys[line.pk]), lines)
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    return Alphabet(letters, len(lines), is_whole, urlencode({"ab": last[1], "nach": last[0]}) if last else "")


def listed(services: QuerySet, language: str) -> list[Listed]:
    """In the order of the question; in Leichte Sprache only what has been written in it: the rest would not be read."""
    german = services.values("pk", "slug", "translation_key", *WORDS)
    if language == GERMAN:
        return [_line(row, row, GERMAN) for row in german]
    keys = services.order_by().values("translation_key")
    there = written_in(ServicePage.objects.live(), language).filter(translation_key__in=keys)
    written = {row["translation_key"]: row for row in there.values("translation_key", *WORDS)}
    return [
        _line(row, words, language if words is not row else GERMAN)
        for row in german
        if (words := written.get(row["translation_key"], row)) is not row or language != SIMPLE
    ]


def _line(service: dict, words: dict, language: str) -> Listed:
    return Listed(service["pk"], service["slug"], *(words[name] for name in WORDS), language)


def by_title(lines: Iterable[Listed]) -> list[Listed]:
    return sorted(lines, key=lambda line: sort_key(line.title))


def by_letter(lines: Iterable[Listed]) -> list[tuple[str, list[Listed]]]:
    return _under(lambda line: letter_of(sort_key(line.title)), by_title(lines))


def _under(letter: Callable[[Listed], str], lines: list[Listed]) -> list[tuple[str, list[Listed]]]:
    return [(found, list(each)) for found, each in groupby(lines, key=letter)]


def topics_of(partner: Partner) -> list[Topic]:
    """The topics under which this partner offers anything, each with the number of services."""
    topics = recall(("topics", partner.pk), lambda: list(_with_number(Topic, partner)))
    return sorted(topics, key=lambda each: sort_key(each.name))


def situations_of(partner: Partner) -> list[LifeSituation]:
    """The life situations in which this partner offers anything, in their editors' order."""
    rows = _with_number(LifeSituation, partner).order_by("position", "name")
    return recall(("situations", partner.pk), lambda: list(rows))


def _with_number(model: type[Model], partner: Partner) -> QuerySet:
    offered = ServicePage.objects.offered_by(partner).order_by().values("pk")
    counted = model.objects.annotate(number=Count("services", filter=Q(services__in=offered), distinct=True))
    return counted.filter(number__gt=0)
