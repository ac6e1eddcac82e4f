"""Every public screen in a real browser: axe finds nothing in light and dark, nothing too wide, nothing fetched."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cms.catalogue.models import LifeSituation, Notice
from tests.browser.plugin import NARROW, SCHEMES, WIDE, faults, follow, too_wide
from tests.factories.catalogue import LocalServicePageFactory
from tests.factories.citizens import ERIKA
from tests.factories.organisation import ClosureFactory
from tests.factories.townhall import TownHall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERVICE = "/leistungen/personalausweis-beantragen/"
SCREENS = [
    "/",
    "/leistungen/",
    "/leistungen/personalausweis-beantragen/",
    "/en/leistungen/personalausweis-beantragen/",
    "/leistungen/personalausweis-beantragen/mitbringen/",
    "/themen/",
    "/themen/ausweise/",
    "/lebenslagen/",
    "/lebenslagen/umziehen/",
    "/aemter/",
    "/aemter/buergeramt/",
    "/dienststellen/buergerbuero/",
    "/standorte/rathaus/",
    "/suche/",
    "/suche/?q=personalausweis",
    "/suche/?q=xyzzyq",
    "/anliegen/neu/?leistung=personalausweis-beantragen",
    "/anliegen/neu/?thema=barriere",
    "/anliegen/",
    "/impressum/",
    "/barrierefreiheit/",
    "/gibt-es-nicht/",
]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_screen_is_accessible(visit, lindenfurt, moorbach, scheme, size):
    LocalServicePageFactory(
        service=lindenfurt.identity_card, partner=lindenfurt.partner, local_text="<p>Nur mit Termin.</p>"
    )
    everything_at_once(lindenfurt)
    page = visit(lindenfurt.host, scheme=scheme, size=size)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    root = page.url.rstrip("/")
    found = {}
    for path in SCREENS:
        page.goto(root + path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found[path] = looked_at(page)
    page.goto(root.replace(lindenfurt.host, moorbach.host) + "/leistungen/personalausweis-beantragen/")
    found["not offered"] = looked_at(page)
    page.goto(root.replace(lindenfurt.host, "anderswo.localhost"))
    found["unknown host"] = looked_at(page)

    assert {path: faulty for path, faulty in found.items() if faulty} == {}
    assert [words for words in said if "404" not in words] == []  # nothing was refused by our own policy


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


@pytest.mark.parametrize("path", ["/", SERVICE, "/dienststellen/buergerbuero/", "/anliegen/neu/"])
def test_text_of_twice_the_size_still_fits(visit, lindenfurt, path):
    """As in a browser whose user has asked for larger letters: all sizes of ours follow those of the root."""
    everything_at_once(lindenfurt)
    page = visit(lindenfurt.host, path, size=WIDE)

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert not too_wide(page)
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p, main dd')).fontSize)") >= 28


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_all_can_be_reached_by_keyboard_in_the_order_of_the_page(visit, lindenfurt, size):
    everything_at_once(lindenfurt)
    page = visit(lindenfurt.host, SERVICE, size=size)
    everything = "[...document.querySelectorAll('a[href], button, input, summary')]"
    stops = f"{everything}.filter(each => each.checkVisibility({{visibilityProperty: true}}))"
    wanted = page.evaluate(f"{stops}.length")
    seen = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(f"{stops}.indexOf(document.activeElement)"))

    assert seen == list(range(wanted))


def test_what_is_long_folds_on_a_telephone_and_opens_by_key_and_by_link(visit, lindenfurt):
    everything_at_once(lindenfurt)
    page = visit(lindenfurt.host, SERVICE, size=NARROW, java_script_enabled=False)
    remedies, law = page.locator("#remedies"), page.locator("#law")
    for heading in ("Auf einen Blick", "Wenn Sie nicht einverstanden sind"):
        assert page.get_by_role("heading", name=heading).is_visible()
    assert not remedies.is_visible()

    page.locator("summary", has_text="Wenn Sie nicht einverstanden sind").press("Enter")
    assert remedies.is_visible()
    assert not law.is_visible()
    page.goto(page.url + "#law")
    assert law.is_visible()

    found = visit(lindenfurt.host, f"{SERVICE}#:~:text=PAuswG", size=NARROW)  # as the browser's own search does
    expect(found.locator("#law")).to_be_visible()


def test_nothing_is_folded_on_a_wide_screen_nor_on_paper(visit, lindenfurt):
    everything_at_once(lindenfurt)
    page = visit(lindenfurt.host, SERVICE, size=WIDE)
    folded = "[...document.querySelectorAll('.fold__text')].filter(each => !each.checkVisibility())"
    assert page.locator(".fold__text").count() == 8

    assert page.evaluate(f"{folded}.length") == 0
    page.set_viewport_size(NARROW)
    assert page.evaluate(f"{folded}.length") == 8
    page.emulate_media(media="print")
    assert page.evaluate(f"{folded}.length") == 0


def test_on_paper_stands_the_text_and_nothing_to_click(visit, lindenfurt):
    everything_at_once(lindenfurt)
    page = visit(lindenfurt.host, SERVICE)

    page.emulate_media(media="print")

    assert page.get_by_role("heading", name="Auf einen Blick").is_visible()
    assert page.get_by_text("Bürgerbüro").first.is_visible()
    assert not page.get_by_role("search").is_visible()
    assert not page.get_by_role("link", name="Frage stellen").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_partners_own_colours_are_read_as_well_as_ours(visit, lindenfurt):
    lindenfurt.partner.colour, lindenfurt.partner.colour_dark = "#7a0c2e", "#ffb3c7"
    lindenfurt.partner.save()
    for scheme, colour in (("light", "rgb(122, 12, 46)"), ("dark", "rgb(255, 179, 199)")):
        page = visit(lindenfurt.host, SERVICE, scheme=scheme)

        button = page.locator(".ask-card .kern-btn--primary")
        assert button.evaluate("element => getComputedStyle(element).backgroundColor") == colour
        assert looked_at(page) == []


def everything_at_once(town: TownHall) -> None:
    """A page with every part: news, steps, deadlines, forms, a life situation, a holiday soon."""
    notice = Notice.objects.create(
        partner=town.partner,
        text="Der Eingang ist heute in der Kirchgasse.",
        starts_at=timezone.now() - timedelta(days=1),
        ends_at=timezone.now() + timedelta(days=1),
        banner=True,
    )
    here = Notice.objects.create(
        partner=town.partner,
        text="Heute ist der Fotoautomat kaputt.",
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
    )
    here.offices.add(town.office)
    ClosureFactory(
        department=town.department,
        starts_at=timezone.now() + timedelta(days=7),
        ends_at=timezone.now() + timedelta(days=10),
        reason="Inventur",
    )
    page = town.identity_card
    page.life_situations.add(LifeSituation.objects.create(name="Umziehen", slug="umziehen", teaser="Was zu tun ist."))
    page.related_services.add(town.bulky_waste)
    page.steps = [("step", {"title": title, "text": "<p>Bitte mit Termin.</p>"}) for title in ("Buchen", "Kommen")]
    page.documents = [
        ("document", {"name": "Ausweis", "kind": "original", "note": "auch alt", "form_url": ""}),
        ("document", {"name": "Antrag", "kind": "copy", "note": "", "form_url": "https://f.example.org/"}),
    ]
    page.deadlines = [("deadline", {"label": "Umzug", "text": "zwei Wochen"})]
    page.forms = [("form", {"name": "Antrag", "url": "https://f.example.org/", "document": None})]
    page.ways_to_pay = ["cash", "online"]
    page.visit_minutes = 10
    page.notes = page.remedies = "<p>Gut zu wissen.</p>"
    page.save_revision().publish(skip_permission_checks=True)


def looked_at(page: Page) -> list[str]:
    """What is wrong with a screen, by axe and by eye."""
    found = faults(page)
    if too_wide(page):
        found.append("one has to scroll sideways")
    if page.locator("h1").count() != 1:
        found.append("not one h1")
    return found
