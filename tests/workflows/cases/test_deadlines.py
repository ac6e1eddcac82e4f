"""When a step is due, reminded of and escalated: a table over arrival and promise, on Mo–Fr 8–18."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from cms.organisation.hours import Calendar, WeeklyHours
from workflows.calendars.promises import Duration
from workflows.cases.deadlines import times
from workflows.cases.definition import Kind, Step

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = Calendar(weekly=tuple(WeeklyHours(weekday, time(8), time(18)) for weekday in range(5)))


def berlin(day: int, hour: int) -> datetime:
    """In November 2026; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, tzinfo=BERLIN)


def step(due=None, remind=None, escalate=None) -> Step:
    given = {"due": due, "remind": remind, "escalate": escalate}
    durations = {name: Duration(hours) if hours else None for name, hours in given.items()}
    return Step(key="answer", kind=Kind.ANSWER, title={}, **durations)


@pytest.mark.parametrize(
    ("what", "arrived", "promised", "due", "remind", "escalate"),
    [
        (step(16, 12, 20), (16, 9), (20, 9), (17, 15), (17, 11), (18, 9)),
        (step(16, 12, 20), (20, 17), (27, 9), (24, 13), (24, 9), (24, 17)),
        # nothing lies after the promise, and a reminder that would come too late is left out
        (step(16, 12, 20), (16, 9), (17, 12), (17, 12), (17, 11), (17, 12)),
        (step(16, 12, 20), (16, 9), (16, 15), (16, 15), None, (16, 15)),
        # a step without times of its own has the promise's
        (step(), (16, 9), (18, 13), (18, 13), None, (18, 13)),
        (step(remind=10), (16, 9), (18, 13), (18, 13), (17, 9), (18, 13)),
        (step(due=4), (16, 9), (18, 13), (16, 13), None, (16, 13)),
        # the promise has passed: a lead knows with the first service minute
        (step(4, 2, 6), (16, 9), (13, 9), (16, 13), None, (16, 9)),
        (step(4, 2, 6), (21, 9), (13, 9), (23, 12), None, (23, 8)),
        (step(), (21, 9), (13, 9), (23, 8), None, (23, 8)),
    ],
)
def test_the_times_of_a_step(what, arrived, promised, due, remind, escalate):
    found = times(what, arrived_at=berlin(*arrived), promised_at=berlin(*promised), hours=HOURS)

    assert found.due_at == berlin(*due)
    assert found.remind_at == (berlin(*remind) if remind else None)
    assert found.escalate_at == berlin(*escalate)


def test_a_department_without_service_hours_has_the_promise_as_its_time():
    found = times(step(4, 2, 6), arrived_at=berlin(16, 9), promised_at=berlin(18, 13), hours=Calendar())

    assert (found.due_at, found.remind_at, found.escalate_at) == (berlin(18, 13), None, berlin(18, 13))
