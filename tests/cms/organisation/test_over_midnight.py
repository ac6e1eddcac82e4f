"""Reversed times are a slip unless somebody says “over midnight”; every refusal stands beside its field."""

import pytest
from django.urls import reverse

from cms.organisation.models import Closure, HoursException, OpeningSpan

pytestmark = pytest.mark.django_db


def post(client, user, model, fields, row=None):
    client.force_login(user)
    name = f"organisation_{model._meta.model_name}_modeladmin_{'edit' if row else 'create'}"
    return client.post(reverse(name, args=[row.pk] if row else []), fields)


def weekly(rows, **fields):
    return {"office": rows.office.pk, "weekday": 0, "opens": "22:00", "closes": "02:00", "note": "", **fields}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "closes"),
        ({"opens": "16:00", "closes": "08:00"}, "closes"),
        ({"opens": "08:00", "closes": "08:00"}, "closes"),
        ({"opens": "08:00", "closes": "16:00", "over_midnight": "on"}, "over_midnight"),
        ({"over_midnight": "on", "valid_from": "2030-05-02", "valid_until": "2030-05-01"}, "valid_until"),
    ],
)
def test_a_slip_is_refused_beside_the_field(client, lindenfurt, karl, fields, field):
    before = OpeningSpan.objects.count()

    response = post(client, karl, OpeningSpan, weekly(lindenfurt, **fields))

    assert list(response.context["form"].errors) == [field]
    assert OpeningSpan.objects.count() == before


@pytest.mark.parametrize(
    "fields", [{"over_midnight": "on"}, {"closes": "00:00"}, {"closes": "00:00", "over_midnight": ""}]
)
def test_over_midnight_is_taken_when_it_is_meant(client, lindenfurt, karl, fields):
    response = post(client, karl, OpeningSpan, weekly(lindenfurt, **fields))

    assert response.status_code == 302, response.context["form"].errors


def test_what_goes_over_midnight_already_keeps_its_tick(client, lindenfurt, karl):
    post(client, karl, OpeningSpan, weekly(lindenfurt, over_midnight="on"))
    row = OpeningSpan.objects.get(office=lindenfurt.office)

    page = client.get(reverse("organisation_openingspan_modeladmin_edit", args=[row.pk]))

    assert page.context["form"]["over_midnight"].value() is True


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"opens": "16:00", "closes": "08:00"}, "closes"),
        ({"opens": "16:00"}, "closes"),
        ({"closes": "16:00"}, "opens"),
    ],
)
def test_other_hours_of_a_date_are_looked_at_too(client, lindenfurt, karl, fields, field):
    given = {"office": lindenfurt.office.pk, "date": "2030-05-03", "reason": "Fest", **fields}

    response = post(client, karl, HoursException, given)

    assert list(response.context["form"].errors) == [field]
    assert not HoursException.objects.filter(office=lindenfurt.office).exists()


def test_a_closure_that_ends_before_its_start_is_refused_beside_the_end(client, lindenfurt, karl):
    given = {"department": lindenfurt.department.pk, "reason": "Umzug"}
    given |= {"starts_at": "2030-05-02 12:00", "ends_at": "2030-05-02 08:00"}

    response = post(client, karl, Closure, given)

    assert list(response.context["form"].errors) == ["ends_at"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"opens": "16:00", "closes": "08:00"}, "closes"),
        ({"opens": "08:00", "closes": "16:00", "valid_from": "2030-05-02", "valid_until": "2030-05-01"}, "valid_until"),
        ({"opens": "16:00", "closes": "08:00", "over_midnight": "on"}, ""),
    ],
)
def test_hours_written_with_their_office_are_looked_at_too(client, lindenfurt, karl, fields, field):
    response = post(client, karl, type(lindenfurt.office), office_with(lindenfurt, [fields]), lindenfurt.office)

    if field:
        assert list(response.context["form"].formsets["openingspan_rows"].forms[0].errors) == [field]
    else:
        assert response.status_code == 302
    assert OpeningSpan.objects.filter(office=lindenfurt.office).exists() is not bool(field)


def office_with(lindenfurt, rows: list[dict]) -> dict:
    """The form of an office with these hours typed on its page."""
    counts = {"INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    given = {"name": "Bauberatung", "department": lindenfurt.department.pk, "location": lindenfurt.location.pk}
    given |= {f"contact_points-{key}": value for key, value in {"TOTAL_FORMS": 0, **counts}.items()}
    given |= {f"openingspan_rows-{key}": value for key, value in {"TOTAL_FORMS": len(rows), **counts}.items()}
    for number, row in enumerate(rows):
        given |= {f"openingspan_rows-{number}-{key}": value for key, value in {"weekday": 1, "note": "", **row}.items()}
    return given


def test_overlaps_written_with_their_office_are_told_beside_each_row(client, lindenfurt, karl):
    rows = [("08:00", "12:00"), ("11:00", "14:00"), ("09:00", "10:00"), ("15:00", "16:00")]
    given = office_with(lindenfurt, [{"opens": opens, "closes": closes} for opens, closes in rows])

    response = post(client, karl, type(lindenfurt.office), given, lindenfurt.office)

    forms = response.context["form"].formsets["openingspan_rows"].forms
    assert [list(form.errors) for form in forms] == [[], ["opens"], ["opens"], []]
    assert not OpeningSpan.objects.filter(office=lindenfurt.office).exists()
