"""Everyday words: what people say, and the words of the administration, or the page, that it means."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from . import analysis
from .lines import Lines
from .typos import Neighbours

FOLDER = Path(__file__).parent / "words"
HEADER, REMARK, NOT_OURS, SENTENCES, MEANS, EQUALS = "##", "#", "!", "~", "=>", "="
TELLING = frozenset({"weg"})  # "Portemonnaie weg": a stop word of texts that says something in a query
REMEMBERED = 20_000  # right sides, and their targets
LONGEST_BEGINNING = 12  # so many words of the list that begin alike


class WordListError(ValueError):
    """A list of everyday words has lines that cannot be read; the text names each with its number."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word of the people means: stems that must stand together, or a page by its number."""

    stems: tuple[str, ...] = ()
    page: int | None = None
    words: tuple[str, ...] = field(default=(), compare=False)  # what the stems come from, folded
    written: str = field(default="", compare=False)  # as it stands in the list


@dataclass(frozen=True)
class Expression:
    """One line's left side and what it means: one word, or several that stand anywhere in the query."""

    said: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    written: str = ""  # as it stands in the list; empty for another reading of the one before
    only_heard: bool = False  # known by its likeness, never by its words


class Saying(NamedTuple):
    """A left side as it is written, for the sentence model, and what it means."""

    written: str
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, eq=False)
class Everyday:
    """A compiled list, perhaps over another one that holds as well. Reading it is safe from every thread."""

    words: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict)  # by the stem of one word
    phrases: Mapping[frozenset[str], tuple[Meaning, ...]] = field(default_factory=dict)
    equals: Mapping[str, str] = field(default_factory=dict)  # the stem every member of a class is read as
    spoken: frozenset[str] = frozenset()  # the folded words as people write them
    sayings: tuple[Saying, ...] = ()
    heard: tuple[Saying, ...] = ()  # those that a query may sound like: they have vectors
    under: Everyday | None = None

    def means(self, stem: str) -> tuple[Meaning, ...]:
        """What one word means."""
        return _both(self.words.get(stem, ()), self.under.means(stem) if self.under else ())

    def phrase_means(self, phrase: frozenset[str]) -> tuple[Meaning, ...]:
        return _both(self.phrases.get(phrase, ()), self.under.phrase_means(phrase) if self.under else ())

    def equal(self, stem: str) -> str:
        """The first word of the class of equals it belongs to; itself if it is in none."""
        return self.equals.get(stem) or (self.under.equal(stem) if self.under else stem)

    def knows(self, stem: str) -> bool:
        return stem in self.words or (self.under is not None and self.under.knows(stem))

    def says(self, word: str) -> bool:
        """Whether a folded word stands in the list, alone or in a phrase."""
        return word in self.spoken or (self.under is not None and self.under.says(word))

    def phrases_in(self, stems: Iterable[str]) -> list[frozenset[str]]:
        """The phrases all of whose words were said, the longest first; a part of a longer one is not meant."""
        said = {*stems}
        whole = sorted(self._whole_phrases(said), key=lambda each: (-len(each), sorted(each)))
        return [phrase for at, phrase in enumerate(whole) if not any(phrase < longer for longer in whole[:at])]

    def _whole_phrases(self, said: set[str]) -> set[frozenset[str]]:
        found = {phrase for stem in said for phrase in self._phrases_with.get(stem, ()) if phrase <= said}
        return found | self.under._whole_phrases(said) if self.under else found

    def beginning_with(self, start: str) -> list[str]:
        """Some words of the list that begin so."""
        first = bisect_left(self._vocabulary, start)
        last = bisect_left(self._vocabulary, start + "\U0010ffff", lo=first)
        mine = self._vocabulary[first:last][:LONGEST_BEGINNING]
        return mine + self.under.beginning_with(start) if self.under else mine

    def similar(self, word: str) -> list[tuple[str, int]]:
        """Words of the list it may be a typo of, with the number of mistakes."""
        mine = self._neighbours.of_word(word)
        return list(dict.fromkeys(mine + self.under.similar(word))) if self.under else mine

    @cached_property
    def parts(self) -> Mapping[str, int]:
        """Words that may be part of a compound, for the splitting of what the corpus does not know."""
        mine = {word: 1 for word in self.spoken if len(word) >= 5 and word not in analysis.NEVER_PARTS}
        return ChainMap(mine, self.under.parts) if self.under else mine

    @cached_property
    def digest(self) -> str:
        """Names what is written in this list itself, not in the one below: the name of its vectors."""
        written = "\n".join(saying.written for saying in self.heard)
        return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()

    @cached_property
    def lines(self) -> Lines:
        """The expressions of this list itself, by what they mean."""
        return Lines(self.sayings, self.equal)

    def layers(self) -> Iterator[Everyday]:
        """This list and those below it, as far as they have expressions."""
        if self.sayings:
            yield self
        if self.under:
            yield from self.under.layers()

    @cached_property
    def _phrases_with(self) -> dict[str, list[frozenset[str]]]:
        """Each phrase under the rarest of its stems: whoever says the whole phrase says that one too."""
        common = Counter(chain.from_iterable(self.phrases))
        found: dict[str, list[frozenset[str]]] = {}
        for phrase in self.phrases:
            found.setdefault(min(phrase, key=lambda stem: (common[stem], stem)), []).append(phrase)
        return found

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self.spoken)

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours.of(self._vocabulary)


