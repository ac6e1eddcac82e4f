"""Which known words a mistyped one may mean: optimal string alignment over the vocabulary, one or two edits."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

try:
    import numpy
except ImportError:  # then one after the other
    numpy = None

REMEMBERED = 1_000


def most_edits(word: str) -> int:
    """How many mistakes a word of this length may have: none below four letters, two from six."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def letters(word: str) -> int:
    """A set of bits: which letters occur, and which twice. One edit changes at most two of them."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32


def within(one: str, other: str, limit: int) -> int | None:
    """The optimal string alignment distance (swapped neighbours are one mistake), or None above the limit."""
    start = 0
    shorter = min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if abs(len(one) - len(other)) > limit:
        return None
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before_last[column - 2] + 1)
            now.append(cost)
        if min(now) > limit and min(last) > limit:
            return None
        before_last, last = last, now
    return last[-1] if last[-1] <= limit else None


class SameLength(NamedTuple):
    """Words of one length in a row, and the letters of each in another."""

    words: tuple[str, ...]
    letters: array

    @classmethod
    def of(cls, words: Iterable[str]) -> SameLength:
        words = tuple(words)
        return cls(words, array("Q", map(letters, words)))

    def changed(self, added: Sequence[str], removed: Iterable[str]) -> SameLength:
        words, of_words = [*self.words, *added], self.letters + array("Q", map(letters, added))
        for word in removed:
            place = words.index(word)
            del words[place], of_words[place]
        return SameLength(tuple(words), of_words)

    def with_letters_like(self, mine: int, most: int) -> Iterator[str]:
        """Those whose letters differ in so few bits; numpy, where there is one, looks at all of them at once."""
        if numpy is None:
            return (word for word, theirs in zip(*self, strict=True) if (mine ^ theirs).bit_count() <= most)
        differing = numpy.bitwise_count(numpy.frombuffer(self.letters, dtype=numpy.uint64) ^ numpy.uint64(mine))
        return (self.words[place] for place in numpy.flatnonzero(differing <= most).tolist())


class Neighbours:
    """The vocabulary by length, each word with its letters, so that few have to be compared; remembers its answers."""

    def __init__(self, by_length: Mapping[int, SameLength]):
        self.by_length = by_length
        self._remembered: dict[str, list[tuple[str, int]]] = {}

    @classmethod
    def of(cls, vocabulary: Iterable[str]) -> Neighbours:
        return cls({length: SameLength.of(words) for length, words in _by_length(vocabulary).items()})

    def changed(self, added: Iterable[str], removed: Iterable[str]) -> Neighbours:
        added, removed = _by_length(added), _by_length(removed)
        changed = {
            length: self.by_length.get(length, NO_WORDS).changed(added.get(length, ()), removed.get(length, ()))
            for length in added.keys() | removed.keys()
        }
        return Neighbours({**self.by_length, **changed})

    def of_word(self, word: str) -> list[tuple[str, int]]:
        """The nearest known words with their distance; only those with the fewest mistakes."""
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) > REMEMBERED:
                self._remembered.clear()
            found = self._remembered[word] = self._nearest(word)
        return found

    def _nearest(self, word: str) -> list[tuple[str, int]]:
        for limit in range(1, most_edits(word) + 1):
            if found := [(other, limit) for other in self._within(word, limit)]:
                return found
        return []

    def _within(self, word: str, limit: int) -> Iterator[str]:
        mine = letters(word)
        for length in range(len(word) - limit, len(word) + limit + 1):
            for other in self.by_length.get(length, NO_WORDS).with_letters_like(mine, 2 * limit):
                if within(word, other, limit) is not None:
                    yield other


NO_WORDS = SameLength.of(())


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found
