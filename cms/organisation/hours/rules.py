"""What edited hours must keep: no two spans at the same time, and never a calendar without a service hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .calendar import LOOK_AHEAD
from .loading import Hours

if TYPE_CHECKING:
    from .loading import Owner, Row

MINUTES_A_WEEK = 7 * 24 * 60


class WeeklyRow(Protocol):
    weekday: int
    opens: time
    closes: time
    valid_from: date | None
    valid_until: date | None


def overlap(one: WeeklyRow, other: WeeklyRow) -> bool:
    """Whether two weekly spans hold at the same time in some week, over midnight and over Sunday night too."""
    if (one.valid_from or date.min) > (other.valid_until or date.max):
        return False
    if (other.valid_from or date.min) > (one.valid_until or date.max):
        return False
    start, length = _in_week(one.weekday, one.opens, one.closes)
    other_start, other_length = _in_week(other.weekday, other.opens, other.closes)
    return (other_start - start) % MINUTES_A_WEEK < length or (start - other_start) % MINUTES_A_WEEK < other_length


def _in_week(weekday: int, opens: time, closes: time) -> tuple[int, int]:
    start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    return weekday * 24 * 60 + start, (end - start) % (24 * 60) or 24 * 60


def overlaps(row: WeeklyRow, others: Iterable[WeeklyRow]) -> WeeklyRow | None:
    """The first of the others that holds at the same time."""
    return next((other for other in others if other is not row and overlap(row, other)), None)


def clash_on_a_date(row, others: Iterable) -> str:
    """Why two exceptions of one owner on one date cannot stand beside each other, or ""."""
    for other in others:
        if row.opens is None or other.opens is None:
            return _("On this date the day is closed already, or has other hours. Change that entry instead.")
        start, length = _in_week(0, row.opens, row.closes)
        other_start, other_length = _in_week(0, other.opens, other.closes)
        if start < other_start + other_length and other_start < start + length:
            return _("This overlaps with %(other)s.") % {"other": f"{other.opens:%H:%M}–{other.closes:%H:%M}"}
    return ""


def refuse_calendar_without_hours(
    owners: Iterable[Owner], *, now: datetime, supposing: Row | None = None, without: Row | None = None
) -> None:
    """A promise needs a service hour to run in: the change must not take the last one of the next 60 days.

    A calendar that has none already is not made worse by it.
    """
    owners = list(owners)
    after = Hours.of_all(owners, supposing=supposing, without=without)
    starved = [owner for owner in owners if after[owner].next_opening(now) is None]
    before = Hours.of_all(starved)
    for owner in starved:
        if before[owner].next_opening(now) is not None:
            raise ValidationError(
                _("%(owner)s would have no service hour in the next %(days)d days. Promises need one."),
                code="no_service_hours",
                params={"owner": owner, "days": LOOK_AHEAD // timedelta(days=1)},
            )
