"""The reports of gaps and opinions in a real browser, and the way from a search in vain to one that finds."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.accounts.models import User
from cms.knowledge import actions
from cms.knowledge.models import GapDecision, LoggedSearch, Opinion, SearchSum
from tests.browser.plugin import NARROW, SCHEMES, WIDE, address_of, faults, too_wide
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.townhall import TownHall, make_town_hall
from workflows.cases.setup import make_question_to_a_department

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GAPS, OPINIONS = "/admin/listen/suchluecken/", "/admin/listen/hilfreich/"


@pytest.fixture
def lindenfurt(transactional_db) -> TownHall:
    make_question_to_a_department()
    return make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")


@pytest.fixture
def as_renate(browser, client, live_server, lindenfurt):
    """``as_renate(scheme="dark", size=NARROW)``: a window of the centre's editor."""
    client.force_login(UserFactory(first_name="Renate", groups=[CENTRAL_EDITOR]))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    contexts = []

    def window(*, scheme: str = "light", size: dict = WIDE) -> Page:
        context = browser.new_context(color_scheme=scheme, viewport=size, locale="de-DE")
        context.add_cookies([session | {"url": address_of(live_server, lindenfurt.host, "/")}])
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()


def much_happened(lindenfurt: TownHall) -> None:
    today = timezone.localdate()
    for words, hits in (("ausweis weg", 3), ("der ausweis ist weg", 3), ("einhorn reiten", 0), ("… abholen", 0)):
        LoggedSearch.objects.create(
            day=today, partner=lindenfurt.partner, face="citizen", words=words, hits=hits, unsure=True
        )
    for helpful, words in ((True, ""), (False, "Wo ist der Eingang für den Rollstuhl?")):
        Opinion.objects.create(
            day=today, page=lindenfurt.identity_card, partner=lindenfurt.partner, helpful=helpful, words=words
        )
    SearchSum.objects.create(
        day=today, partner=lindenfurt.partner, face="citizen", searches=90, without_hit=7, unsure=9, opened=60
    )
    GapDecision.objects.create(partner=lindenfurt.partner, words="drache", kind="ignored")
    LoggedSearch.objects.create(
        day=today, partner=lindenfurt.partner, face="agent", words="drache", hits=0, unsure=True
    )


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_reports_are_accessible(as_renate, live_server, lindenfurt, scheme, size):
    much_happened(lindenfurt)
    page = as_renate(scheme=scheme, size=size)

    for path, words in ((GAPS, "einhorn reiten"), (f"{GAPS}?show=decided", "drache"), (OPINIONS, "Rollstuhl")):
        page.goto(address_of(live_server, lindenfurt.host, path))
        expect(page.get_by_text(words).first).to_be_visible()
        assert faults(page) == []
        assert not too_wide(page)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_question_whether_a_page_helped_is_accessible_without_scripts(visit, lindenfurt, scheme, size):
    page = visit(lindenfurt.host, f"/leistungen/{lindenfurt.identity_card.slug}/", scheme=scheme, size=size)
    page.get_by_role("region", name="War diese Seite hilfreich?").get_by_role("link", name="Nein").click()
    expect(page.get_by_label("Nein")).to_be_checked()
    assert faults(page) == []
    assert not too_wide(page)
    page.get_by_label("Was hat gefehlt").fill("Der Eingang")

    page.get_by_role("button", name="Senden").click()

    expect(page.get_by_role("heading", name="Vielen Dank")).to_be_visible()
    assert faults(page) == []
    assert Opinion.objects.get().words == "Der Eingang"


def look_for(visit, lindenfurt: TownHall, words: str) -> Page:
    page = visit(lindenfurt.host, "/suche/")
    page.locator("[name=q]").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/?q=*")
    return page


def gaps_seen(page: Page, live_server, lindenfurt: TownHall) -> Page:
    page.goto(address_of(live_server, lindenfurt.host, GAPS))
    return page


def open_the_hit(page, title: str) -> None:
    """The page tells the log while it goes away, so no answer reaches it: the log says when it has heard."""
    page.locator("main [data-rank]").filter(has_text=title).first.click()
    until = time.monotonic() + 20
    while LoggedSearch.objects.order_by("pk").last().rank is None:
        assert time.monotonic() < until, "the log was not told"
        page.wait_for_timeout(50)


def test_a_search_in_vain_becomes_a_page_that_is_found_and_the_gap_is_gone(visit, as_renate, live_server, lindenfurt):
    look_for(visit, lindenfurt, "Angelschein")
    desk = gaps_seen(as_renate(), live_server, lindenfurt)
    expect(desk.get_by_text("angelschein")).to_be_visible()

    desk.get_by_role("link", name="Neue Seite").click()

    expect(desk.locator("[name=title]")).to_have_value("Angelschein")
    ServicePageFactory(title="Angelschein", responsibility=lindenfurt.identity_card.responsibility)
    found = look_for(visit, lindenfurt, "Angelschein")
    open_the_hit(found, "Angelschein")
    assert LoggedSearch.objects.order_by("pk").last().rank == 1
    gaps_seen(desk, live_server, lindenfurt)
    expect(desk.get_by_text("In den letzten 30 Tagen hat niemand vergeblich gesucht.")).to_be_visible()


def test_a_search_in_vain_becomes_an_everyday_word_that_finds_and_the_gap_is_gone(
    visit, as_renate, live_server, lindenfurt
):
    look_for(visit, lindenfurt, "Angelschein")
    desk = gaps_seen(as_renate(), live_server, lindenfurt)
    expect(desk.get_by_text("angelschein")).to_be_visible()
    renate = User.objects.get(first_name="Renate")
    somebody_else = UserFactory(groups=[APPROVER])

    word = actions.propose_everyday_word(kind="one_way", words="angelschein", page=lindenfurt.identity_card, by=renate)
    actions.release_everyday_word(word, by=somebody_else)

    found = look_for(visit, lindenfurt, "Angelschein")
    open_the_hit(found, lindenfurt.identity_card.title)
    gaps_seen(desk, live_server, lindenfurt)
    expect(desk.get_by_text("In den letzten 30 Tagen hat niemand vergeblich gesucht.")).to_be_visible()
