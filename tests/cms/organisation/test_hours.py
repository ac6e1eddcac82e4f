"""Hours by example: what an owner's rows mean, in words and in moments."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from cms.organisation.hours import Calendar, ClosedFromTo, Hours, OtherHours, WeeklyHours
from tests.factories.organisation import (
    ClosureFactory,
    ContactPointFactory,
    DepartmentFactory,
    HoursExceptionFactory,
    OfficeFactory,
    PartnerFactory,
    open_weekdays,
)

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = tuple(WeeklyHours(weekday, time(8), time(18)) for weekday in range(5))
FRIDAY = date(2026, 11, 20)


def at(day: date, *clock: int) -> datetime:
    return datetime.combine(day, time(*clock), tzinfo=BERLIN)


def told(calendar: Calendar, start: datetime, end: datetime) -> list[tuple[str, bool]]:
    return [(span.reason, span.counts) for span in calendar.spans(start, end)]


def test_spans_tell_from_when_to_when_and_why():
    with override("de"):
        spans = told(Calendar(WEEKDAYS, land="HE"), at(FRIDAY, 16), at(FRIDAY + timedelta(3), 9))

    assert spans == [
        ("Fr 20.11.: Servicezeit 08:00–18:00", True),
        ("Fr 20.11.: außerhalb der Servicezeit", False),
        ("Sa 21.11.: keine Servicezeit", False),
        ("So 22.11.: keine Servicezeit", False),
        ("Mo 23.11.: außerhalb der Servicezeit", False),
        ("Mo 23.11.: Servicezeit 08:00–18:00", True),
    ]


def test_reasons_speak_the_language_of_the_reader():
    christmas = date(2026, 12, 25)
    calendar = Calendar(WEEKDAYS, land="HE")

    with override("de"):
        assert told(calendar, at(christmas, 9), at(christmas, 10)) == [("Fr 25.12.: Erster Weihnachtstag", False)]
    with override("en"):
        assert told(calendar, at(christmas, 9), at(christmas, 10)) == [("Fri 25 Dec: Christmas Day", False)]


def test_christmas_eve_is_a_day_like_any_other_until_somebody_says_otherwise():
    eve = date(2026, 12, 24)

    assert Calendar(WEEKDAYS, land="HE").is_open(at(eve, 9))
    assert not Calendar(WEEKDAYS, (OtherHours(eve, reason="Heiligabend"),), land="HE").is_open(at(eve, 9))


def test_holidays_are_those_of_the_land():
    reformation, corpus_christi = date(2025, 10, 31), date(2026, 6, 4)

    assert not Calendar(WEEKDAYS, land="SN").is_open(at(reformation, 9))
    assert Calendar(WEEKDAYS, land="HE").is_open(at(reformation, 9))
    assert not Calendar(WEEKDAYS, land="HE").is_open(at(corpus_christi, 9))
    assert Calendar(WEEKDAYS, land="BE").is_open(at(corpus_christi, 9))


def test_other_hours_hold_on_a_public_holiday_too():
    unity = date(2026, 10, 3)
    calendar = Calendar(WEEKDAYS, (OtherHours(unity, time(10), time(12), "Tag der offenen Tür"),), land="HE")

    assert calendar.is_open(at(unity, 11))
    assert not calendar.is_open(at(unity, 13))


def test_a_closure_beats_everything():
    noon = at(FRIDAY, 12)
    calendar = Calendar(WEEKDAYS, closures=(ClosedFromTo(noon, noon + timedelta(hours=1), "Feueralarm"),))

    with override("de"):
        assert told(calendar, at(FRIDAY, 11), at(FRIDAY, 14)) == [
            ("Fr 20.11.: Servicezeit 08:00–18:00", True),
            ("Fr 20.11.: Feueralarm", False),
            ("Fr 20.11.: Servicezeit 08:00–18:00", True),
        ]


def test_over_midnight_a_span_is_one():
    calendar = Calendar((WeeklyHours(4, time(22), time(2)),))

    assert calendar.closes_at(at(FRIDAY, 23)) == at(FRIDAY + timedelta(1), 2)
    assert calendar.closes_at(at(FRIDAY + timedelta(1), 1)) == at(FRIDAY + timedelta(1), 2)
    with override("de"):
        assert told(calendar, at(FRIDAY, 23), at(FRIDAY + timedelta(1), 1)) == [
            ("Fr 20.11.: Servicezeit 22:00–02:00", True)
        ]


def test_until_midnight_is_written_as_zero_hours():
    calendar = Calendar((WeeklyHours(4, time(20), time(0)),))

    assert calendar.is_open(at(FRIDAY, 23, 59))
    assert not calendar.is_open(at(FRIDAY + timedelta(1), 0))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 11, 14), 8)])
def test_a_night_has_as_many_hours_as_it_really_lasts(day, hours):
    calendar = Calendar((WeeklyHours(5, time(22), time(6)),))

    counted = [span for span in calendar.spans(at(day, 12), at(day + timedelta(1), 12)) if span.counts]

    assert sum((span.end - span.start for span in counted), timedelta()) == timedelta(hours=hours)


def test_closing_and_opening_times_are_told():
    calendar = Calendar(WEEKDAYS, land="HE")

    assert calendar.closes_at(at(FRIDAY, 9)) == at(FRIDAY, 18)
    assert calendar.closes_at(at(FRIDAY, 18)) is None
    assert calendar.next_opening(at(FRIDAY, 18)) == at(FRIDAY + timedelta(3), 8)
    assert calendar.next_opening(at(FRIDAY, 9)) == at(FRIDAY, 9)


def test_without_any_hour_nothing_opens_and_nothing_loops():
    calendar = Calendar()

    assert calendar.next_opening(at(FRIDAY, 9)) is None
    assert calendar.closes_at(at(FRIDAY, 9)) is None
    assert not calendar.is_open(at(FRIDAY, 9))
    assert len(list(calendar.spans(at(FRIDAY, 0), at(FRIDAY + timedelta(7), 0)))) == 7


def test_always_open_never_closes():
    halves = [(weekday, *half) for weekday in range(7) for half in [(time(0), time(12)), (time(12), time(0))]]
    calendar = Calendar(tuple(WeeklyHours(*half) for half in halves))

    assert calendar.closes_at(at(FRIDAY, 9)) is None


def test_spans_are_made_only_as_far_as_they_are_asked_for(monkeypatch):
    asked = []
    plan = Calendar.plan
    monkeypatch.setattr(Calendar, "plan", lambda self, day: asked.append(day) or plan(self, day))

    list(islice(Calendar(WEEKDAYS).spans(at(FRIDAY, 9), at(FRIDAY + timedelta(3650), 9)), 2))

    assert len(asked) < 5


def test_moments_are_utc_so_that_subtracting_them_is_right():
    span = next(Calendar(WEEKDAYS).spans(at(FRIDAY, 9), at(FRIDAY, 10)))

    assert span.start.tzinfo is UTC


def test_only_days_that_differ_from_the_usual_week_are_special():
    christmas = date(2026, 12, 25)  # a Friday; the second day of Christmas is a Saturday, on which nobody comes
    calendar = Calendar(
        WEEKDAYS,
        exceptions=(OtherHours(christmas - timedelta(1), time(8), time(12), "Heiligabend"),),
        closures=(ClosedFromTo(at(christmas + timedelta(4), 0), at(christmas + timedelta(5), 12), "Inventur"),),
        land="HE",
    )

    with override("de"):
        special = calendar.special_days(christmas - timedelta(7), christmas + timedelta(6))

    assert [(day.date - christmas, day.times, day.note) for day in special] == [
        (timedelta(-1), [(time(8), time(12))], "Heiligabend"),
        (timedelta(0), [], "Erster Weihnachtstag"),
        (timedelta(4), [], "Inventur"),
        (timedelta(5), [(time(12), time(18))], "Inventur"),
    ]


def test_a_week_is_shown_with_breaks_holidays_and_closures():
    monday = date(2026, 5, 25)  # Whit Monday
    weekly = [WeeklyHours(day, *half) for day in range(3) for half in [(time(8), time(12)), (time(13), time(16))]]
    closure = ClosedFromTo(at(monday + timedelta(2), 10), at(monday + timedelta(2), 20), "Umzug")
    calendar = Calendar(tuple(weekly), (OtherHours(monday + timedelta(3), reason="Ausflug"),), (closure,), land="HE")

    with override("de"):
        week = calendar.week(monday + timedelta(2))

    assert [day.date for day in week] == [monday + timedelta(number) for number in range(7)]
    assert week[0][1:] == ([], "Pfingstmontag")
    assert week[1][1:] == ([(time(8), time(12)), (time(13), time(16))], "")
    assert week[2][1:] == ([(time(8), time(10))], "Umzug")
    assert week[3][1:] == ([], "Ausflug")
    assert week[4][1:] == ([], "")


# From the database


def test_each_owner_has_its_own_kind_of_hours(db):
    office = OfficeFactory()
    number = ContactPointFactory(office=office)
    partner = office.department.partner
    open_weekdays(partner, time(8), time(16))
    open_weekdays(office, time(9), time(12))
    open_weekdays(number, time(7), time(19))

    closing = {owner: Hours.of(owner).closes_at(at(FRIDAY, 10)) for owner in (partner, office, number)}

    assert closing == {partner: at(FRIDAY, 16), office: at(FRIDAY, 12), number: at(FRIDAY, 19)}
    assert [Hours.of(owner).kind for owner in (partner, office, number)] == ["service", "visiting", "telephone"]


def test_a_department_without_hours_of_its_own_has_its_partners(db):
    partner = PartnerFactory()
    open_weekdays(partner, time(8), time(16))
    with_own, without = DepartmentFactory(partner=partner), DepartmentFactory(partner=partner)
    open_weekdays(with_own, time(10), time(11))
    HoursExceptionFactory(partner=partner, date=FRIDAY)

    assert Hours.of(with_own).closes_at(at(FRIDAY, 10)) == at(FRIDAY, 11)
    assert not Hours.of(without).is_open(at(FRIDAY, 10))
    HoursExceptionFactory(department=without, date=FRIDAY, opens=time(9), closes=time(11))
    assert Hours.of(without).closes_at(at(FRIDAY, 10)) == at(FRIDAY, 11)


def test_a_closed_department_closes_everything_below_it(db):
    office = OfficeFactory()
    above = DepartmentFactory(partner=office.department.partner)
    office.department.parent = above
    office.department.save()
    beside = OfficeFactory(department=above, location=office.location)
    for owner in (office, beside):
        open_weekdays(owner)
    ClosureFactory(department=office.department, starts_at=at(FRIDAY, 8), ends_at=at(FRIDAY, 9))
    ClosureFactory(department=above, starts_at=at(FRIDAY, 12), ends_at=at(FRIDAY, 13))

    assert [Hours.of(office).is_open(at(FRIDAY, clock)) for clock in (8, 10, 12)] == [False, True, False]
    assert [Hours.of(beside).is_open(at(FRIDAY, clock)) for clock in (8, 10, 12)] == [True, True, False]


def test_four_questions_are_enough_for_any_number_of_owners(db, django_assert_max_num_queries):
    offices = [OfficeFactory() for _number in range(5)]
    for office in offices:
        open_weekdays(office)
        ContactPointFactory(office=office)

    with django_assert_max_num_queries(4):
        found = Hours.of_all(offices)
    number = offices[0].contact_points.get()
    with django_assert_max_num_queries(4):
        Hours.of(number)

    assert all(hours.is_open(at(FRIDAY, 9)) for hours in found.values())
