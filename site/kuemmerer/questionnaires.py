"""The questions of a case type as fields of a form, for both faces: with and without JavaScript.

What is not asked yet stands in a ``<template>``: without JavaScript it is neither seen nor sent, with it
kern/questions.js shows it when its condition holds. Whatever was shown says so when the form is sent; if the server
then finds that more has to be asked, the form comes back with it, and with everything that was typed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from kuemmerer.file_fields import FilesField

SHOWN = "shown"
PREFIX = "q_"
PARTS_OF_AN_ADDRESS = ("street", "postcode", "town")


class AnswerField(forms.Field):
    """Takes what was typed as it is: the question's own rules look at it, with all others, in ``clean``."""

    marks_optional = True

    def validate(self, value):
        """Nothing here: whether an answer is needed depends on the other answers."""


class AnswersField(AnswerField):
    """Several answers to one question."""

    hidden_widget = forms.MultipleHiddenInput


class AnsweringFiles(FilesField):
    """Files that answer a question; whether one is needed the question's own rules say."""

    marks_optional = True

    def validate(self, value):
        """Nothing here, as for every answer."""


@dataclass(frozen=True)
class Part:
    """A question on the page: its fields, and on which answers it depends."""

    key: str
    kind: str
    title: str
    hint: str
    bound: list[forms.BoundField]
    is_asked: bool
    when: str = ""
    values: str = "[]"

    @property
    def in_a_group(self) -> bool:
        return len(self.bound) > 1


