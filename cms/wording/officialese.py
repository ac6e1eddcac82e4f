"""Finds officialese in a text, in whatever form it is inflected, and says it with kinder words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from .models import GAP, OfficialeseWord

TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:\.(?=[^\W\d_]))?", re.UNICODE)
FOLDED = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})

NOUN = r"(?:e|en|er|ern|es|s|n|ns|ens|nen|se|sen|in|innen)?"
ADJECTIVE = r"(?:e|en|er|es|em|ere|eren|erer|eres|erem|ste|sten|ster|stes|stem)?"
VERB = r"(?:e|st|est|t|et|te|ete|test|ten|eten|tet|en|n|end|ende|enden|ender|endes|endem)"
PARTICIPLE = r"(?:t|et|en|te|ten|ter|tes|tem|ete|eten|ene|enen|ener|enes|enem)"
# What stands apart from its verb: "wir führen … durch".
PREFIXES = (
    *("dahin", "durch", "einher", "entgegen", "fern", "gegen", "her", "hin", "hinzu", "nach", "neben", "nieder"),
    *("statt", "teil", "vor", "weg", "weiter", "wieder", "zurück", "zusammen"),
    *("ab", "an", "auf", "aus", "bei", "ein", "fest", "mit", "um", "zu"),
)
# The verbs that change their vowel most often in such phrases.
STRONG = {
    "nehmen": "nimmst|nimmt|nahm|nahmen|genommen|genommene|genommenen",
    "treten": "tritt|trat|traten|getreten|getretene|getretenen",
    "kommen": "kam|kamen|gekommen",
    "stehen": "stand|standen|gestanden",
    "geben": "gibt|gab|gaben|gegeben|gegebene|gegebenen",
    "bringen": "brachte|brachten|gebracht|gebrachte|gebrachten",
    "halten": "halt|hielt|hielten|gehalten",
    "sein": "ist|sind|war|waren|sei",
    "lassen": "lasst|liess|liessen|gelassen",
    "treffen": "trifft|traf|trafen|getroffen|getroffene|getroffenen",
}
FIXED_LENGTH = 4  # short words of a phrase ("in", "zur", "von") are not inflected
FARTHEST = 12  # words between the two halves of what stands apart


@dataclass(frozen=True)
class Finding:
    """A word of officialese in a text: where it stands, and what would be kinder.

    The second half of what stands apart ("führen … durch") says nothing kinder: its first half has said it.
    """

    start: int
    end: int
    word: str
    kinder: tuple[str, ...]


@dataclass(frozen=True)
class Token:
    folded: str
    start: int
    end: int


@dataclass(frozen=True)
class Pattern:
    """One way in which an entry may stand in a text: groups of neighbouring words, with a gap between the groups."""

    groups: tuple[tuple[re.Pattern, ...], ...]
    word: str
    kinder: tuple[str, ...]

    @property
    def key(self) -> re.Pattern:
        """The word that tells most: without it in a sentence nobody needs to look for the others."""
        return max((word for group in self.groups for word in group), key=lambda word: len(word.pattern))


class Officialese:
    """All that is listed, ready to be found."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]):
        found = [pattern for row in rows for pattern in patterns(*row)]
        # Longer ones first: of two that overlap, the one that says more is shown.
        self._patterns = sorted(found, key=lambda each: -sum(len(group) for group in each.groups))
        self._keys = [pattern.key for pattern in self._patterns]
        self._by_word: dict[str, list[int]] = {}

    def find(self, sentence: str) -> list[Finding]:
        """What stands in one sentence, from left to right; what stands in two halves gives two findings."""
        tokens = [Token(fold(m.group()), m.start(), m.end()) for m in TOKEN.finditer(sentence)]
        taken: set[int] = set()
        found = []
        for number in sorted({number for token in tokens for number in self._near(token.folded)}):
            pattern = self._patterns[number]
            for places in _places(tokens, pattern):
                indexes = {index for place in places for index in place}
                if taken.isdisjoint(indexes):
                    taken |= indexes
                    found += [
                        Finding(tokens[place[0]].start, tokens[place[-1]].end, pattern.word, kinder)
                        for place, kinder in zip_longest(places, [pattern.kinder], fillvalue=())
                    ]
        return sorted(found, key=lambda each: each.start)

    def _near(self, word: str) -> list[int]:
        """The patterns of which this word may be a part; every word of a text is looked up once."""
        if word not in self._by_word:
            self._by_word[word] = [number for number, key in enumerate(self._keys) if key.fullmatch(word)]
        return self._by_word[word]


