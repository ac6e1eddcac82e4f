"""One world for a whole module: every request is taken back, so that it stays as it was made."""

import pytest
from django.db import transaction

from api import throttle
from tests import starting_rows
from tests.walks.world import World, make_world


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker) -> World:
    with django_db_blocker.unblock(), transaction.atomic():
        starting_rows.bring_back()  # unless they are there: tests with real transactions end with empty tables
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world, monkeypatch) -> World:
    monkeypatch.setattr(throttle, "counters", throttle.Counters())  # every request comes from one network
    with transaction.atomic():
        yield built_world
        transaction.set_rollback(True)