class AsksQuestions:
    """Mix in before a form in KERN's look; adds a field for each question and checks all of them as the door does."""

    def __init__(self, *args, questionnaire, spoken: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.questionnaire, self.spoken = questionnaire, spoken
        self.answers: dict = {}
        for question in questionnaire.all():
            for name, field in self._fields_of(question):
                self.fields[name] = field
                self.dress(field)

    def _fields_of(self, question) -> list[tuple[str, forms.Field]]:
        name = f"{PREFIX}{question.key}"
        if question.says_only:
            return []
        if question.kind == "address":
            labels = (_("Street and number"), _("Postcode"), _("Town"))
            complete = ("address-line1", "postal-code", "address-level2")
            return [
                (
                    f"{name}-{part}",
                    AnswerField(
                        label=label,
                        required=question.required,
                        widget=forms.TextInput(attrs={} if self.spoken else {"autocomplete": word}),
                    ),
                )
                for part, label, word in zip(PARTS_OF_AN_ADDRESS, labels, complete, strict=True)
            ]
        hint = question.hint
        if question.kind == "place" and not hint:
            hint = _("A place, an address, or coordinates like 50.1109, 8.6821")
        if question.kind == "file":
            field = AnsweringFiles(label=self._label(question), required=self._needs(question))
            field.help_text = f"{question.hint} {field.help_text}".strip()
            return [(name, field)]
        kind = AnswersField if question.kind == "choices" else AnswerField
        field = kind(
            label=self._label(question), help_text=hint, required=question.required, widget=self._widget_of(question)
        )
        return [(name, field)]

    def _needs(self, question) -> bool:
        return question.is_needed_from(self.questionnaire.audience)

    def _label(self, question) -> str:
        return _("“%(question)s”") % {"question": question.aloud} if self.spoken else question.title

    def _widget_of(self, question) -> forms.Widget:
        if question.kind == "long_text":
            return forms.Textarea(attrs={"rows": 5})
        if question.kind in {"choice", "yes_no"}:
            return forms.RadioSelect(choices=question.choices())
        if question.kind == "choices":
            return forms.CheckboxSelectMultiple(choices=question.choices())
        own_person = {} if self.spoken else {"email": {"autocomplete": "email"}, "phone": {"autocomplete": "tel"}}
        attrs = {
            "number": {"inputmode": "decimal"},
            "date": {"type": "date"},
            "email": {"type": "email"},
            "phone": {"type": "tel"},
            "place": {"list": "places"},
        }.get(question.kind, {})
        return forms.TextInput(attrs={**attrs, **own_person.get(question.kind, {})})

    def raw_answers(self) -> dict[str, object]:
        """What was typed, by the keys of the questions."""
        raw: dict[str, object] = {}
        for question in self.questionnaire.all():
            name = f"{PREFIX}{question.key}"
            if question.kind == "address":
                raw[question.key] = {part: self.cleaned_data.get(f"{name}-{part}") for part in PARTS_OF_AN_ADDRESS}
            elif question.kind == "file":
                raw[question.key] = self[name].value()
            elif not question.says_only:
                raw[question.key] = self.cleaned_data.get(name)
        return raw

    def clean(self):
        values = super().clean()
        checked = self.questionnaire.check(self.raw_answers())
        self.answers = checked.answers
        shown = self.shown()
        for question in self.questionnaire.asked(checked.answers):
            where = self._where(question)
            if question.key in checked.faults and question.key in shown and where not in self.errors:
                self.add_error(where, checked.faults[question.key])
        if new := [each for each in self._new_questions() if not each.says_only]:
            names = ", ".join(_("“%(question)s”") % {"question": each.title} for each in new)
            self.add_error(None, _("Your answers lead to further questions: %(questions)s.") % {"questions": names})
        return values

    def refuse(self, faults: dict[str, str]) -> None:
        """Show what the door found wrong beside its fields."""
        for question in self.questionnaire.all():
            if question.key in faults:
                self.add_error(self._where(question), faults[question.key])

    def shown(self) -> list[str]:
        """The questions that stood on the page that was sent."""
        return self.data.getlist(SHOWN) if hasattr(self.data, "getlist") else list(self.data.get(SHOWN, []))

    def _new_questions(self) -> list:
        shown = self.shown()
        return [question for question in self.questionnaire.asked(self.answers) if question.key not in shown]

    def _where(self, question) -> str:
        """The field of a question in which something is missing."""
        name = f"{PREFIX}{question.key}"
        if question.kind != "address":
            return name
        empty = [part for part in PARTS_OF_AN_ADDRESS if not self.cleaned_data.get(f"{name}-{part}")]
        return f"{name}-{empty[0] if empty else 'postcode'}"

    def parts(self) -> list[Part]:
        """Every question in its order, with its fields."""
        if self.is_bound:
            self.errors  # noqa: B018  (cleans, so that the answers are known)
        asked = {question.key for question in self.questionnaire.asked(self.answers)}
        kept = {question.key: question for question in self.questionnaire.all()}
        return [
            Part(
                key=question.key,
                kind=str(question.kind),
                title=self._label(question) if not question.says_only else question.title,
                hint=question.hint,
                bound=[self[name] for name in self.fields if self._belongs(name, question)],
                is_asked=question.key in asked,
                when=question.when.question if question.when and question.when.question in kept else "",
                values=json.dumps(question.when.values if question.when else []),
            )
            for question in kept.values()
        ]

    @staticmethod
    def _belongs(name: str, question) -> bool:
        own = f"{PREFIX}{question.key}"
        if question.kind == "address":
            return name in {f"{own}-{part}" for part in PARTS_OF_AN_ADDRESS}
        return name == own

    def has_conditions(self) -> bool:
        return any(part.when for part in self.parts())

    def places(self) -> list[str]:
        """The places one may pick."""
        return list(self.questionnaire.places)

    def is_about(self, bound: forms.BoundField) -> bool:
        """Whether a field belongs to one of the questions."""
        return bound.name.startswith(PREFIX)

    def answer_lines(self) -> list[tuple[str, str]]:
        """What was answered, to be read over; of files the names."""
        named = {
            question.key: [file.name for file in self.fields[f"{PREFIX}{question.key}"].held]
            for question in self.questionnaire.all()
            if question.kind == "file" and question.key in self.answers
        }
        return [(line.label, line.words) for line in self.questionnaire.lines({**self.answers, **named}) if line.words]
