"""Every screen of staff's in a real browser: axe finds nothing, light and dark, on a wide screen and a telephone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.plugin import COLOURS, NARROW, RULES, WIDE, address_of, faults, follow, too_wide
from tests.journeys.by_hand import submit
from tests.walks.addresses import addresses
from tests.walks.ways import public_ways_to, ways_to
from tests.walks.ways.way import Args, these
from tests.walks.world import POWER, World, make_world
from workflows.assurance.models import ProofRun

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

HOST = "a.localhost"
STAFF = ("admin/", "desk/", "anmelden/")
# The long walk goes by what addresses begin with, so that `-k registers` looks at those alone.
PARTS = {
    "registers": ("admin/organisation/", "admin/listen/"),
    "pages": ("admin/pages/",),
    "snippets": ("admin/snippets/",),
    "desk": ("desk/", "anmelden/"),
}
THE_REST = "the rest"
SIZES = {"wide": WIDE, "narrow": NARROW}


@pytest.fixture
def world(transactional_db) -> World:
    return make_world()


@pytest.fixture
def seat(visit, live_server, world) -> Callable[[str], Page]:
    """A browser in which somebody of the world has logged in."""

    def take(who: str) -> Page:
        page = visit(HOST, "/anmelden/")
        root = address_of(live_server, HOST, "/")
        page.context.add_cookies(
            [{"name": name, "value": value, "url": root} for name, value in world.cookies_of(who).items()]
        )
        return page

    return take


# Every address


@dataclass(frozen=True)
class Screen:
    """What one person sees at one address; ``kind`` is the template it is made with."""

    asked: str
    who: str
    kind: str
    length: int


def screens(world: World, part: str = "", *, without: Collection[str] = ()) -> Iterator[Screen]:
    """Every page that a way leads to; windows of choosers, parts of lists and files are none."""
    for address in addresses():
        if not address.route.startswith(STAFF) or part not in ("", part_of(address.route)):
            continue
        for way in ways_to(address.name) or public_ways_to(address.name):
            if not (way.right and way.looks) or way.right in without:
                continue
            asked = way.leads_to(address.name, world)
            answer = world.at_desk(way.right).get(asked)
            if is_a_page(answer):
                yield Screen(asked, way.right, template_of(answer), len(answer.content))


def part_of(route: str) -> str:
    return next((part for part, begins in PARTS.items() if route.startswith(begins)), THE_REST)


def is_a_page(answer: HttpResponse) -> bool:
    return not answer.streaming and bool(answer.templates) and b"<!doctype html" in answer.content[:500].lower()


def template_of(answer: HttpResponse) -> str:
    """The one that the view names; what is filled in, a field or a picture, may have been made before it."""
    named, used = getattr(answer, "template_name", None), [each.name for each in answer.templates]
    return next(name for name in used if named is None or name == named or name in list(named))


def one_of_each_kind(found: list[Screen]) -> list[Screen]:
    """Of those that are made with the same template the longest."""
    longest = {each.kind: each for each in sorted(found, key=lambda each: each.length)}
    return list(longest.values())


def faults_of(
    found: list[Screen], seat: Callable[[str], Page], live_server, *, dark: Collection[str] = tuple(SIZES)
) -> dict[str, list[str]]:
    """What is wrong on these screens, by address, person and size; ``dark`` are the sizes with a look in the dark."""
    wrong = {}
    for who in dict.fromkeys(each.who for each in found):
        page, said = seat(who), []
        page.on("pageerror", lambda error, said=said: said.append(f"a script fails: {error}"))
        page.on("console", lambda message, said=said: said.append(message.text) if is_a_fault(message) else None)
        for screen in (each for each in found if each.who == who):
            for name, size in SIZES.items():
                page.set_viewport_size(size)
                page.goto(address_of(live_server, HOST, screen.asked))
                wrong[f"{screen.asked} ({who}, {name})"] = [*looked_at(page, dark=name in dark), *said]
                said.clear()
        page.context.close()  # each holds connections to the server, and that to the database
    return {where: faulty for where, faulty in wrong.items() if faulty}


def by_cause(wrong: dict[str, list[str]]) -> str:
    """A line for each cause, with how often it is seen and where first: one cause often spoils many screens."""
    seen = defaultdict(list)
    for where, faulty in wrong.items():
        for fault in faulty:
            seen[re.sub(r"\d+", "0", fault)].append(where)
    often = sorted(seen.items(), key=lambda item: -len(item[1]))
    return "\n".join(f"{len(places)} × {cause}\n    {places[0]}" for cause, places in often)


def is_a_fault(message: ConsoleMessage) -> bool:
    """What a script or the policy reports; that a page has not been found is no fault of the page."""
    return message.type == "error" and "Failed to load resource" not in message.text


def looked_at(page: Page, *, dark: bool = True) -> list[str]:
    """What is wrong with a screen, by axe and by eye; in the dark only colours are other ones."""
    page.emulate_media(color_scheme="light")
    found = behind_every_tab(page, RULES)
    if too_wide(page):
        found.append("one has to scroll sideways")
    if page.locator("h1:visible").count() != 1:
        found.append("not one h1")
    if page.locator("[data-key]").count() and not page.locator("[data-keys] button").count():
        found.append("keys cannot be switched off")
    if not dark:
        return found
    page.emulate_media(color_scheme="dark")
    return [*found, *(f"in the dark {each}" for each in behind_every_tab(page, COLOURS))]


# Wagtail names the parts of a block after their field, and each block of a list has the same ones; its map of a long
# form scrolls by itself as one goes through the form.
WAGTAILS = ("landmark-unique: ['#block_group-", "scrollable-region-focusable: ['.w-minimap__list")


def behind_every_tab(page: Page, rules: dict) -> list[str]:
    """What axe finds as the screen stands, and behind each tab of a form that nothing has been opened beside."""
    opened = page.locator("[data-side-panel]:visible").count()
    tabs = [] if opened else page.locator("main [role=tab]:visible").all()
    found = [] if tabs else faults(page, rules)
    for tab in tabs:
        tab.click()
        found += faults(page, rules)
    return [each for each in dict.fromkeys(found) if not each.startswith(WAGTAILS)]


def test_one_screen_of_each_kind_is_accessible(world, seat, live_server):
    """In the dark on the wide screen only: colours seldom hang on the width, and this is the longest test of all.

    Without what only full power opens.
    """
    found = one_of_each_kind(list(screens(world, without=[POWER])))
    wrong = faults_of(found, seat, live_server, dark=["wide"])

    assert not wrong, by_cause(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("part", [*PARTS, THE_REST])
def test_every_screen_is_accessible(world, seat, live_server, part):
    wrong = faults_of(list(screens(world, part)), seat, live_server)

    assert not wrong, by_cause(wrong)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("document.querySelector('label[for=id_title]').remove()", "label: ['#id_title']"),
        ("document.querySelector('label[for=id_title]').style.color = '#f5f5f5'", "color-contrast"),
        ("document.querySelector('main').style.width = '2000px'", "one has to scroll sideways"),
        ("document.querySelector('h1').remove()", "not one h1"),
        ("document.querySelector('main').dataset.key = 'x'", "keys cannot be switched off"),
    ],
)
def test_what_is_broken_is_found(world, seat, live_server, damage, told):
    """Proves that the tests above can fail."""
    page = seat("editor")
    page.goto(address_of(live_server, HOST, reverse("wagtailimages:add")))
    page.evaluate(damage)

    assert [each for each in looked_at(page) if told in each]


# What is there only after somebody has done something


def send(page: Page) -> None:
    """Press the button of the page's own form."""
    page.evaluate("document.querySelectorAll('[required]').forEach(each => each.required = false)")
    follow(page, page.locator("main form[method=post i] [type=submit]").first)


