"""The index is written anew at night, and soon after an import."""

import pytest

from cms.knowledge import actions, loading
from cms.knowledge.jobs import rebuild_index_nightly
from cms.knowledge.models import Audience, Entry
from cms.outbox.models import Job
from cms.outbox.registry import definition
from tests.factories.catalogue import ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_job_waits(db):
    Job.objects.filter(name=actions.REBUILD).delete()


def test_a_few_publications_wait_for_the_night(responsibility):
    for _ in range(3):
        ServicePageFactory(responsibility=responsibility)

    assert not Job.objects.filter(name=actions.REBUILD).exists()


def test_many_publications_ask_for_one_rebuild_soon(responsibility, monkeypatch):
    monkeypatch.setattr(actions, "MANY_CHANGES", 5)
    for _ in range(9):
        ServicePageFactory(responsibility=responsibility)

    assert Job.objects.filter(name=actions.REBUILD).count() == 1


def test_the_jobs_write_a_new_generation(responsibility):
    ServicePageFactory(responsibility=responsibility)
    before = loading.stand()[0]

    definition(actions.REBUILD).handler()
    rebuild_index_nightly()

    assert loading.stand()[0] == before + 2
    assert set(Entry.objects.values_list("generation", flat=True)) == {before + 2}
    assert loading.current(Audience.PUBLIC).lexicon.services == 1
