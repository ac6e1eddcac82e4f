"""German text as tokens, the same way for pages and for queries: folding, words, word lists, stems, verbs, trigrams."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import snowballstemmer

WORD_LETTERS = 64  # longer "words" are pasted rubbish; PostgreSQL refuses lexemes of 2 KB
FOREIGN_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:-[^\W_]+)*")
SPELT_OUT_AE_OE = re.compile(r"([ao])e")
SPELT_OUT_UE = re.compile(r"(?<![aeiouq])ue")

_of_this_thread = threading.local()


class Word(NamedTuple):
    """A folded word of a text; `joined` is the second form of a hyphenated one (p-konto: p, konto and pkonto)."""

    text: str
    joined: bool = False


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without accents: ä, ae and a are one letter, so are ß and ss; "ue" not after a vowel or q."""
    text = unicodedata.normalize("NFC", text).lower().translate(FOREIGN_LETTERS)
    text = SPELT_OUT_UE.sub("u", SPELT_OUT_AE_OE.sub(r"\1", text))
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


@lru_cache(maxsize=50)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in their order, folded; what stands between them is gone.

    Remembered shortly: a text is counted and then analysed, mostly for citizens and for agents.
    """
    return tuple(word for match in WORD.finditer(text) for word in _forms(match[0]))


@lru_cache(maxsize=50_000)
def _forms(written: str) -> tuple[Word, ...]:
    parts = [part[:WORD_LETTERS] for part in _plain(fold(written)).split("-") if part]
    forms = tuple(Word(part) for part in parts)
    return (*forms, Word("".join(parts)[:WORD_LETTERS], joined=True)) if len(parts) == 2 else forms


def as_written(text: str) -> dict[str, str]:
    """The words of a text by their folded forms, as a sentence model wants to read them."""
    return {form.text: match[0] for match in WORD.finditer(text) for form in _forms(match[0])}


def _plain(word: str) -> str:
    """Folding may leave signs that are no letters (combining ones of other scripts); an engine must never see them."""
    return "".join(letter for letter in word if letter.isalnum() or letter == "-")


def _list(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS = _list("stop_words") | _list("spoken_words")
QUESTION_WORDS = STOP_WORDS | _list("question_words")
SHORT_PARTS = _list("short_parts")
NEVER_PARTS = _list("never_parts")


def _stemmer():
    """One for each thread: Snowball keeps the word it works on in itself."""
    if not hasattr(_of_this_thread, "stemmer"):
        _of_this_thread.stemmer = snowballstemmer.stemmer("german")
    return _of_this_thread.stemmer


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball on the folded word, and "-er" off long stems, so that Verlängerung and verlängern are one."""
    if len(word) < 4 or word[0].isdigit():
        return word
    stemmed = _stemmer().stemWord(word)
    return stemmed[:-2] if len(stemmed) > 6 and stemmed.endswith("er") else stemmed


STORY_STEMS = frozenset(stem(word) for word in _list("story_words"))

# Verbs that come apart ("melde … an") and their participles and infinitives ("angemeldet", "anzumelden").
APART = ("an", "ab", "um", "aus", "ein", "auf", "vor", "mit")
_PREFIXES = "|".join(
    fold(prefix)
    for prefix in (
        *("zurück", "wieder", "weiter", "vorbei", "nach", "fest", "frei", "auf", "aus", "ein", "mit", "vor", "weg"),
        *("bei", "ab", "an", "um", "zu"),
    )
)
_PARTICIPLE = re.compile(rf"^({_PREFIXES})?ge(.{{3,}})(t|et|en)$")
_INFINITIVE = re.compile(rf"^({_PREFIXES})zu(.{{3,}}e?n)$")


def base_forms(word: str) -> list[str]:
    """What a participle or an infinitive with "zu" may come from: umgemeldet → ummeld, ummelden."""
    forms = []
    if found := _PARTICIPLE.match(word):
        trunk = (found[1] or "") + found[2]
        forms += [trunk, trunk + ("n" if trunk.endswith("e") else "en")]
    if found := _INFINITIVE.match(word):
        forms.append(found[1] + found[2])
    return forms


def put_together(particle: str, verb: str) -> list[str]:
    """The forms a separable verb may have in a text: melde … an → anmelde, anmelden."""
    return [particle + verb, particle + verb + "n"]


def trigrams(text: str) -> frozenset[str]:
    """All runs of three letters of the words that carry a subject, blanks included."""
    spaced = f" {' '.join(word.text for word in words(text) if not word.joined and word.text not in STOP_WORDS)} "
    return frozenset(spaced[start : start + 3] for start in range(len(spaced) - 2))
