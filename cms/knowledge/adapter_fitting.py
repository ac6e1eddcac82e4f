"""Fits the adapter on everyday words: each expression shall come nearer to what it means than to anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

    from .everyday import Meaning, Saying
    from .sentences import SentenceModel

ROUNDS, AT_ONCE = 8, 512  # all expressions so often, so many for one step
STEP = 0.001  # of the first; the last is the shortest
MOMENTUM, SQUARES, TINY = 0.9, 0.999, 1e-8  # Adam's own
SHARPNESS = 15.0  # what cosines are multiplied with before they become shares
STAY = 0.001  # what it costs to turn a vector at all: pages say more than the few words of a meaning
NOT_THE_FIRST = 0.7  # what a line's further meanings count against the first one
SEED = 115


@dataclass(frozen=True)
class Pairs:
    """The vectors of expressions, those of all meanings, and of each expression its meanings by their places."""

    said: numpy.ndarray
    meant: numpy.ndarray
    places: Sequence[Sequence[int]]

    @classmethod
    def of(cls, sayings: Sequence[Saying], model: SentenceModel) -> Pairs:
        numbers: dict[Meaning, int] = {}
        places = [
            [numbers.setdefault(meaning, len(numbers)) for meaning in saying.meanings if meaning.written]
            for saying in sayings
        ]
        told = [(saying.written, mine) for saying, mine in zip(sayings, places, strict=True) if mine]
        said = model.queries([written for written, _ in told])
        return cls(said, meant_by([meaning.written for meaning in numbers], model), [mine for _, mine in told])

    def worth(self, of: Iterable[int]) -> numpy.ndarray:
        """A line per expression: how likely it should mean what."""
        import numpy

        of = list(of)
        found = numpy.zeros((len(of), len(self.meant)), dtype=numpy.float32)
        for line, number in zip(found, of, strict=True):
            first, *others = self.places[number]
            line[others] = NOT_THE_FIRST
            line[first] = 1.0
        return found / found.sum(axis=1, keepdims=True)

    def share_nearest(self, matrix: numpy.ndarray, of: Sequence[int]) -> float:
        """Of how many expressions the nearest meaning is one of theirs."""
        nearest = (self.said[list(of)] @ matrix @ self.meant.T).argmax(axis=1)
        return sum(place in self.places[number] for number, place in zip(of, nearest, strict=True)) / len(of)


def meant_by(meanings: Sequence[str], model: SentenceModel) -> numpy.ndarray:
    """Their vectors, between those of the words as the list has them and as titles write them."""
    import numpy

    both = model.passages(meanings) + model.passages([" ".join(map(capital, each.split())) for each in meanings])
    return both / numpy.linalg.norm(both, axis=1, keepdims=True)


def capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def fit(pairs: Pairs, of: Sequence[int] | None = None) -> numpy.ndarray:
    """The matrix under which these expressions, or all, most likely mean what they mean (softmax over all meanings)."""
    import numpy

    chance = numpy.random.default_rng(SEED)
    of = numpy.arange(len(pairs.said)) if of is None else numpy.array(of)
    unturned = numpy.eye(pairs.said.shape[1], dtype=numpy.float32)
    matrix, mean, squares = unturned.copy(), numpy.zeros_like(unturned), numpy.zeros_like(unturned)
    steps = 0
    for turn in range(ROUNDS):
        mixed = chance.permutation(of)
        for start in range(0, len(mixed), AT_ONCE):
            some = mixed[start : start + AT_ONCE]
            steps += 1
            slope = slope_at(matrix, pairs.said[some], pairs.meant, pairs.worth(some)) + STAY * (matrix - unturned)
            mean += (1 - MOMENTUM) * (slope - mean)
            squares += (1 - SQUARES) * (slope**2 - squares)
            step = STEP * (1 - turn / ROUNDS) / (1 - MOMENTUM**steps)
            matrix -= step * mean / (numpy.sqrt(squares / (1 - SQUARES**steps)) + TINY)
    return matrix


def slope_at(matrix: numpy.ndarray, said: numpy.ndarray, meant: numpy.ndarray, worth: numpy.ndarray) -> numpy.ndarray:
    """How the surprise at what is meant grows with each number of the matrix."""
    import numpy

    turned = said @ matrix
    lengths = numpy.linalg.norm(turned, axis=1, keepdims=True)
    turned /= lengths
    scores = SHARPNESS * (turned @ meant.T)
    likely = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    pull = SHARPNESS * ((likely - worth) @ meant) / len(said)
    along = (pull * turned).sum(axis=1, keepdims=True) * turned  # a longer vector would be no other one
    return said.T @ ((pull - along) / lengths)