def send_and_be_refused(page: Page) -> None:
    send(page)
    expect(page.locator(".error-message, .kern-alert, .help-critical, .messages .error").first).to_be_visible()


def ask_for_the_release(page: Page) -> None:
    with page.expect_navigation():
        submit(page, "action-submit")
    expect(page.locator(".messages .error").first).to_be_visible()


def check_the_words(page: Page) -> None:
    page.locator("[name=teaser]").fill(
        "Zwecks Inanspruchnahme der Leistung ist die Vorlage der Unterlagen erforderlich."
    )
    page.get_by_role("tab", name="Verständlichkeit").click()
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.locator(".plain-language__figures")).to_be_visible()


def open_the_panel(name: str) -> Callable[[Page], None]:
    """Of those beside the form of a page in the editor."""

    def opened(page: Page) -> None:
        page.locator(f"[data-side-panel-toggle={name}]").click()
        expect(page.locator(f"[data-side-panel={name}]")).to_be_visible()

    return opened


def bring_colleagues(page: Page) -> None:
    file = b"Amt;Name;Telefon\nBauamt;Neu;069 5\n"
    page.locator("[type=file]").set_input_files([{"name": "neu.csv", "mimeType": "text/csv", "buffer": file}])
    send(page)


def write_a_new_address(page: Page) -> None:
    page.locator("#new").fill("https://example.org/neu")
    send(page)


