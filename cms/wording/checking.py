"""What an editor is told about her words: the figures, the longest sentences, and the officialese on its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from . import readability
from .officialese import Finding, Officialese
from .readability import Figures, Sentence
from .texts import Part

TOO_SHORT = 3  # a heading or “Passfoto” alone is no sentence whose length says anything


@dataclass(frozen=True)
class Piece:
    """A stretch of text, with the kinder words beside it if it is officialese."""

    text: str
    is_officialese: bool = False
    kinder: tuple[str, ...] = ()


@dataclass(frozen=True)
class MarkedSentence:
    pieces: list[Piece]
    length: int
    is_long: bool

    @property
    def is_marked(self) -> bool:
        return self.is_long or any(piece.is_officialese for piece in self.pieces)


@dataclass(frozen=True)
class MarkedPart:
    """One field with its text, marked."""

    field: str
    label: str
    lines: list[list[MarkedSentence]]


@dataclass(frozen=True)
class LongSentence:
    field: str
    label: str
    text: str
    length: int


@dataclass(frozen=True)
class Report:
    """Everything that is said about a page's words."""

    figures: Figures | None
    longest: list[LongSentence]
    parts: list[MarkedPart]
    words_found: int
    long_sentence: int


def check(parts: Iterable[Part], known: Officialese, *, is_simple: bool) -> Report:
    """Look at the words of a page; in Leichte Sprache a sentence is long much sooner."""
    limit = readability.LONG_SENTENCE_SIMPLE if is_simple else readability.LONG_SENTENCE
    marked: list[MarkedPart] = []
    counted: list[Sentence] = []
    long: list[LongSentence] = []
    number = 0
    for part in parts:
        lines = []
        for line in part.text.splitlines():
            shown = []
            for sentence in readability.sentences(line):
                found = known.find(sentence.text)
                number += sum(bool(each.kinder) for each in found)
                is_long = sentence.length > limit
                shown.append(MarkedSentence(pieces_of(sentence.text, found), sentence.length, is_long))
                if len(sentence.words) >= TOO_SHORT:
                    counted.append(sentence)
                if is_long:
                    long.append(LongSentence(part.field, part.label, sentence.text, sentence.length))
            if any(sentence.is_marked for sentence in shown):
                lines.append(shown)
        if lines:
            marked.append(MarkedPart(part.field, part.label, lines))
    return Report(
        figures=readability.figures(counted),
        longest=sorted(long, key=lambda each: -each.length)[: readability.SHOWN],
        parts=marked,
        words_found=number,
        long_sentence=limit,
    )


def pieces_of(text: str, found: list[Finding]) -> list[Piece]:
    """The text cut where officialese begins and ends."""
    pieces, last = [], 0
    for each in found:
        if each.start > last:
            pieces.append(Piece(text[last : each.start]))
        pieces.append(Piece(text[each.start : each.end], True, each.kinder))
        last = each.end
    if last < len(text):
        pieces.append(Piece(text[last:]))
    return pieces
