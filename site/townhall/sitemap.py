"""Every address of a partner's town hall with the day of its last change, in parts that search engines take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import chain, islice

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from cms.catalogue.languages import ALL, GERMAN, SIMPLE, written_in
from cms.catalogue.models import LocalServicePage, ServicePage
from cms.pages.models import EditorialPage

from . import frame, lists
from .views.places import standing_departments, standing_offices

LARGEST_PART = 50_000
LISTS = ("home", "services", "topics", "situations", "departments")
SIMPLE_LISTS = ("home", "services")

Entry = tuple[str, datetime | None]


class Sitemap:
    """The pages of one town hall; services come last, so that the short rest always stands in the first part."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.partner = request.partner

    @cached_property
    def number_of_parts(self) -> int:
        total = len(self.few) + sum(rows.count() for _language, rows in self.services)
        return -(-total // LARGEST_PART)

    def part(self, number: int) -> list[Entry]:
        entries = chain(self.few, *(self._services(language, rows) for language, rows in self.services))
        first = (number - 1) * LARGEST_PART
        return [(self._absolute(path), at) for path, at in islice(entries, first, first + LARGEST_PART)]

    @cached_property
    def few(self) -> list[Entry]:
        """Everything but services."""
        return [*self._lists(), *self._places(), *self._texts()]

    def _lists(self) -> Iterator[Entry]:
        """Each in every language whose words stand around it; Leichte Sprache has lists of its own in two of them."""
        named = (
            ("topic", [row.slug for row in lists.topics_of(self.partner)]),
            ("situation", [row.slug for row in lists.situations_of(self.partner)]),
        )
        for language in frame.spoken_by(self.partner, list(ALL)):
            names = SIMPLE_LISTS if language == SIMPLE else LISTS
            with translation.override(language):
                yield from ((reverse(f"townhall:{name}"), None) for name in names)
                if language in frame.WORDS_IN:
                    yield from self._named(named)

    def _places(self) -> Iterator[Entry]:
        offices = list(standing_offices(self.partner))
        named = (
            ("department", [row.slug for row in standing_departments(self.partner)]),
            ("office", [row.slug for row in offices]),
            ("location", list(dict.fromkeys(row.location.slug for row in offices))),
        )
        for language in frame.spoken_by(self.partner, list(frame.WORDS_IN)):
            with translation.override(language):
                yield from self._named(named)

    def _named(self, named: Iterable[tuple[str, list[str]]]) -> Iterator[Entry]:
        for name, slugs in named:
            yield from ((reverse(f"townhall:{name}", args=[slug]), None) for slug in slugs)

    def _texts(self) -> Iterator[Entry]:
        pages = EditorialPage.objects.live().descendant_of(self.partner.site.root_page)
        languages = frame.spoken_by(self.partner, list(dict(frame.NAMES)))
        for page in pages.select_related("locale"):
            address = page.get_url(self.request)
            if address and page.locale.language_code in languages:
                yield address, page.last_published_at

    @cached_property
    def services(self) -> list[tuple[str, QuerySet]]:
        """For each language the partner speaks what it offers and is written in it, by the key of the page."""
        offered = ServicePage.objects.offered_by(self.partner)
        local = LocalServicePage.objects.live().filter(partner=self.partner, service=OuterRef("pk"))
        changed_here = Subquery(local.order_by().values("service").annotate(at=Max("last_published_at")).values("at"))
        found = [
            (
                GERMAN,
                offered.order_by("pk").annotate(
                    at=Greatest("last_published_at", Coalesce(changed_here, "last_published_at"))
                ),
            )
        ]
        for language in frame.spoken_by(self.partner, list(frame.NAMES)):
            if language != GERMAN:
                pages = written_in(ServicePage.objects.live(), language)
                keys = offered.order_by().values("translation_key")
                found.append((language, pages.filter(translation_key__in=keys).order_by("pk")))
        return found

    def _services(self, language: str, rows: QuerySet) -> Iterator[Entry]:
        moment = "at" if language == GERMAN else "last_published_at"
        with translation.override(language):
            beginning, _slug, end = reverse("townhall:service", args=["-"]).rpartition("-")
        for slug, at in rows.values_list("slug", moment).iterator():
            yield f"{beginning}{slug}{end}", at

    def _absolute(self, path: str) -> str:
        return self.request.build_absolute_uri(path)
