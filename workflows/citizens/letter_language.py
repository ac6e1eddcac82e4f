"""The little language of letters: ``{{ name }}`` is a value, ``{% if name %}…{% endif %}`` looks whether there is one.

Administrators write in it, so it can do nothing else: no calls, no filters, no loading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import escape

from django.utils.translation import gettext as _

TOKEN = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.S)
VALUE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}\Z")
IF = re.compile(r"\{%\s*if\s+([a-z_]+)\s*%\}\Z")
ELSE = re.compile(r"\{%\s*else\s*%\}\Z")
END = re.compile(r"\{%\s*endif\s*%\}\Z")
LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}")


def faults_of(text: str, known: Collection[str]) -> Iterator[str]:
    """A sentence for everything in a text that could not be filled in."""
    opened = 0
    for piece in TOKEN.split(text):
        if found := VALUE.match(piece) or IF.match(piece):
            if found[1] not in known:
                yield _("This letter has no “%(name)s”.") % {"name": found[1]}
            opened += bool(IF.match(piece))
        elif ELSE.match(piece):
            if not opened:
                yield _("“else” stands outside of “if”.")
        elif END.match(piece):
            if not opened:
                yield _("“endif” ends nothing.")
            opened = max(opened - 1, 0)
        elif TOKEN.match(piece):
            yield _("“%(piece)s” is not understood.") % {"piece": piece.strip()[:40]}
        elif LOOSE.search(piece):
            yield _("A pair of braces is not closed.")
        if opened > 1:
            yield _("“if” cannot stand inside of “if”.")
            opened = 1
    if opened:
        yield _("“if” is not closed with “endif”.")


def values_in(text: str) -> set[str]:
    """The names of the values that stand in a text."""
    return {found[1] for piece in TOKEN.split(text) if (found := VALUE.match(piece))}


def filled(text: str, values: Mapping[str, str], *, html: bool = False) -> str:
    """The text with its values; in HTML they are escaped, and their lines stay lines."""
    out, shows = [], True
    for piece in TOKEN.split(text):
        if found := IF.match(piece):
            shows = bool(values.get(found[1]))
        elif ELSE.match(piece):
            shows = not shows
        elif END.match(piece):
            shows = True
        elif shows:
            found = VALUE.match(piece)
            out.append(_value(values.get(found[1], ""), html=html) if found else piece)
    return "".join(out)


def _value(value: str, *, html: bool) -> str:
    return escape(value).replace("\n", "<br>\n") if html else value
