"""Searching in a real browser: suggestions by keyboard, heard and seen; late answers; without JavaScript."""

import re
import threading

import pytest
from playwright.sync_api import Page, expect

from cms.knowledge.log_models import LoggedSearch
from tests.browser.plugin import NARROW, SCHEMES, WIDE, address_of, faults, follow, too_wide
from tests.factories.catalogue import ServicePageFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dogs(lindenfurt):
    for title in ("Hund anmelden", "Hund abmelden", "Hundesteuer: Ermäßigung"):
        ServicePageFactory(title=title, responsibility=lindenfurt.identity_card.responsibility)
    return lindenfurt


def field(page: Page):
    return page.get_by_role("combobox", name="Was suchen Sie?")


def typed(page: Page, letters: str) -> None:
    field(page).focus()
    page.keyboard.press("End")
    with page.expect_response(re.compile("/suche/vorschlaege/")):
        page.keyboard.type(letters)
    expect(page.get_by_role("listbox")).to_be_visible()


def test_suggestions_by_keyboard_alone(visit, dogs):
    page = visit(dogs.host, "/leistungen/")
    typed(page, "hund a")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(page.get_by_role("status")).to_have_text("3 Vorschläge. Wählen Sie mit den Pfeiltasten.")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(field(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))

    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    expect(field(page)).to_have_attribute("aria-activedescendant", options.nth(0).get_attribute("id"))
    expect(field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    expect(field(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowUp")
    expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("hund a")
    expect(field(page)).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("ArrowDown")
    name = options.nth(0).inner_text()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_enter_without_a_choice_searches(visit, dogs):
    page = visit(dogs.host)
    typed(page, "hund anm")

    with page.expect_navigation(url=re.compile(r"/suche/\?q=hund\+anm$")):
        page.keyboard.press("Enter")

    expect(page.locator("main li").first).to_contain_text("Hund anmelden")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_mouse_chooses_too(visit, dogs):
    page = visit(dogs.host)
    typed(page, "hund abm")

    follow(page, page.get_by_role("option", name="Hund abmelden"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Hund abmelden")


def test_a_late_answer_replaces_nothing(visit, dogs):
    page = visit(dogs.host)
    held = []
    page.route(re.compile(r"vorschlaege/\?q=pers$"), lambda route: held.append(route))
    field(page).focus()
    with page.expect_request(re.compile(r"vorschlaege/\?q=pers$")):
        page.keyboard.type("pers")
    field(page).fill("")
    typed(page, "hund anm")
    for route in held:
        route.fulfill(body='<p hidden>Zu spät</p><a role="option" id="suggestion-1" href="/">Zu spät</a>')

    expect(page.get_by_role("option")).to_have_text(["Hund anmelden"])
    page.wait_for_timeout(200)
    expect(page.get_by_role("option")).to_have_text(["Hund anmelden"])
    expect(page.get_by_role("status")).to_have_text("1 Vorschlag. Wählen Sie mit den Pfeiltasten.")


def test_nothing_found_is_heard_and_no_list_opens(visit, dogs):
    page = visit(dogs.host)
    field(page).focus()
    page.keyboard.type("xyzzyq")

    expect(page.get_by_role("status")).to_have_text(re.compile("Keine Vorschläge"))
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_list_marks_and_filters_are_accessible(visit, dogs, scheme, size):
    said = []
    page = visit(dogs.host, "/leistungen/", scheme=scheme, size=size)
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    typed(page, "hund")
    page.keyboard.press("ArrowDown")
    # What lies under the list has no background that can be reckoned: it makes room.
    page.evaluate("document.querySelector('.head').style.marginBottom = '30rem'")

    assert faults(page) == []
    assert not too_wide(page)
    page.goto(address_of_search(page, "personalausweis beantargen"))
    assert page.locator("main mark").count() > 0
    assert faults(page) == []
    assert not too_wide(page)
    assert said == []


def address_of_search(page: Page, query: str) -> str:
    return page.evaluate("query => new URL('/suche/?' + new URLSearchParams({q: query}), location.href).href", query)


def test_without_javascript_the_form_searches(visit, dogs):
    page = visit(dogs.host, "/leistungen/", java_script_enabled=False)
    box = page.get_by_role("searchbox", name="Was suchen Sie?")
    box.fill("hund anmelden")

    with page.expect_navigation():
        box.press("Enter")

    expect(page.locator("main li").first).to_contain_text("Hund anmelden")
    expect(page.locator("#suggestions")).to_be_hidden()


def test_what_is_released_in_one_window_is_found_in_another_by_the_next_search(visit, dogs, live_server):
    page = visit(dogs.host)
    typed(page, "hund")
    expect(page.get_by_role("option")).to_have_count(3)

    released = threading.Thread(
        target=lambda: ServicePageFactory(title="Hundewiese finden", responsibility=dogs.identity_card.responsibility)
    )
    released.start()
    released.join()

    page.keyboard.type("ew")
    expect(page.get_by_role("option")).to_have_text(["Hundewiese finden"])
    page.goto(address_of(live_server, dogs.host, "/suche/?q=hundewiese"))
    expect(page.locator("main li").first).to_contain_text("Hundewiese finden")


def test_nobody_is_told_what_was_searched_for(visit, dogs):
    page = visit(dogs.host, "/suche/?q=hund")
    told = []
    page.on("request", lambda request: told.append(request.headers.get("referer", "")))
    typed(page, " anm")

    follow(page, page.locator("main ol a").first)

    assert not [each for each in told if "suche" in each or "q=" in each]
    assert page.context.cookies() == []


def test_what_was_opened_is_known_without_an_id_in_any_address(visit, dogs):
    asked = []
    page = visit(dogs.host)
    page.on("request", lambda request: asked.append(request))
    typed(page, "hund abm")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(address_of_search(page, "personalausweis"))
    follow(page, page.locator("main ol a").first)

    rows = LoggedSearch.objects.filter(face="citizen", rank=1)
    for _ in range(50):
        if rows.count() == 2:
            break
        page.wait_for_timeout(100)  # a beacon is on its way
    assert rows.count() == LoggedSearch.objects.count() == 2
    told = [request for request in asked if request.url.endswith("/suche/geoeffnet/")]
    ids = [re.search(r"search=([^&]{20,})", request.post_data)[1] for request in told]
    assert len(ids) == 2
    assert not [request.url for request in asked for each in ids if each[:20] in request.url]
