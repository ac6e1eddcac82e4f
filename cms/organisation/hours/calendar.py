"""The pure core of hours: plain rows in, spans of time with their reasons out; no database, no clock of its own.

Precedence: a closure (moment to moment) beats an exception (a date), that beats a public holiday, that the weekly
hours. A span belongs to the day on which it opens: what is special about the next day does not cut it after midnight.
All moments are UTC: Python subtracts two times of the same zone by their clock faces, which is wrong on the days on
which clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from . import words

BERLIN = ZoneInfo("Europe/Berlin")
LOOK_AHEAD = timedelta(days=60)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From a moment up to (not including) another, the clock runs or it does not, for this reason."""

    start: datetime
    end: datetime
    counts: bool
    reason: str


@dataclass(frozen=True)
class WeeklyHours:
    """Open every week; ``closes`` at or before ``opens`` means on the next day, so 00:00 is midnight."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_until: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True)
class OtherHours:
    """On one date other hours than usual, or none: then both times are empty and the whole day is closed."""

    date: date
    opens: time | None = None
    closes: time | None = None
    reason: str = ""


@dataclass(frozen=True)
class ClosedFromTo:
    """Closed from one moment up to another."""

    start: datetime
    end: datetime
    reason: str = ""


class Day(NamedTuple):
    """One line of a table of hours: the date, from when until when, and what is special about it."""

    date: date
    times: list[tuple[time, time]]
    note: str


@dataclass(frozen=True)
class Opening:
    """One time of being open, by the clock on the wall and as moments."""

    opens: time
    closes: time
    start: datetime
    end: datetime
    note: str


@dataclass(frozen=True)
class Plan:
    """What one date holds before closures: when it is open, and what is special about it."""

    date: date
    openings: tuple[Opening, ...]
    special: str = ""


class Piece(NamedTuple):
    """A part of one day in which nothing changes, with what decides it."""

    start: datetime
    end: datetime
    plan: Plan
    opening: Opening | None
    closed: ClosedFromTo | None

    @property
    def counts(self) -> bool:
        return self.opening is not None and self.closed is None


def moment(day: date, clock: time) -> datetime:
    """The moment at which clocks in Berlin first show this time, or jump over it."""
    wall = datetime.combine(day, clock)
    at = wall.replace(tzinfo=BERLIN).astimezone(UTC)
    if at.astimezone(BERLIN).replace(tzinfo=None) != wall:
        # Skipped in spring. In the whole European Union clocks change at 01:00 UTC.
        return datetime.combine(day, time(1), tzinfo=UTC)
    return at


def local_date(at: datetime) -> date:
    return at.astimezone(BERLIN).date()


@dataclass(frozen=True)
class Calendar:
    """The hours of one owner. ``kind`` chooses the words; ``land`` (BW … TH) the public holidays, "" for none."""

    weekly: tuple[WeeklyHours, ...] = ()
    exceptions: tuple[OtherHours, ...] = ()
    closures: tuple[ClosedFromTo, ...] = ()
    land: str = ""
    kind: str = field(default="service")

    @cached_property
    def _exceptions_by_date(self) -> dict[date, list[OtherHours]]:
        found: dict[date, list[OtherHours]] = {}
        for exception in self.exceptions:
            found.setdefault(exception.date, []).append(exception)
        return found

    @property
    def is_known(self) -> bool:
        """Whether anybody has entered hours; without them nothing is said about being open."""
        return bool(self.weekly or self.exceptions)

    # What a day holds

    def plan(self, day: date) -> Plan:
        """What holds on this date, closures aside."""
        exceptions = self._exceptions_by_date.get(day)
        if exceptions:
            closed = [row for row in exceptions if row.opens is None]
            if closed:
                return Plan(day, (), closed[0].reason)
            rows = [self._opening(day, row.opens, row.closes, row.reason) for row in exceptions]
            return Plan(day, _in_order(rows), exceptions[0].reason)
        holiday = words.holiday(self.land, day)
        if holiday:
            return Plan(day, (), holiday)
        rows = [self._opening(day, row.opens, row.closes, row.note) for row in self.weekly if row.holds_on(day)]
        return Plan(day, _in_order(rows))

    def _opening(self, day: date, opens: time, closes: time, note: str) -> Opening:
        last_day = day if closes > opens else day + ONE_DAY
        return Opening(opens, closes, moment(day, opens), moment(last_day, closes), note)

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Piece]:
        """Cover [start, end) without a gap, day by day, each day cut wherever something begins or ends."""
        day = local_date(start)
        before = self.plan(day - ONE_DAY)
        while (midnight := moment(day, time())) < end:
            plan = self.plan(day)
            first, last = max(midnight, start), min(moment(day + ONE_DAY, time()), end)
            openings = [row for row in (*before.openings, *plan.openings) if row.start < last and first < row.end]
            closures = [row for row in self.closures if row.start < last and first < row.end]
            cuts = {edge for row in (*openings, *closures) for edge in (row.start, row.end) if first < edge < last}
            for piece_start, piece_end in pairwise(sorted({first, last, *cuts})):
                opening = next((row for row in openings if row.start <= piece_start < row.end), None)
                closed = next((row for row in closures if row.start <= piece_start < row.end), None)
                yield Piece(piece_start, piece_end, plan, opening, closed)
            before, day = plan, day + ONE_DAY

    # What others ask

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Contiguous spans that cover exactly [start, end), made as they are asked for; equal neighbours are one."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        waiting: Span | None = None
        for piece in self._pieces(start, end):
            span = Span(piece.start, piece.end, piece.counts, self._reason(piece))
            if waiting is None:
                waiting = span
            elif (waiting.counts, waiting.reason) == (span.counts, span.reason):
                waiting = Span(waiting.start, span.end, span.counts, span.reason)
            else:
                yield waiting
                waiting = span
        if waiting is not None:
            yield waiting

    def is_open(self, at: datetime) -> bool:
        at = at.astimezone(UTC)
        return any(piece.counts for piece in self._pieces(at, at + timedelta(microseconds=1)))

    def closes_at(self, at: datetime) -> datetime | None:
        """When what is open at this moment closes; None while it is closed, or open beyond the next 60 days."""
        at = at.astimezone(UTC)
        for piece in self._pieces(at, at + LOOK_AHEAD):
            if not piece.counts:
                return piece.start if piece.start > at else None
        return None

    def next_opening(self, after: datetime) -> datetime | None:
        """The first moment from ``after`` on at which it is open: ``after`` itself while it is; None within 60 days."""
        after = after.astimezone(UTC)
        return next((piece.start for piece in self._pieces(after, after + LOOK_AHEAD) if piece.counts), None)

    def week(self, day: date) -> list[Day]:
        """Monday to Sunday around this day as a table shows it, with closures and special days."""
        monday = day - timedelta(days=day.weekday())
        return [self.day(monday + timedelta(days=number)) for number in range(7)]

    def special_days(self, first: date, last: date) -> list[Day]:
        """The days on which it is open otherwise than in a usual week: holidays, exceptions, closures.

        A holiday on which nobody would have come anyway is none.
        """
        days = (self.day(first + timedelta(days=number)) for number in range((last - first).days + 1))
        return [day for day in days if day.times != self.usual_times(day.date)]

    def usual_times(self, day: date) -> list[tuple[time, time]]:
        """What the weekly hours alone would give."""
        rows = _in_order([self._opening(day, row.opens, row.closes, "") for row in self.weekly if row.holds_on(day)])
        return [(row.opens, row.closes) for row in rows]

    def day(self, day: date) -> Day:
        """One date as a table shows it."""
        plan = self.plan(day)
        notes = [plan.special] if plan.special else [row.note for row in plan.openings]
        times = []
        for opening in plan.openings:
            pieces = [(opening.start, opening.end)]
            for closed in self.closures:
                if closed.start < opening.end and opening.start < closed.end:
                    notes.append(closed.reason)
                    pieces = [part for piece in pieces for part in _without(piece, closed)]
            times += [(_clock(start, opening), _clock(end, opening)) for start, end in pieces]
        return Day(day, times, ", ".join(dict.fromkeys(note for note in notes if note)))

    def _reason(self, piece: Piece) -> str:
        day = local_date(piece.opening.start) if piece.counts else piece.plan.date
        if piece.counts:
            text = words.during(self.kind, piece.opening.opens, piece.opening.closes, piece.opening.note)
        elif piece.closed is not None:
            text = piece.closed.reason or words.closed()
        elif piece.plan.openings:
            text = words.outside(self.kind)
        else:
            text = piece.plan.special or words.none(self.kind)
        return words.on(day, text)


def _in_order(openings: list[Opening]) -> tuple[Opening, ...]:
    """By their start; what the change of clocks has swallowed falls away."""
    return tuple(sorted((row for row in openings if row.start < row.end), key=lambda row: (row.start, row.end)))


def _without(piece: tuple[datetime, datetime], closed: ClosedFromTo) -> list[tuple[datetime, datetime]]:
    start, end = piece
    parts = [(start, min(end, closed.start)), (max(start, closed.end), end)]
    return [part for part in parts if part[0] < part[1]]


def _clock(at: datetime, opening: Opening) -> time:
    """What the wall clock shows; the row's own times stay as written, even where clocks change."""
    if at == opening.start:
        return opening.opens
    if at == opening.end:
        return opening.closes
    return at.astimezone(BERLIN).time()
