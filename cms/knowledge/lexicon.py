"""What the whole corpus knows: its words, the stems' document frequencies per field, the trigrams of its titles.

A lexicon never changes: a worker that learns of a publication makes the next one from the last and the difference.
"""

from __future__ import annotations

import heapq
import json
import math
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from . import analysis, weights
from .compounds import Compounds
from .records import FIELDS, Record, shared_rows
from .typos import Neighbours

OWN_AT_MOST = 2_000  # rows; one more, and all are copied after all
REMEMBERED = 10_000  # of what is worked out once for many entries
Row = tuple[int, ...]
ANYWHERE = len(FIELDS)  # the last of a stem's counts: in how many services it stands in any field


@dataclass
class Difference:
    """What a service adds to the corpus, or what its change adds and takes away; differences can be summed."""

    services: int = 0
    lengths: list[float] = field(default_factory=lambda: [0.0] * len(FIELDS))
    words: dict[str, Row] = field(default_factory=dict)  # alone, as a part of a compound
    stems: dict[str, Row] = field(default_factory=dict)  # per field, anywhere
    trigrams: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)  # stems of what is no service: known, and no more

    def __bool__(self) -> bool:
        counted = self.services or self.words or self.stems or self.trigrams or self.others
        return bool(counted or any(self.lengths))

    def minus(self, other: Difference) -> Difference:
        return Difference(
            self.services - other.services,
            [mine - theirs for mine, theirs in zip(self.lengths, other.lengths, strict=True)],
            _rows_minus(self.words, other.words, 2),
            _rows_minus(self.stems, other.stems, len(FIELDS) + 1),
            _counts_minus(self.trigrams, other.trigrams),
            _counts_minus(self.others, other.others),
        )

    def add(self, other: Difference) -> None:
        """In place: the sum over a whole corpus is not copied for every subject."""
        self.services += other.services
        self.lengths = [mine + more for mine, more in zip(self.lengths, other.lengths, strict=True)]
        for rows, more in ((self.words, other.words), (self.stems, other.stems)):
            for key, added in more.items():
                there = rows.get(key)
                row = _sum(there, added) if there else tuple(added)
                if any(row):
                    rows[key] = row
                else:
                    rows.pop(key, None)
        for counts, more in ((self.trigrams, other.trigrams), (self.others, other.others)):
            for key, count in more.items():
                counts[key] = counts.get(key, 0) + count
                if not counts[key]:
                    del counts[key]

    def as_json(self) -> str:
        return json.dumps(
            [self.services, self.lengths, self.words, self.stems, self.trigrams, self.others],
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Difference:
        if not text:
            return cls()
        services, lengths, words, stems, trigrams, others = json.loads(text)
        return cls(services, lengths, shared_rows(words), shared_rows(stems), trigrams, others)


def _sum(one: Row, other: Row) -> Row:
    return tuple(mine + theirs for mine, theirs in zip(one, other, strict=True))


def _rows_minus(mine: dict[str, Row], theirs: dict[str, Row], width: int) -> dict[str, Row]:
    none = (0,) * width
    rows = {}
    for key in mine.keys() | theirs.keys():
        row = tuple(one - other for one, other in zip(mine.get(key, none), theirs.get(key, none), strict=True))
        if any(row):
            rows[key] = row
    return rows


def _counts_minus(mine: dict[str, int], theirs: dict[str, int]) -> dict[str, int]:
    rest = {key: mine.get(key, 0) - theirs.get(key, 0) for key in mine.keys() | theirs.keys()}
    return {key: count for key, count in rest.items() if count}


def contribution(entries: Iterable[tuple[Record, Mapping[str, Sequence[int]]]]) -> Difference:
    """What one service adds: its entries (records with their words) count once, however many partners deviate."""
    total = Difference()
    for record, words in entries:
        total.services = 1
        total.lengths = [max(pair) for pair in zip(total.lengths, map(float, record.lengths), strict=True)]
        for word, counts in words.items():
            row = total.words.get(word)
            total.words[word] = tuple(map(max, row, counts)) if row else tuple(counts)
        for stem, frequencies in record.stems.items():
            row = (*(int(frequency > 0) for frequency in frequencies), int(any(frequencies)))
            there = total.stems.get(stem)
            total.stems[stem] = tuple(map(max, row, there)) if there else row
        total.trigrams.update(dict.fromkeys(record.trigrams, 1))
    return total


def contribution_beside(entries: Iterable[tuple[Record, Mapping[str, Sequence[int]]]]) -> Difference:
    """What something adds that is no service: its words and stems are known, but make nothing common.

    Sixty towns with a registry office each would otherwise say that its name tells little about a service. Its words
    count as parts do: the dictionary of compounds is made of services, not of the names of streets and people.
    """
    total = Difference()
    for record, words in entries:
        for word, counts in words.items():
            total.words[word] = (0, max(total.words.get(word, (0, 0))[1], sum(counts)))
        total.others.update(dict.fromkeys(record.stems, 1))
    return total


class LayeredRows:
    """Rows by word or stem: a few of a lexicon's own, the others shared with the lexicons before it.

    To copy all of them took longer than everything else that a release does to a lexicon.
    """

    def __init__(self, shared: dict[str, Row], own: dict[str, Row | None] | None = None):
        self._shared = shared
        self._own = own or {}  # None where there is one no more

    def get(self, key: str) -> Row | None:
        return self._own[key] if key in self._own else self._shared.get(key)

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def __getitem__(self, key: str) -> Row:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self.as_dict())

    def as_dict(self) -> dict[str, Row]:
        return {key: row for key, row in (self._shared | self._own).items() if row is not None}

    def plus(self, by: Mapping[str, Row]) -> LayeredRows:
        own = self._own.copy()
        for key, added in by.items():
            row = self.get(key)
            now = _sum(row, added) if row else tuple(added)
            own[key] = now if any(count > 0 for count in now) else None
        after = LayeredRows(self._shared, own)
        return after if len(own) <= OWN_AT_MOST else LayeredRows(after.as_dict())


