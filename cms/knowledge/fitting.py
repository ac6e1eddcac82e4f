"""Fits the ranker's weights on judged queries: which order would have put the right pages first most often."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import everyday, loading, ranker, relevance, sentences
from .models import Audience, Subject, Vector
from .search import gather
from .vectors import Vectors
from .words_in_force import InForce

if TYPE_CHECKING:
    import numpy

GAIN = {3: 1.0, 2: 0.1}  # of a grade: a page that answers too is worth a tenth of the exact one
DROPPED = 0.4  # share of the everyday words that a copy of a set does without
COPIES = 2
SHRINK = 0.01  # L2 on standardised features
ROUNDS = 50
SMALLEST_STEP = 1e-5


@dataclass(frozen=True)
class Sample:
    """One query: its features per candidate, the candidates, and what each is worth."""

    query: relevance.Query
    rows: numpy.ndarray
    keys: list[Subject]
    worth: numpy.ndarray


@dataclass(frozen=True)
class Judgements:
    """A set of judged queries, as it is and in copies that lack some of the everyday words.

    The copies keep the model from trusting the list more than it deserves for words nobody thought of.
    """

    name: str
    whole: list[Sample]
    copies: list[list[Sample]]


def judgements(name: str, loaded: loading.Loaded, queries: Sequence[relevance.Query]) -> Judgements:
    """Gather what is known of each query's candidates in an index of relevance.index. Within relevance.throw_away."""
    variants = [loaded] + [without_some(loaded, random.Random(copy)) for copy in range(COPIES)]
    whole, *copies = ([sample(query, variant) for query in queries if query.grades] for variant in variants)
    return Judgements(name, whole, copies)


def without_some(loaded: loading.Loaded, chance: random.Random) -> loading.Loaded:
    """The same with some of the everyday words left out, their vectors too."""
    full = loaded.words.of(relevance.NOBODY.pk)
    expressions = [each for each in everyday.shipped_expressions() if chance.random() >= DROPPED]
    fewer = everyday.compiled(expressions, everyday.shipped_classes(), hears_words=False)
    words = Fixed(fewer)
    model = sentences.model()
    row = Vector.objects.get(meaning=full.digest, model=model.name)
    places = {saying: at for at, saying in enumerate(full.heard)}
    vectors = Vectors.of(bytes(row.data))
    words.sayings.keep(fewer, vectors.only([places[saying] for saying in fewer.heard]))
    return loading.Loaded(loaded.generation, loaded.version, loaded.token, loaded.lexicon, words)


class Fixed(InForce):
    """One list for everybody."""

    def __init__(self, words: everyday.Everyday):
        super().__init__("")
        self._compiled[None] = words


def sample(query: relevance.Query, loaded: loading.Loaded) -> Sample:
    import numpy

    found = gather(query.text, loaded, partner=relevance.NOBODY, audience=Audience.PUBLIC, open_word=True)
    keys = [each.key for each in found.evidence.ranked]
    worth = numpy.array([GAIN.get(query.grades.get(key.object_id, 0), 0.0) for key in keys])
    rows = numpy.array(ranker.features(found.evidence)).reshape(len(keys), len(ranker.TERMS))
    return Sample(query, rows, keys, worth)


def fit(sets: Sequence[Judgements]) -> list[float]:
    """The weights under which the right pages are most likely first (listwise softmax); every set counts the same."""
    import numpy

    samples, shares = [], []
    for judged in sets:
        for some in (judged.whole, *judged.copies):
            useful = [each for each in some if each.worth.sum() > 0]
            samples += useful
            shares += [1 / len(useful)] * len(useful)
    everything = numpy.vstack([each.rows for each in samples])
    mean, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-6
    shares = numpy.array(shares) / sum(shares)
    rows = [(each.rows - mean) / spread for each in samples]
    wanted = [each.worth / each.worth.sum() for each in samples]

    def loss(weights: numpy.ndarray) -> float:
        total = SHRINK * float(weights @ weights) / 2
        for share, lines, worth in zip(shares, rows, wanted, strict=True):
            scores = lines @ weights
            highest = scores.max()
            total -= share * float(worth @ (scores - highest - numpy.log(numpy.exp(scores - highest).sum())))
        return total

    weights = numpy.zeros(len(ranker.TERMS))
    now = loss(weights)
    for _ in range(ROUNDS):  # Newton's method, a shorter step where it would go too far; the loss is convex
        slope, bend = SHRINK * weights, SHRINK * numpy.eye(len(weights))
        for share, lines, worth in zip(shares, rows, wanted, strict=True):
            scores = lines @ weights
            likely = numpy.exp(scores - scores.max())
            likely /= likely.sum()
            slope = slope + share * (lines.T @ (likely - worth))
            middle = lines.T @ likely
            bend += share * ((lines.T * likely) @ lines - numpy.outer(middle, middle))
        step = numpy.linalg.solve(bend, slope)
        while (then := loss(weights - step)) > now and numpy.abs(step).max() > SMALLEST_STEP:
            step /= 2
        if then > now:
            break
        weights, now = weights - step, then
        if numpy.abs(step).max() < SMALLEST_STEP:
            break
    return (weights / spread).tolist()


def figures(samples: Sequence[Sample], weights: Sequence[float]) -> relevance.Figures:
    """How the queries would be answered with these weights."""
    import numpy

    judged = []
    for each in samples:
        scores = each.rows @ numpy.array(weights)
        order = sorted(range(len(each.keys)), key=lambda at: (-round(float(scores[at]), 7), each.keys[at]))
        answer = relevance.Answer([each.keys[at].object_id for at in order[: relevance.FIRST]])
        judged.append(relevance.judge(each.query, answer))
    return relevance.Figures(judged)


def left_out(sets: Sequence[Judgements]) -> dict[str, relevance.Figures]:
    """Each set judged with weights fitted on the others only."""
    return {
        judged.name: figures(judged.whole, fit([other for other in sets if other is not judged])) for judged in sets
    }
