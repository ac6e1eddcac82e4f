"""Which lines of the everyday words share most with a query, although no expression has all of its words.

All expressions that mean the same are one line. A line has more of a query's words than any of its expressions alone:
"Handy in der Bahn vergessen" shares with "Handy verloren, Jacke in der Bahn liegen lassen, im Bus vergessen".
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Mapping
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from . import analysis, weights

if TYPE_CHECKING:
    from .everyday import Everyday, Meaning, Saying


class Hint(NamedTuple):
    """What a query may well mean, and how likely, from 0 to 1."""

    strength: float
    meanings: tuple[Meaning, ...]


class Lines:
    """The lines of one list by their stems. They never change."""

    def __init__(self, sayings: Iterable[Saying], equal: Callable[[str], str]):
        numbers: dict[tuple[Meaning, ...], int] = {}
        counts: dict[str, dict[int, int]] = {}
        for saying in sayings:
            line = numbers.setdefault(saying.meanings, len(numbers))
            for stem in stems(saying.written, equal):
                of_stem = counts.setdefault(stem, {})
                of_stem[line] = of_stem.get(line, 0) + 1
        lengths = [0] * len(numbers)
        for of_stem in counts.values():
            for line, count in of_stem.items():
                lengths[line] += count
        mean = sum(lengths) / max(len(lengths), 1)
        self.meanings = tuple(numbers)
        self._lines = {stem: array("I", of_stem) for stem, of_stem in counts.items()}
        self._values = {
            stem: array("f", (saturation(count, lengths[line] / mean) for line, count in of_stem.items()))
            for stem, of_stem in counts.items()
        }

    def __len__(self) -> int:
        return len(self.meanings)

    def having(self, stem: str) -> int:
        """How many lines have a stem."""
        return len(self._lines.get(stem, ()))

    def best(self, idfs: Mapping[str, float]) -> list[tuple[int, float]]:
        """The lines that explain most of these stems, and how much."""
        totals: dict[int, float] = {}
        for stem, idf in idfs.items():
            for line, value in zip(self._lines.get(stem, ()), self._values.get(stem, ()), strict=True):
                totals[line] = totals.get(line, 0.0) + idf * value
        return nsmallest(weights.LINES_AT_MOST, totals.items(), key=lambda each: (-each[1], each[0]))


def stems(text: str, equal: Callable[[str], str]) -> list[str]:
    """The words of a text that say something, each once, as the first of its class of equals."""
    return list(dict.fromkeys(equal(analysis.stem(word)) for word in telling(text)))


def telling(text: str) -> list[str]:
    """The words of a text that say something."""
    return [word.text for word in analysis.words(text) if not word.joined and word.text not in analysis.STOP_WORDS]


def saturation(count: int, length: float) -> float:
    """From 0 to 1: a word that stands in many of a line's expressions is what the line is about."""
    return count / (count + weights.SATURATION * (1 - weights.LENGTH_OF_LINE + weights.LENGTH_OF_LINE * length))


def shared(query: str, everyday: Everyday) -> list[Hint]:
    """The lines that share most with a query, the best first: how much of its weight their words explain.

    A word that no line has is read as the word of the list it may be a typo of; otherwise it is missed by all.
    """
    layers = [each.lines for each in everyday.layers()]
    count = sum(map(len, layers))
    asked = dict.fromkeys(telling(query[: weights.QUERY_LETTERS]))
    if not asked or not count:
        return []

    def having(stem: str) -> int:
        return sum(layer.having(stem) for layer in layers)

    idfs: dict[str, float] = {}
    whole = 0.0
    for word in asked:
        stem, sure = everyday.equal(analysis.stem(word)), 1.0
        if not having(stem):
            stem, sure = meant_by(word, everyday, having) or (stem, sure)
        if stem not in idfs:
            value = idf(count, having(stem))
            whole += value
            idfs[stem] = value * sure
    found = [Hint(total / whole, layer.meanings[line]) for layer in layers for line, total in layer.best(idfs)]
    return sorted(found, key=lambda each: -each.strength)[: weights.LINES_AT_MOST]


def meant_by(word: str, everyday: Everyday, having: Callable[[str], int]) -> tuple[str, float] | None:
    """The stem of a line that a word may be a typo of, and how sure that is; the commonest of the nearest."""
    similar = ((everyday.equal(analysis.stem(other)), mistakes) for other, mistakes in everyday.similar(word))
    found = [(mistakes, -having(stem), stem) for stem, mistakes in similar if having(stem)]
    if not found:
        return None
    mistakes, _, stem = min(found)
    return stem, weights.TYPO if mistakes == 1 else weights.TWO_TYPOS


def idf(count: int, having: int) -> float:
    """How much a word says; one that no line has less than the rarest that some have."""
    if not having:
        return weights.UNKNOWN_TO_LINES * idf(count, 1)
    return math.log(1 + (count - having + 0.5) / (having + 0.5))