def log_in_with_a_wrong_password(page: Page) -> None:
    page.get_by_label("E-Mail-Adresse").fill("karl@example.org")
    page.get_by_label("Passwort").fill("falsch")
    send_and_be_refused(page)


def at(name: str, args: Args = lambda world: []) -> Callable[[World], str]:
    return lambda world: reverse(name, args=args(world))


def link_in_the_letter(world: World) -> str:
    person = world.people["karl"]
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("accounts:password_reset_confirm", args=[key, default_token_generator.make_token(person)])


def after_a_bad_night(world: World) -> str:
    now = timezone.now()
    fault = {"proof": "promises", "thing": "AAA-BBB-CCC", "sentence": "Die Zusage ist verstrichen. " * 5}
    counted = [["Anliegen", 12], ["Aufträge im Hintergrund", 3]]
    ProofRun.objects.create(
        started_at=now - timedelta(days=2),
        finished_at=now - timedelta(days=2),
        counted=counted,
        found=3,
        faults=[fault],
    )
    return reverse("desk:proof")


def edit(name: str) -> Callable[[World], str]:
    return at("wagtailadmin_pages:edit", these(name))


DEEDS = {
    "a refused release": ("central", edit("not offered"), ask_for_the_release),
    "the state of a page": ("central", edit("not offered"), open_the_panel("status")),
    "the checks of a page": ("central", edit("not offered"), open_the_panel("checks")),
    "the preview of a page": ("central", edit("not offered"), open_the_panel("preview")),
    "a report on words": ("central", edit("not offered"), check_the_words),
    "a refused partner": ("administrator", at("organisation_partner_modeladmin_create"), send_and_be_refused),
    "a refused office": ("editor", at("organisation_office_modeladmin_create"), send_and_be_refused),
    "a refused notice": ("editor", at("catalogue_notice_modeladmin_create"), send_and_be_refused),
    "a refused person": ("editor", at("organisation_new_person"), send_and_be_refused),
    "a refused picture": ("editor", at("wagtailimages:add"), send_and_be_refused),
    "a refused file of colleagues": ("editor", at("organisation_colleague_modeladmin_import"), bring_colleagues),
    "replaced links": ("editor", at("links_replace", these("link")), write_a_new_address),
    "a refused log-in": ("nobody", at("accounts:login"), log_in_with_a_wrong_password),
    "a new password": ("nobody", link_in_the_letter, send_and_be_refused),
    "a proof with faults": ("administrator", after_a_bad_night, lambda page: None),
    "the menu of the desk": (
        "agent",
        at("desk:knowledge"),
        lambda page: page.locator(".bar__menu").evaluate("each => each.open = true"),
    ),
}


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_what_answers_a_deed_is_accessible(world, seat, live_server, size):
    seats, wrong = {who: seat(who) for who in dict.fromkeys(who for who, _address, _do in DEEDS.values())}, {}
    for name, (who, address, do) in DEEDS.items():
        page = seats[who]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(size)
        page.evaluate("localStorage.clear()")  # else a panel once opened opens again
        page.goto(address_of(live_server, HOST, address(world)))
        do(page)
        wrong[name] = looked_at(page)

    assert {name: faulty for name, faulty in wrong.items() if faulty} == {}
