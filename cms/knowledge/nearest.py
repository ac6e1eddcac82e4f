"""The vectors of a partner's pages in this worker's memory, and which of them are nearest to a query."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING

from django.db import connection

from . import analysis, sentences, weights
from .loading import Loaded
from .models import Audience, Change, EntryPartner, Kind, Subject
from .ranker import NEAREST, Similar
from .vectors import BEGINNINGS, BYTES, Vectors, highest, title_words

if TYPE_CHECKING:
    import numpy

BYTES_AT_MOST = 256 * 2**20  # of all slices together; what partners share is there once: 2 KB per page
LIKE_AT_LEAST = 0.25  # the mean cosine below which a page that has none of the words is no answer
ONLY_CANDIDATES_ABOVE = 100_000  # pages of a partner: of more than that only those are compared that the words propose
SAMPLE = 4_000  # pages that stand for all others then: how like a query pages are in the mean, and how they spread
AT_MOST_CHANGED = 300  # services changed since: more than this, and the slice is read anew

KINDS = {kind.value: kind.value for kind in Kind}  # one string for thousands of rows

READ = """
SELECT entry.kind, entry.object_id, entry.title, vector.data
FROM knowledge_entry AS entry
JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id = %s
JOIN knowledge_vector AS vector ON vector.meaning = entry.meaning AND vector.model = %s
WHERE entry.audience = %s AND entry.generation = %s
"""


@dataclass(frozen=True)
class Slice:
    """A partner's pages at one version of the index; it never changes, the next one takes its place."""

    stand: tuple[int, int, str]
    subjects: tuple[Subject, ...]
    rows: tuple[bytes, ...]  # of each page one vector per BEGINNINGS, one after the other
    words: tuple[str, ...]  # stems of the titles' words
    word_rows: tuple[bytes, ...]
    is_sample: bool = False  # of a partner that has too many

    def words_like(self, vector: numpy.ndarray) -> list[tuple[str, float]]:
        """The stems of the titles' words that mean most nearly the same as a word, with their cosines."""
        import numpy

        found = Vectors.of(b"".join(self.word_rows)).products(vector)
        likest: dict[str, float] = {}
        for place in numpy.argsort(-found)[: 3 * weights.ALIKE_WORDS_AT_MOST]:
            if found[place] >= weights.ALIKE_WORD_AT_LEAST and len(likest) < weights.ALIKE_WORDS_AT_MOST:
                likest.setdefault(self.words[place], float(found[place]))
        return list(likest.items())

    @cached_property
    def places(self) -> dict[Subject, int]:
        """Where each page is."""
        return {subject: place for place, subject in enumerate(self.subjects)}

    def likenesses(self, query: numpy.ndarray) -> Likenesses:
        return Likenesses(self, *sum_and_best(b"".join(self.rows), query))


@dataclass(frozen=True, eq=False)
class Likenesses:
    """How like a query each page of a slice is: the sum over its texts, and the one text that is most like it."""

    slice: Slice
    sums: numpy.ndarray
    likest: numpy.ndarray

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

    def of(self, subjects: Iterable[Subject]) -> Similar:
        """What the ranker asks of these pages, beside what holds of all."""
        known = [subject for subject in subjects if subject in self.slice.places]
        places = [self.slice.places[subject] for subject in known]
        near = self.sums[self._nearest]
        return replace(
            self._of_all(),
            values=dict(zip(known, self.sums[places].tolist(), strict=True)),
            likest=dict(zip(known, self.likest[places].tolist(), strict=True)),
            best=float(near.max()),
            last=float(near.min()),
            candidates=self.candidates,
        )

    def of_others(self, query: numpy.ndarray, pages: Mapping[Subject, bytes]) -> Similar:
        """The same of pages that are not in the slice, which is a sample and says what holds of all."""
        if not pages:
            return self._of_all()
        sums, likest = (each.tolist() for each in sum_and_best(b"".join(pages.values()), query))
        nearest = sorted(sums, reverse=True)[:NEAREST]
        return replace(
            self._of_all(),
            values=dict(zip(pages, sums, strict=True)),
            likest=dict(zip(pages, likest, strict=True)),
            best=nearest[0],
            last=nearest[-1],
        )

    def _of_all(self) -> Similar:
        return Similar(
            {},
            mean=float(self.sums.mean()),
            deviation=float(self.sums.std()),
            likest_mean=float(self.likest.mean()),
            likest_deviation=float(self.likest.std()),
        )


