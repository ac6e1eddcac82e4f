"""How hard a German text is to read: sentences, words, syllables, and two figures made for German.

Our own few lines instead of textstat (looked at: 0.7.13, maintained, MIT). It counts "Abend", "oder" and "über" as one
syllable each, because it asks where a word may be hyphenated at the end of a line; it finds four sentences in "Bringen
Sie z. B. Ihren Ausweis mit. Der Termin ist am 24. November."; and it brings nltk, which fetches word lists from the
network for other languages. Here vowels are counted, as the formulas' authors did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.UNICODE)
NUMBER_OR_WORD = re.compile(r"\w+(?:[-'’.,:]\w+)*", re.UNICODE)
# One syllable each; two vowels that are not a pair here are two syllables ("Fa-mi-li-e", "be-an-tra-gen").
VOWELS = re.compile(r"aa|ee|oo|ie|eu(?!m)|ai|ei|ey|ay|au|äu|oi|[aeiouyäöüàáâèéêëîïôûœæ]")
# “ie” is two syllables at the end of these.
TWO_SYLLABLES_IE = re.compile(
    r"(?:famil|fer|akt|präm|lin|stud|kriter|mater|immobil|petersil|fol|tragöd|komöd|medi|ital|span|belg|ind)ien?s?$"
)
OWN_PREFIX = re.compile(r"^(be|ge)(?=[aiouäöü])")

END = re.compile(r"[.!?…]+[\"“”»«')\]]*(?=\s|$)")
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|ff|bzw|bspw|usw|etc|ggf|evtl|ca|vgl|Nr|Abs|Art|Str|Dr|Prof|St|Tel|inkl|zzgl"
    r"|max|min|Mio|Mrd|Jh|geb|gem|lt|Hr|Fr|Jan|Feb|Mär|Apr|Jun|Jul|Aug|Sep|Sept|Okt|Nov|Dez|Mo|Di|Mi|Do|Fr|Sa|So)"
    r"|\b\d{1,2})\.$"
)

LONG_SENTENCE = 20
LONG_SENTENCE_SIMPLE = 10
LONG_WORD = 6
SHOWN = 5  # of the longest sentences


@dataclass(frozen=True)
class Sentence:
    """One sentence with its words; a heading or a row of a list counts as one."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        return WORD.findall(self.text)

    @property
    def length(self) -> int:
        return len(NUMBER_OR_WORD.findall(self.text))


@dataclass(frozen=True)
class Figures:
    """What a text is like as a whole."""

    sentences: int
    words: int
    words_per_sentence: float
    syllables_per_word: float
    long_words: float  # the share with more than six letters
    flesch: int  # Amstad's form of Flesch: 0 very hard, 100 very easy
    vienna: float  # first Wiener Sachtextformel: the school year whose pupils can read it, 4 to 15

    @property
    def level(self) -> str:
        """In one word: “easy”, “middling” or “hard”, as the worse of the two figures says."""
        if self.flesch >= 60 and self.vienna <= 8:
            return "easy"
        if self.flesch >= 40 and self.vienna <= 11:
            return "middling"
        return "hard"


def syllables(word: str) -> int:
    """How many syllables a German word has, at least one.

    Counted by vowels. "ie" is one syllable, but two in “Familie” and “Linien”; after be- and ge- a vowel begins anew.
    """
    small = word.lower().replace("qu", "q")
    count = 0
    if begin := OWN_PREFIX.match(small):
        count, small = 1, small[begin.end() :]
    count += len(VOWELS.findall(small))
    if TWO_SYLLABLES_IE.search(small):
        count += 1
    return max(1, count)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a plain text; every line ends one, an abbreviation and a date do not."""
    found = []
    for line in text.splitlines():
        start = 0
        for end in END.finditer(line):
            before, rest = line[start : end.end()], line[end.end() :].lstrip()
            if end.group() == "." and (ABBREVIATION.search(before) or rest[:1].islower()):
                continue
            found.append(before)
            start = end.end()
        found.append(line[start:])
    return [Sentence(part.strip()) for part in found if WORD.search(part)]


def figures(found: list[Sentence]) -> Figures | None:
    """The figures of some sentences; None if there is nothing to read."""
    words = [word for sentence in found for word in sentence.words]
    if not words:
        return None
    counts = [syllables(word) for word in words]
    per_sentence = len(words) / len(found)
    per_word = sum(counts) / len(words)
    share = 100 / len(words)
    long = sum(len(word) > LONG_WORD for word in words) * share
    many = sum(count >= 3 for count in counts) * share
    single = sum(count == 1 for count in counts) * share
    return Figures(
        sentences=len(found),
        words=len(words),
        words_per_sentence=per_sentence,
        syllables_per_word=per_word,
        long_words=long,
        flesch=round(min(100.0, max(0.0, 180 - per_sentence - 58.5 * per_word))),
        vienna=round(
            min(15.0, max(4.0, 0.1935 * many + 0.1672 * per_sentence + 0.1297 * long - 0.0327 * single - 0.875)), 1
        ),
    )
