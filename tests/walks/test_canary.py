"""The walk of the canary: what only agents may read is in no place that anybody else reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.urls import path

from api import throttle
from cms.catalogue.models import ServicePage
from cms.knowledge import loading
from cms.knowledge.models import Audience, LoggedSearch
from cms.organisation import recall
from kuemmerer import urls
from tests.walks import canary
from tests.walks.addresses import Address, addresses
from tests.walks.canary import BULLETIN, COLLEAGUE, NOTE, PLACES, Walk, sings, visitor, whole
from tests.walks.ways import PUBLIC_WAYS, public_ways_to
from tests.walks.ways.citizens import SEARCHES
from townhall import page_cache
from townhall.views import finding, service

# One process walks for all of these tests.
pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("canary")]

STAFF = ("admin/", "desk/")


def is_public(address: Address) -> bool:
    return not address.route.startswith(STAFF)


def without_a_way(among: list[Address]) -> list[str]:
    return [one.name for one in among if is_public(one) and not public_ways_to(one.name)]


def test_every_public_address_has_a_way():
    """Whoever adds an address for everybody says in ways/citizens.py or ways/machines.py how it is reached."""
    assert without_a_way(addresses()) == []


def test_an_address_without_a_way_is_noticed():
    """Proves that the test above can fail."""
    with_one_more = [*urls.urlpatterns, path("neuigkeiten/", urls.RedirectView.as_view(), name="news")]

    assert without_a_way(addresses(with_one_more)) == ["news"]


def test_no_way_leads_to_an_address_that_is_gone():
    assert sorted(set(PUBLIC_WAYS) - {address.name for address in addresses() if is_public(address)}) == []


def forget() -> None:
    page_cache.memory.clear()
    page_cache.versions.forget()
    recall.forget()
    cache.clear()


@pytest.fixture(scope="module")
def memory() -> Iterator[None]:
    """Pages are kept as in production, and every request looks whether they still hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.KEEP_PAGES", True)
        patch.setattr("django.conf.settings.LINKS_ON_THE_WEB", False)
        patch.setattr(page_cache, "LOOK_EVERY", 0)
        patch.setattr(throttle, "count", lambda request: throttle.Allowance(limit=1, left=1, seconds=1))
        forget()
        yield
        forget()


@pytest.fixture(scope="module")
def walked(built_world, memory) -> Iterator[SimpleNamespace]:
    """The whole way of the canary, once: what was seen of it, and in which places it lay when everything was done."""
    walk = Walk()
    ways = {
        address.name: [(way.leads_to(address.name, built_world), way) for way in public_ways_to(address.name)]
        for address in addresses()
        if is_public(address)
    }
    with transaction.atomic():
        with canary.listening(walk.lines):
            canary.let_in(built_world)
            canary.read_everything(walk, ways)
            canary.ask_and_be_answered(walk, built_world)
            canary.look_for_it(built_world)
            found = {"a table before any job": PLACES["a table"](walk)}
            canary.let_time_pass()
            canary.read_everything(walk, ways)
        walk.letters = list(mail.outbox)
        found |= {place: look(walk) for place, look in PLACES.items()}
        kept, remembered = len(page_cache.memory), sum(len(facts) for _version, facts in recall._facts.values())
        yield SimpleNamespace(walk=walk, ways=ways, found=found, kept=kept, remembered=remembered, world=built_world)
        transaction.set_rollback(True)


@pytest.mark.parametrize("place", ["a table before any job", *PLACES])
def test_the_canary_is_not_in(walked, place):
    assert walked.found[place] == []


def test_every_public_address_was_reached(walked):
    reached = {
        asked: walked.walk.answers[f"a.localhost {asked}{' de' if asked.startswith(canary.WITHOUT_LANGUAGE) else ''}"]
        for found in walked.ways.values()
        for asked, _way in found
    }
    wrong = [
        f"{asked}: {reached[asked].status_code}"
        for found in walked.ways.values()
        for asked, way in found
        if way.right and way.looks and reached[asked].status_code != way.answers
    ]

    assert wrong == []
    assert [asked for asked, response in walked.walk.answers.items() if response.status_code >= 500] == []


def test_there_were_places_to_look_in(walked):
    """Nothing found where nothing was would prove nothing."""
    assert walked.kept > 50
    assert walked.remembered > 20
    assert len(walked.walk.lines) > 500
    assert {letter.to[0] for letter in walked.walk.letters} >= {"erika@example.org"}


