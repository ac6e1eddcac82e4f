"""What a mistyped query was meant to be, in the spelling of what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from . import analysis, weights
from .everyday import Everyday
from .lexicon import Lexicon
from .plan import base_forms, similar_words, typo_in_a_part


def did_you_mean(query: str, texts: Iterable[str], lexicon: Lexicon, everyday: Everyday) -> str:
    """The query without its mistakes; empty if none was found, or if no hit has the word that may have been meant.

    `texts` are what is shown of the hits, the best first: they lend their spelling, since the index knows no umlauts.
    """
    query = query[: weights.QUERY_LETTERS]
    mistyped = [
        word.text for word in analysis.words(query) if not word.joined and is_unknown(word.text, lexicon, everyday)
    ]
    if not mistyped:
        return ""
    spelling = spellings(texts)
    meant = {word: found for word in mistyped if (found := correction(word, spelling, lexicon, everyday))}
    corrected, end = [], 0
    for match in analysis.WORD.finditer(query):
        words = [word.text for word in analysis.words(match[0])]
        if len(words) == 1 and words[0] in meant:
            corrected += [query[end : match.start()], meant[words[0]]]
            end = match.end()
    return "".join([*corrected, query[end:]]) if corrected else ""


def is_unknown(word: str, lexicon: Lexicon, everyday: Everyday) -> bool:
    """Whether neither pages nor everyday words have the word, in any form or put together from their words."""
    stem = analysis.stem(word)
    return not (
        word in analysis.QUESTION_WORDS
        or lexicon.knows(stem)
        or everyday.knows(stem)
        or everyday.equal(stem) != stem
        or base_forms(word, lexicon, everyday)
        or lexicon.split(word)
    )


def correction(word: str, spelling: Mapping[str, str], lexicon: Lexicon, everyday: Everyday) -> str:
    """The first word it may have been meant to be that stands on a hit; of a compound, its parts."""
    for meant, _ in similar_words(word, lexicon, everyday):
        if written := spelling.get(analysis.stem(meant)):
            return written
    for stems in typo_in_a_part(word, lexicon):
        if all(stem in spelling for stem in stems):
            return " ".join(spelling[stem] for stem in in_order(stems, word))
    return ""


def in_order(stems: Sequence[str], word: str) -> list[str]:
    """The known part stands where the word has it."""
    known, other = stems
    return [known, other] if word.startswith(known) else [other, known]


def spellings(texts: Iterable[str]) -> dict[str, str]:
    """How words are written, by their stems; the best hit's spelling wins."""
    found: dict[str, str] = {}
    for text in texts:
        for folded, written in analysis.as_written(text).items():
            found.setdefault(analysis.stem(folded), written)
    return found
