"""A double click on “send”: two requests of one session at once make one case, and only because of the lock."""

import re
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.test import Client

from cms.accounts.groups import AGENT
from desk.views import forward
from tests.factories import cases
from tests.factories.accounts import UserFactory
from workflows.cases.models import Case

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def send_twice_at_once(town) -> list[str]:
    """Post one form from two threads; where each is led."""
    client = Client()
    client.force_login(UserFactory(groups=[AGENT]))
    address = f"/desk/weiterleiten/{town.partner.slug}/"
    once = re.search(r'name="once" value="(\w+)"', client.get(address).content.decode())[1]
    form = {"once": once, "concern": "Darf ich einen Carport bauen?", "reply_channel": "none"}
    barrier, led_to = Barrier(2), []

    def send():
        second = Client()
        second.cookies.update(client.cookies)
        barrier.wait()
        try:
            answer = second.post(address, form)
            led_to.append(getattr(answer, "url", str(answer.status_code)))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return led_to


@pytest.fixture
def town(transactional_db):
    cases.question()
    return cases.town()


def test_both_clicks_lead_to_one_case(town):
    for number in range(1, 6):
        assert send_twice_at_once(town) == ["/desk/weiterleiten/gesendet/"] * 2
        assert Case.objects.count() == number


def test_without_the_lock_there_would_be_two(town, monkeypatch):
    """Proves that the test above can fail."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    meet = Barrier(2)
    really_open = forward._open

    def open_together(*arguments):
        meet.wait(10)
        return really_open(*arguments)

    monkeypatch.setattr(forward, "_open", open_together)

    send_twice_at_once(town)

    assert Case.objects.count() == 2
