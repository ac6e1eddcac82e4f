"""Two publications at once: the second waits for the first, so that no difference of the lexicon is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from cms.knowledge import loading, writing
from cms.knowledge.actions import index_service
from cms.knowledge.models import Audience, Index
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import MappingFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
PATIENCE = 30


@pytest.fixture
def two_services():
    """Live in the database, and not in the index yet, whose row is there: making it would be a lock too."""
    Index.objects.get_or_create(pk=1)
    responsibility = MappingFactory().responsibility
    services = [ServicePageFactory(title=f"Leistung {n}", responsibility=responsibility, live=False) for n in (1, 2)]
    for service in services:
        type(service).objects.filter(pk=service.pk).update(live=True)
    return services


def write_at_once(services) -> list[str]:
    """The second begins when the first has written and not yet committed; says how each ended."""
    written, second_waits = threading.Event(), threading.Event()
    ended: list[str] = ["", ""]

    def first():
        try:
            with transaction.atomic():
                index_service(services[0].pk)
                written.set()
                second_waits.wait(PATIENCE)
            ended[0] = "written"
        finally:
            connection.close()

    def second():
        try:
            written.wait(PATIENCE)
            threading.Timer(0.5, second_waits.set).start()  # by then it waits for a lock of the first
            index_service(services[1].pk)
            ended[1] = "written"
        except IntegrityError:
            ended[1] = "collided"
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return ended


def test_the_second_waits_and_both_count(two_services):
    before = loading.stand()[1]

    assert write_at_once(two_services) == ["written", "written"]

    lexicon = loading.current(Audience.PUBLIC)
    assert (lexicon.version, lexicon.lexicon.services) == (before + 2, 2)
    assert lexicon.lexicon.stems["leistung"][-1] == 2


def test_without_the_lock_they_collide(two_services, monkeypatch):
    """Proves that the test above can fail; even then nothing is counted wrong, the second is refused."""
    monkeypatch.setattr(writing, "FOR_UPDATE", "")

    assert write_at_once(two_services) == ["written", "collided"]

    assert loading.current(Audience.PUBLIC).lexicon.services == 1


def test_what_is_written_waits_in_no_list_that_every_search_would_read():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname LIKE 'knowledge_entry_tokens%'")
        assert cursor.fetchall() == [(["fastupdate=off"],)] * len(Audience)
