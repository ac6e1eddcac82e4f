"""Splits German compounds into words that the corpus itself uses: Führerscheinumtausch → Führerschein, Umtausch."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .analysis import NEVER_PARTS, SHORT_PARTS, STOP_WORDS

JOINTS = ("", "s", "es", "n", "en", "er", "e")
SHORTEST_PART = 3
SHORTEST_WORD = 4  # what a part must have unless it is one of the short nouns
SEEN_AT_LEAST = 2
MOST_PARTS = 4
REMEMBERED = 60_000
NEW_AT_MOST = 300  # new parts after which nothing is remembered any more: it would take longer to ask


def is_part(word: str, count: int) -> bool:
    """Whether a word of the corpus may be a part of a compound."""
    if word in SHORT_PARTS:
        return True
    return (
        count >= SEEN_AT_LEAST
        and len(word) >= SHORTEST_WORD
        and not word[0].isdigit()
        and word not in STOP_WORDS
        and word not in NEVER_PARTS
    )


@dataclass(frozen=True, eq=False)
class Stage:
    """Which words became parts, or ceased to be, since the stage before."""

    before: Stage | None = None
    words: tuple[str, ...] = ()
    since_the_first: int = 0  # how many words, over all stages

    def followed_by(self, words: Iterable[str]) -> Stage:
        words = tuple(words)
        return Stage(self, words, self.since_the_first + len(words))

    def splits_as(self, word: str, then: Stage) -> bool:
        """Whether nothing has come or gone since then that the word has in it; no for a stage of another line."""
        stage: Stage | None = self
        while stage is not then:
            if stage is None or any(part in word for part in stage.words):
                return False
            stage = stage.before
        return True


class Compounds:
    """A dictionary of parts with their counts; remembers the splits it has found, and shares them with the next one."""

    def __init__(
        self,
        parts: Mapping[str, int],
        remembered: dict[str, tuple[Stage, tuple[str, ...]]] | None = None,
        stage: Stage | None = None,
    ):
        self.parts = parts
        self._remembered = remembered if remembered is not None else {}
        self._stage = stage or Stage()

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Compounds:
        parts = {word: count for word, count in counts.items() if is_part(word, count)}
        for word in SHORT_PARTS:
            parts.setdefault(word, SEEN_AT_LEAST)
        return cls(parts)

    def changed(self, counts: Mapping[str, int], words: Iterable[str]) -> Compounds:
        """The same after the counts of some words changed; what was remembered is asked whether it still holds."""
        parts, new = dict(self.parts), []
        for word in words:
            count = counts.get(word, 0)
            if is_part(word, count):
                if word not in parts:
                    new.append(word)
                parts[word] = max(count, SEEN_AT_LEAST)
            elif parts.pop(word, None) is not None:
                new.append(word)
        if not new:
            return Compounds(parts, self._remembered, self._stage)
        stage = self._stage.followed_by(new)
        return Compounds(parts, self._remembered, stage) if stage.since_the_first <= NEW_AT_MOST else Compounds(parts)

    def split(self, word: str) -> tuple[str, ...]:
        """The parts of a compound, or nothing if it is none."""
        known = self._remembered.get(word)
        if known and known[0] is self._stage:
            return known[1]
        if known and self._stage.splits_as(word, known[0]):
            self._remembered[word] = self._stage, known[1]  # else every stage would be asked again
            return known[1]
        if len(self._remembered) > REMEMBERED:
            self._remembered.clear()
        found = best_split(word, self.parts)
        self._remembered[word] = self._stage, found
        return found


def best_split(word: str, parts: Mapping[str, int]) -> tuple[str, ...]:
    """The fewest parts, then the commonest ones (mean of the logarithms of their counts)."""
    length = len(word)
    if length < 2 * SHORTEST_PART or word[0].isdigit():
        return ()
    known: dict[tuple[int, int], tuple[int, float, tuple[str, ...]] | None] = {}

    def rest(start: int, left: int) -> tuple[int, float, tuple[str, ...]] | None:
        if start == length:  # a joint may stand at the end: Personalausweises
            return 0, 0.0, ()
        if left == 0:
            return None
        if (start, left) in known:
            return known[start, left]
        best = None
        for end in range(start + SHORTEST_PART, length + 1):
            part = word[start:end]
            count = parts.get(part, 0)
            if not count or end - start == length:
                continue
            worth = math.log(count + 1)
            if end == length:
                best = _better(best, (1, worth, (part,)))
                continue
            for joint in JOINTS:
                if end + len(joint) <= length and word.startswith(joint, end):
                    following = rest(end + len(joint), left - 1)
                    if following:
                        best = _better(best, (following[0] + 1, following[1] + worth, (part, *following[2])))
        known[start, left] = best
        return best

    found = rest(0, MOST_PARTS)
    return found[2] if found and found[0] > 1 else ()


def _better(one, other):
    """Fewer parts win, then the higher mean worth; the first one found wins a draw."""
    if one is None or (other[0], -other[1] / other[0]) < (one[0], -one[1] / one[0]):
        return other
    return one
