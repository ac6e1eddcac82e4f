"""Reads fees out of running text: an amount where it is a plain figure, else the words as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from . import markup

DEFAULT_LABEL = "Gebühr"
NOTE_LABEL = "Hinweis"
LONGEST_LABEL = 250
LONGEST_NOTE = 1000
HIGHEST = Decimal("9999999.99")
FREE = Decimal(0)

_AMOUNT = r"(?P<amount>\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?)\s*(?:Euro|EUR|€)"
_LABELLED = re.compile(rf"(?:(?P<label>.*?)\s*[:/]\s*)?{_AMOUNT}(?:\s*\((?P<extra>[^()]*)\))?\.?")
_FIGURE = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?)"
_RANGE = re.compile(
    rf"(?:(?P<label>.*?)\s*:\s*)?(?:von |zwischen )?(?P<lowest>{_FIGURE})\s*(?:Euro|EUR|€)?\s*(?:bis|und|-|–)\s*"
    rf"(?P<highest>{_FIGURE})\s*(?:Euro|EUR|€)(?:\s*\((?P<extra>[^()]*)\))?\.?"
)
_FREE = re.compile(
    r"(?:(?P<label>.*?)\s*:\s*)?"
    r"(?:gebührenfrei|kostenfrei|kostenlos|keine(?: gebühr(?:en)?)?|es fallen keine gebühren an)\.?",
    re.IGNORECASE,
)
# Before a colon “Personen ab 24 Jahren” only says who pays; at its end or beside the figure it makes the figure vague.
_SECOND_FIGURE = re.compile(
    r"\d\s*(?:Euro|EUR|€)|\b(?:plus|zuzüglich|zusätzlich)\b|\b(?:ab|bis|etwa|circa|ca)$", re.IGNORECASE
)
_VAGUE = re.compile(r"\d\s*(?:Euro|EUR|€)")


@dataclass(frozen=True)
class FeeRow:
    """One row of a page's fees."""

    label: str
    amount: Decimal | None = None
    note: str = ""
    until: Decimal | None = None


def rows(html: str) -> list[FeeRow]:
    """The rows a page shows; a line that ends with a colon is the label of what follows it."""
    found: list[FeeRow] = []
    heading, below = "", []
    for line in markup.lines(html):
        if line.endswith(":"):
            found += _group(heading, below)
            heading, below = line.rstrip(": "), []
        else:
            below.append(line)
    return _notes_together(found + _group(heading, below))


def _notes_together(found: list[FeeRow]) -> list[FeeRow]:
    """Notes that follow each other become one."""
    together: list[FeeRow] = []
    for row in found:
        last = together[-1] if together else None
        if last and last.label == row.label == NOTE_LABEL and len(last.note) + len(row.note) < LONGEST_NOTE - 1:
            together[-1] = FeeRow(NOTE_LABEL, None, f"{last.note} {row.note}")
        else:
            together.append(row)
    return together


def _group(heading: str, below: list[str]) -> list[FeeRow]:
    if not heading:
        return [_row(line) for line in below]
    if len(below) == 1 and (row := _plain(below[0])) and row.label == DEFAULT_LABEL:
        return [FeeRow(heading[:LONGEST_LABEL], row.amount, row.note, row.until)]
    note = "; ".join(line.rstrip(".;") for line in below) if below else heading
    return [FeeRow(heading[:LONGEST_LABEL] if below else NOTE_LABEL, None, note[:LONGEST_NOTE])]


def _row(line: str) -> FeeRow:
    if row := _plain(line):
        return row
    before, colon, after = line.partition(": ")
    if colon and len(before) <= LONGEST_LABEL and re.search(r"\d", after) and not _VAGUE.search(before):
        return FeeRow(before, None, after[:LONGEST_NOTE])
    label = DEFAULT_LABEL if _VAGUE.search(line) and len(line) <= 80 else NOTE_LABEL
    return FeeRow(label, None, line[:LONGEST_NOTE])


def _plain(line: str) -> FeeRow | None:
    """A row with an amount, if the line says nothing else than what it is for."""
    if match := _FREE.fullmatch(line):
        label = match["label"] or DEFAULT_LABEL
        return FeeRow(label[:LONGEST_LABEL], FREE)
    if match := _RANGE.fullmatch(line):
        return _range(match)
    match = _LABELLED.fullmatch(line)
    if match is None:
        return None
    label, extra = match["label"] or "", match["extra"] or ""
    if _SECOND_FIGURE.search(label) or _SECOND_FIGURE.search(extra) or len(label) > LONGEST_LABEL:
        return None
    amount = _figure(match["amount"])
    if amount > HIGHEST:
        return None
    if not label and extra:
        return FeeRow(extra[:LONGEST_LABEL], amount)
    return FeeRow(label or DEFAULT_LABEL, amount, extra)


def _range(match: re.Match) -> FeeRow | None:
    """“50 bis 60 Euro”; “bis” before one figure alone stays words."""
    label, extra = match["label"] or DEFAULT_LABEL, match["extra"] or ""
    lowest, highest = _figure(match["lowest"]), _figure(match["highest"])
    if _SECOND_FIGURE.search(label) or _SECOND_FIGURE.search(extra) or len(label) > LONGEST_LABEL:
        return None
    return FeeRow(label, lowest, extra, highest) if lowest < highest <= HIGHEST else None


def _figure(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))
