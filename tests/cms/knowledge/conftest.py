"""Fixtures of the search: a partner who has mapped a responsibility, and the index seen from outside."""

from __future__ import annotations

import pytest

from cms.knowledge import loading
from cms.knowledge.lexicon import Difference
from cms.knowledge.models import Audience, Entry, Subject
from cms.knowledge.writing import adds, stored
from tests.cms.knowledge.processes import Process, url_of_database
from tests.factories.organisation import MappingFactory


@pytest.fixture
def mapping():
    return MappingFactory()


@pytest.fixture
def partner(mapping):
    return mapping.partner


@pytest.fixture
def responsibility(mapping):
    return mapping.responsibility


@pytest.fixture
def counted_anew():
    """The lexicon as it would be counted from the entries that are there; the stored one must never differ."""

    def count(audience: Audience = Audience.PUBLIC) -> Difference:
        generation = loading.stand()[0]
        entries = Entry.objects.filter(audience=audience, generation=generation)
        total = Difference()
        for row in set(entries.values_list("kind", "object_id")):
            subject = Subject(*row)
            total.add(adds(subject, map(stored, entries.filter(**subject._asdict()))))
        return total

    return count


@pytest.fixture
def processes(tmp_path):
    """Makes processes on the test's database as it is now; on SQLite on a copy, since memory cannot be shared."""
    made = []

    def make(count: int) -> list[Process]:
        url = url_of_database(tmp_path)
        new = [Process(url) for _ in range(count)]
        made.extend(new)
        for process in new:
            assert process.answer() == {"ready": True}
        return new

    yield make
    for process in made:
        process.end()
