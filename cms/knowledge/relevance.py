"""How well services are found: judged queries against our search and Wagtail's own, on the same texts and database."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Locale, Page
from wagtail.search.backends import get_search_backend

from cms.catalogue.models import ServicePage
from cms.knowledge import writing
from cms.knowledge.compounds import Compounds
from cms.knowledge.entries import Display, Draft
from cms.knowledge.lexicon import Difference, Lexicon
from cms.knowledge.loading import Loaded
from cms.knowledge.rebuilding import add
from cms.knowledge.records import Text, word_counts
from cms.knowledge.search import Audience, find
from cms.organisation.models import Partner

EXACT = 3  # the grade of a page that answers the query
FIRST = 10
THROW_AWAY = 2_000_000_000  # a generation that no index ever reaches
NOBODY = Partner(pk=THROW_AWAY, name="Berlin")  # the services are Berlin's; its name says nothing about a subject
GLUED = re.compile(r"(?<=[a-zäöüß)\]])(?=[A-ZÄÖÜ][a-zäöüß])")

Search = Callable[[str], list[int]]


class UnknownFormat(ValueError):
    """The file is not a list of services with the fields this measurement reads."""


@dataclass(frozen=True)
class Query:
    """A query with the pages that answer it: 3 exactly, 2 too, 1 nearly."""

    text: str
    kind: str
    grades: dict[int, int]


@dataclass(frozen=True)
class Figures:
    """How one search did on a set of queries."""

    reciprocal_rank: float
    first_three: float
    p50: float
    p95: float

    def as_dict(self) -> dict[str, float]:
        return {
            "mrr@10": round(self.reciprocal_rank, 4),
            "success@3": round(self.first_three, 4),
            "p50_ms": round(self.p50, 2),
            "p95_ms": round(self.p95, 2),
        }


def read_services(path: Path) -> dict[int, Text]:
    """Services as Berlin publishes them; the blanks lost between list items are put back for both sides."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, list):
            raise TypeError
        return {
            int(service["id"]): Text(
                title=service["name"],
                body=GLUED.sub(" ", service["description"]),
                requirements=GLUED.sub(" ", service["voraussetzungen"]),
                documents=GLUED.sub(" ", service["unterlagen"]),
            )
            for service in found
        }
    except (ValueError, TypeError, KeyError) as error:
        raise UnknownFormat(f"{path.name} is not a list of services with name and description.") from error


def read_queries(path: Path) -> list[Query]:
    """Those that have an answer; one JSON object per line."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Query(row["query"], row["kind"], {int(number): grade for number, grade in row["relevant"].items()})
        for row in rows
        if row["kind"] != "none"
    ]


@contextmanager
def throw_away() -> Iterator[None]:
    """Everything written inside is rolled back; nobody else ever sees it."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def ours(services: dict[int, Text]) -> Search:
    """Index the services with the product's own code, in a generation of their own, and search them. Within throw_away.

    The rows name services and a partner that do not exist: the database would only ask at the commit.
    """
    loaded = index(services)

    def search(query: str) -> list[int]:
        results = find(query, loaded, partner=NOBODY, audience=Audience.PUBLIC, limit=FIRST, open_word=True)
        return [hit.service_id for hit in results.hits]

    return search


def index(services: dict[int, Text]) -> Loaded:
    """Write entries, tokens and lexicon of the services."""
    counts: dict[str, int] = {}
    for text in services.values():
        for word, count in word_counts(text).items():
            counts[word] = counts.get(word, 0) + count
    compounds = Compounds.of(counts)
    total = Difference()
    for number, text in services.items():
        draft = Draft(Audience.PUBLIC, text, Display(str(number), text.title[:255], "", ""), {NOBODY.pk: True})
        add(
            total,
            writing.write_drafts(
                number,
                [draft],
                audience=Audience.PUBLIC,
                generation=THROW_AWAY,
                compounds=compounds,
            ),
        )
    return Loaded(THROW_AWAY, 0, "", Lexicon.of(total))


def stock(numbers: dict[int, int], operator: str | None = None) -> Search:
    """Wagtail's own search over the same texts, as its project template uses it; `numbers` come from `pages`."""

    def search(query: str) -> list[int]:
        found = ServicePage.objects.live().search(query, **({"operator": operator} if operator else {}))
        return [numbers[page.pk] for page in found[:FIRST]]

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
            path=f"{root.path}{Page._int2str(at).rjust(Page.steplen, 'Z')}",
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


def measure(search: Search, queries: Sequence[Query]) -> Figures:
    """Ask every query once and judge the first ten."""
    ranks: list[int | None] = []
    took: list[float] = []
    for query in queries:
        began = time.perf_counter()
        found = search(query.text)
        took.append(1000 * (time.perf_counter() - began))
        ranks.append(next((at for at, number in enumerate(found, 1) if query.grades.get(number) == EXACT), None))
    took.sort()
    return Figures(
        reciprocal_rank=mean(1 / rank if rank else 0 for rank in ranks),
        first_three=mean(rank is not None and rank <= 3 for rank in ranks),
        p50=took[len(took) // 2],
        p95=took[int(len(took) * 0.95)],
    )


def engine_name() -> str:
    return {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
