"""What is read before workers are forked: it is what searches use, it follows, and a dead database stops no server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connections

from cms.knowledge import embedding, everyday, loading, nearest, sharing
from cms.knowledge.models import Audience
from cms.knowledge.search import search
from tests.factories.catalogue import ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def closed(monkeypatch) -> Iterator[list[bool]]:
    """How often all connections were closed; the test's own stays open."""
    found: list[bool] = []
    monkeypatch.setattr(connections, "close_all", lambda: found.append(True))
    monkeypatch.setattr("cms.knowledge.words_in_force.shipped", lambda: everyday.compiled([]))
    monkeypatch.setattr(everyday, "read_in_full", lambda: None)
    forget()
    yield found
    forget()  # else the tests that follow would do without the shipped list


def forget() -> None:
    loading.forget()
    nearest.forget()


def test_searches_use_what_was_read_and_follow_what_changes(settings, partner, responsibility, closed):
    settings.SENTENCE_MODEL = "use"
    ServicePageFactory(title="Hundesteuer", short_text="Steuer für Hunde.", responsibility=responsibility)
    last = 0
    while last is not None:
        last = embedding.write_some(last)
    forget()

    sharing.read_once()

    assert closed == [True]
    assert {*loading._loaded} == {*Audience}
    [slice_of_town] = nearest._slices.values()
    assert search("dog tax", partner=partner).hits[0].title == "Hundesteuer"
    assert [*nearest._slices.values()] == [slice_of_town]

    ServicePageFactory(title="Hund anmelden", responsibility=responsibility)
    assert "Hund anmelden" in [hit.title for hit in search("Hund", partner=partner).hits]


def test_a_database_that_does_not_answer_is_asked_later(monkeypatch, closed):
    def refused() -> None:
        raise OperationalError("away")

    monkeypatch.setattr("cms.knowledge.sayings.read_shipped", refused)

    sharing.read_once()

    assert closed == [True]
    assert not loading._loaded