def sum_and_best(rows: bytes, query: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Over the texts of each page."""
    each = Vectors.of(rows).products(query).reshape(-1, len(BEGINNINGS))
    return each.sum(axis=1), each.max(axis=1)


NOTHING_NEAR = Similar({})

_slices: OrderedDict[tuple[int, str], Slice] = OrderedDict()
_shared: dict[bytes, bytes] = {}  # each row once, however many partners have the page
_keeping = threading.Lock()


def forget() -> None:
    """Begin anew with the next search."""
    with _keeping:
        _slices.clear()
        _shared.clear()


def shared(row: bytes) -> bytes:
    """The one copy of a row that all slices have."""
    return _shared.setdefault(row, row)


def share_less() -> None:
    """Let go of the slices that nobody asked for longest, and of what only they had."""
    while len(_slices) > 1 and bytes_of(_slices.values()) > BYTES_AT_MOST:
        _slices.popitem(last=False)
    _shared.clear()
    _shared.update((row, row) for each in _slices.values() for row in (*each.rows, *each.word_rows))


def bytes_of(slices: Iterable[Slice]) -> int:
    """What slices need together."""
    return sum(map(len, {row for each in slices for row in (*each.rows, *each.word_rows)}))


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
    with _keeping:
        mine = _slices.get((partner, model))
        if mine:
            _slices.move_to_end((partner, model))
    if mine and mine.stand == stand:
        return mine
    mine = (mine and follow(mine, stand, partner, model)) or read(stand, partner, model)
    with _keeping:
        _slices[partner, model] = mine
        _slices.move_to_end((partner, model))
        if sum(map(len, _shared)) > BYTES_AT_MOST:
            share_less()
    return mine


def read(stand: tuple[int, int, str], partner: int, model: str) -> Slice:
    """All of the partner's pages that have a vector; of very many a sample, by the digests of their texts."""
    public = EntryPartner.objects.filter(partner=partner, entry__generation=stand[0], entry__audience=Audience.PUBLIC)
    if not public[ONLY_CANDIDATES_ABOVE : ONLY_CANDIDATES_ABOVE + 1].exists():
        return made(stand, _rows(stand[0], partner, model))
    return replace(made(stand, _sample(stand[0], partner, model)), is_sample=True)


def vectors_among(subjects: Collection[Subject], partner: int, loaded: Loaded, model: str) -> dict[Subject, bytes]:
    """The vectors of some of the partner's pages, read for one search."""
    rows = _rows(loaded.generation, partner, model, set(subjects))
    return {Subject(KINDS[kind], number): bytes(data)[: len(BEGINNINGS) * BYTES] for kind, number, _, data in rows}


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
    fresh = made(stand, _rows(generation, partner, model, changed))
    kept = [subject not in changed for subject in mine.subjects]
    return Slice(
        stand,
        (*compress(mine.subjects, kept), *fresh.subjects),
        (*compress(mine.rows, kept), *fresh.rows),
        mine.words + fresh.words,  # words of pages that are gone do no harm: the lexicon no longer knows them
        mine.word_rows + fresh.word_rows,
    )


def made(stand: tuple[int, int, str], rows: Collection[tuple[str, int, str, bytes]]) -> Slice:
    """From the rows of the database: each has the page's vectors first, then those of its title's words."""
    pages, words = [], {}
    for *_, title, data in rows:
        each = bytes(data)
        pages.append(shared(each[: len(BEGINNINGS) * BYTES]))
        for at, word in enumerate(title_words(title), len(BEGINNINGS)):
            words.setdefault(analysis.stem(analysis.fold(word)), each[at * BYTES : (at + 1) * BYTES])
    words = {stem: shared(vector) for stem, vector in words.items() if len(vector) == BYTES}
    return Slice(
        stand,
        tuple(Subject(KINDS[kind], number) for kind, number, *_ in rows),
        tuple(pages),
        tuple(words),
        tuple(words.values()),
    )


def _sample(generation: int, partner: int, model: str) -> list[tuple[str, int, str, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{READ} ORDER BY entry.meaning LIMIT {SAMPLE}", [partner, model, Audience.PUBLIC, generation])
        return cursor.fetchall()


def _rows(
    generation: int, partner: int, model: str, subjects: Collection[Subject] | None = None
) -> list[tuple[str, int, str, bytes]]:
    """The vectors of the partner's pages, or of some of them; citizens' entries only, agents' are the same pages."""
    query, values = READ, [partner, model, Audience.PUBLIC, generation]
    if subjects is not None:
        if not subjects:
            return []
        query += f" AND entry.object_id IN ({', '.join(['%s'] * len(subjects))})"
        values += sorted(subject.object_id for subject in subjects)
    with connection.cursor() as cursor:
        cursor.execute(query + " ORDER BY entry.kind, entry.object_id", values)
        return [row for row in cursor.fetchall() if subjects is None or row[:2] in subjects]
