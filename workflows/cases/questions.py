"""What a case type asks: its kinds of questions and what they may say, read with every fault. No model, no form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

LANGUAGES = ("de", "en")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_LINE = 250
LONGEST_TEXT = 4000
MOST_FILES = 5
YES, NO = "yes", "no"

Words = Mapping[str, str]
Faults = list[tuple[str, str]]
Spot = Mapping[str, float]
Answer = str | int | float | bool | list[str] | dict[str, str | float]
Answers = Mapping[str, Answer]


class Kind(StrEnum):
    """What is asked for; a hint and a section only say something."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    PLACE = "place"
    FILE = "file"
    HINT = "hint"
    SECTION = "section"


SAY_ONLY = frozenset({Kind.HINT, Kind.SECTION})
WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES})
# What a condition may name values of; of any other question it asks only whether it was answered.
WITH_VALUES = WITH_OPTIONS | {Kind.YES_NO}
ADDRESS_PARTS = ("street", "postcode", "town")


class ForWhom(StrEnum):
    """Who answers a question: whoever opens the case, only agents, or the department that works on it."""

    EVERYBODY = "everybody"
    AGENT = "agent"
    DEPARTMENT = "department"


class Audience(StrEnum):
    """Who sits in front of the questions."""

    CITIZEN = "citizen"
    AGENT = "agent"
    DEPARTMENT = "department"


ASKED_OF = {
    Audience.CITIZEN: frozenset({ForWhom.EVERYBODY}),
    Audience.AGENT: frozenset({ForWhom.EVERYBODY, ForWhom.AGENT}),
    Audience.DEPARTMENT: frozenset({ForWhom.DEPARTMENT}),
}
# A condition may refer to what is known by then: the citizen never sees what only agents are asked.
KNOWN_TO = {
    ForWhom.EVERYBODY: frozenset({ForWhom.EVERYBODY}),
    ForWhom.AGENT: frozenset({ForWhom.EVERYBODY, ForWhom.AGENT}),
    ForWhom.DEPARTMENT: frozenset(ForWhom),
}


@dataclass(frozen=True)
class Option:
    value: str
    label: Words


@dataclass(frozen=True)
class Condition:
    """Asked only if an earlier question was answered with one of these; without values, if it was answered at all."""

    question: str
    values: tuple[str, ...] = ()

    def holds(self, answers: Answers) -> bool:
        answer = answers.get(self.question)
        if is_empty(answer):
            return False
        return not self.values or not set(self.values).isdisjoint(values_of(answer))


@dataclass(frozen=True)
class Question:
    """One question; its key is frozen with the first release."""

    key: str
    kind: Kind
    label: Words
    required: bool = False
    help: Words = field(default_factory=dict)
    spoken: Words = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    for_whom: ForWhom = ForWhom.EVERYBODY

    @property
    def says_only(self) -> bool:
        return self.kind in SAY_ONLY

    def is_needed_from(self, audience: Audience) -> bool:
        """Nobody has a file to hand on the telephone."""
        return self.required and not (self.kind == Kind.FILE and audience == Audience.AGENT)

    @property
    def title(self) -> str:
        return said(self.label)

    @property
    def hint(self) -> str:
        return said(self.help)

    @property
    def aloud(self) -> str:
        """As an agent asks it on the telephone."""
        return said(self.spoken) or self.title

    def choices(self) -> list[tuple[str, str]]:
        if self.kind == Kind.YES_NO:
            return [(YES, _("Yes")), (NO, _("No"))]
        return [(option.value, said(option.label)) for option in self.options]


def said(texts: Words) -> str:
    """In the active language, else in German."""
    return texts.get((get_language() or "de")[:2]) or texts.get("de", "")


def is_empty(answer: object) -> bool:
    """Nothing was answered; “no” and 0 are answers."""
    if isinstance(answer, Mapping):
        return all(is_empty(part) for part in answer.values())
    return answer is None or answer == "" or answer == []


def values_of(answer: Answer | None) -> tuple[str, ...]:
    """The values of an answer as a condition names them."""
    if isinstance(answer, bool):
        return (YES if answer else NO,)
    return tuple(answer) if isinstance(answer, list) else (str(answer),)


def parse(value: object, faults: Faults, *, schema: int = 2) -> tuple[Question, ...]:
    """Read the questions of a definition; adds every fault at its place.

    The first schema had no rules for kinds: what it does not know is read as a short text.
    """
    if not isinstance(value, list):
        faults.append(("questions", _("Give a list.")))
        return ()
    found: list[Question] = []
    for number, entry in enumerate(value, start=1):
        place = f"questions.{number}"
        if not isinstance(entry, Mapping) or not entry.get("key") or not entry.get("kind"):
            faults.append((place, _("A question has a key and a kind.")))
            continue
        if entry["key"] in {question.key for question in found}:
            faults.append((f"{place}.key", _("This key is taken.")))
        found.append(_of_first_schema(entry, place, faults) if schema == 1 else _question(entry, place, found, faults))
    return tuple(found)


