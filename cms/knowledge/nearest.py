"""The vectors of a partner's pages in this worker's memory, and which of them are nearest to a query."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import connection

from . import analysis, sentences, weights
from .engines import Recalled
from .loading import Loaded
from .models import Audience, Change, EntryPartner, Kind, Subject
from .ranker import NEAREST, Similar
from .vector_store import VectorStore
from .vectors import BEGINNINGS, BYTES, Vectors, highest, pack, title_words

if TYPE_CHECKING:
    import numpy

BYTES_AT_MOST = 256 * 2**20  # of all slices together; what partners share is there once: 2.5 KB per page
AT_ONCE = 200  # pages are read: what one row needs for the moment is more than what is kept of it
LIKE_AT_LEAST = 0.25  # the mean cosine below which a page that has none of the words is no answer
ONLY_CANDIDATES_ABOVE = 100_000  # pages of a partner: of more than that only those are compared that the words propose
SAMPLE = 4_000  # pages that stand for all others then: how like a query pages are in the mean, and how they spread
MANY = 150  # pages: of more than that some say how like a query the likest texts of all are
AT_MOST_CHANGED = 300  # services changed since: more than this, and the slice is read anew

KINDS = {kind.value: kind.value for kind in Kind}  # one string for thousands of rows

Row = tuple[str, int, str, str, bytes]  # kind, number, title, meaning, vectors

READ = """
SELECT entry.kind, entry.object_id, entry.title, entry.meaning, vector.data
FROM knowledge_entry AS entry
JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id = %s
JOIN knowledge_vector AS vector ON vector.meaning = entry.meaning AND vector.model = %s
WHERE entry.audience = %s AND entry.generation = %s
"""

OF_ENTRIES = """
SELECT entry.id, vector.data
FROM knowledge_entry AS entry JOIN knowledge_vector AS vector ON vector.meaning = entry.meaning AND vector.model = %s
WHERE entry.id IN ({numbers})
"""


class Stores:
    """What all slices have of one model: of pages a vector per BEGINNINGS and their sum, and the words of titles."""

    def __init__(self):
        self.pages = VectorStore(len(BEGINNINGS))
        self.sums = VectorStore(1)  # at the same places as the pages
        self.words = VectorStore(1)

    @property
    def bytes(self) -> int:
        return self.pages.bytes + self.sums.bytes + self.words.bytes

    def put_page(self, meaning: str, packed: bytes) -> int:
        place = self.pages.put(meaning, packed)
        if place == len(self.sums):
            self.sums.put(meaning, pack(Vectors.of(packed).sum()))
        return place


@dataclass(frozen=True)
class Slice:
    """A partner's pages at one version of the index; it never changes, the next one takes its place."""

    stand: tuple[int, int, str]
    stores: Stores
    places: Mapping[Subject, int]  # of its pages, ascending
    words: Mapping[str, int]  # stems of the titles' words with their places, ascending
    is_sample: bool = False  # of a partner that has too many

    def words_like(self, vector: numpy.ndarray) -> list[tuple[str, float]]:
        """The stems of the titles' words that mean most nearly the same as a word, with their cosines."""
        import numpy

        found = self.stores.words.products(self._places_of_words, vector)[:, 0]
        likest = numpy.argsort(-found)[: weights.ALIKE_WORDS_AT_MOST]
        return [(self._stems[at], float(found[at])) for at in likest if found[at] >= weights.ALIKE_WORD_AT_LEAST]

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(self.words)

    @cached_property
    def _places_of_words(self) -> numpy.ndarray:
        return as_array(self.words.values())

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        return tuple(self.places)

    @cached_property
    def places_of_pages(self) -> numpy.ndarray:
        """The places of its pages, in the order of the subjects."""
        return as_array(self.places.values())

    def likenesses(self, query: numpy.ndarray) -> Likenesses:
        return Likenesses(self, query, self.stores.sums.products(self.places_of_pages, query)[:, 0])

    def likest(self, places: numpy.ndarray, query: numpy.ndarray) -> numpy.ndarray:
        """Of each of these pages, which ascend, the product with the text that is most like the query."""
        return self.stores.pages.products(places, query).max(axis=1)


