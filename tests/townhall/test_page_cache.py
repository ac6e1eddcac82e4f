"""Kept pages: the same for everybody, given up with every change, at their own end, nothing personal in them."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from cms.accounts.groups import AGENT, APPROVER
from cms.catalogue import actions as catalogue
from cms.catalogue.models import Notice
from cms.organisation import changes, recall
from cms.organisation.models import Closure, OpeningSpan, ResponsibilityMapping
from cms.outbox import registry as outbox
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory
from townhall import page_cache

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY_NOON = datetime(2030, 1, 7, 12, tzinfo=BERLIN)
SERVICE = "/leistungen/personalausweis-beantragen/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|data-search="[^"]*"')
LOOKS_EVERY = page_cache.LOOK_EVERY  # as it is in production


@pytest.fixture(autouse=True)
def cache(monkeypatch, settings):
    """An empty memory that looks at the version with every request."""
    settings.KEEP_PAGES = True
    monkeypatch.setattr(page_cache, "LOOK_EVERY", 0)
    forget()
    yield page_cache.memory
    forget()


def forget():
    page_cache.memory.clear()
    page_cache.versions.forget()
    recall.forget()


@pytest.fixture
def clock(monkeypatch, stop_clock):
    """Also the clock by which entries end."""

    def stop(at: datetime) -> None:
        stop_clock(at)
        monkeypatch.setattr(page_cache.time, "time", at.timestamp)

    stop(MONDAY_NOON)
    return stop


def is_from_memory(client, path, django_assert_num_queries) -> bool:
    """Whether a page comes without anything but the look at the version."""
    try:
        with django_assert_num_queries(1):
            return client.get(path).status_code == 200
    except pytest.fail.Exception:
        return False


def page(town, path=SERVICE) -> str:
    return town.citizen.get(path).content.decode()


@pytest.fixture
def kept(lindenfurt, clock):
    """The service page, asked for once."""
    assert SERVICE.split("/")[2] == lindenfurt.identity_card.slug
    page(lindenfurt)
    assert len(page_cache.memory) == 1
    return lindenfurt


@pytest.mark.parametrize("path", ["/", "/leistungen/", SERVICE, "/themen/", "/impressum/", "/en/", f"/en{SERVICE}"])
def test_what_everybody_reads_is_kept_and_is_the_same(lindenfurt, clock, path, django_assert_num_queries):
    first = lindenfurt.citizen.get(path)

    with django_assert_num_queries(1):  # the version of every host
        second = lindenfurt.citizen.get(path)

    assert second.content == first.content
    assert {**second.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}
    assert second["Content-Security-Policy"]


def test_a_kept_page_asks_nothing_while_the_version_is_known(kept, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(page_cache, "LOOK_EVERY", 3600)

    with django_assert_num_queries(0):
        assert kept.citizen.get(SERVICE).status_code == 200


@pytest.mark.parametrize(
    "path", ["/suche/?q=pass", "/anliegen/", "/anliegen/neu/", f"{SERVICE}?x=1", "/gibt-es-nicht/"]
)
def test_forms_searches_other_addresses_and_refusals_are_not_kept(lindenfurt, clock, path):
    lindenfurt.citizen.get(path)

    assert len(page_cache.memory) == 0


def test_a_browser_that_has_the_page_gets_only_that_it_holds(kept):
    etag = kept.citizen.get(SERVICE)["ETag"]

    again = kept.citizen.get(SERVICE, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert kept.citizen.get(SERVICE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_request_has_no_body_and_leaves_none_behind(lindenfurt, clock):
    assert lindenfurt.citizen.head(SERVICE).content == b""
    assert "Personalausweis" in page(lindenfurt)
    assert lindenfurt.citizen.head(SERVICE)["Content-Length"] != "0"


def test_whoever_has_logged_in_is_neither_shown_nor_given_a_kept_page(kept, django_assert_num_queries):
    client = Client(headers={"host": kept.host})
    client.force_login(UserFactory(groups=[AGENT]))

    assert not is_from_memory(client, SERVICE, django_assert_num_queries)
    page_cache.memory.clear()
    client.get(SERVICE)

    assert len(page_cache.memory) == 0


def test_a_page_of_one_host_is_not_anothers(kept, moorbach):
    assert "Stadt Lindenfurt" not in page(moorbach)
    assert "Gemeinde Moorbach" not in page(kept)


def test_a_preview_never_comes_from_memory(kept):
    """Wagtail asks for a preview under the address of the live page."""
    kept.identity_card.short_text = "Nur im Entwurf"

    preview = kept.identity_card.make_preview_request(preview_mode=kept.partner.slug)

    assert "Nur im Entwurf" in preview.content.decode()
    assert "Nur im Entwurf" not in page(kept)


# What changes a page


def publish(town):
    town.identity_card.teaser = "Neu in Kraft"
    town.identity_card.save_revision().publish()


def take_down(town):
    catalogue.take_down(town.identity_card, by=UserFactory(groups=[APPROVER]))


def tell(town, **fields):
    row = Notice.objects.create(
        partner=town.partner,
        text="Heute geschlossen",
        starts_at=MONDAY_NOON - timedelta(hours=1),
        ends_at=MONDAY_NOON + timedelta(hours=1),
        **fields,
    )
    row.offices.add(town.office)


CHANGES = {
    "a release": publish,
    "taking it down": take_down,
    "deleting it": lambda town: town.identity_card.delete(),
    "a local page": lambda town: LocalServicePageFactory(
        service=town.identity_card, partner=town.partner, local_text="<p>Bei uns anders</p>"
    ),
    "a notice": tell,
    "hours": lambda town: OpeningSpan.objects.filter(office=town.office).first().delete(),
    "a closure": lambda town: Closure.objects.create(
        department=town.department, starts_at=MONDAY_NOON, ends_at=MONDAY_NOON + timedelta(hours=1), reason="Übung"
    ),
    "a telephone number": lambda town: town.office.contact_points.first().delete(),
    "an office's name": lambda town: (setattr(town.office, "name", "Bürgerladen"), town.office.save()),
    "a building's street": lambda town: (
        setattr(town.office.location, "street", "Neue Straße 2"),
        town.office.location.save(),
    ),
    "the partner's number": lambda town: (setattr(town.partner, "phone", "0800 115"), town.partner.save()),
    "another office": lambda town: ResponsibilityMapping.objects.all().delete(),
    "the home page": lambda town: town.home.save_revision().publish(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_gives_the_page_up(kept, change):
    before = changes.versions()[kept.host]

    change(kept)

    assert changes.versions()[kept.host] != before
    assert page_cache.memory.get(next(iter(page_cache.memory._pages)), changes.versions()[kept.host], 0) is None


def test_what_is_released_is_read_at_once(kept):
    publish(kept)

    assert "Neu in Kraft" in page(kept)


def test_a_partners_own_change_leaves_the_others_pages(kept, moorbach):
    before = changes.versions()

    tell(kept)

    after = changes.versions()
    assert after[moorbach.host] == before[moorbach.host]
    assert after[kept.host] != before[kept.host]


def test_forgetting_old_changes_is_a_new_version(kept):
    seen = {changes.versions()[kept.host]}
    for _ in range(3):
        changes.bump(kept.partner)
        seen.add(changes.versions()[kept.host])
        changes.forget_old()
        seen.add(changes.versions()[kept.host])

    assert len(seen) == 7
    assert changes.TownHallChange.objects.count() == 1


# What ends by itself


def test_the_page_ends_when_the_office_closes(kept, clock, django_assert_num_queries):
    """The hours of the office end at 18 o'clock."""
    closing = MONDAY_NOON.replace(hour=18)
    clock(closing - timedelta(minutes=5))
    assert "geöffnet" in page(kept)

    clock(closing - timedelta(seconds=1))
    assert is_from_memory(kept.citizen, SERVICE, django_assert_num_queries)
    clock(closing)
    assert not is_from_memory(kept.citizen, SERVICE, django_assert_num_queries)
    assert "jetzt geöffnet" not in page(kept)


