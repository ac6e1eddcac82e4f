"""A year of somebody's hours, day by day: what counts, what does not, and why it is otherwise than usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from .calendar import ONE_DAY, Calendar, ClosedFromTo, Plan, moment

Times = list[tuple[time, time]]


@dataclass(frozen=True)
class DayOfYear:
    """One day: the hours that hold, those that would hold in an ordinary week, and the reason for a difference."""

    date: date
    times: Times
    usual: Times
    reason: str = ""

    @property
    def state(self) -> str:
        """“open” as usual, “other” hours, “closed” although it is usually open, “none” on an ordinary free day."""
        if self.times:
            return "open" if self.times == self.usual else "other"
        return "closed" if self.usual else "none"

    @property
    def deviates(self) -> bool:
        """Whether somebody or the calendar of holidays has said something about this day."""
        return bool(self.reason) or self.times != self.usual


def year_of(hours: Calendar, year: int) -> list[DayOfYear]:
    """The days of a year in their order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [_day(hours, first + timedelta(days=number)) for number in range((last - first).days + 1)]


def _day(hours: Calendar, day: date) -> DayOfYear:
    plan, usual = hours.plan(day), hours.usual_times(day)
    closed = [row.reason for row in hours.closures if _closes(row, plan, usual)]
    reasons = dict.fromkeys(reason for reason in (plan.special, *closed) if reason)
    return DayOfYear(day, hours.day(day).times, usual, ", ".join(reasons))


def _closes(closure: ClosedFromTo, plan: Plan, usual: Times) -> bool:
    """Whether the closure takes something of the day, or would if a holiday or an exception had not closed it."""
    if plan.openings:
        return any(closure.start < opening.end and opening.start < closure.end for opening in plan.openings)
    midnight, next_midnight = moment(plan.date, time()), moment(plan.date + ONE_DAY, time())
    return bool(usual) and closure.start < next_midnight and midnight < closure.end
