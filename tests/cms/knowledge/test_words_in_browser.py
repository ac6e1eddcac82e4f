"""Everyday words in Chromium: written in one window, released in a second, found by the next search in a third."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.knowledge import actions
from cms.knowledge.models import EverydayWord
from tests.browser.plugin import NARROW, SCHEMES, WIDE, faults, too_wide
from tests.factories.accounts import UserFactory
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.townhall import make_town_hall
from tests.journeys.by_hand import submit, tab_to, type_into

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/snippets/knowledge/everydayword/"


@pytest.fixture
def town(transactional_db):
    return make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")


def seated(person) -> dict:
    """The cookie of a person who has logged in, for a browser."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    host = "lindenfurt.localhost"
    return {"cookies": [{"name": cookie.key, "value": cookie.value, "domain": host, "path": "/"}], "origins": []}


def opened(visit, path: str, person=None, **options):
    if person is not None:
        options["storage_state"] = seated(person)
    return visit("lindenfurt.localhost", path, **options)


def test_written_by_one_released_by_another_found_by_the_next_search(visit, town):
    editor, approver = UserFactory(groups=[CENTRAL_EDITOR]), UserFactory(groups=[APPROVER])
    citizen = opened(visit, "/suche/?q=Quaxikarte")
    expect(citizen.locator("main")).not_to_contain_text("Personalausweis beantragen")

    writing = opened(visit, f"/admin/pages/{town.identity_card.pk}/edit/", editor)
    writing.get_by_role("tab", name="Wie sie gefunden wird").click()
    writing.locator("#found-words").fill("Quaxikarte")
    writing.get_by_role("button", name="Nachsehen").click()
    expect(writing.locator(".found__words")).to_contain_text("steht nirgends auf dieser Seite")
    with writing.context.expect_page() as new_tab:
        writing.get_by_role("link", name="Diese Wörter als Alltagswort dieser Seite anlegen").click()
    form = new_tab.value
    expect(form.locator("[name=words]")).to_have_value("Quaxikarte")
    submit(form, "action-submit")
    form.wait_for_url(re.compile(r"everydayword/$"))
    expect(form.locator("main")).to_contain_text("wartet auf die Freigabe")
    citizen.reload()
    expect(citizen.locator("main")).not_to_contain_text("Personalausweis beantragen")

    inbox = opened(visit, f"{LIST}edit/{EverydayWord.objects.get().pk}/", approver)
    button = inbox.locator("footer [data-workflow-action-name=approve]").first
    expect(button).to_be_visible()  # the next step needs no menu
    button.click()
    inbox.wait_for_url(lambda url: "/edit/" not in url)

    citizen.reload()
    expect(citizen.locator("main")).to_contain_text("Personalausweis beantragen")
    writing.get_by_role("button", name="Nachsehen").click()
    expect(writing.locator(".found__words")).to_contain_text("ist ein Alltagswort, das diese Seite meint")
    expect(writing.locator(".found__mine")).to_contain_text("(diese Seite)")


def test_a_word_is_written_with_the_keyboard_alone(visit, town):
    page = opened(visit, f"{LIST}add/", UserFactory(groups=[CENTRAL_EDITOR]))

    type_into(page, page.locator("[name=words]"), "Quaxikarte")
    type_into(page, page.locator("[name=means]"), "Personalausweis")
    tab_to(page, page.locator("[name=action-submit]").first)
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"everydayword/$"))
    assert EverydayWord.objects.get().means == "Personalausweis"


def test_enter_looks_and_does_not_send_the_form(visit, town):
    page = opened(visit, f"/admin/pages/{town.identity_card.pk}/edit/", UserFactory(groups=[CENTRAL_EDITOR]))
    page.get_by_role("tab", name="Wie sie gefunden wird").click()
    page.locator("#found-words").fill("ausweis")

    page.keyboard.press("Enter")

    expect(page.locator(".found__rank")).to_contain_text("Platz")
    assert f"/{town.identity_card.pk}/edit/" in page.url


def shown(page, name: str, scheme: str, size: dict) -> None:
    """A picture for whoever wants to look: KUEMMERER_LOOK names the folder."""
    if folder := os.environ.get("KUEMMERER_LOOK"):
        page.screenshot(path=Path(folder) / f"{name}-{scheme}-{size['width']}.png", full_page=True)


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_screens_are_accessible(visit, town, scheme, size):
    """In both colours, on a telephone and on a desk."""
    both = UserFactory(groups=[CENTRAL_EDITOR, APPROVER])
    other = UserFactory(groups=[CENTRAL_EDITOR])
    live = EverydayWordFactory(words="Perso, Plastikkarte", means="", page=town.identity_card)
    EverydayWordFactory(words="Sperrgut", means="Sperrmüll | sperriger Abfall", partner=town.partner)
    waiting = actions.propose_everyday_word(
        kind="phrase", words="Karte ist weg", page=town.identity_card, partner=town.partner, by=other
    )
    page = opened(visit, LIST, both, scheme=scheme, size=size)

    def look(name: str, *, within: str = "main") -> None:
        shown(page, name, scheme, size)
        assert faults(page) == [], name
        assert not too_wide(page), name

    def go(path: str) -> None:
        page.goto(page.url.partition("/admin/")[0] + path)

    expect(page.locator("main")).to_contain_text("Perso, Plastikkarte")
    look("list")
    go(f"{LIST}add/?words=Karte%20ist%20futsch&page={town.identity_card.pk}")
    look("add")
    page.locator("[name=means]").fill("Personalausweis")
    submit(page, "action-submit")
    expect(page.locator(".error-message:visible, .w-field__errors .error-message").first).to_be_visible()
    look("errors")
    go(f"{LIST}edit/{waiting.pk}/")
    look("edit")
    go(f"{LIST}end/{live.pk}/")
    look("end")
    go(f"/admin/bulk/knowledge/everydayword/release/?id={waiting.pk}&id={live.pk}")
    look("release")
    go(f"{LIST}import/")
    look("import")
    words = "Was die Leute sagen;Meint diese Wörter\nAusweiskarte;Personalausweis\nPerso;Reisepass\n"
    page.locator("#id_file").set_input_files({"name": "w.csv", "mimeType": "text/csv", "buffer": words.encode()})
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.locator("main")).to_contain_text("Das würde geschehen")
    look("import-plan")
    page.locator("#id_file").set_input_files(
        {"name": "w.csv", "mimeType": "text/csv", "buffer": (words + "und;Hund\n").encode()}
    )
    page.get_by_role("button", name="Datei prüfen").click()
    expect(page.locator("main")).to_contain_text("Zeile 4")
    look("import-errors")
    go(f"/admin/pages/{town.identity_card.pk}/edit/")
    page.get_by_role("tab", name="Wie sie gefunden wird").click()
    page.locator("#found-words").fill("Mein Perso ist weg, was kostet das?")
    page.get_by_role("button", name="Nachsehen").click()
    expect(page.locator(".found__table")).to_be_visible()
    page.set_viewport_size({**size, "height": 3_000})  # nothing lies half under the bar at the foot
    look("found")
