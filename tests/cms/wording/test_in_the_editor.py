"""An editor checks her words in Chromium: at the button, then by itself when typing rests."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from cms.accounts.groups import CENTRAL_EDITOR
from cms.catalogue.models import ServicePage
from tests.browser.plugin import too_wide
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def seated(person) -> dict:
    """The cookie of a person who has logged in, for a browser."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"cookies": [{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}], "origins": []}


def test_words_are_marked_with_kinder_ones_beside_them(visit):
    page_of_hers = ServicePageFactory(
        title="Ausweis", full_text="<p>Der Antragsteller hat die Gebühr unverzüglich zu entrichten.</p>"
    )
    karl = UserFactory(groups=[CENTRAL_EDITOR])

    page = visit("localhost", f"/admin/pages/{page_of_hers.pk}/edit/", storage_state=seated(karl))
    page.get_by_role("tab", name="Verständlichkeit").click()
    page.get_by_role("button", name="Text prüfen").click()

    marks = page.locator(".plain-language mark")
    expect(marks).to_have_text(["Antragsteller", "unverzüglich", "entrichten"])
    expect(page.locator(".plain-language__kinder").first).to_contain_text("Sie")
    page.get_by_role("tab", name="Auf einen Blick").click()
    page.locator("#id_teaser").fill("Das Formular wird Ihnen umgehend ausgehändigt.")
    page.get_by_role("tab", name="Verständlichkeit").click()

    expect(marks).to_have_count(5, timeout=30_000)  # by itself, once typing has rested
    assert not too_wide(page)


def test_the_words_of_a_page_that_a_colleague_has_locked_are_marked_too(visit):
    PartnerFactory()
    karl, beate = (UserFactory(groups=[CENTRAL_EDITOR]) for _ in range(2))
    locked = ServicePageFactory(title="Ausweis", full_text="<p>Die Gebühr ist unverzüglich zu entrichten.</p>")
    ServicePage.objects.filter(pk=locked.pk).update(locked=True, locked_by=beate)

    page = visit("localhost", f"/admin/pages/{locked.pk}/edit/", storage_state=seated(karl))
    page.get_by_role("tab", name="Verständlichkeit").click()
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.locator(".plain-language mark").first).to_have_text("unverzüglich")

    page.get_by_role("tab", name="Wie sie gefunden wird").click()
    page.locator("#found-words").fill("Ausweis")
    page.get_by_role("button", name="Nachsehen").click()
    expect(page.locator(".found__words")).to_be_visible()
