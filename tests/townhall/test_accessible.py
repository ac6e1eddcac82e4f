"""Every public screen in a real browser: axe finds nothing in light and dark, nothing too wide, nothing fetched."""

import pytest
from playwright.sync_api import Page

from tests.browser.plugin import NARROW, SCHEMES, WIDE, faults, follow, too_wide
from tests.factories.catalogue import LocalServicePageFactory
from tests.factories.citizens import ERIKA

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = [
    "/",
    "/leistungen/",
    "/leistungen/personalausweis-beantragen/",
    "/en/leistungen/personalausweis-beantragen/",
    "/themen/",
    "/themen/ausweise/",
    "/suche/",
    "/suche/?q=personalausweis",
    "/suche/?q=xyzzyq",
    "/anliegen/neu/?leistung=personalausweis-beantragen",
    "/anliegen/",
    "/impressum/",
    "/gibt-es-nicht/",
]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_screen_is_accessible(visit, lindenfurt, moorbach, scheme, size):
    LocalServicePageFactory(
        service=lindenfurt.identity_card, partner=lindenfurt.partner, local_text="<p>Nur mit Termin.</p>"
    )
    page = visit(lindenfurt.host, scheme=scheme, size=size)
    root = page.url.rstrip("/")
    found = {}
    for path in SCREENS:
        page.goto(root + path)
        found[path] = looked_at(page)
    page.goto(root.replace(lindenfurt.host, moorbach.host) + "/leistungen/personalausweis-beantragen/")
    found["not offered"] = looked_at(page)
    page.goto(root.replace(lindenfurt.host, "anderswo.localhost"))
    found["unknown host"] = looked_at(page)

    assert {path: faulty for path, faulty in found.items() if faulty} == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_asking_works_without_scripts_and_every_step_is_accessible(visit, lindenfurt, scheme):
    page = visit(lindenfurt.host, "/anliegen/neu/?leistung=personalausweis-beantragen", scheme=scheme, size=NARROW)
    found = {}

    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    found["errors"] = looked_at(page)
    page.get_by_role("link", name="Bitte schreiben Sie, worum es geht.").click()
    assert page.evaluate("document.activeElement.id") == "id_concern"

    page.get_by_label("Worum geht es?").fill("Geht das auch samstags?")
    page.get_by_label("E-Mail-Adresse").fill(ERIKA["email"])
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    page.get_by_text("Warum dieser Tag?").click()
    found["read over"] = looked_at(page)

    follow(page, page.get_by_role("button", name="Absenden"))
    found["sent"] = looked_at(page)
    reference, code = (each.inner_text().replace("\n", "") for each in page.locator("dd.spell").all())

    follow(page, page.get_by_role("link", name="Mein Anliegen", exact=True))
    page.get_by_label("Nummer").fill(reference)
    page.get_by_label("Code").fill("2222-2222")
    follow(page, page.get_by_role("button", name="Anzeigen"))
    found["wrong code"] = looked_at(page)
    page.get_by_label("Code").fill(code)
    follow(page, page.get_by_role("button", name="Anzeigen"))
    found["status"] = looked_at(page)

    assert page.get_by_role("heading", level=1).inner_text() == f"Anliegen {reference}"
    assert code not in page.url
    assert {step: faulty for step, faulty in found.items() if faulty} == {}


def test_only_what_the_chosen_way_needs_is_asked_for(visit, lindenfurt):
    page = visit(lindenfurt.host, "/anliegen/neu/")

    page.get_by_label("per Brief").check()
    assert page.get_by_label("Postanschrift").is_visible()
    assert not page.get_by_label("E-Mail-Adresse").is_visible()
    page.get_by_label("am Telefon").check()
    assert page.get_by_label("Telefon", exact=True).is_visible()
    assert not page.get_by_label("Postanschrift").is_visible()


def test_long_notes_and_long_words_do_not_widen_a_narrow_screen(visit, lindenfurt):
    page = lindenfurt.identity_card
    page.fees = [
        ("fee", {"label": "Hinweis", "amount": None, "note": "Die Gebühr wird auf eine andere angerechnet. " * 20}),
        ("fee", {"label": "Rindfleischetikettierungsüberwachungsaufgabenübertragung" * 2, "amount": "5", "note": ""}),
    ]
    page.processing_time = "Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 3
    page.save_revision().publish(skip_permission_checks=True)

    shown = visit(lindenfurt.host, "/leistungen/personalausweis-beantragen/", size=NARROW)

    assert not too_wide(shown)


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit, lindenfurt):
    page = visit(lindenfurt.host)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def looked_at(page: Page) -> list[str]:
    """What is wrong with a screen, by axe and by eye."""
    found = faults(page)
    if too_wide(page):
        found.append("one has to scroll sideways")
    if page.locator("h1").count() != 1:
        found.append("not one h1")
    return found
