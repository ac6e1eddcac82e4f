"""Fields of the page editor: an untouched form leaves what they hold untouched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BlockField
from wagtail.fields import RichTextField as WagtailRichTextField
from wagtail.fields import StreamField as WagtailStreamField

BLOCK_KEY = re.compile(r'\s?data-block-key="[^"]*"')
EMPTY_PARAGRAPHS = re.compile(r"^(\s*<p>\s*</p>\s*)*$")


def without_editor_marks(html: str | None) -> str:
    """The text without the keys the editor gives to its blocks; empty paragraphs alone are no text."""
    text = BLOCK_KEY.sub("", html or "")
    return "" if EMPTY_PARAGRAPHS.match(text) else text


class RichTextFormField(forms.CharField):
    """Knows a change of the text from a change of the editor's marks.

    Wagtail's editor gives every block a new key when a text was not written in it, and an empty field a paragraph.
    Taken for a change, that would make an approver who only presses "approve" the last author of the page, and
    nobody may release her own work.
    """

    def clean(self, value):
        text = super().clean(value)
        return text if without_editor_marks(text) else ""

    def has_changed(self, initial, data):
        return without_editor_marks(initial) != without_editor_marks(data)


class RichTextField(WagtailRichTextField):
    """Wagtail's rich text with a form field that recognises an untouched text."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})

    def deconstruct(self):
        """The same column as Wagtail's, so migrations need not know about the form."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs


def without_marks_in_blocks(value: object) -> object:
    """The plain data of a stream without the editor's keys; what is empty is the same whichever way it is empty."""
    if isinstance(value, dict):
        return {key: kept for key, each in value.items() if (kept := without_marks_in_blocks(each)) != ""}
    if isinstance(value, list):
        return [without_marks_in_blocks(each) for each in value]
    return "" if value is None else without_editor_marks(str(value))


class StreamFormField(BlockField):
    """Knows a change of a row from a change of the editor's marks and from a part that rows did not have before."""

    def has_changed(self, initial_value, data_value):
        before, after = (self.block.get_prep_value(value) for value in (initial_value, data_value))
        return without_marks_in_blocks(before) != without_marks_in_blocks(after)


class StreamField(WagtailStreamField):
    """Wagtail's stream of blocks with a form field that recognises untouched rows."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": StreamFormField, **kwargs})

    def deconstruct(self):
        """The same column as Wagtail's, so migrations need not know about the form."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs


class KeysField(models.JSONField):
    """Some of a few fixed words, ticked in a form and stored as a list of their keys."""

    def __init__(self, *args, words: Iterable[tuple[str, str]] = (), **kwargs):
        self.words = list(words)
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.words,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if not isinstance(value, list) or not {*value} <= {key for key, _word in self.words}:
            raise ValidationError(_("Choose from the list."))

    def deconstruct(self):
        """A column of JSON: migrations need not know the words."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs
