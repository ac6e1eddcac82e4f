"""Two people change the same partner at the same moment: each change is right, both together would be wrong."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.accounts.groups import ADMINISTRATOR
from cms.organisation import admin
from cms.organisation.models import Closure, Department, HoursException, OpeningSpan
from tests.factories.accounts import UserFactory
from tests.factories.organisation import (
    DepartmentFactory,
    OfficeFactory,
    OpeningSpanFactory,
    PartnerFactory,
    open_weekdays,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

EMPTY = {"partner": "", "department": "", "office": "", "contact_point": ""}
LONGEST_WAIT = 20


def address(model, action: str = "create", row=None) -> str:
    return AdminURLHelper(model).get_action_url(action, row.pk) if row else AdminURLHelper(model).create_url


def at_once(*posts: tuple[str, dict]) -> list[str]:
    """Two administrators press their buttons in the same moment; what each was told, in order of the words."""
    barrier, told = threading.Barrier(len(posts)), []

    def press(to: str, form: dict, person) -> None:
        client = Client()
        client.force_login(person)
        barrier.wait()
        try:
            told.append("saved" if client.post(to, form).status_code == 302 else "refused")
        finally:
            connection.close()

    people = [UserFactory(groups=[ADMINISTRATOR]) for _ in posts]
    threads = [threading.Thread(target=press, args=(*post, person)) for post, person in zip(posts, people, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(told)


def department_form(row: Department, parent: Department) -> dict:
    return {"partner": row.partner_id, "name": row.name, "parent": parent.pk, "mailbox": ""}


def circle() -> list[str]:
    partner = PartnerFactory()
    one, other = DepartmentFactory(partner=partner), DepartmentFactory(partner=partner)
    return at_once(
        (address(Department, "edit", one), department_form(one, other)),
        (address(Department, "edit", other), department_form(other, one)),
    )


def too_deep() -> list[str]:
    """Each gets one level more; with both it would be four."""
    partner = PartnerFactory()
    top, middle, low, lowest = (DepartmentFactory(partner=partner) for _ in range(4))
    Department.objects.filter(pk=low.pk).update(parent=middle)
    return at_once(
        (address(Department, "edit", middle), department_form(middle, top)),
        (address(Department, "edit", lowest), department_form(lowest, low)),
    )


def span_form(partner, opens: str, closes: str) -> dict:
    return {**EMPTY, "partner": partner.pk, "weekday": 0, "opens": opens, "closes": closes, "note": ""}


def overlapping_hours() -> list[str]:
    partner = PartnerFactory()
    return at_once(
        (address(OpeningSpan), span_form(partner, "08:00", "12:00")),
        (address(OpeningSpan), span_form(partner, "11:00", "16:00")),
    )


def exceptions_on_one_day() -> list[str]:
    partner = PartnerFactory()
    form = {**EMPTY, "partner": partner.pk, "date": "2030-05-02", "reason": "Ausflug"}
    return at_once((address(HoursException), form), (address(HoursException), form))


def last_two_service_hours() -> list[str]:
    partner = PartnerFactory()
    one, other = OpeningSpanFactory(partner=partner, weekday=0), OpeningSpanFactory(partner=partner, weekday=1)
    at_once((address(OpeningSpan, "delete", one), {}), (address(OpeningSpan, "delete", other), {}))
    left = OpeningSpan.objects.count()
    return ["refused"] * left + ["saved"] * (2 - left)


def closed_for_good() -> list[str]:
    """One closes the next weeks, the other the weeks after: together no service hour is left within sixty days."""
    partner = PartnerFactory()
    department = DepartmentFactory(partner=partner)
    open_weekdays(partner)
    today = timezone.localdate()

    def form(first: int, last: int) -> dict:
        days = (today + timedelta(days=first), today + timedelta(days=last))
        starts, ends = (f"{day:%Y-%m-%d} 00:00" for day in days)
        return {"department": department.pk, "starts_at": starts, "ends_at": ends, "reason": "Umbau"}

    return at_once((address(Closure), form(-1, 35)), (address(Closure), form(30, 70)))


def hours_of_an_office_in_two_places() -> list[str]:
    office = OfficeFactory()
    formset = {
        f"{prefix}-{key}": value
        for prefix, number in (("contact_points", 0), ("openingspan_rows", 1))
        for key, value in {
            "TOTAL_FORMS": number,
            "INITIAL_FORMS": 0,
            "MIN_NUM_FORMS": 0,
            "MAX_NUM_FORMS": 1000,
        }.items()
    }
    row = {"weekday": 0, "opens": "08:00", "closes": "12:00", "note": "", "ORDER": 1, "id": "", "DELETE": ""}
    office_form = {
        "name": office.name,
        "department": office.department_id,
        "location": office.location_id,
        "directions": "",
        "email": "",
        **formset,
        **{f"openingspan_rows-0-{key}": value for key, value in row.items()},
    }
    register = {**EMPTY, "office": office.pk, "weekday": 0, "opens": "11:00", "closes": "16:00", "note": ""}
    return at_once((address(type(office), "edit", office), office_form), (address(OpeningSpan), register))


CHANGES: dict[str, Callable[[], list[str]]] = {
    "a circle of departments": circle,
    "departments four deep": too_deep,
    "hours that overlap": overlapping_hours,
    "two exceptions on one day": exceptions_on_one_day,
    "the last two service hours": last_two_service_hours,
    "closures without a gap": closed_for_good,
    "an office's hours in form and register": hours_of_an_office_in_two_places,
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_one_of_them_is_saved(change):
    assert CHANGES[change]() == ["refused", "saved"]


@pytest.mark.parametrize("change", CHANGES)
def test_without_taking_turns_both_would_be(change, monkeypatch):
    """Proves that the test above can fail: both have looked before either saves."""
    both_have_looked = threading.Barrier(2)

    def wait_for_each_other(saves):
        def saved(*arguments, **options):
            both_have_looked.wait(timeout=LONGEST_WAIT)
            return saves(*arguments, **options)

        return saved

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr("cms.knowledge.actions.index", lambda *told: None)  # its own lock would let one wait
    for place, name in ((admin.Editing, "form_valid"), (admin.Creating, "form_valid"), (admin, "log")):
        monkeypatch.setattr(place, name, wait_for_each_other(getattr(place, name)))

    assert CHANGES[change]() == ["saved", "saved"]