@pytest.mark.parametrize("banner", [True, False])
def test_the_page_ends_when_a_notice_begins_and_when_it_ends(kept, clock, banner):
    begins, ends = MONDAY_NOON + timedelta(minutes=2), MONDAY_NOON + timedelta(minutes=4)
    row = Notice.objects.create(
        partner=kept.partner, text="Aufzug defekt", starts_at=begins, ends_at=ends, banner=banner
    )
    row.offices.add(kept.office)

    shown = []
    for at in (MONDAY_NOON, begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends):
        clock(at)
        shown.append("Aufzug defekt" in page(kept))

    assert shown == [False, False, True, True, False]


def test_the_page_ends_at_midnight_and_after_ten_minutes(kept, clock, django_assert_num_queries):
    clock(MONDAY_NOON + timedelta(minutes=9, seconds=59))
    assert is_from_memory(kept.citizen, SERVICE, django_assert_num_queries)
    clock(MONDAY_NOON + timedelta(minutes=10))
    assert not is_from_memory(kept.citizen, SERVICE, django_assert_num_queries)

    midnight = (MONDAY_NOON + timedelta(days=1)).replace(hour=0)
    clock(midnight - timedelta(minutes=1))
    page(kept)
    assert is_from_memory(kept.citizen, SERVICE, django_assert_num_queries)
    clock(midnight)
    assert not is_from_memory(kept.citizen, SERVICE, django_assert_num_queries)


# Bounds and trouble