@lru_cache(maxsize=2)
def _ready(rows: tuple[tuple[str, str, str], ...]) -> Officialese:
    return Officialese(rows)


def listed() -> Officialese:
    """What the register lists now; prepared anew only when it has changed."""
    return _ready(tuple(OfficialeseWord.objects.order_by("pk").values_list("word", "forms", "instead")))


def patterns(word: str, forms: str, instead: str) -> list[Pattern]:
    """Every form of an entry: the regular ones, and the irregular ones that it names."""
    kinder = tuple(OfficialeseWord(instead=instead).kinder)
    found = forms_of(word)
    for form in filter(None, (each.strip() for each in forms.split(","))):
        found.append(tuple(tuple(re.compile(re.escape(fold(w))) for w in words_of(group)) for group in parts(form)))
    return [Pattern(groups, word, kinder) for groups in found]


def forms_of(entry: str) -> list[tuple[tuple[re.Pattern, ...], ...]]:
    """The regular forms of a word or phrase; a verb with a loose prefix also stands in two halves."""
    groups = [words_of(group) for group in parts(entry)]
    found = [tuple(tuple(word_pattern(word) for word in group) for group in groups)]
    if len(groups) == 1 and (halves := apart(groups[0])):
        found.append(halves)
    return found


def word_pattern(word: str) -> re.Pattern:
    """The forms of one word: nouns begin with a capital, verbs end in -en, -ern or -eln, the rest are adjectives."""
    small = fold(word)
    if len(small) <= FIXED_LENGTH and not word[:1].isupper() and small not in STRONG:
        return re.compile(re.escape(small))
    if word[:1].isupper():
        return re.compile(re.escape(small) + NOUN)
    ways = [re.escape(small) + ADJECTIVE]
    if stem := verb_stem(small):
        prefix, rest = loose_prefix(small)
        core = re.escape(verb_stem(rest) or stem)
        ways += [re.escape(stem) + VERB]
        if rest in STRONG:
            ways += [f"{prefix}(?:{STRONG[rest]})"]
        if prefix:
            ways += [f"{prefix}ge{core}{PARTICIPLE}", f"{prefix}zu{re.escape(rest)}"]
        else:
            ways += [f"ge{core}{PARTICIPLE}"]
    return re.compile("|".join(f"(?:{way})" for way in ways))


def apart(words: list[str]) -> tuple[tuple[re.Pattern, ...], ...] | None:
    """“reichen … ein” for “einreichen”, “setzen … in Kenntnis” for the phrase; None for what holds together."""
    *before, verb = words
    if verb[:1].isupper() or not verb_stem(fold(verb)):
        return None
    if before:
        return (word_pattern(verb),), tuple(word_pattern(word) for word in before)
    prefix, rest = loose_prefix(fold(verb))
    if not prefix:
        return None
    return (word_pattern(rest),), (re.compile(prefix),)


def loose_prefix(word: str) -> tuple[str, str]:
    for prefix in map(fold, PREFIXES):
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= 5 and verb_stem(rest):
            return prefix, rest
    return "", word


def verb_stem(word: str) -> str:
    if word.endswith("en") and len(word) > 4:
        return word[:-2]
    if word.endswith(("ern", "eln")):
        return word[:-1]
    return ""


def fold(word: str) -> str:
    return word.lower().translate(FOLDED)


def parts(entry: str) -> list[str]:
    return [part for part in entry.split(GAP) if TOKEN.search(part)]


def words_of(phrase: str) -> list[str]:
    return TOKEN.findall(phrase)


def _places(tokens: list[Token], pattern: Pattern) -> list[list[range]]:
    """Where all groups of a pattern stand: the first anywhere, the others near it, after it or, in a phrase, before."""
    first, *others = [_matches(tokens, group) for group in pattern.groups]
    if not others:
        return [[place] for place in first]
    found = []
    for place in first:
        together = [place]
        for matches in others:
            near = [other for other in matches if other.start >= place.stop and other.start - place.stop <= FARTHEST]
            if not near:
                break
            together.append(near[-1])  # a loose prefix stands at the end
        else:
            found.append(together)
    return found


def _matches(tokens: list[Token], group: tuple[re.Pattern, ...]) -> list[range]:
    length = len(group)
    return [
        range(start, start + length)
        for start in range(len(tokens) - length + 1)
        if all(word.fullmatch(token.folded) for word, token in zip(group, tokens[start : start + length], strict=True))
    ]
