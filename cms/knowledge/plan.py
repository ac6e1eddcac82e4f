"""From a query to groups of weighted alternatives: per word one group, in which the best counts; groups add up."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise

from . import analysis, weights
from .compounds import best_split
from .everyday import NO_WORDS, TELLING, Everyday, Meaning
from .lexicon import Lexicon

END_OF_CLAUSE = frozenset({"und", "oder", "wenn", "bei"})
JOINTS_BETWEEN_WORDS = ("", "s", "n", "es")
SHORTEST_ALIKE = 4

Alike = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True)
class Alternative:
    """Stems that must stand together in an entry (or the number of a page), and what they count against the word."""

    stems: tuple[str, ...]
    weight: float
    page: int | None = None


@dataclass(frozen=True)
class Group:
    """What one word of the query may mean."""

    word: str
    alternatives: tuple[Alternative, ...]
    weight: float = 1.0
    unsure: bool = False  # nobody knows the word, only words like it
    bonus: bool = False  # helps whoever has it and is missed by nobody


@dataclass(frozen=True)
class Plan:
    """What is looked for."""

    groups: tuple[Group, ...]
    trigrams: frozenset[str]

    def with_groups_of(self, other: Plan) -> Plan:
        return Plan(self.groups + other.groups, self.trigrams | other.trigrams)

    @cached_property
    def pages(self) -> frozenset[int]:
        """The pages that everyday words mean by their number."""
        alternatives = (alternative for group in self.groups for alternative in group.alternatives)
        return frozenset(each.page for each in alternatives if each.page is not None)


NOTHING_PLANNED = Plan((), frozenset())


class Role(Enum):
    STOP = "stop"
    QUESTION = "question"
    SUBJECT = "subject"


@dataclass
class Asked:
    """A word of the query while the plan is made."""

    word: str
    role: Role
    is_open: bool
    weight: float = 1.0
    unsure: bool = False
    in_phrase: bool = False
    alternatives: list[Alternative] = field(default_factory=list)
    read_as: list[str] = field(default_factory=list)  # other stems it stands for: base form, verb, what was mistyped

    @property
    def stem(self) -> str:
        return analysis.stem(self.word)

    def may_mean(self, stems: Collection[str], weight: float) -> None:
        self.alternatives.append(Alternative(tuple(dict.fromkeys(stems)), weight))

    def has_meanings(self, meanings: Iterable[Meaning], lexicon: Lexicon, share: float = 1.0) -> None:
        self.alternatives += meant(meanings, lexicon, share)

    def count_less(self, share: float) -> None:
        """What was read so far is less likely than what comes now."""
        self.alternatives = [replace(each, weight=each.weight * share) for each in self.alternatives]


def meant(meanings: Iterable[Meaning], lexicon: Lexicon, share: float = 1.0) -> list[Alternative]:
    """What the everyday words say, as alternatives."""
    return [as_the_corpus_says(meaning, lexicon, weights.EVERYDAY * share) for meaning in meanings]


def as_the_corpus_says(meaning: Meaning, lexicon: Lexicon, weight: float) -> Alternative:
    """A compound that no page has is looked for by its parts: Gewerbeanmeldung is Gewerbe and Anmeldung."""
    stems: list[str] = []
    for stem, word in zip(meaning.stems, meaning.words, strict=False):
        parts = [] if lexicon.knows(stem) else compound_parts(word, lexicon)
        stems += parts or [stem]
    if len(stems) <= len(meaning.stems):
        return Alternative(meaning.stems, weight, meaning.page)
    return Alternative(tuple(dict.fromkeys(stems)), weight * weights.PARTS_OF_UNKNOWN)


def plan(
    query: str,
    lexicon: Lexicon,
    everyday: Everyday = NO_WORDS,
    *,
    open_word: bool = False,
    names: Collection[str] = (),
    alike: Alike | None = None,
) -> Plan:
    """Make the plan; `names` are words every page could bear (the town's own), `open_word` is still being typed.

    `alike` finds the words of titles that mean nearly the same as one that is hardly known.
    """
    found = analysis.words(query[: weights.QUERY_LETTERS])
    asked = roles([word.text for word in found if not word.joined], open_word=open_word, names=names)
    subjects = with_a_subject(asked)
    for word in subjects:
        add_alternatives(word, lexicon, everyday)
        word.weight = group_weight(word)
    if alike:
        add_words_alike(subjects, analysis.as_written(query[: weights.QUERY_LETTERS]), lexicon, alike)
    join_separable_verbs(asked, subjects, lexicon)
    join_neighbours(asked, lexicon, everyday)
    groups = phrase_groups(subjects, lexicon, everyday)
    groups += [
        Group(
            word.word,
            tuple(word.alternatives),
            word.weight * (weights.WORD_OF_PHRASE if word.in_phrase else 1.0),
            word.unsure,
        )
        for word in subjects
        if word.alternatives or word.role is not Role.QUESTION
    ]
    groups += joined_forms([word.text for word in found if word.joined], lexicon)
    return Plan(tuple(groups), analysis.trigrams(query[: weights.QUERY_LETTERS]))


def roles(words: list[str], *, open_word: bool, names: Collection[str]) -> list[Asked]:
    """Tell stop words and words of every question from those that carry the subject."""
    asked = []
    for at, word in enumerate(words):
        if word in TELLING:
            role = Role.QUESTION
        elif word in analysis.STOP_WORDS:
            role = Role.STOP
        elif word in analysis.QUESTION_WORDS or word in names:
            role = Role.QUESTION
        else:
            role = Role.SUBJECT
        asked.append(Asked(word, role, is_open=open_word and at == len(words) - 1))
    return asked


def with_a_subject(asked: list[Asked]) -> list[Asked]:
    """The words to look for; if there are only stop words, they are all there is."""
    subjects = [word for word in asked if word.role is not Role.STOP]
    if subjects:
        return subjects
    for word in asked:
        word.role = Role.SUBJECT
    return asked


def group_weight(asked: Asked) -> float:
    """Words of every question and of the story count little."""
    if asked.role is Role.QUESTION:
        return weights.QUESTION_WORD
    if asked.stem in analysis.STORY_STEMS:
        return weights.STORY_WORD
    return asked.weight


def add_alternatives(asked: Asked, lexicon: Lexicon, everyday: Everyday = NO_WORDS) -> None:
    """Everything the corpus and the everyday words have that this one word may mean."""
    if lexicon.knows(asked.stem):
        asked.may_mean([asked.stem], weights.EXACT)
    asked.has_meanings(everyday.means(asked.stem), lexicon)
    for stem in base_forms(asked.word, lexicon, everyday):
        asked.read_as.append(stem)
        if lexicon.knows(stem):
            asked.may_mean([stem], weights.BASE_FORM)
        asked.has_meanings(everyday.means(stem), lexicon)
    sure = bool(asked.alternatives)
    add_equals(asked, lexicon, everyday)
    parts = compound_parts(asked.word, lexicon)
    if parts:
        asked.may_mean(parts, weights.PARTS_OF_KNOWN if sure else weights.PARTS_OF_UNKNOWN)
    parts = parts or everyday_parts(asked.word, lexicon, everyday)
    add_meanings_of_parts(asked, parts, lexicon, everyday)
    begun = add_beginnings(asked, lexicon, everyday, sure=sure) if asked.is_open or not sure else False
    if not sure:
        asked.unsure = not parts and not begun
        add_typos(asked, lexicon, everyday)


def add_equals(asked: Asked, lexicon: Lexicon, everyday: Everyday) -> None:
    """A member of a class of equals is read as its first word too: pkw is auto."""
    first = everyday.equal(asked.stem)
    if first != asked.stem:
        asked.has_meanings(everyday.means(first), lexicon, weights.MEANING_OF_EQUAL)
        if lexicon.knows(first):
            asked.may_mean([first], weights.EQUAL)


def everyday_parts(word: str, lexicon: Lexicon, everyday: Everyday) -> list[str]:
    """The stems of a compound that only corpus and everyday words together can split."""
    if not everyday.parts or lexicon.frequency(word):
        return []
    split = best_split(word, ChainMap(lexicon.compounds.parts, everyday.parts))
    return list(dict.fromkeys(analysis.stem(part) for part in split))


def add_meanings_of_parts(asked: Asked, parts: list[str], lexicon: Lexicon, everyday: Everyday) -> None:
    """What a part of a compound means stands beside the other parts: Köterabgabe is Hund and Abgabe."""
    for part in parts:
        others = [other for other in parts if other != part and lexicon.knows(other)]
        first = everyday.equal(part)
        if first != part and lexicon.knows(first):
            asked.may_mean([*others, first], weights.EQUAL * weights.MEANING_OF_PART)
        for meaning in everyday.means(part):
            if meaning.page is None:
                asked.may_mean([*others, *meaning.stems], weights.EVERYDAY * weights.MEANING_OF_PART)


def add_beginnings(asked: Asked, lexicon: Lexicon, everyday: Everyday, *, sure: bool) -> bool:
    """The words that begin like this one, and what they mean."""
    begun = beginnings(asked.word, lexicon)
    for stem in begun:
        asked.may_mean([stem], weights.PREFIX_OF_KNOWN if sure else weights.PREFIX)
    if sure or len(asked.word) < 3:
        return bool(begun)
    stems = {analysis.stem(word) for word in everyday.beginning_with(asked.word)}
    found = False
    for stem in sorted(stems | {*begun}):
        if meanings := everyday.means(stem):
            asked.has_meanings(meanings, lexicon, weights.MEANING_OF_BEGINNING)
            found = True
    return bool(begun) or found


def base_forms(word: str, lexicon: Lexicon, everyday: Everyday = NO_WORDS) -> list[str]:
    """The known stems a participle or infinitive with "zu" comes from."""
    stems = dict.fromkeys(analysis.stem(form) for form in analysis.base_forms(word))
    return [stem for stem in stems if lexicon.knows(stem) or everyday.knows(stem)]


def compound_parts(word: str, lexicon: Lexicon) -> list[str]:
    """The stems of a compound's parts, which must stand together."""
    return list(dict.fromkeys(analysis.stem(part) for part in lexicon.split(word)))


def beginnings(word: str, lexicon: Lexicon) -> list[str]:
    """The stems of the commonest words that begin like this one."""
    if len(word) < 3:
        return []
    stems = (analysis.stem(longer) for longer in lexicon.beginning_with(word, weights.PREFIXES_AT_MOST))
    mine = analysis.stem(word)
    return [stem for stem in dict.fromkeys(stems) if stem != mine]


def add_typos(asked: Asked, lexicon: Lexicon, everyday: Everyday = NO_WORDS) -> None:
    """What an unknown word was meant to be: known words, compounds of known words, a part with a mistake in it."""
    similar = similar_words(asked.word, lexicon, everyday)
    for word, mistakes in similar:
        weight = weights.TYPO if mistakes == 1 else weights.TWO_TYPOS
        stem = analysis.stem(word)
        asked.read_as.append(stem)
        if lexicon.knows(stem):
            asked.may_mean([stem], weight)
        asked.has_meanings(everyday.means(stem), lexicon, weight)
        if word in analysis.QUESTION_WORDS:
            asked.weight = weights.MISTYPED_QUESTION_WORD
        if parts := compound_parts(word, lexicon):
            asked.may_mean(parts, weight * weights.TYPO_PARTS)
    if similar:
        asked.unsure = False
        return
    for stems in typo_in_a_part(asked.word, lexicon):
        asked.may_mean(stems, weights.TYPO_IN_PART)


def similar_words(word: str, lexicon: Lexicon, everyday: Everyday) -> list[tuple[str, int]]:
    """The nearest words of corpus and everyday words together, with the number of mistakes."""
    return lexicon.similar(word, everyday.similar(word), weights.TYPOS_AT_MOST)


def add_words_alike(subjects: list[Asked], written: Mapping[str, str], lexicon: Lexicon, alike: Alike) -> None:
    """Words of titles that mean nearly the same, for words of which nothing better is known: Pistole is Waffe."""
    for word in subjects:
        if word.role is not Role.SUBJECT or word.stem in analysis.STORY_STEMS or len(word.word) < SHORTEST_ALIKE:
            continue
        if any(len(each.stems) > 1 or each.weight >= weights.ALIKE_UNLESS for each in word.alternatives):
            continue
        for stem, cosine in alike(written.get(word.word, word.word)):
            if stem != word.stem and lexicon.knows(stem):
                word.may_mean([stem], weights.ALIKE_WORD * cosine)
                word.unsure = False


def typo_in_a_part(word: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """A compound of a known part and a mistyped one: füererscheinumtausch."""
    if len(word) < 8:
        return []
    found = []
    parts = lexicon.compounds.parts
    for cut in range(3, len(word) - 3):
        for known, rest in ((word[:cut], word[cut:]), (word[cut:], word[:cut])):
            if len(known) < 4 or known not in parts:
                continue
            for form in _without_joint(rest):
                if form not in parts:
                    found += [
                        (mistakes, -len(known), (analysis.stem(known), analysis.stem(meant)))
                        for meant, mistakes in lexicon.similar(form, (), 1)
                    ]
    return [stems for _, _, stems in sorted(found)[: weights.TYPOS_IN_PARTS_AT_MOST]]


def _without_joint(rest: str) -> Iterator[str]:
    yield rest
    if rest.endswith("s"):
        yield rest[:-1]


def join_separable_verbs(asked: list[Asked], subjects: list[Asked], lexicon: Lexicon) -> None:
    """Read "melde … an" as anmelden: a particle at the end of its clause belongs to a verb before it."""
    for at, particle in enumerate(asked):
        ends = at == len(asked) - 1 or asked[at + 1].word in END_OF_CLAUSE
        if at == 0 or not ends or particle.word not in analysis.APART:
            continue
        before = asked[:at]
        for verb in subjects:
            if not any(verb is word for word in before):
                continue
            for form in analysis.put_together(particle.word, verb.word):
                if lexicon.knows(analysis.stem(form)):
                    verb.count_less(weights.VERB_WITHOUT_PARTICLE)
                    verb.may_mean([analysis.stem(form)], weights.EXACT)
                    verb.read_as.append(analysis.stem(form))
                    verb.weight = 1.0
                    break


def join_neighbours(asked: list[Asked], lexicon: Lexicon, everyday: Everyday = NO_WORDS) -> None:
    """Read "Führer Schein" as Führerschein too."""
    for one, other in pairwise(asked):
        if Role.STOP in (one.role, other.role):
            continue
        for joint in JOINTS_BETWEEN_WORDS:
            stem = analysis.stem(one.word + joint + other.word)
            if lexicon.knows(stem) or everyday.knows(stem):
                for each in (one, other):
                    if lexicon.knows(stem):
                        each.may_mean([stem], weights.EXACT)
                    each.has_meanings(everyday.means(stem), lexicon)
                break


def phrase_groups(subjects: list[Asked], lexicon: Lexicon, everyday: Everyday) -> list[Group]:
    """What several words mean together, wherever they stand, as groups of their own; their words then count less."""
    said: dict[str, list[Asked]] = {}
    for word in subjects:
        for stem in (word.stem, *word.read_as):
            for form in {stem, everyday.equal(stem)}:
                said.setdefault(form, []).append(word)
    groups = []
    for phrase in everyday.phrases_in(said):
        words = [word for stem in phrase for word in said[stem]]
        if len({id(word) for word in words}) < len(phrase):
            continue  # one word, read in two ways, is no phrase
        for word in words:
            word.in_phrase = True
        groups.append(
            Group(
                " ".join(sorted(phrase)),
                tuple(meant(everyday.phrase_means(phrase), lexicon)),
                weights.PHRASE if len(phrase) == 2 else weights.LONG_PHRASE,
            )
        )
    return groups


def joined_forms(words: list[str], lexicon: Lexicon) -> list[Group]:
    """The second form of a hyphenated word helps whoever writes it so: P-Konto, pkonto."""
    stems = [analysis.stem(word) for word in words]
    return [
        Group(stem, (Alternative((stem,), weights.EXACT),), weights.JOINED_BONUS, bonus=True)
        for stem in stems
        if lexicon.knows(stem)
    ]
