"""Town halls to visit, and a clock that stands still."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories.townhall import TownHall, make_town_hall
from tests.starting_rows import has_real_transactions
from workflows.cases.setup import make_question_to_a_department


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Let the tests of a module share one town, which costs more than most of them; whoever commits makes her own."""
    for item in items:
        mine = Path(__file__).parent in item.path.parents and "lindenfurt" in item.fixturenames
        if mine and not has_real_transactions(item):
            item.fixturenames.insert(0, "kept_lindenfurt")


@pytest.fixture(scope="module")
def kept_lindenfurt(rows_of_module) -> TownHall:
    return _make_lindenfurt()


@pytest.fixture
def lindenfurt(request, db) -> TownHall:
    """A town with an office that is open Monday to Friday from 8 to 18, and two services."""
    if "kept_lindenfurt" in request.fixturenames:
        return request.getfixturevalue("kept_lindenfurt").afresh()
    return _make_lindenfurt()


def _make_lindenfurt() -> TownHall:
    make_question_to_a_department()
    return make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")


@pytest.fixture
def moorbach(lindenfurt) -> TownHall:
    """A neighbour that offers nothing of it."""
    return make_town_hall("Gemeinde Moorbach", "moorbach", "MOO", services=False)


@pytest.fixture
def stop_clock(monkeypatch) -> Callable[[datetime], None]:
    """``stop_clock(at)``: from now on it is that moment."""

    def stop(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return stop
