"""From a query to groups of weighted alternatives: per word one group, in which the best counts; groups add up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from . import analysis, weights
from .lexicon import Lexicon

END_OF_CLAUSE = frozenset({"und", "oder", "wenn", "bei"})
JOINTS_BETWEEN_WORDS = ("", "s", "n", "es")


@dataclass(frozen=True)
class Alternative:
    """Stems that must stand together in an entry, and what they count against the word itself."""

    stems: tuple[str, ...]
    weight: float


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
    alternatives: list[Alternative] = field(default_factory=list)

    @property
    def stem(self) -> str:
        return analysis.stem(self.word)

    def may_mean(self, stems: Collection[str], weight: float) -> None:
        self.alternatives.append(Alternative(tuple(dict.fromkeys(stems)), weight))

    def count_less(self, share: float) -> None:
        """What was read so far is less likely than what comes now."""
        self.alternatives = [Alternative(each.stems, each.weight * share) for each in self.alternatives]


def plan(query: str, lexicon: Lexicon, *, open_word: bool = False, names: Collection[str] = ()) -> Plan:
    """Make the plan; `names` are words every page could bear (the town's own), `open_word` is still being typed."""
    found = analysis.words(query[: weights.QUERY_LETTERS])
    asked = roles([word.text for word in found if not word.joined], open_word=open_word, names=names)
    subjects = with_a_subject(asked)
    for word in subjects:
        add_alternatives(word, lexicon)
        word.weight = group_weight(word)
    join_separable_verbs(asked, subjects, lexicon)
    join_neighbours(asked, lexicon)
    groups = [
        Group(word.word, tuple(word.alternatives), word.weight, word.unsure)
        for word in subjects
        if word.alternatives or word.role is not Role.QUESTION
    ]
    groups += joined_forms([word.text for word in found if word.joined], lexicon)
    return Plan(tuple(groups), analysis.trigrams(query[: weights.QUERY_LETTERS]))


def roles(words: list[str], *, open_word: bool, names: Collection[str]) -> list[Asked]:
    """Tell stop words and words of every question from those that carry the subject."""
    asked = []
    for at, word in enumerate(words):
        if word == "weg":  # "Portemonnaie weg": a stop word of texts that says something in a query
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


def add_alternatives(asked: Asked, lexicon: Lexicon) -> None:
    """Everything the corpus has that this one word may mean."""
    if lexicon.knows(asked.stem):
        asked.may_mean([asked.stem], weights.EXACT)
    for stem in base_forms(asked.word, lexicon):
        asked.may_mean([stem], weights.BASE_FORM)
    sure = bool(asked.alternatives)
    parts = compound_parts(asked.word, lexicon)
    if parts:
        asked.may_mean(parts, weights.PARTS_OF_KNOWN if sure else weights.PARTS_OF_UNKNOWN)
    begun = beginnings(asked.word, lexicon) if asked.is_open or not sure else []
    for stem in begun:
        asked.may_mean([stem], weights.PREFIX_OF_KNOWN if sure else weights.PREFIX)
    if not sure:
        asked.unsure = not parts and not begun
        add_typos(asked, lexicon)


def base_forms(word: str, lexicon: Lexicon) -> list[str]:
    """The known stems a participle or infinitive with "zu" comes from."""
    stems = dict.fromkeys(analysis.stem(form) for form in analysis.base_forms(word))
    return [stem for stem in stems if lexicon.knows(stem)]


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


def add_typos(asked: Asked, lexicon: Lexicon) -> None:
    """What an unknown word was meant to be: known words, compounds of known words, a part with a mistake in it."""
    meant = lexicon.similar(asked.word, weights.TYPOS_AT_MOST)
    for word, mistakes in meant:
        weight = weights.TYPO if mistakes == 1 else weights.TWO_TYPOS
        if lexicon.knows(analysis.stem(word)):
            asked.may_mean([analysis.stem(word)], weight)
        if word in analysis.QUESTION_WORDS:
            asked.weight = weights.MISTYPED_QUESTION_WORD
        if parts := compound_parts(word, lexicon):
            asked.may_mean(parts, weight * weights.TYPO_PARTS)
    if meant:
        asked.unsure = False
        return
    for stems in typo_in_a_part(asked.word, lexicon):
        asked.may_mean(stems, weights.TYPO_IN_PART)


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
                        for meant, mistakes in lexicon.similar(form, 1)
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
                    verb.weight = 1.0
                    break


def join_neighbours(asked: list[Asked], lexicon: Lexicon) -> None:
    """Read "Führer Schein" as Führerschein too."""
    for one, other in pairwise(asked):
        if Role.STOP in (one.role, other.role):
            continue
        for joint in JOINTS_BETWEEN_WORDS:
            stem = analysis.stem(one.word + joint + other.word)
            if lexicon.knows(stem):
                one.may_mean([stem], weights.EXACT)
                other.may_mean([stem], weights.EXACT)
                break


def joined_forms(words: list[str], lexicon: Lexicon) -> list[Group]:
    """The second form of a hyphenated word helps whoever writes it so: P-Konto, pkonto."""
    stems = [analysis.stem(word) for word in words]
    return [
        Group(stem, (Alternative((stem,), weights.EXACT),), weights.JOINED_BONUS, bonus=True)
        for stem in stems
        if lexicon.knows(stem)
    ]
