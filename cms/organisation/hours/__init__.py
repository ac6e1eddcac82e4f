"""The only arithmetic of hours: when somebody is there, when the clock of a promise runs, and why."""

from .calendar import LOOK_AHEAD, Calendar, ClosedFromTo, Day, OtherHours, Span, WeeklyHours
from .loading import Hours

__all__ = ["LOOK_AHEAD", "Calendar", "ClosedFromTo", "Day", "Hours", "OtherHours", "Span", "WeeklyHours"]
