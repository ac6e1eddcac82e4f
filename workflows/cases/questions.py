"""What a case type asks: its questions read with every fault, which of them are asked, and what was answered.

Nothing here knows a model or a form. Conditions are looked at on the server, in the order of the questions: one that
is not asked has no answer, so whatever depends on it is not asked either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LANGUAGES = ("de", "en")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_LINE = 250
LONGEST_TEXT = 4000
MOST_FILES = 5
NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,2})?")
COORDINATES = re.compile(r"\s*(-?\d{1,2}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*")
WAYS_TO_WRITE_A_DATE = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")
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


@dataclass(frozen=True)
class Line:
    """A question with its answer, in words."""

    key: str
    kind: Kind
    label: str
    words: str


@dataclass(frozen=True)
class Checked:
    """What is stored of an input, and what is wrong with the rest: a sentence by the key of its question."""

    answers: dict[str, Answer]
    faults: dict[str, str]


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


# ── reading ──


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


# ── asking ──


def may_be_asked(questions: Sequence[Question], audience: Audience) -> list[Question]:
    """Every question this audience can come to, whatever it answers."""
    return [question for question in questions if question.for_whom in ASKED_OF[audience]]


def asked(questions: Sequence[Question], answers: Answers, audience: Audience) -> list[Question]:
    """The questions that are asked of somebody who has given these answers."""
    known: dict[str, Answer] = {}
    found = []
    for question in questions:
        if question.when is not None and not question.when.holds(known):
            continue
        if question.for_whom in ASKED_OF[audience]:
            found.append(question)
        if question.key in answers:
            known[question.key] = answers[question.key]
    return found


def check(
    questions: Sequence[Question],
    raw: Mapping[str, object],
    audience: Audience,
    *,
    given: Answers | None = None,
    places: Mapping[str, Spot] | None = None,
) -> Checked:
    """Turn what was typed into answers to store; what is not asked is left out, whatever was typed there.

    ``given`` has what others have answered before, ``places`` the coordinates of the places that may be picked.
    """
    answers: dict[str, Answer] = {}
    faults: dict[str, str] = {}
    known = dict(given or {})
    for question in questions:
        if question.when is not None and not question.when.holds(known):
            known.pop(question.key, None)
            continue
        if question.for_whom not in ASKED_OF[audience] or question.says_only:
            continue
        typed = raw.get(question.key)
        if isinstance(typed, str):
            typed = typed.replace("\r\n", "\n").replace("\x00", "").strip()
        if is_empty(typed):
            if question.is_needed_from(audience):
                faults[question.key] = _missing(question)
            continue
        try:
            answers[question.key] = known[question.key] = _CLEANED[question.kind](question, typed, places or {})
        except ValidationError as refusal:
            faults[question.key] = refusal.messages[0]
    return Checked(answers, faults)


def _missing(question: Question) -> str:
    if question.kind in {Kind.CHOICE, Kind.YES_NO}:
        return _("Please choose an answer to “%(question)s”.") % {"question": question.title}
    if question.kind == Kind.CHOICES:
        return _("Please choose at least one answer to “%(question)s”.") % {"question": question.title}
    if question.kind == Kind.FILE:
        return _("Please add a file to “%(question)s”.") % {"question": question.title}
    return _("Please fill in “%(question)s”.") % {"question": question.title}


Cleaning = Callable[[Question, object, Mapping[str, Spot]], Answer]


def _text(typed: object, longest: int) -> str:
    if not isinstance(typed, str):
        raise ValidationError(_("Please write this as text."))
    if len(typed) > longest:
        raise ValidationError(
            _("Please write at most %(limit)d characters; these are %(length)d.")
            % {"limit": longest, "length": len(typed)}
        )
    return typed


def _line(question: Question, typed: object, places: Mapping[str, Spot]) -> str:
    return _text(typed, LONGEST_LINE)


def _long_text(question: Question, typed: object, places: Mapping[str, Spot]) -> str:
    return _text(typed, LONGEST_TEXT)


def _number(question: Question, typed: object, places: Mapping[str, Spot]) -> int | float:
    written = str(typed) if isinstance(typed, int | float) and not isinstance(typed, bool) else typed
    if not isinstance(written, str) or not NUMBER.fullmatch(written):
        raise ValidationError(_("Please write a number without spaces or dots, for example 12 or 1250,50."))
    number = float(written.replace(",", "."))
    return int(number) if number.is_integer() else number


def _date(question: Question, typed: object, places: Mapping[str, Spot]) -> str:
    for way in WAYS_TO_WRITE_A_DATE:
        try:
            day = datetime.strptime(_text(typed, LONGEST_LINE), way).date()
        except ValueError:
            continue
        if 1900 <= day.year <= 2200:
            return day.isoformat()
    raise ValidationError(_("Please write a date, for example 24.12.2026."))


def _choice(question: Question, typed: object, places: Mapping[str, Spot]) -> str:
    if typed not in [option.value for option in question.options]:
        raise ValidationError(_("Please choose one of the answers to “%(question)s”.") % {"question": question.title})
    return str(typed)


def _choices(question: Question, typed: object, places: Mapping[str, Spot]) -> list[str]:
    chosen = typed if isinstance(typed, list | tuple) else [typed]
    possible = [option.value for option in question.options]
    if any(value not in possible for value in chosen):
        raise ValidationError(_("Please choose among the answers to “%(question)s”.") % {"question": question.title})
    return [value for value in possible if value in chosen]


def _yes_no(question: Question, typed: object, places: Mapping[str, Spot]) -> bool:
    if isinstance(typed, bool):
        return typed
    if typed not in (YES, NO):
        raise ValidationError(_("Please choose yes or no."))
    return typed == YES


def _email(question: Question, typed: object, places: Mapping[str, Spot]) -> str:
    try:
        validate_email(_text(typed, 254))
    except ValidationError as refusal:
        sentence = _("This email address is not complete. It looks like name@example.org.")
        raise ValidationError(sentence) from refusal
    return str(typed)


def _phone(question: Question, typed: object, places: Mapping[str, Spot]) -> str:
    number = _text(typed, 40)
    if sum(letter.isdigit() for letter in number) < 3 or re.search(r"[^\d\s()+/.-]", number):
        raise ValidationError(_("This is not a telephone number. It looks like 069 90009 100."))
    return number


def _address(question: Question, typed: object, places: Mapping[str, Spot]) -> dict[str, str | float]:
    if not isinstance(typed, Mapping):
        raise ValidationError(_("Please give street, postcode and town."))
    parts = {part: _text(typed.get(part) or "", LONGEST_LINE).strip() for part in ADDRESS_PARTS}
    missing = [part for part in ADDRESS_PARTS if not parts[part]]
    if missing:
        words = {"street": _("street and number"), "postcode": _("postcode"), "town": _("town")}
        raise ValidationError(_("Still missing: %(parts)s.") % {"parts": ", ".join(words[part] for part in missing)})
    if not re.fullmatch(r"\d{5}", parts["postcode"]):
        raise ValidationError(_("A postcode has five digits."))
    return dict(parts)


def _place(question: Question, typed: object, places: Mapping[str, Spot]) -> dict[str, str | float]:
    """A known place, coordinates (“50.1109, 8.6821”), or words that the department will understand."""
    if isinstance(typed, Mapping):
        typed = typed.get("text") or ""
    text = _text(typed, LONGEST_LINE)
    known = next((name for name in places if name.casefold() == text.casefold()), None)
    if known is not None:
        return {"text": known, **places[known]}
    if found := COORDINATES.fullmatch(text):
        latitude, longitude = float(found[1]), float(found[2])
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ValidationError(_("There is no such place on earth. Coordinates look like 50.1109, 8.6821."))
        return {"text": text, "latitude": latitude, "longitude": longitude}
    return {"text": text}


def _files(question: Question, typed: object, places: Mapping[str, Spot]) -> list[str]:
    """The handles of files that were brought before; the door turns them into names."""
    names = list(typed) if isinstance(typed, list | tuple) else [typed]
    if not all(isinstance(name, str) for name in names):
        raise ValidationError(_("Please add a file to “%(question)s”.") % {"question": question.title})
    if len(names) > MOST_FILES:
        raise ValidationError(_("At most %(limit)d files.") % {"limit": MOST_FILES})
    return names


_CLEANED: Mapping[Kind, Cleaning] = {
    Kind.TEXT: _line,
    Kind.LONG_TEXT: _long_text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.YES_NO: _yes_no,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.ADDRESS: _address,
    Kind.PLACE: _place,
    Kind.FILE: _files,
}


# ── showing ──


def lines(questions: Sequence[Question], answers: Answers) -> list[Line]:
    """What was answered, question by question, in words; sections without an answer below them are left out."""
    found: list[Line] = []
    for question in questions:
        if question.kind == Kind.SECTION:
            if found and found[-1].kind == Kind.SECTION:
                found.pop()
            found.append(Line(question.key, question.kind, question.title, ""))
        elif question.key in answers:
            words = in_words(question, answers[question.key])
            found.append(Line(question.key, question.kind, question.title, words))
    if found and found[-1].kind == Kind.SECTION:
        found.pop()
    return found


def in_words(question: Question, answer: Answer) -> str:
    """An answer as a person would write it."""
    if question.kind in WITH_VALUES:
        words = dict(question.choices())
        return ", ".join(words.get(value, value) for value in values_of(answer))
    if question.kind == Kind.DATE:
        return date_format(date.fromisoformat(str(answer)), "SHORT_DATE_FORMAT")
    if isinstance(answer, Mapping):
        return "\n".join(_parts_in_words(answer))
    if isinstance(answer, float):
        return f"{answer:.2f}".replace(".", "," if (get_language() or "de").startswith("de") else ".")
    return ", ".join(values_of(answer)) if isinstance(answer, list) else str(answer)


def _parts_in_words(answer: Mapping[str, str | float]) -> Iterator[str]:
    if "street" in answer:
        yield str(answer["street"])
        yield f"{answer['postcode']} {answer['town']}"
        return
    yield str(answer["text"])
    spot = f"{answer['latitude']}, {answer['longitude']}" if "latitude" in answer else ""
    if spot and spot != str(answer["text"]):
        yield spot


def json_schema(questions: Sequence[Question], audience: Audience) -> dict[str, object]:
    """What a program has to send: an object with one property for each question of this audience.

    What depends on an earlier answer is required where its condition holds, and that of the question it refers to. A
    property that is not asked is no fault: it is left out, as in a form.
    """
    wanted = [question for question in may_be_asked(questions, audience) if not question.says_only]
    schema: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": [
            question.key for question in wanted if question.is_needed_from(audience) and question.when is None
        ],
        "properties": {question.key: _property(question) for question in wanted},
    }
    known = {question.key: question for question in wanted}
    asked_if = [each for each in wanted if each.when is not None and each.when.question in known]
    if conditions := [
        {"if": {"allOf": list(_conditions(question, known))}, "then": {"required": [question.key]}}
        for question in asked_if
        if question.is_needed_from(audience)
    ]:
        schema["allOf"] = conditions
    return schema


def _conditions(question: Question, known: Mapping[str, Question]) -> Iterator[dict[str, object]]:
    """When a question is asked: its own condition, and all those on which the earlier question depends."""
    while question.when is not None and question.when.question in known:
        earlier = known[question.when.question]
        yield {"required": [earlier.key], "properties": {earlier.key: _answered_with(earlier, question.when.values)}}
        question = earlier


def _answered_with(question: Question, values: Sequence[str]) -> dict[str, object]:
    if question.kind == Kind.CHOICES:
        return {"type": "array", "contains": {"enum": list(values)}}
    if question.kind == Kind.YES_NO:
        return {"enum": [value == YES for value in values]}
    return {"enum": list(values)} if values else _NOT_EMPTY.get(str(_TYPES[question.kind](question)["type"]), {})


# Left empty is not answered.
_NOT_EMPTY: Mapping[str, dict[str, object]] = {"string": {"minLength": 1}, "array": {"minItems": 1}}


def _property(question: Question) -> dict[str, object]:
    found: dict[str, object] = {"title": question.title, **_TYPES[question.kind](question)}
    if question.required:
        found |= _NOT_EMPTY.get(str(found["type"]), {})
    if question.hint:
        found["description"] = question.hint
    if question.when is not None:
        found["x-asked-if"] = {"question": question.when.question, "is": list(question.when.values)}
    return found


def _strings(longest: int, **more: object) -> Callable[[Question], dict[str, object]]:
    return lambda question: {"type": "string", "maxLength": longest, **more}


def _object(required: Sequence[str], properties: Mapping[str, object]) -> Callable[[Question], dict[str, object]]:
    return lambda question: {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": dict(properties),
    }


_TYPES: Mapping[Kind, Callable[[Question], dict[str, object]]] = {
    Kind.TEXT: _strings(LONGEST_LINE),
    Kind.LONG_TEXT: _strings(LONGEST_TEXT),
    Kind.NUMBER: lambda question: {"type": "number"},
    Kind.DATE: _strings(10, format="date"),
    Kind.CHOICE: lambda question: {"type": "string", "enum": [option.value for option in question.options]},
    Kind.CHOICES: lambda question: {
        "type": "array",
        "uniqueItems": True,
        "items": {"type": "string", "enum": [option.value for option in question.options]},
    },
    Kind.YES_NO: lambda question: {"type": "boolean"},
    Kind.EMAIL: _strings(254, format="email"),
    Kind.PHONE: _strings(40),
    Kind.ADDRESS: _object(
        ADDRESS_PARTS,
        {part: {"type": "string", "maxLength": LONGEST_LINE} for part in ADDRESS_PARTS},
    ),
    Kind.PLACE: _object(["text"], {"text": {"type": "string", "maxLength": LONGEST_LINE}}),
    Kind.FILE: lambda question: {
        "type": "array",
        "maxItems": MOST_FILES,
        "items": {"type": "string", "$comment": "The handle of a file that was brought before."},
    },
}