class Lexicon:
    """The corpus at one version. Reading it is safe from every thread."""

    def __init__(
        self,
        services: int = 0,
        lengths: Iterable[float] = (0.0,) * len(FIELDS),
        words: LayeredRows | None = None,
        stems: LayeredRows | None = None,
        trigrams: dict[str, int] | None = None,
        others: dict[str, int] | None = None,
        *,
        before: Lexicon | None = None,
        changed: Iterable[str] = (),
    ):
        self.services = services
        self.lengths = list(lengths)
        self.words = words or LayeredRows({})
        self.stems = stems or LayeredRows({})
        self.trigrams = trigrams or {}
        self.others = others or {}
        self._idfs: dict[str, float] = {}
        self._norms: dict[Collection[str], float] = {}
        self._dampings: dict[tuple[int, ...], tuple[float, ...]] = {}
        if before is None:
            words = self.words.as_dict()
            self.compounds = Compounds.of({word: row[0] for word, row in words.items()})
            self.vocabulary = sorted(filter(is_vocabulary, words))
            self.neighbours = Neighbours.of(self.vocabulary)
        else:
            self._follow(before, list(changed))

    def _follow(self, before: Lexicon, changed: list[str]) -> None:
        """Take over what is derived from the words, except where words came or went."""
        now = {word: self.words[word][0] for word in changed if word in self.words}
        self.compounds = before.compounds.changed(now, changed)
        added = [word for word in changed if word in self.words and word not in before.words and is_vocabulary(word)]
        gone = [word for word in changed if word not in self.words and word in before.words and is_vocabulary(word)]
        if not added and not gone:
            self.vocabulary, self.neighbours = before.vocabulary, before.neighbours
            return
        self.vocabulary = before.vocabulary.copy()
        for word in gone:
            del self.vocabulary[bisect_left(self.vocabulary, word)]
        for word in added:
            insort(self.vocabulary, word)
        self.neighbours = before.neighbours.changed(added, gone)

    def changed(self, by: Difference) -> Lexicon:
        """The next lexicon after a difference."""
        if not by:
            return self
        return Lexicon(
            self.services + by.services,
            [mine + more for mine, more in zip(self.lengths, by.lengths, strict=True)],
            self.words.plus(by.words),
            self.stems.plus(by.stems),
            _counts_plus(self.trigrams, by.trigrams),
            _counts_plus(self.others, by.others),
            before=self,
            changed=by.words,
        )

    @classmethod
    def of(cls, total: Difference) -> Lexicon:
        """The corpus that a difference makes of nothing."""
        rows = LayeredRows(total.words), LayeredRows(total.stems)
        return cls(total.services, total.lengths, *rows, total.trigrams, total.others)

    def total(self) -> Difference:
        """The whole lexicon as one difference from nothing, its own: what a snapshot holds."""
        rows = self.words.as_dict(), self.stems.as_dict()
        return Difference(self.services, list(self.lengths), *rows, dict(self.trigrams), dict(self.others))

    # what the plan asks

    def knows(self, stem: str) -> bool:
        return stem in self.stems or stem in self.others

    def split(self, word: str) -> tuple[str, ...]:
        return self.compounds.split(word)

    def alone(self, word: str) -> int:
        """How often it stands by itself."""
        row = self.words.get(word)
        return row[0] if row else 0

    def frequency(self, word: str) -> int:
        row = self.words.get(word)
        return row[0] + row[1] if row else 0

    def beginning_with(self, start: str, at_most: int) -> list[str]:
        """The commonest known words with this beginning."""
        first = bisect_left(self.vocabulary, start)
        last = bisect_left(self.vocabulary, start + "\U0010ffff", lo=first)
        return heapq.nsmallest(at_most, self.vocabulary[first:last], key=lambda word: (-self.frequency(word), word))

    def similar(self, word: str, besides: Sequence[tuple[str, int]], at_most: int) -> list[tuple[str, int]]:
        """The known words it may be a typo of, with the number of mistakes: the likeliest first.

        `besides` are words of another list with theirs; only the nearest of all count.
        """
        found = [*self.neighbours.of_word(word), *besides]
        fewest = min((mistakes for _, mistakes in found), default=0)
        found = list(dict.fromkeys(row for row in found if row[1] == fewest))
        if fewest == 2 and len(word) < 8:
            found = [row for row in found if row[0][0] == word[0] and row[0][-1] == word[-1]]
        return heapq.nsmallest(at_most, found, key=lambda row: (row[0][0] != word[0], -self.frequency(row[0]), row[0]))

    # what the rank asks

    def idf(self, stem: str) -> float:
        """How much a stem says, over all fields; 0 for an unknown one."""
        known = self._idfs.get(stem)
        if known is None:
            row = self.stems.get(stem)
            if row is None:
                return self.highest_idf if stem in self.others else 0.0
            known = self._idfs[stem] = idf(self.services, row[ANYWHERE])
        return known

    def field_idfs(self, stem: str) -> tuple[float, ...]:
        """How much a stem says in each field."""
        row = self.stems.get(stem)
        return tuple(idf(self.services, count) for count in row[:ANYWHERE]) if row else (self.highest_idf,) * ANYWHERE

    @cached_property
    def highest_idf(self) -> float:
        return idf(self.services, 0)

    @cached_property
    def mean_lengths(self) -> tuple[float, ...]:
        return tuple(length / max(self.services, 1) or 1.0 for length in self.lengths)

    def dampings(self, lengths: tuple[int, ...]) -> tuple[float, ...]:
        """What BM25 adds to a frequency below the line, per field: more in a long one. Remembered like the norms."""
        found = self._dampings.get(lengths)
        if found is None:
            found = tuple(map(damping, lengths, self.mean_lengths, weights.LENGTH))
            if len(self._dampings) < REMEMBERED:
                self._dampings[lengths] = found
        return found

    @cached_property
    def trigram_idfs(self) -> dict[str, float]:
        return {trigram: math.log(self.services / count) for trigram, count in self.trigrams.items() if count > 0}

    @cached_property
    def highest_trigram_idf(self) -> float:
        return math.log(max(self.services, 1))

    def trigram_norm(self, trigrams: Collection[str]) -> float:
        """The length of a text's trigram vector; remembered, since the same entries come again and again."""
        norm = self._norms.get(trigrams)
        if norm is None:
            known, unknown = self.trigram_idfs, self.highest_trigram_idf
            norm = math.sqrt(sum(known.get(trigram, unknown) ** 2 for trigram in trigrams)) or 1.0
            if len(self._norms) < REMEMBERED:
                self._norms[trigrams] = norm
        return norm


def idf(services: int, count: int) -> float:
    """The inverse document frequency of BM25."""
    return math.log(1 + (services - count + 0.5) / (count + 0.5))


def damping(length: int, mean_length: float, b: float) -> float:
    """How long a text is against the mean, as BM25 counts it."""
    return weights.SATURATION * (1 - b + b * length / mean_length)


def is_vocabulary(word: str) -> bool:
    """Whether a word is one that somebody may begin or mistype."""
    return len(word) >= 3 and not word.isdigit() and word not in analysis.STOP_WORDS


def _counts_plus(counts: dict[str, int], by: dict[str, int]) -> dict[str, int]:
    summed = dict(counts)
    for key, added in by.items():
        now = summed.get(key, 0) + added
        if now > 0:
            summed[key] = now
        else:
            summed.pop(key, None)
    return summed
