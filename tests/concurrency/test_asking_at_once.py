"""A double click sends a question twice at the same moment: one case is opened, and without the lock there are two."""

import threading

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from kuemmerer import once
from tests.factories.townhall import TownHall, make_town_hall
from workflows.cases.models import Case
from workflows.cases.setup import make_question_to_a_department

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ASK = "/anliegen/neu/?leistung=personalausweis-beantragen"
TYPED = {"concern": "Geht das auch samstags?", "reply_channel": "none"}


@pytest.fixture
def lindenfurt(transactional_db) -> TownHall:
    make_question_to_a_department()
    return make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")


def send_twice_at_once(town: TownHall) -> list[int]:
    """Both clicks of one visitor, each in a thread of its own; returns the statuses."""
    response = town.citizen.post(ASK, {**TYPED, "step": "check"})
    form = {**TYPED, "step": "send", "seal": response.context["seal"]}
    barrier, statuses = threading.Barrier(2), []

    def click() -> None:
        client = Client(HTTP_HOST=town.host)
        client.cookies = town.citizen.cookies
        barrier.wait()
        try:
            statuses.append(client.post(ASK, form).status_code)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    return statuses


def test_a_double_click_opens_one_case(lindenfurt):
    for number in range(1, 4):
        assert send_twice_at_once(lindenfurt) == [302, 302]
        assert Case.objects.count() == number


def test_without_the_lock_it_would_open_two(lindenfurt, monkeypatch):
    """Proves that the test above can fail: both look, then both act."""
    both_have_looked = threading.Barrier(2)
    act_of = once.only_once

    def slow(request, place, key, act):
        def after_both() -> dict:
            both_have_looked.wait(timeout=20)
            return act()

        return act_of(request, place, key, after_both)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(once, "only_once", slow)

    send_twice_at_once(lindenfurt)

    assert Case.objects.count() == 2
