"""Files of table programs read line by line, and what is wrong in them with the number of the line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .exports import unguarded

LONGEST_FILE = 1_000_000
MOST_LINES = 5000
ERRORS_SHOWN = 50


class FileRefused(Exception):
    """Nothing of the file can be read; the text says why."""


@dataclass(frozen=True)
class Line:
    """What one line of the file says, and its number in the file."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Error:
    """What is wrong in a line; 0 is the file as a whole."""

    line: int
    text: str


@dataclass
class Mistakes:
    """All that is wrong in a file."""

    errors: list[Error] = field(default_factory=list)

    @property
    def errors_shown(self) -> list[Error]:
        return self.errors[:ERRORS_SHOWN]

    @property
    def errors_left_out(self) -> int:
        return max(0, len(self.errors) - ERRORS_SHOWN)


@dataclass(frozen=True)
class TableFile:
    """The text of a file, as table programs write it: with semicolons, commas or tabs.

    A kind of file says how its columns may be headed, and which of them it cannot do without.
    """

    text: str

    headings: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    required: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def of_bytes(cls, content: bytes) -> Self:
        if b"\x00" in content:
            raise FileRefused(_("This is no CSV file. Save the table as “CSV UTF-8” first."))
        try:
            return cls(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return cls(content.decode("cp1252", errors="replace"))

    def lines(self) -> Iterator[Line]:
        """The lines below the headings; raises ``FileRefused``."""
        first = self.text.partition("\n")[0]
        delimiter = max(";,\t", key=first.count)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter, strict=True)
        try:
            columns = self.columns(next(reader, []))
            # A cell may hold line breaks, so the reader counts lines, not we.
            before = reader.line_num
            for number, cells in enumerate(reader, start=1):
                if number > MOST_LINES:
                    raise FileRefused(_("This file has more than %(number)d lines.") % {"number": MOST_LINES})
                line, before = before + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield Line(line, _values(columns, cells, line))
        except csv.Error as fault:
            raise FileRefused(
                _("Line %(line)d cannot be read: a quotation mark is missing or stands too much.")
                % {"line": reader.line_num}
            ) from fault

    def columns(self, headings: list[str]) -> list[str]:
        """What each column is; raises ``FileRefused`` where that cannot be told."""
        meaning = {word: name for name, words in self.headings.items() for word in words}
        columns = [meaning.get(unguarded(heading).strip().lower(), "") for heading in headings]
        headed = list(zip(headings, columns, strict=True))
        if strange := [heading.strip() for heading, name in headed if not name and heading.strip()]:
            raise FileRefused(_("These columns are not known: %(names)s.") % {"names": ", ".join(strange)[:200]})
        if twice := [heading for heading, name in headed if name and columns.count(name) > 1]:
            raise FileRefused(_("These columns mean the same: %(names)s.") % {"names": ", ".join(twice)[:200]})
        if missing := [str(word) for name, word in self.required.items() if name not in columns]:
            names = ", ".join(missing)
            raise FileRefused(_("The first line has to name the columns. Missing: %(names)s.") % {"names": names})
        return columns


def _values(columns: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise FileRefused(
            _("Line %(line)d has more cells than there are columns.") % {"line": line},
        )
    return {
        name: unguarded(cell.strip()).strip()
        for name, cell in zip(columns, [*cells, *[""] * len(columns)], strict=False)
        if name
    }


class FileForm(forms.Form):
    """A file, or what was shown of it before; and whether rows that are missing in it go."""

    file = forms.FileField(required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    remove = forms.BooleanField(required=False)

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given is not None and given.size > LONGEST_FILE:
            raise ValidationError(_("This file is too large: at most 1 MB."))
        return given
