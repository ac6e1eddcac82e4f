"""The staff's screens in a real Chromium: keys, focus, late answers, and axe in light and dark, narrow and wide."""

import re

import pytest
from playwright.sync_api import expect

from cms.accounts.groups import AGENT, DEPARTMENT_STAFF
from cms.knowledge.models import LoggedSearch
from tests.browser.plugin import NARROW, SCHEMES, WIDE, faults, follow, too_wide
from tests.factories import cases
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalogue import AgentNoteFactory, ServicePageFactory
from tests.factories.organisation import ContactPointFactory, MembershipFactory, open_weekdays
from workflows.cases import actions
from workflows.cases.models import Case, TextModule, WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOST = "localhost"


@pytest.fixture
def town(transactional_db):
    """A town with a full card, an agent, and cases at every step."""
    town = cases.town()
    open_weekdays(town.office)
    ContactPointFactory(office=town.office)
    for title, spoken in (
        ("Personalausweis beantragen", "Bitte kommen Sie persönlich vorbei."),
        ("Personalausweis verloren", "Bitte melden Sie den Verlust gleich."),
    ):
        service = ServicePageFactory(title=title, spoken_answer=spoken, responsibility=town.service.responsibility)
        AgentNoteFactory(service=service, text="Sperrnotruf 116 116 nennen")
    town.agent = UserFactory(groups=[AGENT], first_name="Ayşe")
    town.clerk = UserFactory(groups=[DEPARTMENT_STAFF], first_name="Karl")
    MembershipFactory(user=town.clerk, department=town.department)
    cases.question()
    return town


def log_in(visit, user, path, **look):
    page = visit(HOST, f"/anmelden/?next={path}", **look)
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"**{path}")
    return page


def knowledge(visit, town, **look):
    """The search, ready to be typed into."""
    page = log_in(visit, town.agent, f"/desk/wissen/?partner={town.partner.slug}", **look)
    expect(page.locator("#q")).to_be_focused()
    return page


def test_an_agent_gets_from_the_first_letter_to_the_sent_concern_by_keys_alone(visit, town):
    page = knowledge(visit, town)

    page.keyboard.type("personalausweis")
    expect(page.locator("#card-title")).to_be_visible()
    expect(page.locator("#q")).to_be_focused()
    first = page.locator("#card-title").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#card-title")).not_to_have_text(first)
    page.keyboard.press("Enter")
    expect(page.locator("#card-title")).to_be_focused()
    page.keyboard.press("w")
    page.wait_for_url("**/desk/weiterleiten/**")
    expect(page.get_by_label("Worum geht es")).to_be_focused()
    page.keyboard.type("Der Ausweis ist weg.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/desk/weiterleiten/gesendet/")
    case = Case.objects.get()
    assert case.concern == "Der Ausweis ist weg."
    expect(page.locator(".tell__number").first).to_have_text(case.reference)
    page.keyboard.press("/")
    page.wait_for_url("**/desk/wissen/**")
    expect(page.locator("#q")).to_be_focused()


def test_letters_are_letters_in_the_field_and_esc_keeps_what_was_typed(visit, town):
    page = knowledge(visit, town)
    page.keyboard.type("perso w/")
    expect(page.locator("#card-title")).to_be_visible()
    assert "/desk/wissen/" in page.url

    page.keyboard.press("Escape")

    expect(page.locator("#q")).not_to_be_focused()
    expect(page.locator("#q")).to_have_value("perso w/")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.parametrize("typed", ["115", "§ 23", "1", "0"])
def test_digits_typed_into_the_box_are_words_and_open_nothing(visit, town, typed):
    page = knowledge(visit, town)
    page.keyboard.type("personalausweis")
    expect(page.locator("#hits button")).to_have_count(2)

    page.keyboard.type(f" {typed}")
    page.wait_for_timeout(500)

    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value(f"personalausweis {typed}")


def test_digits_open_a_hit_while_the_list_has_the_focus(visit, town):
    page = knowledge(visit, town)
    page.keyboard.type("personalausweis")
    second = page.locator("#hits button").nth(1)
    title = second.locator(".hits__name").inner_text()

    page.keyboard.press("Escape")
    expect(page.locator("#hits")).to_be_focused()
    page.keyboard.press("9")
    expect(page.locator("#hits")).to_be_focused()
    page.keyboard.press("2")

    expect(page.locator("#card-title")).to_be_focused()
    expect(page.locator("#card-title")).to_have_text(title)
    expect(second).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#hits")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#card-title")).not_to_have_text(title)
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("personalausweis")


