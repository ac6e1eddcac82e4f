"""Orders candidates: what each word of the plan is worth in an entry, how much of the plan and of the title is covered.

Each idea is one function, named as in the table of docs/search.md; the numbers stand in weights.py.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import mul
from typing import NamedTuple

from . import weights
from .lexicon import Lexicon
from .plan import Alternative, Group, Plan
from .records import KEYWORDS, TITLE, Record


@dataclass(frozen=True)
class Candidate:
    """An entry as the ranker sees it; `key` names it to the caller and settles a draw."""

    key: Hashable
    record: Record
    page: int | None = None  # its number, if it is a page that everyday words may mean
    share: float = 1.0  # what it counts by its kind


class Ranked(NamedTuple):
    """What the words say of an entry; `key` is its candidate's."""

    key: Hashable
    score: float
    confidence: float
    coverage: float = 0.0
    title_cover: float = 0.0


# What a stem, or a group, is worth in one entry, and how good the place is where it stands. Plain pairs: a search makes
# thousands.
Found = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Bag:
    """Words that belong together, with what of them does not depend on an entry."""

    idfs: tuple[tuple[str, float], ...]  # of each stem
    weight: float
    total: float
    as_one: float  # the share of the sum that counts, since they count like one word

    @classmethod
    def of(cls, alternative: Alternative, lexicon: Lexicon) -> Bag:
        idfs = {stem: lexicon.idf(stem) or lexicon.highest_idf for stem in alternative.stems}
        total, rarest = sum(idfs.values()), max(idfs.values())
        as_one = (rarest + weights.REST_OF_BAG * (total - rarest)) / total
        return cls(tuple(idfs.items()), alternative.weight, total, as_one)


class Query:
    """A plan with everything about it that does not depend on an entry."""

    def __init__(self, plan: Plan, lexicon: Lexicon):
        self.lexicon = lexicon
        self.groups = plan.groups
        self.idfs = [group_idf(group, lexicon) for group in plan.groups]
        self.shares = [
            0.0 if group.bonus else idf * group.weight for group, idf in zip(self.groups, self.idfs, strict=True)
        ]
        self.weight = sum(self.shares)
        self.trigrams = {trigram: lexicon.trigram_idfs.get(trigram, 0.0) ** 2 for trigram in plan.trigrams}
        self.trigram_norm = lexicon.trigram_norm(plan.trigrams)
        # What an alternative's group and weight are; bags stand under every one of their stems.
        self.singles: dict[str, list[tuple[int, float]]] = {}
        self.bags: dict[str, list[tuple[Bag, int]]] = {}
        self.pages: dict[int | None, list[tuple[int, float]]] = {}
        self.best_weight: dict[str, float] = {}
        for at, group in enumerate(plan.groups):
            for alternative in group.alternatives:
                self._place(at, alternative)
        self.field_values = {
            stem: tuple(map(mul, weights.FIELD, lexicon.field_idfs(stem)))
            for stem in self.best_weight
            if lexicon.knows(stem)
        }

    def _place(self, at: int, alternative: Alternative) -> None:
        if alternative.page is not None:
            self.pages.setdefault(alternative.page, []).append((at, alternative.weight))
            return
        for stem in alternative.stems:
            self.best_weight[stem] = max(self.best_weight.get(stem, 0.0), alternative.weight)
        if len(alternative.stems) > 1:
            bag = Bag.of(alternative, self.lexicon)
            for stem in alternative.stems:
                self.bags.setdefault(stem, []).append((bag, at))
        else:
            self.singles.setdefault(alternative.stems[0], []).append((at, alternative.weight))


def rank(plan: Plan, lexicon: Lexicon, candidates: Sequence[Candidate], limit: int | None = 10) -> list[Ranked]:
    """The best candidates by their words, best first; those without any merit are left out."""
    return best(judged(plan, lexicon, candidates))[:limit]


def judged(plan: Plan, lexicon: Lexicon, candidates: Sequence[Candidate]) -> list[Ranked]:
    """What the words say of each candidate, in the order they came."""
    (ranked,) = judged_by([plan], lexicon, candidates)
    return ranked


def judged_by(plans: Sequence[Plan], lexicon: Lexicon, candidates: Sequence[Candidate]) -> list[list[Ranked]]:
    """The same for several plans; each entry is looked at once."""
    queries = [Query(plan, lexicon) for plan in plans]
    values = {stem: each for query in queries for stem, each in query.field_values.items()}
    found = [found_stems(values, candidate.record, lexicon) for candidate in candidates]
    return [
        [score(query, candidate, stems) for candidate, stems in zip(candidates, found, strict=True)]
        for query in queries
    ]


