"""Reads weekly opening hours out of running text: a day is read if its text says nothing that could limit the hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise

from . import markup

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST_NOTE = 120

_CLOCK = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)?"
_SPAN = re.compile(
    rf"(?<![\d.:])(?:von\s+)?(?P<opens>{_CLOCK})\s*(?:Uhr|h)?\s*(?:-|–|—|bis)\s*(?:ca\.\s*)?"
    rf"(?P<closes>{_CLOCK})(?![\d]|[.:]\d)\s*(?:Uhr|h\b)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,;/+&]*(?:und|sowie)?[\s,;/+&]*", re.IGNORECASE)
_A_TIME = re.compile(r"\d{1,2}[.:]\d{2}|\d{1,2}\s*Uhr")
_CLOSED = re.compile(r"(?:geschlossen|keine (?:sprechzeit|öffnungszeit)(?:en)?|entfällt|[-–—/]+)?\.?", re.IGNORECASE)
# The hours hold on some days only, or not now: what cannot be said in a weekly row is left to a person.
_LIMITS = re.compile(
    r"ausgewählt|\bjede[nrs]?\b|\b(?:un)?gerade\w* (?:kalender)?wochen?|im monat|monatlich|14-?tägig|"
    r"geschlossen|entf[aä]ll|bis auf weiteres|unbestimmte|vorübergehend|derzeit|zur ?zeit|aktuell|"
    r"\bpause\b|mittagspause|ferien|\d\.\s?\d{1,2}\.|\b(?:januar|februar|märz|april|mai|juni|juli|august|september|"
    r"oktober|november|dezember)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\bnicht\b|\bkein|\baußer\b|\bzu\b", re.IGNORECASE)
_SHUT_FOR_NOW = re.compile(
    r"(?:bis auf weiteres|unbestimmte[rn]? zeit|vorübergehend|zur ?zeit|derzeit).{0,60}(?:geschlossen|entf[aä]ll)|"
    r"(?:geschlossen|entf[aä]llen).{0,60}(?:bis auf weiteres|unbestimmte[rn]? zeit)",
    re.IGNORECASE | re.DOTALL,
)

_DAY = (
    r"(?:Mo(?:ntags?)?|Di(?:enstags?)?|Mi(?:ttwochs?)?|Do(?:nnerstags?)?|Fr(?:eitags?)?|"
    r"Sa(?:mstags?)?|Sonnabends?|So(?:nntags?)?)"
)
_WEEKDAYS = {"Mo": 0, "Di": 1, "Mi": 2, "Do": 3, "Fr": 4, "Sa": 5, "So": 6}
_SOME_DAYS = re.compile(
    rf"(?<!\w)(?P<days>{_DAY}\.?(?:\s*(?:-|–|bis|,|und|\+|&|/)\s*{_DAY}\.?)*)\s*:?\s*"
    r"(?=(?:von\s+)?\d|geschlossen|nach\b|keine\b)"
)


@dataclass(frozen=True)
class Span:
    """Open on a weekday (0 is Monday) from one time to another."""

    weekday: int
    opens: time
    closes: time
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """The rows of a week, and the texts that did not become rows, as (day, text); the day is "" for all of them."""

    spans: tuple[Span, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()


def read(days: Mapping[str, str]) -> Reading:
    """Read a text per day, by English names as DLDB has them; ``special`` holds for all of them."""
    special = _flat(days.get("special", ""))
    texts = {name: markup.lines(days.get(name, "")) for name in DAYS}
    if special and _SHUT_FOR_NOW.search(special):
        shut = [(name, " / ".join(lines)) for name, lines in texts.items() if lines]
        return Reading(unread=(*shut, ("", special)))
    spans, unread, remarks = [], [], []
    for weekday, name in enumerate(DAYS):
        found = _day(texts[name])
        if found is None:
            unread.append((name, " / ".join(texts[name])))
            continue
        rows, beside = found
        spans += [replace(row, weekday=weekday) for row in rows]
        remarks += [(name, line) for line in beside]
    if special:
        remarks.append(("", special))
    return Reading(tuple(spans), tuple(unread), tuple(remarks))


def read_week(text: str) -> Reading:
    """Read one text for the whole week, such as “Mo, Mi 8–12 Uhr, Do 14 bis 18 Uhr”."""
    whole = "\n".join(markup.lines(text))
    found = list(_SOME_DAYS.finditer(whole))
    if not found:
        return Reading(unread=(("", whole),)) if whole else Reading()
    days: dict[str, list[str]] = {}
    for here, after in zip(found, [*found[1:], None], strict=True):
        what = whole[here.end() : after.start() if after else len(whole)].strip(" ,;()\n")
        for weekday in _days_named(here["days"]):
            days.setdefault(DAYS[weekday], []).append(what)
    before = whole[: found[0].start()].strip(" ,;:()\n")
    return read({name: "<br>".join(texts).replace("\n", "<br>") for name, texts in days.items()} | {"special": before})


def _days_named(text: str) -> Iterable[int]:
    """The weekdays of “Mo–Mi, Fr”."""
    pieces = re.findall(rf"{_DAY}|-|–|bis", text)
    named: list[int] = []
    through = False
    for piece in pieces:
        if piece in ("-", "–", "bis"):
            through = True
            continue
        weekday = 5 if piece.startswith("Sonnab") else _WEEKDAYS[piece[:2]]
        if through and named:
            named += range(named[-1] + 1, weekday + 1) if named[-1] < weekday else [weekday]
        else:
            named.append(weekday)
        through = False
    return dict.fromkeys(named)


def _day(lines: list[str]) -> tuple[list[Span], list[str]] | None:
    """The spans of one day and what is said beside them; none at all if the text is not understood."""
    lines = [line.rstrip(":") for line in lines]
    if all(_CLOSED.fullmatch(line.strip("* ")) for line in lines):
        return [], []
    spans: list[Span] = []
    beside: list[str] = []
    for line in lines:
        if _LIMITS.search(line):
            return None
        found = _spans(line)
        if found is None:
            beside.append(line)
        else:
            spans += found
    if not spans or any(_DENIES.search(span.note) for span in spans):
        return None
    if any(not _inside(line, spans) for line in beside if _A_TIME.search(line)):
        return None
    apart = _apart(spans)
    return None if apart is None else (apart, beside)


def _spans(line: str) -> list[Span] | None:
    """The spans a line consists of, each with the words after it; none if it does not begin with one."""
    found = list(_SPAN.finditer(line))
    if not found or line[: found[0].start()].strip(" -–•*"):
        return None
    spans = []
    for here, after in zip(found, [*found[1:], None], strict=True):
        opens, closes = _clock(here["opens"]), _clock(here["closes"])
        words = line[here.end() : after.start() if after else len(line)]
        note = "" if _BETWEEN.fullmatch(words) else _note(words, last=after is None)
        spans.append(Span(0, opens, closes, note))
    if len(spans) > 1 and spans[-1].note and not any(span.note for span in spans[:-1]) and _joined(line, found):
        spans = [replace(span, note=spans[-1].note) for span in spans]  # “8–12 und 14–16 Uhr nur mit Termin”
    return spans


def _joined(line: str, found: list[re.Match]) -> bool:
    """Whether every two spans are joined by “und” or a comma; words after the last then belong to all of them."""
    return all(re.search(r"und|sowie|,|/|&|\+", line[here.end() : after.start()]) for here, after in pairwise(found))


def _note(words: str, *, last: bool) -> str:
    words = words.strip(" -–,;*").rstrip(":")
    if not last:
        words = re.sub(r"\s+(?:und|sowie)$", "", words)
    if words.startswith("(") and words.endswith(")") and words.count("(") == 1:
        words = words[1:-1].strip()
    return words


def _inside(line: str, spans: list[Span]) -> bool:
    """Whether a sentence speaks of times within the hours only, such as “von 7 bis 8 Uhr nur mit Karte”."""
    if _DENIES.search(line):
        return False
    found = list(_SPAN.finditer(line))
    if _A_TIME.search(_SPAN.sub("", line)):
        return False
    return all(
        any(span.opens <= _clock(here["opens"]) and _clock(here["closes"]) <= span.closes for span in spans)
        for here in found
    )


def _apart(spans: list[Span]) -> list[Span] | None:
    """The spans one after the other; one inside another with a note of its own is cut out of it, as in
    “11–18 Uhr, 16–18 Uhr nur Termine”. None if they overlap in any other way, run backwards or are too long to say.
    """
    if any(span.opens >= span.closes or len(span.note) > LONGEST_NOTE for span in spans):
        return None
    placed: list[Span] = []
    for span in sorted(dict.fromkeys(spans), key=lambda span: (span.opens, -_minutes(span.closes))):
        around = placed[-1] if placed else None
        if around is None or around.closes <= span.opens:
            placed.append(span)
        elif span.closes <= around.closes and span.note and not around.note:
            placed.pop()
            pieces = [replace(around, closes=span.opens), span, replace(around, opens=span.closes)]
            placed += [piece for piece in pieces if piece.opens < piece.closes]
        else:
            return None
    return placed


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(text: str) -> time:
    """24:00 is the last minute of the day: a row that ends at 0:00 would be the next day's."""
    hour, _, minute = text.replace(".", ":").partition(":")
    return time(23, 59) if int(hour) == 24 else time(int(hour), int(minute or 0))


def _flat(html: str) -> str:
    return " ".join(markup.lines(html))