def test_a_screen_reader_hears_how_many_and_which_is_first(visit, town):
    page = knowledge(visit, town)
    said = page.locator("#said")
    expect(said).to_have_attribute("role", "status")

    page.keyboard.type("personalausweis verl")
    expect(said).to_contain_text("2 Treffer, zuerst: Personalausweis verloren")
    page.keyboard.press("ArrowDown")

    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "hit-1")
    expect(page.locator("#hit-1")).to_have_attribute("aria-selected", "true")


def test_words_stand_in_no_address_and_are_there_again_when_she_comes_back(visit, town):
    page = knowledge(visit, town)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.type("personalausweis")
    expect(page.locator("#hits button")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hit-1")).to_have_attribute("aria-selected", "true")
    title = page.locator("#hit-1 .hits__name").inner_text()
    expect(page.locator("#card-title")).to_have_text(title)
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.wait_for_url("**/desk/weiterleiten/**")

    page.get_by_role("link", name="Zurück, ohne zu senden").click()

    expect(page.locator("#hits button")).to_have_count(2)
    expect(page.locator("#q")).to_have_value("personalausweis")
    expect(page.locator("#hit-1")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#card-title")).to_have_text(title)
    assert asked and not [url for url in asked if "q=" in url or "hit=" in url]
    page.goto(page.url.split("/desk/")[0] + "/desk/wissen/")
    expect(page.locator("#q")).to_have_value("")


def test_the_log_hears_of_what_was_opened_and_of_typing_that_rested(visit, town):
    page = knowledge(visit, town)
    told = []
    page.on("request", lambda request: told.append(request.url) if "/suche/" in request.url else None)
    page.keyboard.type("personalausweis")
    expect(page.locator("#hits button")).to_have_count(2)
    assert not LoggedSearch.objects.exists()

    page.keyboard.press("Escape")
    with page.expect_request("**/suche/geoeffnet/"):
        page.keyboard.press("2")
    expect(page.locator("#card-title")).to_be_focused()
    page.wait_for_timeout(300)
    row = LoggedSearch.objects.get()
    assert (row.face, row.rank) == ("agent", 2)

    page.keyboard.press("/")
    with page.expect_request("**/suche/geoeffnet/", timeout=8_000):
        page.keyboard.type("xyzzyx")
    page.wait_for_timeout(300)
    assert LoggedSearch.objects.filter(rank=None).count() == 1
    assert not [url for url in told if "?" in url]


def test_keys_can_be_switched_off(visit, town):
    page = knowledge(visit, town)
    page.keyboard.type("personalausweis")
    expect(page.locator("#card-title")).to_be_visible()
    page.get_by_role("button", name="Tasten ausschalten").click()

    page.keyboard.press("w")

    page.wait_for_timeout(300)
    assert "/desk/wissen/" in page.url


def test_a_late_answer_never_replaces_a_newer_one(visit, town):
    page = knowledge(visit, town)
    held = []

    def hold(route):
        if re.search(r'name="q"\s+perso\s', route.request.post_data):
            held.append(route)
        else:
            route.continue_()

    page.route("**/treffer/**", hold)
    page.keyboard.type("perso")
    page.wait_for_timeout(400)
    assert held

    page.keyboard.type("nalausweis verloren")
    expect(page.locator("#card-title")).to_have_text("Personalausweis verloren")
    held[0].fulfill(body="<p id='late'>zu spät</p>", content_type="text/html")
    page.wait_for_timeout(200)

    expect(page.locator("#late")).to_have_count(0)
    expect(page.locator("#card-title")).to_have_text("Personalausweis verloren")


def test_enter_waits_for_the_answer_to_what_was_typed(visit, town):
    """It never leads to the card of the words before."""
    page = knowledge(visit, town)
    page.keyboard.type("personalausweis beantragen")
    expect(page.locator("#card-title")).to_have_text("Personalausweis beantragen")
    held = []
    page.route("**/treffer/**", lambda route: held.append(route))
    page.keyboard.press("Control+a")
    page.keyboard.type("personalausweis verloren")
    page.wait_for_timeout(200)

    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    held[-1].continue_()

    expect(page.locator("#card-title")).to_have_text("Personalausweis verloren")
    expect(page.locator("#card-title")).to_be_focused()


def test_what_was_chosen_stays_when_the_list_answers_late(visit, town):
    page = knowledge(visit, town)
    page.keyboard.type("personalausweis")
    expect(page.locator("#hits button")).to_have_count(2)
    held = []
    page.route(
        "**/treffer/**",
        lambda route: route.continue_() if 'name="karte"' in route.request.post_data else held.append(route),
    )
    page.keyboard.type(" ")
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#hits button").nth(1).locator(".hits__name").inner_text()
    expect(page.locator("#card-title")).to_have_text(chosen)

    if held:
        held[0].fulfill(body="<p id='late'>zu spät</p>", content_type="text/html")
    page.wait_for_timeout(200)

    expect(page.locator("#card-title")).to_have_text(chosen)
    expect(page.locator("#hits button")).to_have_count(2)


def test_without_a_connection_a_sentence_says_so_and_nothing_is_lost(visit, town):
    page = knowledge(visit, town)
    page.keyboard.type("personalausweis")
    expect(page.locator("#hits button")).to_have_count(2)
    page.context.set_offline(True)

    page.keyboard.type(" verloren")

    expect(page.get_by_text("Keine Verbindung.")).to_be_visible()
    expect(page.locator("#q")).to_have_value("personalausweis verloren")
    expect(page.locator("#hits button")).to_have_count(2)

    page.context.set_offline(False)
    expect(page.locator("#wrong")).to_have_count(0)
    expect(page.locator("#card-title")).to_have_text("Personalausweis verloren")


def test_what_the_server_could_not_do_is_tried_again_by_one_key(visit, town):
    page = knowledge(visit, town)
    page.route("**/treffer/**", lambda route: route.fulfill(status=503))
    page.keyboard.type("personalausweis")
    expect(page.get_by_text("Die Suche antwortet gerade nicht.")).to_be_visible()
    page.unroute("**/treffer/**")

    page.get_by_role("button", name="Noch einmal versuchen").press("Enter")

    expect(page.locator("#hits button")).to_have_count(2)
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#wrong")).to_have_count(0)


def test_whoever_was_logged_out_is_told(visit, town):
    page = knowledge(visit, town)
    page.context.clear_cookies(name="sessionid")

    page.keyboard.type("personalausweis")

    expect(page.locator("#wrong")).to_contain_text("Sie sind abgemeldet")
    expect(page.locator("#q")).to_have_value("personalausweis")


def test_everything_works_without_javascript(visit, town):
    page = knowledge(visit, town, java_script_enabled=False)
    page.locator("#q").fill("personalausweis")
    follow(page, page.get_by_role("button", name="Suchen"))
    follow(page, page.get_by_role("button", name="Personalausweis verloren"))
    page.get_by_role("link", name="Weiterleiten", exact=False).last.click()
    page.get_by_label("Worum geht es").fill("Der Ausweis ist weg.")
    page.get_by_label("nur auf der Statusseite").check()
    follow(page, page.get_by_role("button", name="Absenden"))

    assert Case.objects.get().service.title == "Personalausweis verloren"


def test_a_clerk_walks_takes_and_answers_by_keys(visit, town):
    for _each in range(3):
        cases.opened(town)
    page = log_in(visit, town.clerk, f"/desk/eingang/?liste={town.department.pk}")
    lines = page.locator(".lines__open")

    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(lines.nth(0)).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_role("status")).to_contain_text("gehört jetzt Ihnen")
    expect(lines.nth(0)).to_be_focused()
    assert WorkItem.objects.filter(assignee=town.clerk).count() == 1

    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/anliegen/**")
    page.keyboard.press("a")
    page.keyboard.type("Ja, mit Genehmigung: n p t z w")
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/desk/eingang/**")
    assert Case.objects.order_by("promised_at", "pk").first().draft_answer == "Ja, mit Genehmigung: n p t z w"


def test_forty_lines_stand_on_one_screen(visit, town):
    for _each in range(41):
        cases.opened(town)
    page = log_in(visit, town.clerk, f"/desk/eingang/?liste={town.department.pk}", size={"width": 1920, "height": 1080})

    last = page.locator("[data-line]").nth(39).bounding_box()

    assert last["y"] + last["height"] <= 1080


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_axe_finds_nothing_on_the_agents_screens(visit, town, scheme, size):
    page = knowledge(visit, town, scheme=scheme, size=size)
    looked = {"empty": faults(page)}
    page.keyboard.type("personalausweis")
    expect(page.locator("#card-title")).to_be_visible()
    looked["card"] = faults(page)
    page.keyboard.press("Escape")
    expect(page.locator("#hits")).to_be_focused()
    looked["list"] = faults(page)
    page.get_by_text("Hinweis ergänzen").click()
    looked["note"] = faults(page)
    wide = [too_wide(page)]
    card = page.url
    page.goto(f"{card.partition('/desk/')[0]}/desk/wissen/{town.partner.slug}/dienststelle/{town.office.pk}/")
    looked["office"] = faults(page)
    wide.append(too_wide(page))
    page.goto(card)
    page.get_by_role("link", name="Weiterleiten", exact=False).last.click()
    page.wait_for_url("**/desk/weiterleiten/**")
    looked["forward"] = faults(page)
    page.get_by_text("Warum dieser Zeitpunkt?").click()
    follow(page, page.get_by_role("button", name="Absenden"))
    looked["errors"] = faults(page)
    wide.append(too_wide(page))
    page.get_by_label("Worum geht es").fill("Der Ausweis ist weg.")
    page.get_by_label("nur auf der Statusseite").check()
    page.get_by_role("button", name="Absenden").click()
    page.wait_for_url("**/gesendet/")
    looked["forwarded"] = faults(page)
    wide.append(too_wide(page))

    assert {screen: found for screen, found in looked.items() if found} == {}
    assert not any(wide)


def test_an_answer_has_room_beside_a_long_question(visit, town):
    label = cases.in_both("brauchen Sie eine neue Zufahrt von der Straße, und wie breit soll sie sein?")
    asking = cases.asking({**cases.asks("zufahrt"), "label": label})
    opened = cases.opened(town, case_type=asking).case
    Case.objects.filter(pk=opened.pk).update(answers={"zufahrt": "Ja, drei Meter breit"})

    page = log_in(visit, town.clerk, f"/desk/anliegen/{opened.reference}/", size=NARROW)

    assert page.get_by_text("Ja, drei Meter breit").bounding_box()["width"] > NARROW["width"] / 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])
