"""Promises: the sum, the reasons, the days on which clocks change, and against a slow oracle that counts minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.organisation.hours import Calendar, ClosedFromTo, OtherHours, Span, WeeklyHours
from tests.cms.organisation.test_hours_by_the_minute import CLOCKS_CHANGE
from tests.cms.organisation.test_hours_by_the_minute import oracle as somebody_is_there
from workflows.calendars.promises import (
    Duration,
    NoServiceHours,
    Unit,
    due,
    minutes_between,
    promise,
    promise_days,
)

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
WEEKDAYS = tuple(WeeklyHours(weekday, time(8), time(18)) for weekday in range(5))
LAENDER = ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


@dataclass
class FakeHours:
    """Hours from a list of open stretches; everything else is closed."""

    open: list[tuple[datetime, datetime]]

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        at = start
        for opens, closes in sorted(self.open):
            opens, closes = max(opens, at), min(closes, end)
            if opens >= closes:
                continue
            if at < opens:
                yield Span(at, opens, False, "closed")
            yield Span(opens, closes, True, "open")
            at = closes
        if at < end:
            yield Span(at, end, False, "closed")


def test_24_service_hours_are_two_days_and_four_hours_of_ten():
    given = promise(berlin(2026, 11, 16, 9), 24 * 60, Calendar(weekly=WEEKDAYS))

    assert given.due_at == berlin(2026, 11, 18, 13)


def test_the_weekend_does_not_count_and_says_so():
    with translation.override("de"):
        given = promise(berlin(2026, 11, 20, 17), 120, Calendar(weekly=WEEKDAYS, land="HE"))

    assert given.due_at == berlin(2026, 11, 23, 9)
    assert [(row["counts"], row["minutes"]) for row in given.reasons() if row["counts"]] == [(True, 60), (True, 60)]
    standing = [row["reason"] for row in given.reasons() if not row["counts"]]
    assert any("21" in reason for reason in standing)
    assert any("22" in reason for reason in standing)


def test_a_public_holiday_is_named():
    with translation.override("de"):
        given = promise(berlin(2026, 12, 24, 17), 120, Calendar(weekly=WEEKDAYS, land="HE"))

    assert given.due_at == berlin(2026, 12, 28, 9)
    assert any("Weihnachtstag" in row["reason"] for row in given.reasons())


def test_the_reasons_cover_the_way_without_a_gap():
    opened = berlin(2026, 11, 20, 17, 12)
    given = promise(opened, 24 * 60, Calendar(weekly=WEEKDAYS, land="HE"))

    assert given.spans[0].start == opened
    assert given.spans[-1].end == given.due_at
    assert all(before.end == after.start for before, after in zip(given.spans, given.spans[1:], strict=False))
    assert sum(span.minutes for span in given.spans if span.counts) == 24 * 60


def test_the_started_minute_counts_for_the_citizen():
    given = promise(berlin(2026, 11, 16, 9, 0, 59), 60, Calendar(weekly=WEEKDAYS))

    assert given.due_at == berlin(2026, 11, 16, 10)


def test_a_due_moment_at_the_end_of_the_day_stays_on_that_day():
    assert promise(berlin(2026, 11, 16, 8), 600, Calendar(weekly=WEEKDAYS)).due_at == berlin(2026, 11, 16, 18)


def test_no_minutes_lead_to_the_next_opening():
    hours = Calendar(weekly=WEEKDAYS)

    assert promise(berlin(2026, 11, 21, 12), 0, hours).due_at == berlin(2026, 11, 23, 8)
    assert promise(berlin(2026, 11, 23, 12), 0, hours).due_at == berlin(2026, 11, 23, 12)


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2026, 3, 29), 23 * 60), (date(2026, 10, 25), 25 * 60), (date(2026, 6, 1), 24 * 60)],
)
def test_a_day_has_the_minutes_it_has(day, minutes):
    always = Calendar(weekly=tuple(WeeklyHours(weekday, time(0), time(0)) for weekday in range(7)))
    start = datetime.combine(day, time(), tzinfo=BERLIN)

    given = promise(start, minutes, always)

    assert given.due_at == datetime.combine(day + timedelta(days=1), time(), tzinfo=BERLIN)
    assert minutes_between(start, given.due_at, always) == minutes


def test_hours_over_midnight_count_on_both_days():
    night = Calendar(weekly=(WeeklyHours(4, time(22), time(2)),))

    assert promise(berlin(2026, 11, 20, 23), 150, night).due_at == berlin(2026, 11, 21, 1, 30)


def test_a_closure_inside_a_day_is_left_out():
    closed = ClosedFromTo(berlin(2026, 11, 16, 10).astimezone(UTC), berlin(2026, 11, 16, 12).astimezone(UTC), "Umzug")
    given = promise(berlin(2026, 11, 16, 9), 120, Calendar(weekly=WEEKDAYS, closures=(closed,)))

    assert given.due_at == berlin(2026, 11, 16, 13)
    assert any("Umzug" in span.reason for span in given.spans)


def test_without_service_hours_in_60_days_it_is_refused():
    with pytest.raises(NoServiceHours):
        promise(berlin(2026, 11, 16, 9), 60, Calendar())
    with pytest.raises(NoServiceHours):
        promise_days(berlin(2026, 11, 16, 9), 1, Calendar())


def test_hours_that_end_before_the_sum_is_full_are_refused():
    ending = FakeHours([(berlin(2026, 11, 16, 8), berlin(2026, 11, 16, 9))])

    with pytest.raises(NoServiceHours):
        promise(berlin(2026, 11, 16, 8), 61, ending)


def test_a_pause_shorter_than_60_days_is_waited_for():
    late = FakeHours([(berlin(2027, 1, 14, 8), berlin(2027, 1, 14, 9))])

    assert promise(berlin(2026, 11, 16, 8), 30, late).due_at == berlin(2027, 1, 14, 8, 30)


def test_service_days_are_due_at_the_same_time_of_day():
    hours = Calendar(weekly=WEEKDAYS, land="HE")

    assert due(berlin(2026, 11, 16, 9, 30), Duration(1, Unit.SERVICE_DAYS), hours).due_at == berlin(2026, 11, 17, 9, 30)
    assert promise_days(berlin(2026, 11, 20, 9, 30), 2, hours).due_at == berlin(2026, 11, 24, 9, 30)


def test_a_service_day_opened_at_night_begins_with_the_next_opening():
    assert promise_days(berlin(2026, 11, 20, 22), 1, Calendar(weekly=WEEKDAYS)).due_at == berlin(2026, 11, 24, 8)


def test_a_service_day_that_closes_earlier_ends_with_its_hours():
    shorter = (*WEEKDAYS[:1], WeeklyHours(1, time(8), time(12)))

    assert promise_days(berlin(2026, 11, 16, 16), 1, Calendar(weekly=shorter)).due_at == berlin(2026, 11, 17, 12)


def test_a_service_day_that_opens_later_begins_with_its_hours():
    later = (*WEEKDAYS[:1], WeeklyHours(1, time(13), time(18)))

    assert promise_days(berlin(2026, 11, 16, 9), 1, Calendar(weekly=later)).due_at == berlin(2026, 11, 17, 13)


def test_the_reasons_of_service_days_end_when_it_is_due():
    given = promise_days(berlin(2026, 11, 20, 9, 30), 2, Calendar(weekly=WEEKDAYS))

    assert given.spans[0].start == berlin(2026, 11, 20, 9, 30)
    assert given.spans[-1].end == given.due_at
    assert all(before.end == after.start for before, after in zip(given.spans, given.spans[1:], strict=False))


def test_minutes_between_count_only_service_time():
    hours = Calendar(weekly=WEEKDAYS)

    assert minutes_between(berlin(2026, 11, 20, 17), berlin(2026, 11, 23, 9), hours) == 120
    assert minutes_between(berlin(2026, 11, 23, 9), berlin(2026, 11, 20, 17), hours) == 0


def minutes_that_count(opened_at: datetime, calendar: Calendar) -> Iterator[datetime]:
    """Minute by minute for 60 days, and nothing else: is somebody there, then it counts.

    Clocks below show quarters of an hour: the oracle of hours is asked once for each, closures once a minute.
    """
    usual = replace(calendar, closures=())
    at = opened_at.astimezone(UTC)
    is_open = somebody_is_there(usual, at)
    for _minute in range(60 * 24 * 60):
        if at.minute % 15 == 0:
            is_open = somebody_is_there(usual, at)
        if is_open and not any(row.start <= at < row.end for row in calendar.closures):
            yield at
        at += MINUTE


def oracle(opened_at: datetime, minutes: int, calendar: Calendar) -> datetime | None:
    counted = enumerate(minutes_that_count(opened_at, calendar), start=1)
    return next((at + MINUTE for number, at in counted if number == minutes), None)


def oracle_of_days(opened_at: datetime, days: int, calendar: Calendar) -> datetime | None:
    """The last of so many later dates with a minute that counts, at the time of day of the first one there was."""
    dates = groupby(minutes_that_count(opened_at, calendar), key=lambda at: at.astimezone(BERLIN).date())
    wanted = None
    for number, (day, minutes) in enumerate(dates):
        if wanted is None:
            wanted = next(minutes).astimezone(BERLIN).timetz()
        elif number == days:
            there = list(minutes)
            same_time = datetime.combine(day, wanted).astimezone(UTC)
            if same_time in there or same_time - MINUTE in there:
                return same_time
            before = [at + MINUTE for at in there if at < same_time]
            return before[-1] if before else there[0]
    return None


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
weekly = st.lists(
    st.builds(WeeklyHours, st.integers(0, 6), clocks, clocks).filter(lambda row: row.opens != row.closes),
    min_size=1,
    max_size=12,
)
# Of hours the minutes, so that they need not be whole
durations = st.one_of(
    st.builds(Duration, st.integers(1, 1500), st.just(Unit.SERVICE_HOURS)),
    st.builds(Duration, st.integers(1, 5), st.just(Unit.SERVICE_DAYS)),
)
# Over three years, and often around the days on which clocks change
opened = st.one_of(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.builds(
        lambda day, minutes: datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=minutes),
        st.sampled_from(CLOCKS_CHANGE),
        st.integers(-3 * 24 * 60, 24 * 60),
    ),
)


@st.composite
def calendars(draw, around):
    days = st.integers(0, 10).map(lambda number: (around + timedelta(days=number)).date())
    exceptions = draw(
        st.lists(
            st.one_of(
                st.builds(OtherHours, days, reason=st.just("Betriebsausflug")),
                st.builds(OtherHours, days, clocks, clocks).filter(lambda row: row.opens != row.closes),
            ),
            max_size=3,
        )
    )
    closures = [
        ClosedFromTo(start, start + timedelta(minutes=draw(st.integers(1, 3000))), "zu")
        for start in draw(
            st.lists(st.integers(0, 10 * 24 * 60).map(lambda m: around + timedelta(minutes=m)), max_size=3)
        )
    ]
    return Calendar(
        weekly=tuple(draw(weekly)),
        exceptions=tuple(exceptions),
        closures=tuple(closures),
        land=draw(st.sampled_from(LAENDER)),
    )


def same_as_the_oracle(data) -> None:
    """In hours and in days; what does not end within 60 days is refused, or ends later."""
    moment = data.draw(opened).replace(second=0, microsecond=0)
    calendar = data.draw(calendars(moment))
    duration = data.draw(durations)
    in_hours = duration.unit == Unit.SERVICE_HOURS
    expected = (oracle if in_hours else oracle_of_days)(moment, duration.amount, calendar)
    try:
        given = (promise if in_hours else promise_days)(moment, duration.amount, calendar)
    except NoServiceHours:
        assert expected is None
        return
    due_at = given.due_at.astimezone(UTC)  # in the hour that comes twice nothing equals another zone's time
    if expected is None:
        assert due_at > moment + timedelta(days=60)
        return
    assert due_at == expected
    ends = [span.end.astimezone(UTC) for span in given.spans]
    assert [span.start.astimezone(UTC) for span in given.spans] == [moment, *ends[:-1]]
    assert ends[-1] == due_at
    counted = sum(span.minutes for span in given.spans if span.counts)
    assert counted == minutes_between(moment, given.due_at, calendar)
    if in_hours:
        assert counted == duration.amount


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_it_is_what_counting_minutes_gives(data):
    same_as_the_oracle(data)


@pytest.mark.slow
@pytest.mark.parametrize("_quarter", range(4))  # of 10,000 cases, each a few minutes
@settings(max_examples=2_500, deadline=None)
@given(data=st.data())
def test_it_is_what_counting_minutes_gives_at_length(_quarter, data):
    same_as_the_oracle(data)
