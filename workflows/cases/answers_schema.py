"""What a program has to send as answers: the questions of one audience as a JSON Schema (2020-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from .answers import may_be_asked
from .questions import (
    ADDRESS_PARTS,
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_FILES,
    YES,
    Audience,
    Kind,
    Question,
)


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
