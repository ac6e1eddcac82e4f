"""Which questions are asked, what was answered to them, and how an answer reads.

Nothing here knows a model or a form. Conditions are looked at on the server, in the order of the questions: one that
is not asked has no answer, so whatever depends on it is not asked either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .questions import (
    ADDRESS_PARTS,
    ASKED_OF,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_FILES,
    NO,
    WITH_VALUES,
    YES,
    Answer,
    Answers,
    Audience,
    Kind,
    Question,
    Spot,
    is_empty,
    values_of,
)

NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,2})?")
COORDINATES = re.compile(r"\s*(-?\d{1,2}\.\d+)\s*[,; ]\s*(-?\d{1,3}\.\d+)\s*")
WAYS_TO_WRITE_A_DATE = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y")


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
