"""Dates are typed as everybody here writes them, in both languages, and nothing that was typed is replaced."""

from datetime import date, datetime

import pytest
from django import forms
from django.core.checks import run_checks
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import expect
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cms.accounts.groups import CENTRAL_EDITOR
from tests.browser.plugin import address_of
from tests.factories.accounts import UserFactory
from tests.factories.organisation import PartnerFactory

LANGUAGES = ["de", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["30.11.2026", "2026-11-30", "30.11.26"])
def test_a_day(language, typed):
    with override(language):
        assert forms.DateField().clean(typed) == date(2026, 11, 30)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["30.11.2026 08:15", "30.11.2026 8:15", "2026-11-30 08:15"])
def test_a_moment(language, typed):
    with override(language):
        moment = timezone.localtime(forms.DateTimeField().clean(typed))

    assert moment.replace(tzinfo=None) == datetime(2026, 11, 30, 8, 15)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_form_shows_can_be_sent_back(language):
    with override(language):
        day = AdminDateInput().format_value(date(2026, 3, 1))
        moment = AdminDateTimeInput().format_value(datetime(2026, 3, 1, 7, 5))

        assert (day, moment) == ("01.03.2026", "01.03.2026 07:05")
        assert forms.DateField().clean(day) == date(2026, 3, 1)


def test_wagtail_agrees_with_the_formats():
    assert [fault for fault in run_checks() if fault.id.startswith("wagtailadmin.") and "FORMAT" in fault.msg] == []


@pytest.mark.django_db
def test_a_new_notice_begins_now(client):
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))

    for register in ("catalogue/notice", "pages/bulletin"):
        form = client.get(f"/admin/{register}/create/").context["form"]

        assert form["starts_at"].value() is not None


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_calendar_writes_nothing_over_what_was_typed(context, client, live_server, transactional_db):
    PartnerFactory(site__hostname="lindenfurt.localhost")
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))
    address = address_of(live_server, "lindenfurt.localhost", "/admin/catalogue/notice/create/")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    page = context.new_page()
    page.goto(address)
    until = page.locator("[name=ends_at]")

    for typed in ("30.11.2026 08:15", "übermorgen"):
        until.click()
        until.fill("")
        until.press_sequentially(typed)
        page.keyboard.press("Tab")
        expect(until).to_have_value(typed)
    page.get_by_role("button", name="Speichern").click()

    expect(until).to_have_value("übermorgen")
    expect(page.locator(".error-message").filter(has_text="gültiges Datum")).to_be_visible()
