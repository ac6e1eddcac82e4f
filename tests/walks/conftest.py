"""One world for a whole module: every request is taken back, so that it stays as it was made."""

import pytest
from django.db import transaction

from api import throttle
from tests.walks.world import World, make_world


@pytest.fixture(scope="module")
def built_world(rows_of_module) -> World:
    return make_world()


@pytest.fixture
def world(built_world, monkeypatch) -> World:
    monkeypatch.setattr(throttle, "counters", throttle.Counters())  # every request comes from one network
    with transaction.atomic():
        yield built_world
        transaction.set_rollback(True)