def _of_first_schema(entry: Mapping, place: str, faults: Faults) -> Question:
    known = entry["kind"] in [kind for kind in Kind if kind not in WITH_OPTIONS | SAY_ONLY]
    return Question(
        key=str(entry["key"]),
        kind=Kind(entry["kind"]) if known else Kind.TEXT,
        label=read_words(entry.get("label"), f"{place}.label", faults),
        required=bool(entry.get("required", False)),
    )


def _question(entry: Mapping, place: str, before: Sequence[Question], faults: Faults) -> Question:
    unknown = set(entry) - {"key", "kind", "label", "help", "spoken", "required", "options", "when", "for_whom"}
    faults += [(f"{place}.{name}", _("This is not part of a question.")) for name in sorted(unknown)]
    if not isinstance(entry["key"], str) or not KEY.fullmatch(entry["key"]):
        faults.append((f"{place}.key", _("Small letters, digits and _, beginning with a letter, at most 40.")))
    kind, for_whom = Kind.TEXT, ForWhom.EVERYBODY
    if entry["kind"] in list(Kind):
        kind = Kind(entry["kind"])
    else:
        faults.append((f"{place}.kind", _("This kind of question is not known.")))
    if entry.get("for_whom", for_whom) in list(ForWhom):
        for_whom = ForWhom(entry.get("for_whom", for_whom))
    else:
        faults.append((f"{place}.for_whom", _("Say everybody, agent or department.")))
    required = entry.get("required", False)
    if not isinstance(required, bool):
        faults.append((f"{place}.required", _("Say true or false.")))
    elif required and kind in SAY_ONLY:
        faults.append((f"{place}.required", _("This only says something; there is nothing to answer.")))
    return Question(
        key=str(entry["key"]),
        kind=kind,
        label=read_words(entry.get("label"), f"{place}.label", faults),
        required=required is True,
        help=_optional_words(entry.get("help"), f"{place}.help", faults),
        spoken=_optional_words(entry.get("spoken"), f"{place}.spoken", faults),
        options=_options(entry.get("options", []), kind, place, faults),
        when=_condition(entry.get("when"), for_whom, f"{place}.when", before, faults),
        for_whom=for_whom,
    )


def _options(value: object, kind: Kind, place: str, faults: Faults) -> tuple[Option, ...]:
    if kind not in WITH_OPTIONS:
        if value:
            faults.append((f"{place}.options", _("Only a choice has options.")))
        return ()
    if not isinstance(value, list) or len(value) < 2:
        faults.append((f"{place}.options", _("A choice has at least two options.")))
        return ()
    found: list[Option] = []
    for number, entry in enumerate(value, start=1):
        here = f"{place}.options.{number}"
        option = entry.get("value") if isinstance(entry, Mapping) else None
        if not isinstance(option, str) or not KEY.fullmatch(option):
            faults.append((f"{here}.value", _("Small letters, digits and _, beginning with a letter, at most 40.")))
            continue
        if option in {known.value for known in found}:
            faults.append((f"{here}.value", _("This key is taken.")))
        found.append(Option(option, read_words(entry.get("label"), f"{here}.label", faults)))
    return tuple(found)


def _condition(
    value: object, for_whom: ForWhom, place: str, before: Sequence[Question], faults: Faults
) -> Condition | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) - {"question", "is"} or not isinstance(value.get("is", []), list):
        faults.append((place, _("A condition names a question and a list of its answers.")))
        return None
    values = tuple(str(each) for each in value.get("is", []))
    earlier = next((question for question in before if question.key == value.get("question")), None)
    if earlier is None or earlier.says_only:
        faults.append((place, _("There is no earlier question “%(key)s”.") % {"key": value.get("question", "")}))
        return None
    if earlier.for_whom not in KNOWN_TO[for_whom]:
        faults.append((place, _("Whoever answers this is not asked “%(key)s”.") % {"key": earlier.key}))
    if earlier.kind in WITH_VALUES and not values:
        faults.append((place, _("Say which answers to “%(key)s” are meant.") % {"key": earlier.key}))
    possible = {YES, NO} if earlier.kind == Kind.YES_NO else {option.value for option in earlier.options}
    for strange in [each for each in values if each not in possible]:
        faults.append((place, _("“%(value)s” is no answer to “%(key)s”.") % {"value": strange, "key": earlier.key}))
    return Condition(earlier.key, values)


def read_words(value: object, place: str, faults: Faults) -> Words:
    """A text in both languages."""
    if not isinstance(value, Mapping):
        faults.append((place, _("Say it in German and in English.")))
        return {}
    for language in LANGUAGES:
        if not isinstance(value.get(language), str) or not value[language].strip():
            faults.append((f"{place}.{language}", _("Text is missing.")))
    return {language: str(value.get(language, "")) for language in LANGUAGES}


def _optional_words(value: object, place: str, faults: Faults) -> Words:
    """Nothing at all, or a text in both languages."""
    return {} if value is None or value == {} else read_words(value, place, faults)
