"""Which expressions of the everyday words a query sounds like, although it says it in other words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from . import sentences, weights
from .everyday import Everyday, shipped
from .lexicon import Lexicon
from .lines import Hint
from .models import Vector
from .plan import Group, Plan, meant
from .rank import Ranked
from .vectors import Vectors

if TYPE_CHECKING:
    import numpy

NAME = "~"  # of the group; no word of a query is written so


class Heard(NamedTuple):
    """An expression that a query sounds like: its cosine, its list and its place there."""

    cosine: float
    everyday: Everyday
    place: int


class Sayings:
    """The vectors of a list's expressions in this worker's memory; read when the first search needs them."""

    def __init__(self):
        self._read: dict[str, Vectors | None] = {}

    def like(self, query: str, everyday: Everyday) -> list[Heard]:
        """The nearest expressions, the nearest first."""
        model = sentences.model()
        if model is None:
            return []
        vector = sentences.of_query(query)
        found = [
            Heard(cosine, each, place)
            for each in everyday.layers()
            for cosine, place in nearest(vector, self._vectors(each, model.name))
        ]
        return sorted(found, key=lambda heard: (-heard.cosine, heard.place))[: weights.SAYINGS_AT_MOST]

    def keep(self, everyday: Everyday, vectors: Vectors) -> None:
        """Use these instead of what the database has."""
        self._read[everyday.digest] = vectors

    def _vectors(self, everyday: Everyday, model: str) -> Vectors | None:
        """None until the job has written them; then other words are in force, and a new object asks again."""
        if everyday.digest not in self._read:
            self._read[everyday.digest] = read(everyday, model)
        return self._read[everyday.digest]


_shipped: dict[tuple[str, str], Vectors] = {}  # by list and model: the same for every release


def read(everyday: Everyday, model: str) -> Vectors | None:
    """What the job has written about a list's expressions; the shipped ones are in memory once."""
    name = (everyday.digest, model)
    if name in _shipped:
        return _shipped[name]
    row = Vector.objects.filter(meaning=everyday.digest, model=model).values_list("data", flat=True).first()
    found = Vectors.of(bytes(row)) if row else None
    if found and everyday is shipped():
        _shipped[name] = found
    return found


def read_shipped() -> None:
    """For a server that forks its workers: then they have one copy of these vectors."""
    model = sentences.model()
    found = read(shipped(), model.name) if model else None
    if found:
        found.first_look  # noqa: B018 (made by whoever asks first)


def nearest(query: numpy.ndarray, vectors: Vectors | None) -> list[tuple[float, int]]:
    found = vectors.nearest(query, weights.SAYINGS_AT_MOST) if vectors else []
    return [each for each in found if each[0] >= weights.SAYING_AT_LEAST]


def hints(found: Sequence[Heard]) -> list[Hint]:
    """The nearer an expression, the likelier what it means."""
    return [Hint(nearness(cosine), everyday.heard[place].meanings) for cosine, everyday, place in found]


def plan_of(found: Sequence[Hint], lexicon: Lexicon) -> Plan:
    """What a query may mean, as one group: the likelier a hint, the more it counts."""
    alternatives = tuple(each for strength, meanings in found for each in meant(meanings, lexicon, strength))
    return Plan((Group(NAME, alternatives),) if alternatives else (), frozenset())


def shares(ranked: Iterable[Ranked], found: Sequence[Hint]) -> dict[Hashable, float]:
    """What each page has of it, against the page that has most: fully only if a hint is sure."""
    scores = {each.key: each.score for each in ranked if each.score > 0}
    if not scores:
        return {}
    share = max(hint.strength for hint in found) / max(scores.values())
    return {key: score * share for key, score in scores.items()}


def nearness(cosine: float) -> float:
    """From 0 for what hardly sounds alike to 1 for what nearly is the same."""
    reach = weights.SAYING_THE_SAME - weights.SAYING_AT_LEAST
    return min(1.0, (cosine - weights.SAYING_AT_LEAST) / reach)
