"""A page's vectors: which of its texts are encoded, and how they are kept as small rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .analysis import QUESTION_WORDS, fold
from .records import Text

if TYPE_CHECKING:
    import numpy

    from .sentences import SentenceModel

BEGINNINGS = (0, 200, 500, 1500)  # letters of the text after the title, a vector for each
BLANKS = re.compile(r"\s+")
TITLE_WORD = re.compile(r"[^\W\d_]{4,}")
HIGHEST = 127
SCALE_BYTES = 4
DIMENSIONS = 512
BYTES = SCALE_BYTES + DIMENSIONS


def texts_of(text: Text) -> list[str]:
    """The title, and the title with more and more of the text: what is said first says most of what a page is about."""
    title, body = flat(text.title), flat(text.body)
    return [title, *(f"{title}. {beginning(body, letters)}" for letters in BEGINNINGS if letters)]


def flat(text: str) -> str:
    return BLANKS.sub(" ", text).strip()


def beginning(text: str, letters: int) -> str:
    """At most so many letters, ending with a whole word."""
    return text if len(text) <= letters else text[:letters].rsplit(" ", 1)[0]


def title_words(title: str) -> list[str]:
    """The words of a title that may carry a subject, as they are written."""
    return list(dict.fromkeys(word for word in TITLE_WORD.findall(title) if fold(word) not in QUESTION_WORDS))


def encoded(texts: Sequence[Text], model: SentenceModel) -> list[bytes]:
    """Per page the vectors of its texts, and those of its title's words, one after the other."""
    if not texts:
        return []
    each = [[*texts_of(text), *title_words(text.title)] for text in texts]
    rows = model.passages([part for parts in each for part in parts])
    packed, at = [], 0
    for parts in each:
        packed.append(b"".join(map(pack, rows[at : at + len(parts)])))
        at += len(parts)
    return packed


def pack(vector: numpy.ndarray) -> bytes:
    """A vector as a scale and whole numbers from -127 to 127: a quarter of its size, and the order stays."""
    import numpy

    scale = float(numpy.abs(vector).max()) / HIGHEST or 1.0
    return numpy.float32(scale).tobytes() + numpy.round(vector / scale).astype(numpy.int8).tobytes()


AT_ONCE = 1_024  # so many rows are made floats at a time
FIRST_LOOK = 64  # so many numbers instead of DIMENSIONS tell which vectors may be among the nearest
LOOKED_AT_AGAIN = 400  # vectors, by all of their numbers
SAMPLE = 4_000  # vectors show along which directions all of them reach furthest


@dataclass(frozen=True)
class Vectors:
    """Many vectors in little memory; they never change."""

    scales: numpy.ndarray
    matrix: numpy.ndarray  # whole numbers, a line per vector

    @classmethod
    def of(cls, data: bytes) -> Vectors:
        """Packed vectors, one after the other."""
        import numpy

        lines = numpy.frombuffer(data, dtype=numpy.uint8).reshape(-1, BYTES)
        return cls(lines[:, :SCALE_BYTES].copy().view(numpy.float32).ravel(), lines[:, SCALE_BYTES:].view(numpy.int8))

    def __len__(self) -> int:
        return len(self.scales)

    def products(self, query: numpy.ndarray) -> numpy.ndarray:
        """The product of each with the query."""
        import numpy

        found = numpy.empty(len(self), dtype=numpy.float32)
        for start in range(0, len(self), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            found[some] = self.matrix[some].astype(numpy.float32) @ query
        return found * self.scales

    def sum(self) -> numpy.ndarray:
        return (self.matrix * self.scales[:, None]).sum(axis=0)

    @cached_property
    def first_look(self) -> FirstLook:
        return FirstLook.at(self)

    def nearest(self, query: numpy.ndarray, count: int) -> list[tuple[float, int]]:
        """The products and places of so many that are nearest, in any order.

        Of very many only those are reckoned out that a first look proposes: it misses hardly any. To find out where to
        look takes longer than to reckon out a few thousand.
        """
        if len(self) <= SAMPLE:
            found = self.products(query)
            likest = places = highest(found, count)
        else:
            proposed = highest(self.first_look.products(query), LOOKED_AT_AGAIN)
            found = self.only(proposed).products(query)
            likest = highest(found, count)
            places = proposed[likest]
        return list(zip(found[likest].tolist(), places.tolist(), strict=True))

    def only(self, kept: numpy.ndarray) -> Vectors:
        return Vectors(self.scales[kept], self.matrix[kept])


@dataclass(frozen=True)
class FirstLook:
    """Vectors in few numbers: how far each goes along the directions in which all together reach furthest.

    They are not centred first, as principal components would be: products are wanted, not differences.
    """

    directions: numpy.ndarray  # a column for each
    short: numpy.ndarray  # a line per vector

    @classmethod
    def at(cls, vectors: Vectors) -> FirstLook:
        import numpy

        some = vectors.matrix[:: 1 + len(vectors) // SAMPLE].astype(numpy.float32)
        directions = numpy.linalg.eigh(some.T @ some)[1][:, -FIRST_LOOK:]
        short = numpy.empty((len(vectors), FIRST_LOOK), dtype=numpy.float32)
        for start in range(0, len(vectors), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            short[part] = (vectors.matrix[part] * vectors.scales[part, None]) @ directions
        return cls(directions, short)

    def products(self, query: numpy.ndarray) -> numpy.ndarray:
        """Roughly the product of each with the query."""
        return self.short @ (query @ self.directions)


def highest(values: numpy.ndarray, count: int) -> numpy.ndarray:
    """The places of the highest values, in any order."""
    import numpy

    return numpy.argpartition(-values, count - 1)[:count] if count < len(values) else numpy.arange(len(values))
