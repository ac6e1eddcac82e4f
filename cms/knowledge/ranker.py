"""The last order of the candidates: a linear model over what words and sentences say, fitted by `manage.py fit_ranker`.

Sentence similarity counts more the longer the query and the less sure the words: one typed word is looked up, a spoken
sentence is understood.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import mul
from pathlib import Path

from .models import Subject
from .rank import Ranked

WEIGHTS = Path(__file__).with_name("ranker.json")
TERMS = (
    *("words", "coverage", "title", "words*unsure", "words*long"),
    *("far", "near", "near*unsure", "near*long", "likest", "likest*long"),
    *("said", "said*unsure", "said*long"),
    *("shared", "shared*unsure", "shared*long"),
)
NEAREST = 50  # among so many pages by their sentences the first counts fully and the last nothing
FAR_FROM_MEAN, BELOW_MEAN, FAR_SCALE = 8.0, -1.0, 5.0
SHORT_QUERY, LONG_QUERY = 2, 10  # words: up to the first a query is looked up, from the second on it is a sentence


@dataclass(frozen=True)
class Similar:
    """How like the query each page of a partner is, and how they spread."""

    values: Mapping[Subject, float]  # over all texts of each page
    mean: float = 0.0
    deviation: float = 0.0
    best: float = 0.0
    last: float = 0.0  # of the last of the NEAREST
    candidates: frozenset[Subject] = frozenset()
    likest: Mapping[Subject, float] = field(default_factory=dict)  # of the one text of each page that is most like it
    likest_mean: float = 0.0
    likest_deviation: float = 0.0

    def far(self, key: Subject) -> float:
        """How far above the mean of all pages."""
        return above(self.values.get(key), self.mean, self.deviation)

    def far_likest(self, key: Subject) -> float:
        """The same by the one text that is most like the query."""
        return above(self.likest.get(key), self.likest_mean, self.likest_deviation)

    def near(self, key: Subject) -> float:
        """Where between the last of the NEAREST and the best page, from 0 to 1."""
        if key not in self.values or self.best <= self.last:
            return 0.0
        return min(max((self.values[key] - self.last) / (self.best - self.last), 0.0), 1.0)


def above(value: float | None, mean: float, deviation: float) -> float:
    """In standard deviations, within limits; nothing for a page that has no vector."""
    if value is None:
        return 0.0
    return min(max((value - mean) / (deviation or 1.0), BELOW_MEAN), FAR_FROM_MEAN) / FAR_SCALE


def length(words: int) -> float:
    """From 0 for a query that is looked up to 1 for a sentence."""
    return min(max((words - SHORT_QUERY) / (LONG_QUERY - SHORT_QUERY), 0.0), 1.0)


@dataclass(frozen=True)
class Evidence:
    """All that is known of the candidates of one query."""

    ranked: Sequence[Ranked]  # by its words
    similar: Similar  # by its sentence
    said: Mapping[Subject, float]  # by what it sounds like, from 0 to 1
    shared: Mapping[Subject, float]  # by the lines of everyday words that have most of its words, from 0 to 1
    words: int  # how many were asked

    @cached_property
    def scores(self) -> dict[Subject, float]:
        """What the fitted model makes of each candidate; asked for more than once in a search."""
        return scores(self, fitted())


def features(evidence: Evidence) -> list[tuple[float, ...]]:
    """A row of TERMS for each candidate."""
    top = max(evidence.ranked, key=lambda each: each.score, default=None)
    if top is None:
        return []
    unsure, long = 1 - top.confidence if top.score else 1.0, length(evidence.words)
    rows = []
    for each in evidence.ranked:
        words = each.score / top.score if top.score else 0.0
        near, likest = evidence.similar.near(each.key), evidence.similar.far_likest(each.key)
        said, shared = evidence.said.get(each.key, 0.0), evidence.shared.get(each.key, 0.0)
        rows.append(
            (
                *(words, each.coverage, each.title_cover, words * unsure, words * long),
                *(evidence.similar.far(each.key), near, near * unsure, near * long, likest, likest * long),
                *(said, said * unsure, said * long),
                *(shared, shared * unsure, shared * long),
            )
        )
    return rows


@lru_cache(maxsize=1)
def fitted() -> tuple[float, ...]:
    """The weights of TERMS."""
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))["weights"]
    return tuple(found[term] for term in TERMS)


def order(evidence: Evidence, weights: Sequence[float] | None = None) -> list[Ranked]:
    """The candidates by the model, best first; a draw is settled by the page's number."""
    found = evidence.scores if weights is None else scores(evidence, weights)
    return sorted(evidence.ranked, key=lambda each: (-round(found[each.key], 7), each.key))


def scores(evidence: Evidence, weights: Sequence[float]) -> dict[Subject, float]:
    """What a model makes of each candidate: one that has 1 less is a third as likely."""
    return {
        each.key: sum(map(mul, weights, row)) for each, row in zip(evidence.ranked, features(evidence), strict=True)
    }
