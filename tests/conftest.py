"""What every test may rely on: the marks that choose a database, and nothing that can be skipped."""

import pytest
from django.db import connection

from tests.factories.audit import audit_can_be_flushed  # noqa: F401  a fixture every test needs


def pytest_collection_modifyitems(config, items):
    """Leave out (never skip) what the chosen database cannot do and what only the long runs do."""
    chosen = config.getoption("-m") or ""
    unwanted = {mark for mark in ("slow", "data") if mark not in chosen}
    if connection.vendor != "postgresql":
        unwanted.add("postgres")
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in unwanted)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def anonymous(client):
    """Nobody: a client that has not logged in."""
    return client