def test_the_memory_keeps_to_its_bound_and_drops_what_nobody_asked_for(kept, clock, monkeypatch):
    only = next(iter(page_cache.memory._pages.values()))
    memory = page_cache.Memory(limit=only.size * 10)

    for number in range(1000):
        memory.put(("http", "host", f"/{number}/"), only)
        memory.get(("http", "host", "/0/"), only.version, 0)
        assert memory.size <= memory.limit
    memory.put(("http", "host", "/too-big/"), page_cache.Kept((), 0, (), b"x" * memory.limit, None))

    assert len(memory) == 10
    assert memory.size == only.size * 10
    assert {key[2] for key in memory._pages} == {"/0/", *(f"/{number}/" for number in range(991, 1000))}


def test_without_the_database_the_last_version_holds(kept, monkeypatch):
    def away():
        raise OperationalError("gone")

    closed = []
    monkeypatch.setattr(changes, "versions", away)
    monkeypatch.setattr(page_cache, "close_old_connections", lambda: closed.append(True))

    assert kept.citizen.get(SERVICE).status_code == 200
    assert closed


def test_without_room_no_page_is_kept(lindenfurt, monkeypatch, clock):
    monkeypatch.setattr(page_cache.memory, "limit", 0)

    lindenfurt.citizen.get(SERVICE)

    assert len(page_cache.memory) == 0


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_facts_are_asked_anew_after_every_change(kept, change, monkeypatch):
    """What is remembered about offices and hours gives the same page as looking does."""
    monkeypatch.setattr(page_cache.memory, "limit", 0)
    page(kept)
    change(kept)
    remembered = kept.citizen.get(SERVICE)

    recall.forget()
    looked = kept.citizen.get(SERVICE)

    assert (remembered.status_code, remembered.content) == (looked.status_code, looked.content)


def test_a_page_nobody_has_read_costs_four_queries(lindenfurt, clock, django_assert_num_queries):
    """The version, its page, its local page, what stands on it; what other pages show too is remembered."""
    page(lindenfurt, f"/leistungen/{lindenfurt.bulky_waste.slug}/")

    with django_assert_num_queries(4):
        page(lindenfurt)


def test_the_first_page_after_a_change_costs_few_queries_more(kept, django_assert_max_num_queries):
    """Whose it is, its footer, its notices, the office with its telephone and the hours of both."""
    changes.bump(kept.partner)

    with django_assert_max_num_queries(16):
        page(kept)


PAGES = [
    "/",
    "/leistungen/",
    SERVICE,
    "/themen/",
    "/aemter/",
    "/dienststellen/buergerbuero/",
    "/suche/?q=pass",
    "/impressum/",
    "/gibt-es-nicht/",
    "/anliegen/",
]


def test_what_is_remembered_fits_every_page_in_every_language(lindenfurt, moorbach, monkeypatch):
    """Header, footer and cards are made once: each page still says where it is, in its language, of its partner."""
    monkeypatch.setattr(page_cache.memory, "limit", 0)
    asked = [(town, f"{prefix}{path}") for town in (lindenfurt, moorbach) for prefix in ("", "/en") for path in PAGES]

    def read(town, path) -> str:
        return TOKEN.sub("", page(town, path))

    looked = {}
    for town, path in asked:
        recall.forget()
        looked[town.host, path] = read(town, path)

    for town, path in [*asked, *reversed(asked)]:
        assert read(town, path) == looked[town.host, path], path
    assert "aria-current" in looked[lindenfurt.host, "/leistungen/"]


def test_nothing_is_remembered_of_whoever_has_logged_in_nor_for_her(kept, monkeypatch):
    client = Client(headers={"host": kept.host})
    client.force_login(UserFactory(groups=[AGENT]))
    recall.forget()

    client.get(SERVICE)
    assert recall.how_many() == 0

    monkeypatch.setattr(recall, "MOST", 10_000)
    kept.citizen.get("/leistungen/")
    known = recall.how_many()
    client.get(SERVICE)
    assert recall.how_many() == known > 0


def test_a_planned_page_is_never_stale_for_longer_than_a_second():
    """A worker looks for what is due, a web worker for new versions; how both look has tests of its own."""
    outbox.autodiscover()

    assert outbox.loops["publish_on_time"].every.total_seconds() + LOOKS_EVERY < 1


def test_a_view_that_sets_a_cookie_or_reads_a_session_is_never_kept(rf, kept):

    request = rf.get(SERVICE)
    request.kept_page = page_cache.Wish()

    def answer(**headers):
        return HttpResponse("Guten Tag, Erika", headers=headers)

    assert page_cache.may_keep(request, answer())
    assert not page_cache.may_keep(request, answer(Vary="Accept-Language, Cookie"))
    assert not page_cache.may_keep(request, answer(**{"Cache-Control": "no-store, private"}))
    with_cookie = answer()
    with_cookie.set_cookie("csrftoken", "x")
    assert not page_cache.may_keep(request, with_cookie)
    del request.kept_page
    assert not page_cache.may_keep(request, answer())
