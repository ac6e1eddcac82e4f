"""Which lines of the everyday words share most with a query, although no expression has all of its words.

All expressions that mean the same are one line. A line has more of a query's words than any of its expressions alone:
"Handy in der Bahn vergessen" shares with "Handy verloren, Jacke in der Bahn liegen lassen, im Bus vergessen".
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import analysis, weights
from .compounds import Compounds

if TYPE_CHECKING:
    from .everyday import Everyday, Meaning, Saying


class Hint(NamedTuple):
    """What a query may well mean, and how likely, from 0 to 1."""

    strength: float
    meanings: tuple[Meaning, ...]


class Lines:
    """The lines of one list by their stems. They never change."""

    def __init__(self, sayings: Iterable[Saying], equal: Callable[[str], str]):
        said = [(saying.meanings, telling(saying.written)) for saying in sayings]
        self.compounds = Compounds.of(Counter(word for _, words in said for word in words))
        numbers: dict[tuple[Meaning, ...], int] = {}
        counts: dict[str, dict[int, int]] = {}
        for meanings, words in said:
            line = numbers.setdefault(meanings, len(numbers))
            forms = (form for word in words for form in (word, *self.compounds.split(word)))
            for stem in dict.fromkeys(equal(analysis.stem(form)) for form in forms):
                of_stem = counts.setdefault(stem, {})
                of_stem[line] = of_stem.get(line, 0) + 1
        lengths = [0] * len(numbers)
        for of_stem in counts.values():
            for line, count in of_stem.items():
                lengths[line] += count
        mean = sum(lengths) / max(len(lengths), 1)
        self.meanings = tuple(numbers)
        # A few large pieces: workers share what their server read before it forked them, and to use one of very many
        # small objects copies all that lies beside it.
        self._numbers = {stem: number for number, stem in enumerate(counts)}
        self._starts, self._lines, self._values = array("L", [0]), array("I"), array("f")
        for of_stem in counts.values():
            self._lines.extend(of_stem)
            self._values.extend(saturation(count, lengths[line] / mean) for line, count in of_stem.items())
            self._starts.append(len(self._lines))

    def __len__(self) -> int:
        return len(self.meanings)

    def _between(self, stem: str) -> tuple[int, int]:
        """From where to where its lines and values stand."""
        number = self._numbers.get(stem)
        return (0, 0) if number is None else (self._starts[number], self._starts[number + 1])

    def having(self, stem: str) -> int:
        """How many lines have a stem."""
        start, end = self._between(stem)
        return end - start

    def best(self, idfs: Mapping[str, float]) -> list[tuple[int, float]]:
        """The lines that explain most of these stems, and how much."""
        if not self.meanings:
            return []
        import numpy

        lines, values = numpy.frombuffer(self._lines, numpy.uint32), numpy.frombuffer(self._values, numpy.float32)
        totals = numpy.zeros(len(self))
        for stem, idf in idfs.items():
            start, end = self._between(stem)
            totals[lines[start:end]] += idf * values[start:end].astype(float)
        last = -min(weights.LINES_AT_MOST, len(self))
        best = numpy.flatnonzero(totals >= (numpy.partition(totals, last)[last] or math.ulp(0)))
        found = zip(best.tolist(), totals[best].tolist(), strict=True)
        return sorted(found, key=lambda each: (-each[1], each[0]))[: weights.LINES_AT_MOST]


def telling(text: str) -> list[str]:
    """The words of a text that say something."""
    return [word.text for word in analysis.words(text) if not word.joined and word.text not in analysis.STOP_WORDS]


def saturation(count: int, length: float) -> float:
    """From 0 to 1: a word that stands in many of a line's expressions is what the line is about."""
    return count / (count + weights.SATURATION * (1 - weights.LENGTH_OF_LINE + weights.LENGTH_OF_LINE * length))


def shared(query: str, everyday: Everyday) -> list[Hint]:
    """The lines that share most with a query, the best first: how much of its weight their words explain."""
    layers = [each.lines for each in everyday.layers()]
    count = sum(map(len, layers))
    if not count:
        return []
    idfs: dict[str, float] = {}
    whole = 0.0
    for word in dict.fromkeys(telling(query[: weights.QUERY_LETTERS])):
        for stem, sure in readings(word, everyday, layers):
            if stem not in idfs:
                value = idf(count, having(stem, layers))
                whole += value
                idfs[stem] = value * sure
    found = [Hint(total / whole, layer.meanings[line]) for layer in layers for line, total in layer.best(idfs)]
    return sorted(found, key=lambda each: -each.strength)[: weights.LINES_AT_MOST]


def having(stem: str, layers: Sequence[Lines]) -> int:
    """How many lines have a stem."""
    return sum(layer.having(stem) for layer in layers)


def readings(word: str, everyday: Everyday, layers: Sequence[Lines]) -> list[tuple[str, float]]:
    """What lines may have of a word, and how sure that is: itself, the parts of a compound, or what it is a typo of.

    A word of which they have nothing is missed by all.
    """
    stem = everyday.equal(analysis.stem(word))
    split = next((found for layer in layers if (found := layer.compounds.split(word))), ())
    parts = [(everyday.equal(analysis.stem(part)), 1.0) for part in split]
    if having(stem, layers):
        return [(stem, 1.0), *parts]
    return parts or [meant_by(word, everyday, layers) or (stem, 1.0)]


def meant_by(word: str, everyday: Everyday, layers: Sequence[Lines]) -> tuple[str, float] | None:
    """The stem of a line that a word may be a typo of, and how sure that is; the commonest of the nearest."""
    similar = ((everyday.equal(analysis.stem(other)), mistakes) for other, mistakes in everyday.similar(word))
    found = [(mistakes, -having(stem, layers), stem) for stem, mistakes in similar if having(stem, layers)]
    if not found:
        return None
    mistakes, _, stem = min(found)
    return stem, weights.TYPO if mistakes == 1 else weights.TWO_TYPOS


def idf(count: int, having: int) -> float:
    """How much a word says; one that no line has less than the rarest that some have."""
    if not having:
        return weights.UNKNOWN_TO_LINES * idf(count, 1)
    return math.log(1 + (count - having + 0.5) / (having + 0.5))
