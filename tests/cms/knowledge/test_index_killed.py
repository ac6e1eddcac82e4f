"""Whoever writes the index may be killed at any moment: no entry is missing, double or stale."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from cms.catalogue.models import ServicePage
from cms.knowledge import loading
from cms.knowledge.actions import rebuild
from cms.knowledge.models import Audience, Entry, Kind
from cms.knowledge.search import search
from tests.factories.catalogue import ServicePageFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
PAGES = 5


@pytest.fixture
def pages(responsibility) -> list[int]:
    return [
        ServicePageFactory(title=f"Leistung {number} wort{number}anfang", responsibility=responsibility).pk
        for number in range(PAGES)
    ]


def kill(process) -> None:
    process.process.kill()
    process.process.wait()


def check_index(partner, counted_anew) -> None:
    """What is found, what is stored and what is counted are what the database says of the pages."""
    titles = dict(ServicePage.objects.live().values_list("pk", "title"))
    entries = Entry.objects.filter(kind=Kind.SERVICE, generation=loading.stand().generation, audience=Audience.PUBLIC)
    assert Counter(entries.values_list("object_id", flat=True)) == Counter(titles.keys())
    assert dict(entries.values_list("object_id", "title")) == titles
    for title in titles.values():
        found = [hit.title for hit in search(title.split()[-1], partner=partner).hits]
        assert found.count(title) == 1
        assert set(found) <= set(titles.values())
    counted, lexicon = counted_anew(), loading.current(Audience.PUBLIC).lexicon.total()
    assert (counted.services, counted.words, counted.stems) == (lexicon.services, lexicon.words, lexicon.stems)
    loading.forget()
    afresh = loading.current(Audience.PUBLIC).lexicon.total()
    assert (afresh.services, afresh.words, afresh.stems) == (lexicon.services, lexicon.words, lexicon.stems)


def wait_at_random(chance: random.Random) -> None:
    time.sleep(chance.uniform(0.0, 1.5))


def killed_while_publishing(pages, partner, processes, counted_anew, times: int) -> None:
    chance = random.Random(115)
    for _ in range(times):
        publisher = processes(1)[-1]
        assert publisher.ask("publish on and on", pages) == {"begun": pages}
        wait_at_random(chance)
        kill(publisher)
        check_index(partner, counted_anew)


def killed_while_rebuilding(pages, partner, processes, counted_anew, times: int) -> None:
    chance = random.Random(116)
    for _ in range(times):
        rebuilder = processes(1)[-1]
        assert rebuilder.ask("rebuild on and on") == {"begun": True}
        wait_at_random(chance)
        kill(rebuilder)
        check_index(partner, counted_anew)
    rebuild()
    check_index(partner, counted_anew)


def test_a_killed_publisher_leaves_an_index_that_is_true(pages, partner, processes, counted_anew):
    killed_while_publishing(pages, partner, processes, counted_anew, times=2)


def test_a_killed_rebuild_leaves_an_index_that_is_true(pages, partner, processes, counted_anew):
    killed_while_rebuilding(pages, partner, processes, counted_anew, times=2)


@pytest.mark.slow
def test_many_killed_publishers_leave_an_index_that_is_true(pages, partner, processes, counted_anew):
    killed_while_publishing(pages, partner, processes, counted_anew, times=30)


@pytest.mark.slow
def test_many_killed_rebuilds_leave_an_index_that_is_true(pages, partner, processes, counted_anew):
    killed_while_rebuilding(pages, partner, processes, counted_anew, times=30)


def test_everything_is_found_while_others_publish_and_rebuild(pages, partner, processes, counted_anew):
    """Both are killed in the end; until then every search finds each page once."""
    publisher, rebuilder = processes(2)
    publisher.ask("publish on and on", pages)
    rebuilder.ask("rebuild on and on")

    for _ in range(60):
        hits = search("Leistung", partner=partner).hits
        assert Counter(hit.service_id for hit in hits) == Counter(pages)

    kill(publisher)
    kill(rebuilder)
    check_index(partner, counted_anew)
