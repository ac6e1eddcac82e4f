"""What edited hours must keep: no overlaps, and a service hour in the next sixty days."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.organisation.hours import WeeklyHours
from cms.organisation.hours.rules import overlap
from cms.organisation.models import Closure, HoursException, OpeningSpan
from tests.factories.organisation import HoursExceptionFactory, OpeningSpanFactory, open_weekdays

NO_OWNER = {"partner": "", "department": "", "office": "", "contact_point": ""}


def post(client, person, model, values, row=None):
    client.force_login(person)
    helper = AdminURLHelper(model)
    return client.post(helper.get_action_url("edit", row.pk) if row else helper.create_url, NO_OWNER | values)


def span(weekday, opens, closes, **validity):
    return WeeklyHours(weekday, time(*opens), time(*closes), **validity)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (span(0, (8,), (12,)), span(0, (11,), (16,)), True),
        (span(0, (8,), (12,)), span(0, (12,), (16,)), False),
        (span(0, (8,), (12,)), span(1, (8,), (12,)), False),
        (span(6, (22,), (2,)), span(0, (1,), (5,)), True),
        (span(6, (22,), (2,)), span(0, (2,), (5,)), False),
        (span(0, (8,), (0,)), span(0, (23,), (23, 30)), True),
    ],
)
def test_overlaps_are_seen_over_midnight_and_over_sunday_night(one, other, expected):
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


def minutes(row) -> set[int]:
    """The minutes of a week in which a weekly span holds, counted one by one."""
    at, found = row.weekday * 1440 + row.opens.hour * 60 + row.opens.minute, set()
    while True:
        found.add(at % 10080)
        at += 1
        if at % 1440 == row.closes.hour * 60 + row.closes.minute:
            return found


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
spans = st.builds(WeeklyHours, st.integers(0, 6), clocks, clocks)


@settings(max_examples=150, deadline=None)
@given(spans, spans)
def test_two_spans_overlap_exactly_when_they_share_a_minute(one, other):
    assert overlap(one, other) is bool(minutes(one) & minutes(other))


def test_hours_of_different_seasons_do_not_overlap():
    today = timezone.localdate()

    assert not overlap(
        span(0, (8,), (12,), valid_until=today),
        span(0, (8,), (16,), valid_from=today + timedelta(days=1)),
    )


def test_an_overlap_is_refused_beside_the_field(client, lindenfurt, karl):
    response = post(
        client,
        karl,
        OpeningSpan,
        {"partner": lindenfurt.partner.pk, "weekday": 2, "opens": "10:00", "closes": "11:00", "note": ""},
    )

    assert "opens" in response.context["form"].errors
    assert OpeningSpan.objects.count() == 2


def test_the_kind_follows_from_the_owner(client, lindenfurt, karl):
    for field, owner, kind in [
        ("office", lindenfurt.office, "visiting"),
        ("contact_point", lindenfurt.contact_point, "telephone"),
        ("department", lindenfurt.department, "service"),
    ]:
        response = post(
            client, karl, OpeningSpan, {field: owner.pk, "weekday": 0, "opens": "10:00", "closes": "11:00", "note": ""}
        )
        assert response.status_code == 302, response.context["form"].errors
        assert OpeningSpan.objects.get(**{field: owner}).kind == kind


@pytest.mark.parametrize("owners", [(), ("partner", "department")])
def test_hours_have_exactly_one_owner(client, lindenfurt, karl, owners):
    values = {name: getattr(lindenfurt, name).pk for name in owners}

    response = post(client, karl, OpeningSpan, values | {"weekday": 0, "opens": "10:00", "closes": "11:00", "note": ""})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert OpeningSpan.objects.count() == 2


def test_the_last_service_hour_is_not_deleted(client, lindenfurt, karl):
    lindenfurt.second_span.delete()
    client.force_login(karl)

    response = client.post(AdminURLHelper(OpeningSpan).get_action_url("delete", lindenfurt.span.pk), follow=True)

    assert OpeningSpan.objects.filter(pk=lindenfurt.span.pk).exists()
    assert "60" in " ".join(str(message) for message in response.context["messages"])


def test_hours_that_end_too_soon_are_refused(client, lindenfurt, karl):
    lindenfurt.second_span.delete()
    yesterday = timezone.localdate() - timedelta(days=1)

    response = post(
        client,
        karl,
        OpeningSpan,
        {"weekday": 2, "opens": "08:00", "closes": "18:00", "valid_until": yesterday.isoformat(), "note": ""},
        lindenfurt.span,
    )

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


def test_a_closure_of_more_than_sixty_days_is_refused(client, lindenfurt, karl):
    now = timezone.localtime()
    values = {
        "department": lindenfurt.department.pk,
        "starts_at": f"{now - timedelta(days=1):%Y-%m-%d %H:%M}",
        "ends_at": f"{now + timedelta(days=70):%Y-%m-%d %H:%M}",
        "reason": "Umbau",
    }

    refused = post(client, karl, Closure, values)
    allowed = post(client, karl, Closure, values | {"ends_at": f"{now + timedelta(days=30):%Y-%m-%d %H:%M}"})

    assert "ends_at" in refused.context["form"].errors
    assert allowed.status_code == 302, allowed.context["form"].errors


def test_a_closed_day_and_other_hours_do_not_stand_beside_each_other(client, lindenfurt, karl):
    day = lindenfurt.exception.date.isoformat()

    response = post(
        client,
        karl,
        HoursException,
        {"partner": lindenfurt.partner.pk, "date": day, "opens": "10:00", "closes": "12:00", "reason": "Notdienst"},
    )

    assert "opens" in response.context["form"].errors


def test_two_spans_of_one_date_do_not_overlap(client, lindenfurt, karl):
    day = lindenfurt.exception.date + timedelta(days=1)
    HoursExceptionFactory(partner=lindenfurt.partner, date=day, opens=time(8), closes=time(12))
    values = {"partner": lindenfurt.partner.pk, "date": day.isoformat(), "reason": "Notdienst"}

    refused = post(client, karl, HoursException, values | {"opens": "11:00", "closes": "13:00"})
    allowed = post(client, karl, HoursException, values | {"opens": "13:00", "closes": "15:00"})

    assert "opens" in refused.context["form"].errors
    assert allowed.status_code == 302, allowed.context["form"].errors


def test_half_an_exception_is_refused(client, lindenfurt, karl):
    response = post(
        client,
        karl,
        HoursException,
        {"partner": lindenfurt.partner.pk, "date": "2030-06-03", "opens": "11:00", "closes": "", "reason": "Notdienst"},
    )

    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_calendar_that_has_no_hours_yet_may_be_begun(client, moorbach, nadia):
    OpeningSpan.objects.all().delete()
    next_year = timezone.localdate() + timedelta(days=300)

    response = post(
        client,
        nadia,
        OpeningSpan,
        {
            "partner": moorbach.partner.pk,
            "weekday": 0,
            "opens": "08:00",
            "closes": "12:00",
            "valid_from": next_year.isoformat(),
            "note": "",
        },
    )

    assert response.status_code == 302, response.context["form"].errors


def test_a_department_falls_back_to_its_partner_when_its_own_last_row_goes(client, lindenfurt, karl):
    own = OpeningSpanFactory(department=lindenfurt.department)
    open_weekdays(lindenfurt.partner, time(6), time(7))
    client.force_login(karl)

    client.post(AdminURLHelper(OpeningSpan).get_action_url("delete", own.pk))

    assert not OpeningSpan.objects.filter(pk=own.pk).exists()
