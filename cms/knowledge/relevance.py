"""How well services are found: judged queries against a search, and ours over an index that is thrown away."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import repeat
from statistics import mean, stdev

from django.db import connection, transaction

from cms.organisation.models import Partner

from . import embedding, nearest, sentences, writing
from .compounds import Compounds
from .engines import Searches, engine, only
from .entries import Display, Draft, digest
from .lexicon import Lexicon
from .loading import Loaded
from .models import Entry, Kind, Subject, Vector
from .records import Text, word_counts
from .search import Audience, find, gather
from .words_in_force import InForce

EXACT = 3  # the grade of a page that answers the query
FIRST = 10
THROW_AWAY = 2_000_000_000  # a generation that no index ever reaches
NOBODY = Partner(pk=THROW_AWAY, name="Berlin")  # the services are Berlin's; its name says nothing about a subject
NO_ANSWER = "none"
CONFIDENT = 1.96  # standard errors to both sides: 95 %


@dataclass(frozen=True)
class Query:
    """A query with the pages that answer it: 3 exactly, 2 too, 1 nearly; without any if nothing answers it."""

    text: str
    kind: str
    grades: dict[int, int]


@dataclass(frozen=True)
class Answer:
    """What a search found, best first, whether it was unsure of the first, and how many are more than noise."""

    found: list[int]
    unsure: bool = False
    likely: int = FIRST


Search = Callable[[str], Answer]


@dataclass(frozen=True)
class Judged:
    """One query's figures."""

    kind: str
    reciprocal_rank: float
    first: bool
    first_three: bool
    first_ten: bool
    gain: float  # nDCG@10
    unsure: bool
    empty: bool
    likely: int  # how many of the first ten are more than noise
    likely_right: bool  # whether the exact page is one of them
    took: float


FIGURES = {
    "mrr@10": "reciprocal_rank",
    "success@1": "first",
    "success@3": "first_three",
    "hit@10": "first_ten",
    "ndcg@10": "gain",
}


@dataclass(frozen=True)
class Figures:
    """How one search did on a set of queries."""

    judged: list[Judged]

    @property
    def answerable(self) -> list[Judged]:
        return [each for each in self.judged if each.kind != NO_ANSWER]

    @property
    def unanswerable(self) -> list[Judged]:
        return [each for each in self.judged if each.kind == NO_ANSWER]

    @property
    def reciprocal_rank(self) -> float:
        return share(self.answerable, "reciprocal_rank")

    @property
    def first_three(self) -> float:
        return share(self.answerable, "first_three")

    def within(self, figure: str) -> float:
        """Half the width of the 95 % interval of a figure."""
        values = [float(getattr(each, FIGURES[figure])) for each in self.answerable]
        return CONFIDENT * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0

    def percentile(self, part: float) -> float:
        took = sorted(each.took for each in self.judged)
        return took[min(len(took) - 1, int(len(took) * part))] if took else 0.0

    def as_dict(self) -> dict[str, object]:
        kinds: dict[str, list[Judged]] = {}
        for each in self.answerable:
            kinds.setdefault(each.kind, []).append(each)
        return {
            **{name: round(share(self.answerable, each), 4) for name, each in FIGURES.items()},
            "within": {name: round(self.within(name), 4) for name in FIGURES},
            "p50_ms": round(self.percentile(0.5), 2),
            "p95_ms": round(self.percentile(0.95), 2),
            "kinds": {
                kind: {"n": len(some), **{name: round(share(some, each), 4) for name, each in FIGURES.items()}}
                for kind, some in kinds.items()
            },
            "answerable": len(self.answerable),
            "answerable_unsure": round(share(self.answerable, "unsure"), 4),
            "more_than_noise": {
                "of_ten": round(share(self.answerable, "likely"), 1),
                "of_the_right": round(share([each for each in self.answerable if each.first_ten], "likely_right"), 4),
            },
            "without_answer": {
                "n": len(self.unanswerable),
                "empty": round(share(self.unanswerable, "empty"), 4),
                "unsure": round(share(self.unanswerable, "unsure"), 4),
            },
        }


def share(judged: Sequence[Judged], figure: str) -> float:
    return mean(float(getattr(each, figure)) for each in judged) if judged else 0.0


