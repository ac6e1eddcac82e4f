"""Dates, times, amounts and opening hours as a clerk at the counter says them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms.organisation.hours import Day, Hours


def moment(at: datetime) -> str:
    """“Dienstag, 24. November, 14 Uhr”."""
    at = timezone.localtime(at)
    # Translators: weekday, day and month in words, as Django writes date formats
    named = {"day": date_format(at, pgettext("date in words", "l j F")), "clock": clock(at.time())}
    return pgettext("moment", "%(day)s, %(clock)s") % named


def day(value: date | datetime) -> str:
    """“24. November 2026”."""
    value = timezone.localtime(value) if isinstance(value, datetime) else value
    return date_format(value, pgettext("date format", "j F Y"))


def weekday_and_day(value: date) -> str:
    """“Dienstag, 24.11.”."""
    return date_format(value, pgettext("date format", "l j F"))


def clock(value: time) -> str:
    """“8”, “8:30” in German; the word “Uhr” stands in the sentence."""
    return f"{value.hour}:{value:%M}" if value.minute else pgettext("whole hour", "%(hour)d:00") % {"hour": value.hour}


def from_until(opens: time, closes: time) -> str:
    """“8–12 Uhr”."""
    return _("%(opens)s to %(closes)s") % {"opens": clock(opens), "closes": _end(closes)}


def euros(amount: Decimal) -> str:
    """“37,00 €”, and a word where nothing is to pay."""
    if not amount:
        return _("free of charge")
    return f"{number_format(amount, 2, force_grouping=True)} €"


def range_of_euros(lowest: Decimal, highest: Decimal | None) -> str:
    """“37,00 €”, or “12,00 bis 25,00 €” where it depends."""
    if highest is None:
        return euros(lowest)
    first, last = (number_format(amount, 2, force_grouping=True) for amount in (lowest, highest))
    return _("%(first)s to %(last)s €") % {"first": first, "last": last}


def dial(number: str) -> str:
    """What a telephone dials for a printed number."""
    return re.sub(r"(?!^)\+|[^\d+]", "", number.replace("(0)", ""))


def groups(text: str) -> list[str]:
    """The groups of a reference or a code, to be read aloud one after the other."""
    return text.split("-")


def duration(minutes: int) -> str:
    """“9 Std. 30 Min.”."""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(hours)d h") % {"hours": hours}] if hours else []
    if rest or not hours:
        parts.append(_("%(minutes)d min") % {"minutes": rest})
    return " ".join(parts)


@dataclass(frozen=True)
class Opening:
    """Whether somebody is there now, in one sentence; empty where no hours are known."""

    is_open: bool
    sentence: str
    holds_until: datetime | None = None


@dataclass(frozen=True)
class Sentences:
    """How being there is said: of a door that opens, of a telephone that is answered."""

    now: str
    until: str
    until_tomorrow: str
    until_day: str
    today: str
    tomorrow: str
    weekday: str
    day: str
    not_soon: str


DOOR = Sentences(
    now=gettext_lazy("open now"),
    until=gettext_lazy("open now until %(time)s"),
    until_tomorrow=gettext_lazy("open now until tomorrow %(time)s"),
    until_day=gettext_lazy("open now until %(day)s, %(time)s"),
    today=gettext_lazy("closed, opens today at %(time)s"),
    tomorrow=gettext_lazy("closed, opens tomorrow at %(time)s"),
    weekday=gettext_lazy("closed, opens on %(weekday)s at %(time)s"),
    day=gettext_lazy("closed, opens on %(day)s at %(time)s"),
    not_soon=gettext_lazy("closed until further notice"),
)
TELEPHONE = Sentences(
    now=gettext_lazy("reachable now"),
    until=gettext_lazy("reachable now until %(time)s"),
    until_tomorrow=gettext_lazy("reachable now until tomorrow %(time)s"),
    until_day=gettext_lazy("reachable now until %(day)s, %(time)s"),
    today=gettext_lazy("reachable today from %(time)s"),
    tomorrow=gettext_lazy("reachable tomorrow from %(time)s"),
    weekday=gettext_lazy("reachable on %(weekday)s from %(time)s"),
    day=gettext_lazy("reachable on %(day)s from %(time)s"),
    not_soon=gettext_lazy("not reachable until further notice"),
)


def opening(hours: Hours, now: datetime, said: Sentences = DOOR) -> Opening:
    """“jetzt geöffnet bis 16 Uhr”, “öffnet morgen um 8 Uhr”; the telephone is “erreichbar”."""
    if hours.is_open(now):
        closes = hours.closes_at(now)
        if closes is None:
            return Opening(True, str(said.now), None)
        return Opening(True, _closes(_local(closes), _local(now).date(), said), closes)
    opens = hours.next_opening(now)
    if opens is None:
        return Opening(False, str(said.not_soon) if hours.is_known else "", None)
    return Opening(False, _opens(_local(opens), _local(now).date(), said), opens)


def _closes(closes: datetime, today: date, said: Sentences) -> str:
    last_day = closes.date() if closes.time() != time(0) else closes.date() - timedelta(days=1)  # midnight ends a day
    days = (last_day - today).days
    sentence = said.until if days == 0 else said.until_tomorrow if days == 1 else said.until_day
    return sentence % {"time": _end(closes.time()), "day": weekday_and_day(last_day)}


def _opens(opens: datetime, today: date, said: Sentences) -> str:
    days = (opens.date() - today).days
    sentence = said.today if days == 0 else said.tomorrow if days == 1 else said.weekday if days < 7 else said.day
    return sentence % {
        "time": clock(opens.time()),
        "day": weekday_and_day(opens.date()),
        "weekday": date_format(opens, "l"),
    }


def _end(until: time) -> str:
    """Midnight ends a day as 24, not as 0."""
    return clock(until) if until != time(0) else pgettext("whole hour", "%(hour)d:00") % {"hour": 24}


@dataclass(frozen=True)
class DayLine:
    """One line of a table of hours."""

    name: str
    is_today: bool
    times: list[str]
    note: str


def week(hours: Hours, today: date) -> list[DayLine]:
    """Monday to Sunday of this week; on a Sunday of the coming one, because this one is over."""
    first = today + timedelta(days=1) if today.weekday() == 6 else today
    return [
        DayLine(
            name=weekday_and_day(line.date),
            is_today=line.date == today,
            times=[from_until(opens, closes) for opens, closes in line.times],
            note=line.note,
        )
        for line in hours.week(first)
    ]


@dataclass(frozen=True)
class SpecialLine:
    """One or several days on which the hours are other than usual: which, when it is open then, and why."""

    days: str
    times: list[str]
    why: str


def special_days(hours: Hours, today: date, *, weeks: int) -> list[SpecialLine]:
    """What is special in the coming weeks; days in a row for the same reason stand in one line."""
    runs: list[list[Day]] = []
    for day in hours.special_days(today, today + timedelta(weeks=weeks)):
        last = runs[-1][-1] if runs else None
        in_a_row = last and (day.date - last.date).days == 1 and (day.times, day.note) == (last.times, last.note)
        if in_a_row:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [
        SpecialLine(
            days=_first_to_last(run[0].date, run[-1].date),
            times=[from_until(opens, closes) for opens, closes in run[0].times],
            why=run[0].note,
        )
        for run in runs
    ]


def _first_to_last(first: date, last: date) -> str:
    if first == last:
        return weekday_and_day(first)
    return _("%(first)s to %(last)s") % {"first": weekday_and_day(first), "last": weekday_and_day(last)}


@dataclass(frozen=True)
class Reason:
    """One line of “Why this day?”: what was on that day, and how much of it counts."""

    why: str
    counts: bool
    how_long: str


def reasons(spans: Iterable[dict]) -> list[Reason]:
    """Why a promise falls on its moment, as short as it can be told.

    The nights around the hours of a day explain nothing and are left out; a day on which nothing counts is told.
    """
    stretches = [_stretch(span) for span in spans]
    counted_days = {start.date() for start, _end, span in stretches if span["counts"]}
    told = [each for each in stretches if each[2]["counts"] or not _is_night(each[0], each[1], counted_days)]
    last = told[-1] if told else None
    return [
        Reason(
            why=span["reason"],
            counts=span["counts"],
            how_long=_how_long(span["minutes"], until=end if (start, end, span) == last else None)
            if span["counts"]
            else "",
        )
        for start, end, span in told
    ]


def _stretch(span: dict) -> tuple[datetime, datetime, dict]:
    return _local(datetime.fromisoformat(span["from"])), _local(datetime.fromisoformat(span["until"])), span


def _is_night(start: datetime, end: datetime, counted_days: set[date]) -> bool:
    return start.date() in counted_days and (start.time() == time(0) or end.time() == time(0))


def _how_long(minutes: int, *, until: datetime | None) -> str:
    if until is None:
        return duration(minutes)
    return _("%(how_long)s until %(time)s") % {"how_long": duration(minutes), "time": f"{until:%H:%M}"}


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, timezone.get_default_timezone())