def test_that_somebody_looked_for_it_is_remembered_without_the_words(walked):
    """The log of searches has rows of both faces; that the words are in no table says the walk above."""
    faces = LoggedSearch.objects.filter(words="…").values_list("face", flat=True)

    assert {"agent", "citizen", "api"} <= set(faces)


def test_agents_do_see_it(walked):
    """The canary is alive: everything above would be green without one."""
    agent, card = walked.world.at_desk("agent"), f"/desk/wissen/a/{walked.world.pages['service'].slug}/"

    assert NOTE in agent.get(card).content.decode()
    assert NOTE in agent.post("/desk/wissen/treffer/", {"partner": "a", "q": NOTE}).content.decode()
    assert COLLEAGUE in agent.get("/desk/verzeichnis/").content.decode()
    assert BULLETIN in agent.get("/desk/mitteilungen/").content.decode()
    assert any(map(sings, loading.current(Audience.AGENT).lexicon.words))


def found_for(word: str, address: str) -> str:
    """What a search shows, without the word that was typed and the random id of this search."""
    shown = whole(visitor("a.localhost").get(f"{address}{word}")).partition("X-Request-ID")[0]
    shown = re.sub(r'data-search="[^"]+"', "", shown)
    shown = re.sub(r'data-search="[^"]*"', "", shown)  # a random id
    return re.sub(re.escape(word), "…", shown, flags=re.IGNORECASE)


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.parametrize("word", [NOTE, COLLEAGUE, BULLETIN, NOTE[:-1], NOTE.replace("sch", "sh")])
def test_searching_for_it_finds_what_a_word_finds_that_nobody_has_written(walked, word, address):
    """Neither a hit nor a number nor a guess at what was meant; one letter wrong does not lead to it either."""
    assert found_for(word, address) == found_for(word[::-1], address)
    assert not sings(found_for(word, address))


def test_machines_count_nothing(walked):
    client = visitor("a.localhost")

    assert client.get(f"/api/v1/search/?partner=a&q={NOTE}").json()["hits"] == []
    for kind in ("pages", "images", "documents"):
        assert client.get(f"/api/v2/{kind}/?search={NOTE}").json()["meta"]["total_count"] == 0


@pytest.fixture
def note(walked):
    """What leaks in the tests below."""
    forget()
    with transaction.atomic():
        yield walked.world.pages["service"].agent_notes.filter(text__startswith=NOTE).first()
        transaction.set_rollback(True)
    forget()


def test_the_walk_notices_a_note_on_a_page(note, monkeypatch):
    """Proves that the walk can fail; so do the tests below."""
    sections = service.sections
    monkeypatch.setattr(service, "sections", lambda page: [*sections(page), *[("hinweis", note.text)] * 4])
    walk = Walk()

    walk.get(visitor("a.localhost"), "/leistungen/carport-bauen/")

    assert PLACES["an answer"](walk) == ["a.localhost /leistungen/carport-bauen/"]
    assert PLACES["a kept page"](walk)


def test_the_walk_notices_a_search_of_agents_for_everybody(note, monkeypatch):
    monkeypatch.setattr(finding, "Audience", SimpleNamespace(PUBLIC=Audience.AGENT))

    assert found_for(NOTE, "/suche/?q=") != found_for(NOTE[::-1], "/suche/?q=")


def test_the_walk_notices_a_note_in_a_log(note):
    walk = Walk()

    with canary.listening(walk.lines):
        logging.getLogger("townhall.of.a.new.module").debug("Shown: %s", note.text)

    assert PLACES["a log line"](walk)


def test_the_walk_notices_a_note_in_a_mail(note):
    assert PLACES["a mail"](Walk(letters=[mail.EmailMessage("Ihre Antwort", note.text, to=["erika@example.org"])]))


def test_the_walk_notices_a_note_in_the_caches(note):
    cache.set("note", note.text)
    with recall.remembering("a.localhost", (1, 1)):
        recall.recall("note", lambda: {"of": [note.text]})

    assert PLACES["a cache"](Walk())
    assert PLACES["a remembered fact"](Walk())


def test_the_walk_notices_a_note_that_becomes_a_page(note):
    page = ServicePage.objects.get(pk=note.service_id)
    page.teaser = note.text
    page.save_revision().publish()

    assert PLACES["the public index"](Walk())
    in_tables = " ".join(PLACES["a table"](Walk()))
    assert "public entry" in in_tables
    assert f"{NOTE} in catalogue_servicepage" in in_tables