def test_axe_finds_nothing_on_the_departments_screens(visit, town, scheme, size):
    rejected, by_phone = (
        cases.opened(town).case,
        cases.opened(town, reply_channel="phone", details={"phone": "069 90009 1"}),
    )
    actions.answer(cases.item_of(rejected), text="Guten Tag,\nja.", by=town.karl)
    actions.reject(cases.item_of(rejected), reason="Bitte die Fläche nennen.", by=town.paula)
    actions.answer(cases.item_of(rejected), text="Guten Tag,\nja, bis 30 m².", by=town.karl)
    actions.answer(cases.item_of(by_phone.case), text="Ja.", by=town.karl)
    actions.approve(cases.item_of(by_phone.case), by=town.paula)
    cases.opened(town, concern="Lang " * 60)
    late = cases.opened(town)
    WorkItem.objects.filter(case=late.case).update(due_at=late.case.opened_at)
    page = log_in(visit, town.clerk, f"/desk/eingang/?liste={town.department.pk}", scheme=scheme, size=size)
    looked, wide = {"inbox": faults(page)}, [too_wide(page)]
    for case in (rejected, by_phone.case, late.case):
        page.goto(page.url.split("/desk/")[0] + f"/desk/anliegen/{case.reference}/")
        page.get_by_text("Warum dieser Zeitpunkt?").click()
        looked[case.reference] = faults(page)
        wide.append(too_wide(page))
    follow(page, page.get_by_role("button", name="Weitergeben"))
    looked["error"] = faults(page)

    assert {screen: found for screen, found in looked.items() if found} == {}
    assert not any(wide)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_at_the_door(visit, transactional_db, scheme):
    page = visit(HOST, "/anmelden/", scheme=scheme)
    looked = [faults(page)]
    follow(page, page.get_by_role("button", name="Anmelden"))
    looked.append(faults(page))
    follow(page, page.get_by_role("link", name="Passwort vergessen?"))
    looked.append(faults(page))

    assert looked == [[], [], []]


def test_a_text_module_goes_where_the_cursor_is_by_keys_alone(visit, town):
    case = cases.opened(town).case
    TextModule.objects.create(partner=town.partner, title="Gruß", text="Mit freundlichen Grüßen")
    page = log_in(visit, town.clerk, f"/desk/anliegen/{case.reference}/")
    field = page.get_by_label("Antwort an die Bürgerin oder den Bürger")
    field.fill("Ja, gern.")

    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(field).to_have_value("Ja, gern.\n\nMit freundlichen Grüßen")
    expect(field).to_be_focused()
    assert faults(page) == []