def best(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those with any merit, best first; a draw is settled by the key."""
    good = [each for each in ranked if each.score > 0]
    return sorted(good, key=lambda each: (-round(each.score, 9), each.key))


def score(query: Query, candidate: Candidate, stems: Mapping[str, Found]) -> Ranked:
    """All ideas together for one entry, of which some stems were found, perhaps also for other queries."""
    record = candidate.record
    groups = found_groups(query, stems, candidate.page)
    alike = likeness(query, record) if query.trigrams else 0.0
    if not groups and alike < weights.ALIKE_AT_LEAST:
        return Ranked(candidate.key, 0.0, 0.0)
    cover = title_cover(query, record)
    covered = coverage(query, groups)
    total = words_value(query, groups) * covered**weights.COVERAGE
    total *= 1 + weights.TITLE_COVER * cover
    total += weights.LIKENESS * alike
    return Ranked(candidate.key, total * candidate.share, confidence(query, groups, cover), covered, cover)


def saturation(frequency: float, damping: float) -> float:
    """BM25: the tenth mention adds less than the first, and less in a long text (`lexicon.damping`)."""
    return frequency / (frequency + damping)


def stem_value(frequencies: Sequence[float], values: Sequence[float], dampings: Sequence[float]) -> float:
    """What a stem is worth in an entry: over the fields, what it is worth there times its saturated frequency."""
    total = 0.0
    for frequency, value, damping in zip(frequencies, values, dampings, strict=True):
        if frequency:
            total += value * saturation(frequency, damping)
    return total / weights.FIELD_SCALE


def page_value(lexicon: Lexicon) -> float:
    """What a page is worth that is meant by its number: as much as the rarest word in a title."""
    return weights.FIELD[TITLE] / weights.FIELD_SCALE * lexicon.highest_idf / (1 + weights.SATURATION)


@lru_cache(maxsize=10_000)
def place_quality(frequencies: Sequence[float]) -> float:
    """How sure a hit is by its place: fully in title and keywords, little anywhere else."""
    in_title = max(frequencies[: KEYWORDS + 1])
    if not in_title:
        return weights.FOUND_IN_BODY
    share = min(1.0, in_title + 0.2)
    return weights.FOUND_IN_BODY + (weights.FOUND_IN_TITLE - weights.FOUND_IN_BODY) * share


def group_idf(group: Group, lexicon: Lexicon) -> float:
    """How much a word of the query says: as much as its rarest alternative; an unknown word says most."""
    known = max((lexicon.idf(stem) for alternative in group.alternatives for stem in alternative.stems), default=0.0)
    if not known or any(alternative.page is not None for alternative in group.alternatives):
        return lexicon.highest_idf
    return max(known, weights.UNSURE_IDF * lexicon.highest_idf) if group.unsure else known


def found_stems(values: Mapping[str, Sequence[float]], record: Record, lexicon: Lexicon) -> dict[str, Found]:
    """The stems that the entry has, of those for which it is known what they are worth in each field."""
    present = values.keys() & record.stems.keys()
    if not present:
        return {}
    stems, dampings = record.stems, lexicon.dampings(record.lengths)
    return {stem: (stem_value(stems[stem], values[stem], dampings), place_quality(stems[stem])) for stem in present}


def found_groups(query: Query, stems: Mapping[str, Found], page: int | None = None) -> dict[int, Found]:
    """Per group its best alternative; value and quality may come from different ones.

    An everyday word may mean just this page.
    """
    if not stems and page not in query.pages:
        return {}
    values: dict[int, float] = {}
    qualities: dict[int, float] = {}
    alternatives: list[tuple[int, float, float]] = []
    bags: dict[Bag, int] = {}
    for stem in stems.keys() & query.best_weight.keys():
        value, quality = stems[stem]
        if stem in query.singles:
            alternatives += [(at, value * weight, quality * weight) for at, weight in query.singles[stem]]
        if stem in query.bags:
            bags.update(query.bags[stem])
    alternatives += [(at, *bag_value(bag, stems)) for bag, at in bags.items()]
    if page in query.pages:
        value = page_value(query.lexicon)
        alternatives += [(at, value * weight, weights.FOUND_IN_TITLE * weight) for at, weight in query.pages[page]]
    for at, value, quality in alternatives:
        if value > values.get(at, -1.0):
            values[at] = value
        if quality > qualities.get(at, -1.0):
            qualities[at] = quality
    return {at: (values[at], qualities[at]) for at in sorted(values)}


def bag_value(bag: Bag, stems: Mapping[str, Found]) -> Found:
    """Words that belong together count like one word of the rarest's idf, and much less if one is missing."""
    value = quality = present = 0.0
    for stem, idf in bag.idfs:
        if stem in stems:
            found, place = stems[stem]
            value += found
            quality += place * idf
            present += idf
    share = present / bag.total
    return value * bag.as_one * share**2 * bag.weight, quality / bag.total * share * bag.weight


def words_value(query: Query, groups: Mapping[int, Found]) -> float:
    """The sum over the words of the query."""
    return sum([value * query.groups[at].weight for at, (value, _quality) in groups.items()])


def coverage(query: Query, groups: Mapping[int, Found]) -> float:
    """The share of the query's weight that the entry explains: a soft minimum-should-match."""
    if not query.weight:
        return 0.0
    return sum([query.shares[at] for at, (value, _quality) in groups.items() if value > 0]) / query.weight


def title_cover(query: Query, record: Record) -> float:
    """The share of the title's weight that the query explains: exactness."""
    if all(map(query.best_weight.keys().isdisjoint, record.title.values())):
        return 0.0
    lexicon = query.lexicon
    total = explained = 0.0
    for whole, parts in record.title.items():
        idf = lexicon.idf(whole) or lexicon.highest_idf
        total += idf
        best = 0.0
        for at, part in enumerate(parts):
            weight = query.best_weight.get(part)
            if weight:
                best = max(best, weight if at == 0 else weight * weights.PART)
        explained += best * idf
    return min(1.0, explained / total) if total else 0.0


def likeness(query: Query, record: Record) -> float:
    """The cosine of the trigrams of query and title: what is nearly written the same."""
    product = sum(map(query.trigrams.get, record.trigrams, repeat(0.0)))
    return product / query.trigram_norm / query.lexicon.trigram_norm(record.trigrams) if product else 0.0


def confidence(query: Query, groups: Mapping[int, Found], cover: float) -> float:
    """Between 0 and 1: how well the words were found, and how much of the title was asked for."""
    if not query.weight:
        return 0.5 * cover
    quality = sum([query.shares[at] * quality for at, (_value, quality) in groups.items()])
    return 0.5 * quality / query.weight + 0.5 * cover