def as_array(places: Collection[int]) -> numpy.ndarray:
    import numpy

    return numpy.fromiter(places, dtype=numpy.int64, count=len(places))


@dataclass(frozen=True, eq=False)
class Likenesses:
    """How like a query each page of a slice is, over all of its texts."""

    slice: Slice
    query: numpy.ndarray
    sums: numpy.ndarray

    @cached_property
    def _nearest(self) -> numpy.ndarray:
        """The places of the nearest pages, in any order."""
        return highest(self.sums, NEAREST)

    @cached_property
    def candidates(self) -> frozenset[Subject]:
        """The nearest that are like it at all: an answer although they may have none of its words."""
        near = highest(self.sums, weights.CANDIDATES_NEAR)
        near = near[self.sums[near] >= LIKE_AT_LEAST * len(BEGINNINGS)]
        return frozenset(self.slice.subjects[place] for place in near.tolist())

    def of(self, subjects: Iterable[Subject], others: Mapping[Subject, bytes]) -> Similar:
        """What the ranker asks of these pages and, by their vectors, of others than the slice has.

        What holds of all is said by the slice, even if it is a sample. Only the nearest are then those of these pages,
        for of all others nobody knows.
        """
        known = [] if self.slice.is_sample else [subject for subject in subjects if subject in self.slice.places]
        known.sort(key=self.slice.places.__getitem__)
        places = as_array([self.slice.places[subject] for subject in known])
        mine = self.sums[self.slice.places_of_pages.searchsorted(places)]
        some = self.slice.likest(self.slice.places_of_pages[:: 1 + len(self.sums) // MANY], self.query)
        sums, likest = (each.tolist() for each in sum_and_best(b"".join(others.values()), self.query))
        nearest = sorted(sums)[-NEAREST:] if self.slice.is_sample else self.sums[self._nearest].tolist()
        pages = [*known, *others]
        return Similar(
            dict(zip(pages, [*mine.tolist(), *sums], strict=True)),
            mean=float(self.sums.mean()),
            deviation=float(self.sums.std()),
            best=max([*nearest, *sums], default=0.0),
            last=min(nearest, default=0.0),
            candidates=frozenset() if self.slice.is_sample else self.candidates,
            likest=dict(zip(pages, [*self.slice.likest(places, self.query).tolist(), *likest], strict=True)),
            likest_mean=float(some.mean()),
            likest_deviation=float(some.std()),
        )


def sum_and_best(rows: bytes, query: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Over the texts of each page."""
    each = Vectors.of(rows).products(query).reshape(-1, len(BEGINNINGS))
    return each.sum(axis=1), each.max(axis=1)


NOTHING_NEAR = Similar({})

_slices: dict[tuple[int, str], Slice] = {}
_stores: dict[str, Stores] = {}  # by the name of the model
_keeping = threading.Lock()


def forget() -> None:
    """Begin anew with the next search. Who is searching now keeps what she has."""
    with _keeping:
        _slices.clear()
        _stores.clear()


def pages(partner: int, loaded: Loaded) -> Slice | None:
    """The partner's pages; None without a model or before any page has a vector."""
    model = sentences.model()
    if model is None:
        return None
    mine = current(partner, loaded, model.name)
    return mine if mine.subjects else None


def current(partner: int, loaded: Loaded, model: str) -> Slice:
    """The partner's slice as the index has it now."""
    stand = loaded.stand[:3]
    mine = _slices.get((partner, model))
    if mine and mine.stand == stand:
        return mine
    mine = (mine and follow(mine, stand, partner, model)) or read(stand, partner, model)
    if sum(stores.bytes for stores in list(_stores.values())) > BYTES_AT_MOST:
        forget()  # much of it may be of pages as they were, or of partners for whom nobody searches any more
    _slices[partner, model] = mine
    return mine


def read(stand: tuple[int, int, str], partner: int, model: str) -> Slice:
    """All of the partner's pages that have a vector; of very many a sample, by the digests of their texts."""
    public = EntryPartner.objects.filter(partner=partner, entry__generation=stand[0], entry__audience=Audience.PUBLIC)
    if not public[ONLY_CANDIDATES_ABOVE : ONLY_CANDIDATES_ABOVE + 1].exists():
        return made(stand, model, _rows(stand[0], partner, model))
    return replace(made(stand, model, _sample(stand[0], partner, model)), is_sample=True)


def vectors_of(pages: Iterable[Recalled], model: str) -> dict[Subject, bytes]:
    """The vectors of some entries, read for one search."""
    subjects = {each.entry_id: each.subject for each in pages}
    if not subjects:
        return {}
    numbers = ", ".join(map(str, subjects))
    with connection.cursor() as cursor:
        cursor.execute(OF_ENTRIES.format(numbers=numbers), [model])
        return {subjects[entry]: bytes(data)[: len(BEGINNINGS) * BYTES] for entry, data in cursor.fetchall()}


def follow(mine: Slice, stand: tuple[int, int, str], partner: int, model: str) -> Slice | None:
    """Exchange the pages that were written since; None if that cannot be told or is not worth it.

    The way begins with our own version: if its token is another one, ours was rolled back.
    """
    generation, version, token = mine.stand
    if mine.is_sample and generation == stand[0]:
        return replace(mine, stand=stand)
    if generation != stand[0] or not 0 < stand[1] - version <= AT_MOST_CHANGED or not version:
        return None
    changes = list(
        Change.objects.filter(version__gte=version, version__lte=stand[1])
        .order_by("version")
        .values_list("version", "token", "kind", "object_id")
    )
    if len(changes) != stand[1] - version + 1 or changes[0][1] != token:
        return None
    changed = {Subject(kind, number) for _, _, kind, number in changes[1:] if number is not None}
    fresh = made(stand, model, _rows(generation, partner, model, changed))
    if fresh.stores is not mine.stores:
        return None
    places = {subject: place for subject, place in mine.places.items() if subject not in changed} | fresh.places
    # Words of pages that are gone do no harm: the lexicon no longer knows them.
    return Slice(stand, mine.stores, ascending(places), ascending({**fresh.words, **mine.words}))


def made(stand: tuple[int, int, str], model: str, rows: Iterable[Row]) -> Slice:
    """From the rows of the database: each has the page's vectors first, then those of its title's words."""
    places, words = {}, {}
    with _keeping:
        stores = _stores.setdefault(model, Stores())
    for kind, number, title, meaning, data in rows:
        each = bytes(data)
        stems = [analysis.stem(analysis.fold(word)) for word in title_words(title)]
        with _keeping:  # for one page each: nobody waits while another one's rows are read
            places[Subject(KINDS[kind], number)] = stores.put_page(meaning, each[: len(BEGINNINGS) * BYTES])
            for at, stem in enumerate(stems, len(BEGINNINGS)):
                vector = each[at * BYTES : (at + 1) * BYTES]
                if stem not in words and len(vector) == BYTES:
                    words[stem] = stores.words.put(stem, vector)
    return Slice(stand, stores, ascending(places), ascending(words))


def ascending(places: Mapping[Any, int]) -> dict[Any, int]:
    return dict(sorted(places.items(), key=lambda each: each[1]))


def _sample(generation: int, partner: int, model: str) -> Iterator[Row]:
    return _read(f"{READ} ORDER BY entry.meaning LIMIT {SAMPLE}", [partner, model, Audience.PUBLIC, generation])


def _rows(generation: int, partner: int, model: str, subjects: Collection[Subject] | None = None) -> Iterator[Row]:
    """The vectors of the partner's pages, or of some of them; citizens' entries only, agents' are the same pages."""
    query, values = READ, [partner, model, Audience.PUBLIC, generation]
    if subjects is not None:
        if not subjects:
            return
        query += f" AND entry.object_id IN ({', '.join(['%s'] * len(subjects))})"
        values += sorted(subject.object_id for subject in subjects)
    for row in _read(query + " ORDER BY entry.kind, entry.object_id", values):
        if subjects is None or row[:2] in subjects:
            yield row


def _read(query: str, values: list) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        while some := cursor.fetchmany(AT_ONCE):
            yield from some