NO_WORDS = Everyday()


def _both(mine: tuple[Meaning, ...], theirs: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    return tuple(dict.fromkeys((*mine, *theirs))) if mine and theirs else mine or theirs


# reading


def read(text: str, name: str) -> list[Expression]:
    """A file of the list the product ships: headers, remarks, `left, left => target | other target`.

    What stands left in a line that begins with ~ are sentences: two of their words mean nothing yet.

    Raises ``WordListError`` with every line that is neither.
    """
    expressions, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith((REMARK, NOT_OURS)):  # headers are remarks for this reader
            continue
        try:
            said, meant = _sides(line, MEANS)
            if said.startswith(SENTENCES):
                expressions += sentences_of(said.removeprefix(SENTENCES), meanings_of(meant))
            else:
                expressions += map(without_a_claim, expressions_of(said, meanings_of(meant)))
        except WordListError as error:
            wrong.append(f"{name}:{number}: {error}")
    if wrong:
        raise WordListError("\n".join(wrong))
    return expressions


def read_equals(text: str, name: str) -> list[tuple[str, ...]]:
    """Classes of equals, one per line: `auto = pkw, wagen`; all are read as the first."""
    classes, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition(REMARK)[0].strip()
        if not line:
            continue
        try:
            first, others = _sides(line, EQUALS)
            classes.append(class_of([first, *others.split(",")]))
        except WordListError as error:
            wrong.append(f"{name}:{number}: {error}")
    if wrong:
        raise WordListError("\n".join(wrong))
    return classes


def _sides(line: str, sign: str) -> tuple[str, str]:
    said, found, meant = line.partition(sign)
    if not found:
        raise WordListError(_("“%(sign)s” is missing.") % {"sign": sign})
    if sign in meant:
        raise WordListError(_("“%(sign)s” stands twice.") % {"sign": sign})
    return said, meant


@lru_cache(maxsize=REMEMBERED)
def meanings_of(meant: str) -> tuple[Meaning, ...]:
    """The targets of a right side, separated by |; the words of one must occur together.

    Equal ones are one object: the shipped list says most of them several times.
    """
    return tuple(meaning_of(target.strip()) for target in meant.split("|"))


@lru_cache(maxsize=REMEMBERED)
def meaning_of(target: str) -> Meaning:
    """Raises ``WordListError`` if the target has no word to look for."""
    found = target_words(target)
    if not found:
        raise WordListError(_("“%(target)s” has no word to look for.") % {"target": target})
    return Meaning(tuple(found), words=tuple(found.values()), written=target)


def expressions_of(said: str, meanings: tuple[Meaning, ...]) -> list[Expression]:
    """The left sides of a line, separated by commas, each with the meanings that are not just itself."""
    found = []
    for each in said.split(","):
        for at, key in enumerate(keys_of(each)):
            itself = tuple(analysis.stem(word) for word in key)
            if others := tuple(meaning for meaning in meanings if meaning.stems != itself):
                found.append(Expression(key, others, each.strip() if at == 0 else ""))
    return found


def without_a_claim(expression: Expression) -> Expression:
    """Of several words only one says anything: it is heard, but "baby is here" does not mean that every baby is new."""
    several = sum(not word.joined for word in analysis.words(expression.written)) > 1
    return replace(expression, only_heard=True) if several and len(expression.said) == 1 else expression


def sentences_of(said: str, meanings: tuple[Meaning, ...]) -> list[Expression]:
    """The sentences of a line, separated by commas."""
    return [Expression(keys_of(each)[0], meanings, each.strip(), only_heard=True) for each in said.split(",")]


def keys_of(said: str) -> list[tuple[str, ...]]:
    """The folded words of a left side that must all be said; a hyphenated one may also be written as one word."""
    found = analysis.words(said)
    plain = [word.text for word in found if not word.joined]
    telling = [word for word in plain if word not in analysis.STOP_WORDS or word in TELLING]
    if not telling:
        raise WordListError(_("“%(said)s” has no word that says anything.") % {"said": said.strip()})
    asked = [word for word in telling if word not in analysis.QUESTION_WORDS or word in TELLING]
    if len(asked) > 1:  # "Hilfe Hund weg": who leaves out the words of every question means the same
        telling = asked
    together = [word.text for word in found if word.joined]
    return [tuple(dict.fromkeys(telling)), *((word,) for word in together if len(plain) == 2)]


def target_words(target: str) -> dict[str, str]:
    """The stems of a target, each with the word it comes from."""
    found: dict[str, str] = {}
    for word in analysis.words(target):
        if not word.joined and word.text not in analysis.STOP_WORDS:
            found.setdefault(analysis.stem(word.text), word.text)
    return found


def class_of(words: Iterable[str]) -> tuple[str, ...]:
    """The folded words of a class of equals; each must be one word."""
    members = []
    for word in words:
        found = [each.text for each in analysis.words(word) if not each.joined]
        if len(found) != 1:
            raise WordListError(_("“%(word)s” is not one word.") % {"word": word.strip()})
        members.append(found[0])
    if len(members) < 2:
        raise WordListError(_("Words that mean the same are two at least."))
    return tuple(members)


# compiling


def compiled(
    expressions: Iterable[Expression],
    classes: Iterable[tuple[str, ...]] = (),
    *,
    under: Everyday | None = None,
    hears_words: bool = True,
) -> Everyday:
    """What the plan asks; phrases are read after the classes of equals, also those of the list below.

    Where a list says much in sentences, what is known by its words need not be heard besides (`hears_words`).
    """
    words: dict[str, list[Meaning]] = {}
    phrases: dict[frozenset[str], list[Meaning]] = {}
    equals: dict[str, str] = {}
    spoken: set[str] = set()
    expressions = list(expressions)

    def equal(stem: str) -> str:
        return equals.get(stem) or (under.equal(stem) if under else stem)

    for first, *others in classes:
        for member in (first, *others):
            equals.setdefault(analysis.stem(member), equal(analysis.stem(first)))
        spoken.update((first, *others))
    for expression in expressions:
        if expression.only_heard:
            continue
        spoken.update(expression.said)
        stems = [analysis.stem(word) for word in expression.said]
        phrase = frozenset(map(equal, stems)) if len(stems) > 1 else frozenset()
        meanings = phrases.setdefault(phrase, []) if len(phrase) > 1 else words.setdefault(stems[0], [])
        meanings += expression.meanings
    written = [(Saying(each.written, each.meanings), each.only_heard) for each in expressions if each.written]
    return Everyday(
        {stem: tuple(dict.fromkeys(meanings)) for stem, meanings in words.items()},
        {phrase: tuple(dict.fromkeys(meanings)) for phrase, meanings in phrases.items()},
        equals,
        frozenset(word for word in spoken if _may_be_mistyped(word)),
        tuple(saying for saying, _ in written),
        tuple(saying for saying, only_heard in written if hears_words or only_heard),
        under,
    )


def _may_be_mistyped(word: str) -> bool:
    return len(word) >= 3 and not word.isdigit() and word not in analysis.STOP_WORDS


def shipped_files() -> list[Path]:
    """The list the product ships, file by file."""
    return [FOLDER / "countries.txt", *sorted((FOLDER / "everyday").glob("*.txt"))]


def shipped_expressions() -> Iterator[Expression]:
    for path in shipped_files():
        yield from read(path.read_text(encoding="utf-8"), path.name)


def shipped_classes() -> list[tuple[str, ...]]:
    path = FOLDER / "equals.txt"
    return read_equals(path.read_text(encoding="utf-8"), path.name)


@lru_cache(maxsize=1)
def shipped() -> Everyday:
    """The list the product ships, read when the first search needs it."""
    return compiled(shipped_expressions(), shipped_classes(), hears_words=False)


def read_in_full() -> None:
    """Read the shipped list with all that searches make of it: a server that forks its workers does so before."""
    for made in ("lines", "parts", "digest", "_phrases_with", "_vocabulary", "_neighbours"):
        getattr(shipped(), made)
