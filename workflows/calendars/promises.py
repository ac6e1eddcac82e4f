"""Promises: when a number of service hours or days has passed, and why then. Pure sums over spans of hours.

``cms.organisation.hours`` knows when the clock runs and why it does not; nothing here reads a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

LONGEST_PAUSE = timedelta(days=60)


class NoServiceHours(Exception):
    """Nothing counts within 60 days, so there is no moment to promise."""

    def __init__(self, after: datetime):
        self.after = after
        super().__init__(_("There are no service hours in the next 60 days."))


class Unit(StrEnum):
    SERVICE_HOURS = "service_hours"
    SERVICE_DAYS = "service_days"


@dataclass(frozen=True)
class Duration:
    """How long something may take, in service hours or in service days."""

    amount: int
    unit: Unit = Unit.SERVICE_HOURS


class SpanOfHours(Protocol):
    """What a span of ``cms.organisation.hours`` looks like from here."""

    start: datetime
    end: datetime
    counts: bool
    reason: str


class HoursLike(Protocol):
    """Whatever can say which spans between two moments count: ``cms.organisation.hours.Hours``, or a test's own."""

    def spans(self, start: datetime, end: datetime) -> Iterator[SpanOfHours]: ...


@dataclass(frozen=True)
class Counted:
    """A stretch between opening and due in which the clock ran or stood, and why."""

    start: datetime
    end: datetime
    counts: bool
    reason: str

    @property
    def minutes(self) -> int:
        return int((_utc(self.end) - _utc(self.start)).total_seconds() // 60)

    @property
    def hours(self) -> str:
        """“9:30”."""
        return f"{self.minutes // 60}:{self.minutes % 60:02}"


@dataclass(frozen=True)
class Promise:
    """A due moment and every stretch on the way there."""

    due_at: datetime
    spans: tuple[Counted, ...]

    def reasons(self) -> list[dict[str, str | int | bool]]:
        """The stretches as plain values, to be stored with the case and shown wherever the promise is shown."""
        return [
            {
                "from": span.start.isoformat(),
                "until": span.end.isoformat(),
                "counts": span.counts,
                "minutes": span.minutes,
                "reason": span.reason,
            }
            for span in self.spans
        ]


def promise(opened_at: datetime, minutes: int, hours: HoursLike) -> Promise:
    """The first moment at which that many minutes of service time have passed since the opening, with reasons.

    The started minute of the opening counts for the citizen. No minutes at all lead to the first moment that counts.
    Raises ``NoServiceHours`` if nothing counts within 60 days.
    """
    left = timedelta(minutes=minutes)
    passed: list[Counted] = []
    for span in _walk(_whole_minute(opened_at), hours):
        if span.counts and span.end - span.start >= left:
            due_at = span.start + left
            if left:
                passed.append(Counted(span.start, due_at, True, span.reason))
            return Promise(_local(due_at), _told(passed))
        if span.counts:
            left -= span.end - span.start
        passed.append(span)
    raise AssertionError("The walk ends only by its own refusal.")


def promise_days(opened_at: datetime, days: int, hours: HoursLike) -> Promise:
    """The same time of day, that many service days later.

    A service day is one on which anything counts. Opened outside service time, it is as if it were opened at the
    next opening. If the department is closed at that time of day, the end of the service time before it on that day
    is meant, or the day's first opening if there is none before.
    """
    begins = _local(promise(opened_at, 0, hours).due_at)
    if days == 0:
        return Promise(begins, ())
    passed: list[Counted] = []
    service_days: set[date] = set()
    last_day: list[Counted] = []
    for span in _by_day(_walk(_whole_minute(opened_at), hours)):
        day = _local(span.start).date()
        if last_day and day > _local(last_day[0].start).date():
            break
        if span.counts and day > begins.date():
            service_days.add(day)
            if len(service_days) == days:
                last_day.append(span)
        passed.append(span)
    due_at = _same_time(begins.time(), last_day)
    before = [span for span in passed if span.start < due_at]
    before[-1] = Counted(before[-1].start, due_at, before[-1].counts, before[-1].reason)
    return Promise(_local(due_at), _told(before))


def due(opened_at: datetime, duration: Duration, hours: HoursLike) -> Promise:
    """The promise of a duration in whichever unit it is given."""
    if duration.unit == Unit.SERVICE_DAYS:
        return promise_days(opened_at, duration.amount, hours)
    return promise(opened_at, duration.amount * 60, hours)


def minutes_between(start: datetime, end: datetime, hours: HoursLike) -> int:
    """How many minutes of service time lie between two moments."""
    if end <= start:
        return 0
    counted = (_utc(span.end) - _utc(span.start) for span in hours.spans(start, end) if span.counts)
    return int(sum(counted, timedelta()).total_seconds() // 60)


def falls_into_service_time(moment: datetime, hours: HoursLike) -> bool:
    """Whether somebody is there at this moment, or until it, or from it on."""
    return minutes_between(moment - timedelta(minutes=1), moment + timedelta(minutes=1), hours) > 0


def _walk(start: datetime, hours: HoursLike) -> Iterator[Counted]:
    """All spans from a moment on, in UTC (so that differences are right on the days the clock changes).

    Looks 60 days ahead at a time and refuses to go on when none of them has anything that counts.
    """
    while True:
        anything = False
        for span in hours.spans(start, start + LONGEST_PAUSE):
            anything = anything or span.counts
            yield Counted(_utc(span.start), _utc(span.end), span.counts, span.reason)
        if not anything:
            raise NoServiceHours(start)
        start += LONGEST_PAUSE


def _by_day(spans: Iterator[Counted]) -> Iterator[Counted]:
    """The same spans, cut at every midnight of the local clock."""
    for span in spans:
        start = span.start
        while start < span.end:
            midnight = datetime.combine(
                _local(start).date() + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone()
            )
            end = min(span.end, _utc(midnight))
            yield Counted(start, end, span.counts, span.reason)
            start = end


def _same_time(at: time, the_day: list[Counted]) -> datetime:
    wanted = _utc(datetime.combine(_local(the_day[0].start).date(), at, tzinfo=timezone.get_default_timezone()))
    for span in the_day:
        if span.start <= wanted <= span.end:
            return wanted
    before = [span.end for span in the_day if span.end < wanted]
    return before[-1] if before else the_day[0].start


def _told(spans: list[Counted]) -> tuple[Counted, ...]:
    """In local time and with neighbours of one kind and reason put together, as a person would say it."""
    told: list[Counted] = []
    for span in spans:
        if span.start == span.end:
            continue
        if told and told[-1].counts == span.counts and told[-1].reason == span.reason:
            told[-1] = Counted(told[-1].start, _local(span.end), span.counts, span.reason)
        else:
            told.append(Counted(_local(span.start), _local(span.end), span.counts, span.reason))
    return tuple(told)


def _whole_minute(moment: datetime) -> datetime:
    return _utc(moment).replace(second=0, microsecond=0)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())
