"""The arithmetic of hours against a slow oracle that asks for every minute whether somebody is there."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.organisation.hours import Calendar, ClosedFromTo, OtherHours, WeeklyHours
from cms.organisation.models import Land

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

CLOCKS_CHANGE = [
    date(2025, 3, 30),
    date(2025, 10, 26),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
]
FESTIVE = [
    date(2025, 12, 24),
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 10, 31),
    date(2027, 6, 3),
    date(2027, 12, 31),
]


def oracle(calendar: Calendar, at: datetime) -> bool:
    """Whether somebody is there in this minute, found without any interval arithmetic."""
    if any(row.start <= at < row.end for row in calendar.closures):
        return False
    local = at.astimezone(BERLIN)
    # The second pass of an hour that clocks repeat comes after every time that hour shows for the first time.
    shown = time(2, 59, 59, 999999) if local.fold else local.time()
    today, yesterday = local.date(), local.date() - DAY
    return any(
        opens <= shown and (closes <= opens or shown < closes) for opens, closes in rows(calendar, today)
    ) or any(closes <= opens and shown < closes for opens, closes in rows(calendar, yesterday))


@cache
def public_holidays(land: str, year: int) -> set[date]:
    return set(holidays.country_holidays("DE", subdiv=land, years=year))


def rows(calendar: Calendar, day: date) -> list[tuple[time, time]]:
    special = [row for row in calendar.exceptions if row.date == day]
    if special:
        if any(row.opens is None for row in special):
            return []
        return [(row.opens, row.closes) for row in special]
    if calendar.land and day in public_holidays(calendar.land, day.year):
        return []
    return [
        (row.opens, row.closes)
        for row in calendar.weekly
        if row.weekday == day.weekday() and (row.valid_from or date.min) <= day <= (row.valid_until or date.max)
    ]


def check(calendar: Calendar, start: datetime, end: datetime) -> None:
    spans = list(calendar.spans(start, end))

    assert spans[0].start == start
    assert spans[-1].end == end
    for one, next_one in pairwise(spans):
        assert one.end == next_one.start
        assert (one.counts, one.reason) != (next_one.counts, next_one.reason)
    assert all(span.start < span.end and span.reason for span in spans)

    minutes = {}
    for span in spans:
        at = span.start
        while at < span.end:
            minutes[at] = span.counts
            at += MINUTE
    assert minutes == {at: oracle(calendar, at) for at in minutes}
    assert len(minutes) == (end - start) // MINUTE

    first_open = next((at for at, counts in minutes.items() if counts), None)
    opening = calendar.next_opening(start)
    assert opening == first_open if first_open else opening is None or opening >= end
    assert calendar.is_open(start) == minutes[start]
    closes = calendar.closes_at(start)
    first_closed = next((at for at, counts in minutes.items() if not counts), None)
    if not minutes[start]:
        assert closes is None
    elif first_closed:
        assert closes == first_closed


# Times around which clocks change come up often, and so do midnight and usual office hours.
clocks = st.one_of(
    st.sampled_from([time(0), time(1, 30), time(2), time(2, 30), time(3), time(8), time(12), time(18), time(22)]),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
)
days = st.one_of(
    st.sampled_from(CLOCKS_CHANGE + FESTIVE),
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
)
some_days = st.builds(lambda day, shift: day + timedelta(days=shift), days, st.integers(-2, 2))


@st.composite
def calendars(draw, around: date, land: str):
    near = st.integers(-3, 4).map(lambda shift: around + timedelta(days=shift))
    weekly = draw(
        st.lists(
            st.builds(
                WeeklyHours,
                st.integers(0, 6),
                clocks,
                clocks,
                valid_from=st.none() | near,
                valid_until=st.none() | near,
            ),
            max_size=14,
        )
    )
    exceptions = draw(
        st.lists(
            st.one_of(
                st.builds(OtherHours, near, clocks, clocks, st.just("Betriebsversammlung")),
                st.builds(OtherHours, near, reason=st.just("Betriebsausflug")),
            ),
            max_size=3,
        )
    )
    closures = draw(
        st.lists(
            st.builds(
                lambda day, clock, minutes: ClosedFromTo(
                    (start := datetime.combine(day, clock, tzinfo=BERLIN).astimezone(UTC)),
                    start + timedelta(minutes=minutes),
                    "Umzug",
                ),
                near,
                clocks,
                st.integers(1, 3 * 24 * 60),
            ),
            max_size=2,
        )
    )
    return Calendar(tuple(weekly), tuple(exceptions), tuple(closures), land)


@st.composite
def cases(draw):
    day = draw(some_days)
    land = draw(st.sampled_from(["", *Land.values]))
    start = datetime.combine(day, draw(clocks), tzinfo=BERLIN).astimezone(UTC)
    return draw(calendars(day, land)), start, start + timedelta(minutes=draw(st.integers(1, 3 * 24 * 60)))


@settings(max_examples=40, deadline=None)
@given(cases())
def test_every_minute_is_what_the_oracle_says(case):
    check(*case)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(cases())
def test_every_minute_of_many_random_calendars_is_what_the_oracle_says(case):
    check(*case)


OFFICE = (
    *(WeeklyHours(weekday, time(8), time(12)) for weekday in range(5)),
    *(WeeklyHours(weekday, time(13), time(16, 30)) for weekday in range(5)),
    WeeklyHours(5, time(22), time(2, 30)),
    WeeklyHours(6, time(1, 30), time(2, 30)),
)


@pytest.mark.parametrize("land", Land.values)
@pytest.mark.parametrize("day", CLOCKS_CHANGE)
def test_both_days_on_which_clocks_change_hold_in_every_land(land, day):
    start = datetime.combine(day - DAY, time(12), tzinfo=BERLIN).astimezone(UTC)
    break_closed = ClosedFromTo(start + timedelta(hours=14), start + timedelta(hours=14, minutes=20), "Übung")

    check(Calendar(OFFICE, closures=(break_closed,), land=land), start, start + timedelta(days=2))


@pytest.mark.slow
@pytest.mark.parametrize("land", Land.values)
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_minute_of_three_years_holds_in_every_land(land, year):
    start = datetime(year, 1, 1, tzinfo=BERLIN).astimezone(UTC)
    closed_in_a_break = ClosedFromTo(
        datetime(year, 6, 8, 12, 10, tzinfo=BERLIN).astimezone(UTC),
        datetime(year, 6, 8, 12, 50, tzinfo=BERLIN).astimezone(UTC),
        "Übung",
    )

    check(Calendar(OFFICE, closures=(closed_in_a_break,), land=land), start, start + timedelta(days=365))
