"""Finds officialese in a text, in whatever form it is inflected, and says it with kinder words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from .models import GAP, OfficialeseWord

TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:\.(?=[^\W\d_]))?", re.UNICODE)
# An umlaut may come in with an ending (Vorgang, Vorgänge) but does not go away: “andern” is no form of “ändern”.
LETTERS = {
    "a": "[aä]",
    "o": "[oö]",
    "u": "[uü]",
    "ä": "(?:ä|ae)",
    "ö": "(?:ö|oe)",
    "ü": "(?:ü|ue)",
    "Ä": "(?:Ä|Ae)",
    "Ö": "(?:Ö|Oe)",
    "Ü": "(?:Ü|Ue)",
    "ß": "(?:ß|ss)",
    "ss": "(?:ss|ß)",
}

NOUN = r"(?:e|en|er|ern|es|s|n|ns|ens|nen|se|sen|in|innen)?"
ADJECTIVE = r"(?:e|en|er|es|em|ere|eren|erer|eres|erem|ste|sten|ster|stes|stem)?"
FINITE = "e|st|est|t|et|te|ete|test|ten|eten|tet|en|n"
VERB = rf"(?:{FINITE}|end|ende|enden|ender|endes|endem)"
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
    "halten": "hält|hielt|hielten|gehalten",
    "sein": "ist|sind|war|waren|sei",
    "lassen": "lässt|ließ|ließen|gelassen",
    "weisen": "wies|wiesen|gewiesen|gewiesene|gewiesenen",
    "fallen": "fällt|fiel|fielen|gefallen|gefallene|gefallenen",
    "treffen": "trifft|traf|trafen|getroffen|getroffene|getroffenen",
}
FIXED_LENGTH = 4  # short words of a phrase ("in", "zur", "von") are not inflected
FARTHEST = 12  # words between the two halves of what stands apart
# What may follow a loose prefix, which ends its clause: “führen … durch und …”, but not “führt … durch das Haus”.
GOES_ON = {"und", "oder", "sowie", "aber", "sondern", "denn", "bevor", "sobald", "sofern", "wenn", "falls", "weil"}
ENDS_CLAUSE = re.compile(r"[.,;:!?()…–—„“”«»\"]")
BEGINS_CLAUSE = re.compile(r"[.:;!?(…–—„“”«»\"•]\s*$")


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
    """A word and whether it ends its clause; the first of a clause may be no noun despite its capital."""

    forms: tuple[str, ...]
    start: int
    end: int
    is_last: bool


@dataclass(frozen=True)
class Pattern:
    """One way in which an entry may stand in a text: groups of neighbouring words, with a gap between the groups."""

    groups: tuple[tuple[re.Pattern, ...], ...]
    word: str
    kinder: tuple[str, ...]
    ends_with_prefix: bool = False

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
        tokens = tokens_of(sentence)
        taken: set[int] = set()
        found = []
        for number in sorted({number for token in tokens for form in token.forms for number in self._near(form)}):
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


def tokens_of(sentence: str) -> list[Token]:
    found = list(TOKEN.finditer(sentence))
    tokens = []
    for number, word in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        before = sentence[found[number - 1].end() if number else 0 : word.start()]
        after = sentence[word.end() : following.start()] if following else ""
        form = word.group()[0] + word.group()[1:].lower()
        begins = number == 0 or bool(BEGINS_CLAUSE.search(before))
        goes_on = following is not None and not ENDS_CLAUSE.search(after) and following.group().lower() not in GOES_ON
        tokens.append(Token((form, form.lower()) if begins else (form,), word.start(), word.end(), not goes_on))
    return tokens


def patterns(word: str, forms: str, instead: str) -> list[Pattern]:
    """Every form of an entry: the regular ones, the irregular ones that it names, and what stands in two halves."""
    kinder = tuple(OfficialeseWord(instead=instead).kinder)
    groups = [words_of(group) for group in parts(word)]
    found = [Pattern(tuple(tuple(word_pattern(each) for each in group) for group in groups), word, kinder)]
    for form in filter(None, (each.strip() for each in forms.split(","))):
        exactly = tuple(tuple(exact_pattern(each) for each in words_of(group)) for group in parts(form))
        found.append(Pattern(exactly, word, kinder))
    if len(groups) == 1 and (halves := apart(groups[0], word, kinder)):
        found.append(halves)
    return found


def word_pattern(word: str) -> re.Pattern:
    """The forms of one word: nouns begin with a capital, verbs end in -en, -ern or -eln, the rest are adjectives.

    A capital in the middle of a sentence is a noun (“in vier Teilen”), of a verb only its infinitive.
    """
    if word[:1].isupper():
        return re.compile(letters(word) + NOUN)
    if len(word) <= FIXED_LENGTH and word not in STRONG:
        return exact_pattern(word)
    ways = [letters(word) + ADJECTIVE]
    if stem := verb_stem(word):
        prefix, rest = loose_prefix(word)
        core = letters(verb_stem(rest) or stem)
        ways += [letters(stem) + VERB, letters(word[0].upper() + word[1:]) + "s?"]
        if rest in STRONG:
            ways += [f"{letters(prefix)}(?:{letters(STRONG[rest])})"]
        if prefix:
            ways += [f"{letters(prefix)}ge{core}{PARTICIPLE}", f"{letters(prefix)}zu{letters(rest)}"]
        else:
            ways += [f"ge{core}{PARTICIPLE}"]
    return one_of(ways)


def exact_pattern(word: str) -> re.Pattern:
    return re.compile(letters(word))


def finite_pattern(verb: str) -> re.Pattern:
    """What stands in a clause while its other half comes later: no participle, no noun."""
    ways = [f"{letters(verb_stem(verb))}(?:{FINITE})"]
    ways += [letters(each) for each in STRONG.get(verb, "").split("|") if each and not each.startswith("ge")]
    return one_of(ways)


def one_of(ways: Iterable[str]) -> re.Pattern:
    return re.compile("|".join(f"(?:{way})" for way in ways))


def letters(text: str) -> str:
    """A pattern for a word, or for alternatives of it."""
    return re.sub("ss|[aouäöüßÄÖÜ]", lambda found: LETTERS[found[0]], text)


def apart(words: list[str], entry: str, kinder: tuple[str, ...]) -> Pattern | None:
    """“reichen … ein” for “einreichen”, “setzen … in Kenntnis” for the phrase; None for what holds together."""
    *before, verb = words
    if verb[:1].isupper() or not verb_stem(verb):
        return None
    if before:
        return Pattern(((finite_pattern(verb),), tuple(word_pattern(word) for word in before)), entry, kinder)
    prefix, rest = loose_prefix(verb)
    if not prefix:
        return None
    return Pattern(((finite_pattern(rest),), (exact_pattern(prefix),)), entry, kinder, ends_with_prefix=True)


def loose_prefix(word: str) -> tuple[str, str]:
    for prefix in PREFIXES:
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


def parts(entry: str) -> list[str]:
    return [part for part in entry.split(GAP) if TOKEN.search(part)]


def words_of(phrase: str) -> list[str]:
    return TOKEN.findall(phrase)


def _places(tokens: list[Token], pattern: Pattern) -> list[list[range]]:
    """Where all groups of a pattern stand: the first anywhere, the others near it, after it."""
    first, *others = [_matches(tokens, group) for group in pattern.groups]
    if pattern.ends_with_prefix:
        others[-1] = [place for place in others[-1] if tokens[place.start].is_last]
    if not others:
        return [[place] for place in first]
    found = []
    for place in first:
        together = [place]
        for matches in others:
            near = [other for other in matches if other.start >= place.stop and other.start - place.stop <= FARTHEST]
            if not near:
                break
            together.append(near[-1])
        else:
            found.append(together)
    return found


def _matches(tokens: list[Token], group: tuple[re.Pattern, ...]) -> list[range]:
    length = len(group)
    return [
        range(start, start + length)
        for start in range(len(tokens) - length + 1)
        if all(
            any(word.fullmatch(form) for form in token.forms)
            for word, token in zip(group, tokens[start : start + length], strict=True)
        )
    ]
