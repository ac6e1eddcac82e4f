"""A year of hours: every day, what counts, what does not, and why; for who may look at their owner."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse
from django.utils.translation import override

from cms.accounts.groups import AGENT
from cms.organisation.hours import Calendar, ClosedFromTo, OtherHours, WeeklyHours
from cms.organisation.hours.year import year_of
from tests.browser.plugin import NARROW, faults, too_wide
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisation import OpeningSpanFactory, open_weekdays

from .conftest import BERLIN

WEEK = tuple(WeeklyHours(day, time(8), time(16)) for day in range(5))


def days(**rows):
    with override("de"):
        return {day.date: day for day in year_of(Calendar(WEEK, land="HE", **rows), 2026)}


def test_a_year_has_every_day_once_in_order():
    found = list(days())

    assert len(found) == 365
    assert found == sorted(found)
    assert len(year_of(Calendar(), 2028)) == 366


def test_every_day_says_what_counts_and_why_it_differs():
    found = days(
        exceptions=(
            OtherHours(date(2026, 12, 24), time(8), time(12), "Heiligabend"),
            OtherHours(date(2026, 12, 31), reason="Silvester"),
            OtherHours(date(2026, 12, 25), time(10), time(12), "Notdienst"),
        ),
        closures=(
            ClosedFromTo(datetime(2026, 8, 3, 12, tzinfo=BERLIN), datetime(2026, 8, 4, 0, tzinfo=BERLIN), "Umzug"),
        ),
    )

    def told(month, day):
        row = found[date(2026, month, day)]
        return row.state, row.times, row.reason

    assert told(1, 2) == ("open", [(time(8), time(16))], "")
    assert told(1, 3) == ("none", [], "")
    assert told(1, 1) == ("closed", [], "Neujahr")
    assert told(8, 3) == ("other", [(time(8), time(12))], "Umzug")
    assert told(8, 4) == ("open", [(time(8), time(16))], "")
    assert told(12, 24) == ("other", [(time(8), time(12))], "Heiligabend")
    assert told(12, 25) == ("other", [(time(10), time(12))], "Notdienst")
    assert told(12, 31) == ("closed", [], "Silvester")
    assert told(10, 3) == ("none", [], "Tag der Deutschen Einheit")
    assert not found[date(2026, 1, 3)].deviates


OWNERS = {
    "partner": lambda rows: rows.partner,
    "department": lambda rows: rows.department,
    "office": lambda rows: rows.office,
    "contactpoint": lambda rows: rows.contact_point,
}


def address(name, rows, query="?jahr=2030") -> str:
    return reverse(f"organisation_{name}_modeladmin_hours", args=[OWNERS[name](rows).pk]) + query


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWNERS)
def test_each_owner_has_a_year(client, lindenfurt, karl, name):
    client.force_login(karl)
    client.cookies.load({"django_language": "de"})

    text = client.get(address(name, lindenfurt)).content.decode()
    inspect = client.get(
        reverse(f"organisation_{name}_modeladmin_inspect", args=[OWNERS[name](lindenfurt).pk])
    ).content.decode()

    assert "2030" in text
    assert address(name, lindenfurt, "") in inspect
    if name == "partner":
        assert "Ausflug Lindenfurt" in text
    if name == "department":
        assert "keine eigenen Zeiten" in text
        assert "Umzug Lindenfurt" in text
        OpeningSpanFactory(department=lindenfurt.department, weekday=0)
        assert "keine eigenen Zeiten" not in client.get(address(name, lindenfurt)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWNERS)
@pytest.mark.parametrize("person", ["nadia", "agent", None])
def test_nobody_else_sees_it(client, lindenfurt, nadia, name, person):
    who = {"nadia": nadia, "agent": UserFactory(groups=[AGENT])}.get(person)
    if who:
        client.force_login(who)

    assert client.get(address(name, lindenfurt)).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["1999", "2101", "abc", "-1", "99999999999999999999", "２０３０x"])
def test_a_year_that_is_none_is_not_found(client, lindenfurt, karl, year):
    client.force_login(karl)

    assert client.get(address("office", lindenfurt, f"?jahr={year}")).status_code == 404


@pytest.mark.django_db
def test_a_year_asks_few_questions(client, lindenfurt, karl, django_assert_max_num_queries):
    open_weekdays(lindenfurt.office)
    client.force_login(karl)
    client.get(address("office", lindenfurt))

    with django_assert_max_num_queries(22):
        client.get(address("office", lindenfurt))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_year_can_be_read_by_everybody(visit, lindenfurt, karl, scheme):
    open_weekdays(lindenfurt.office)
    path = address("office", lindenfurt)
    page = visit("localhost", f"/anmelden/?next={path}", scheme=scheme, size=NARROW)
    page.get_by_label("E-Mail-Adresse").fill(karl.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"**{path}")

    assert not too_wide(page)
    page.evaluate("document.querySelector('.sidebar')?.remove()")  # Wagtail's own frame is not ours to judge
    assert faults(page) == []
    # By keyboard: from a marked day to its reason.
    page.locator("a[href='#tag-2030-05-02']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#tag-2030-05-02")
    assert page.locator("#tag-2030-05-02").is_visible()
