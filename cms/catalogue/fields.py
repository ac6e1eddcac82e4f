"""Rich text that an untouched form leaves untouched."""

import re

from django import forms
from wagtail.fields import RichTextField as WagtailRichTextField

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
