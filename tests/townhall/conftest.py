"""Town halls to visit, and a clock that stands still."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from tests.factories.townhall import TownHall, make_town_hall
from workflows.cases.setup import make_question_to_a_department


@pytest.fixture
def lindenfurt(db) -> TownHall:
    """A town with an office that is open Monday to Friday from 8 to 18, and two services."""
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
