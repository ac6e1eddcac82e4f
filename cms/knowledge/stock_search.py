"""Wagtail's own search, the peer of every measurement: over the same texts, in the same database."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import Fuzzy

from cms.catalogue.models import ServicePage

from .records import Text
from .relevance import FIRST, Answer, Search

FIRST_PATH = 31 * 36**3  # V000, far from the pages that are there


def stock(numbers: dict[int, int], operator: str | None = None) -> Search:
    """Wagtail's own search over the same texts, as its project template uses it; `numbers` come from `pages`."""

    def search(query: str) -> Answer:
        found = ServicePage.objects.live().search(query, **({"operator": operator} if operator else {}))
        return Answer([numbers[page.pk] for page in found[:FIRST]])

    return search


def fuzzy(numbers: dict[int, int]) -> Search:
    """The same with what Wagtail offers against typing mistakes, for PostgreSQL only."""

    def search(query: str) -> Answer:
        found = ServicePage.objects.live().search(Fuzzy(query))
        return Answer([numbers[page.pk] for page in found[:FIRST]])

    return search


def pages(services: dict[int, Text]) -> dict[int, int]:
    """The services as live pages in Wagtail's search index; nobody published them, so our index knows none of them."""
    locale = Locale.objects.first() or Locale.objects.create(language_code="de")
    content_type = ContentType.objects.get_for_model(ServicePage)
    root = Page.objects.get(depth=1)
    made = Page.objects.bulk_create(
        Page(
            title=text.title[:255],
            draft_title=text.title[:255],
            slug=f"gemessen-{number}",
            path=f"{root.path}{Page._int2str(FIRST_PATH + at)}",
            depth=2,
            url_path=f"/gemessen-{number}/",
            live=True,
            locale=locale,
            content_type=content_type,
        )
        for at, (number, text) in enumerate(services.items())
    )
    for page, text in zip(made, services.values(), strict=True):
        ServicePage(
            page_ptr_id=page.pk, short_text=text.body, prerequisites=text.requirements, full_text=text.documents
        ).save_base(raw=True)
    numbers = dict(zip([page.pk for page in made], services, strict=True))
    indexed = list(ServicePage.objects.filter(pk__in=numbers))
    get_search_backend().get_index_for_model(ServicePage).add_items(ServicePage, indexed)
    return numbers