@contextmanager
def throw_away() -> Iterator[None]:
    """Everything written inside is rolled back; nobody else ever sees it."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def ours(loaded: Loaded) -> Search:
    """Our search over an index of `index`. Within throw_away."""

    def search(query: str) -> Answer:
        results = find(query, loaded, partner=NOBODY, audience=Audience.PUBLIC, limit=FIRST, open_word=True)
        return Answer([hit.service_id for hit in results.hits], results.unsure, results.likely)

    return search


def asking(one: Searches, search: Search) -> Search:
    """The same search with candidates from another engine."""

    def asked(query: str) -> Answer:
        with only(one):
            return search(query)

    return asked


@dataclass(frozen=True)
class Different:
    """A query whose first hit is another one when the engine beside the database is asked, and why."""

    query: str
    database: int | None
    beside: int | None
    why: str


def differing(loaded: Loaded, beside: Searches, queries: Sequence[Query]) -> list[Different]:
    """All of them. Within throw_away."""
    search, found = ours(loaded), []
    for query in queries:
        first, second = ([*asking(one, search)(query.text).found, None][0] for one in (engine(), beside))
        if first != second:
            found.append(Different(query.text, first, second, why_different(query.text, first, second, loaded, beside)))
    return found


def why_different(query: str, first: int | None, second: int | None, loaded: Loaded, beside: Searches) -> str:
    """Mostly one of the two engines does not propose what the other puts first."""
    known = []
    for one in (engine(), beside):
        with only(one):
            gathered = gather(query, loaded, partner=NOBODY, audience=Audience.PUBLIC, open_word=True)
        known.append({subject.object_id for subject in gathered.recalled})
    if first is not None and first not in known[1]:
        return "the engine does not propose what the database puts first"
    if second is not None and second not in known[0]:
        return "the database does not propose what the engine puts first"
    return "both propose both; others among the candidates change what their words are worth"


def with_fresh_words(loaded: Loaded) -> Loaded:
    """The same index; what is remembered of everyday words and vectors is read anew."""
    nearest.forget()
    return replace(loaded, words=InForce(""))


def index(services: dict[int, Text]) -> Loaded:
    """Index the services with the product's own code, in a generation of their own. Within throw_away.

    The rows name services and a partner that do not exist: the database would only ask at the commit.
    """
    counts: dict[str, int] = {}
    for text in services.values():
        for word, count in word_counts(text).items():
            counts[word] = counts.get(word, 0) + count
    compounds = dict.fromkeys(Audience, Compounds.of(counts))
    for row in sorted(set(Entry.objects.filter(generation=THROW_AWAY).values_list("kind", "object_id"))):
        writing.write_drafts(Subject(*row), [], generation=THROW_AWAY)  # another catalogue's
    wanted = [
        (
            Subject(Kind.SERVICE, number),
            [Draft(Audience.PUBLIC, text, Display(str(number), text.title[:255], "", ""), {NOBODY.pk: True})],
        )
        for number, text in services.items()
    ]
    total = writing.write_anew(wanted, generation=THROW_AWAY, compounds=compounds)[Audience.PUBLIC]
    write_vectors(services)
    return with_fresh_words(Loaded(THROW_AWAY, 0, "", Lexicon.of(total)))


def write_vectors(services: dict[int, Text]) -> None:
    """Those of the texts and of the shipped everyday words; an installation's own words are not measured."""
    model = sentences.model()
    if model is None:
        return
    there = set(Vector.objects.filter(model=model.name).values_list("meaning", flat=True))
    texts = {name: text for text in services.values() if (name := digest(text.fields)) not in there}
    lists = [each for each in InForce("").lists() if each.digest not in there]
    with ThreadPoolExecutor() as pool:  # the list and the pages at the same time: nobody else is kept waiting here
        pages = pool.submit(embedding.vectors_of, texts, model)
        rows = [*pool.map(embedding.list_row, lists, repeat(model)), *pages.result()]
    Vector.objects.bulk_create(rows)


def measure(search: Search, queries: Sequence[Query]) -> Figures:
    """Ask every query once and judge the first ten."""
    judged = []
    for query in queries:
        began = time.perf_counter()
        answer = search(query.text)
        judged.append(judge(query, answer, 1000 * (time.perf_counter() - began)))
    return Figures(judged)


def judge(query: Query, answer: Answer, took: float = 0.0) -> Judged:
    """The rank of the first exact page, and the gain of all that were found."""
    found = answer.found[:FIRST]
    rank = next((at for at, number in enumerate(found, 1) if query.grades.get(number) == EXACT), None)
    best = discounted(sorted(query.grades.values(), reverse=True)[:FIRST])
    return Judged(
        kind=query.kind,
        reciprocal_rank=1 / rank if rank else 0.0,
        first=rank == 1,
        first_three=rank is not None and rank <= 3,
        first_ten=rank is not None,
        gain=discounted([query.grades.get(number, 0) for number in found]) / best if best else 0.0,
        unsure=answer.unsure,
        empty=not found,
        likely=min(answer.likely, len(found)),
        likely_right=rank is not None and rank <= answer.likely,
        took=took,
    )


def discounted(grades: Sequence[int]) -> float:
    """The discounted cumulative gain: a good page counts less the further down it stands."""
    return sum((2**grade - 1) / math.log2(at + 1) for at, grade in enumerate(grades, 1))


def engine_name() -> str:
    return {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
