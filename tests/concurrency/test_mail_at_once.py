"""The same mail by several processes at once: placed once, and without the lock several times."""

from __future__ import annotations

from itertools import count

import pytest

from tests.concurrency.test_cases_at_once import at_once
from tests.factories.cases import opened, town
from tests.factories.mails import BOX, reply
from workflows.cases.models import Case, Message
from workflows.mailroom import actions
from workflows.mailroom.models import IncomingMail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DOORS = 4


@pytest.fixture(autouse=True)
def box(settings):
    settings.MAIL_IN = BOX


def replies_after(case: Case) -> int:
    raw = reply(case)
    told = at_once(*(lambda: actions.receive(raw) for _door in range(DOORS)))
    assert all(isinstance(each, IncomingMail) for each in told), told
    return case.messages.filter(kind=Message.Kind.REPLY).count()


def test_one_mail_at_four_doors_is_placed_once():
    for _round in range(3):
        case = opened(town()).case
        IncomingMail.objects.all().delete()

        assert replies_after(case) == 1
        assert IncomingMail.objects.count() == 1


def test_an_unknown_mail_at_four_doors_becomes_one_concern():
    town()
    raw = reply(text="Der Spielplatz ist kaputt.")

    at_once(*(lambda: actions.receive(raw) for _door in range(DOORS)))

    assert Case.objects.count() == 1


def test_without_the_lock_it_would_be_placed_by_each(monkeypatch):
    """Proves that the tests above can fail: the fingerprint is the lock."""
    numbers = count()
    monkeypatch.setattr(actions, "fingerprint", lambda *of: f"{next(numbers):064d}")

    assert replies_after(opened(town()).case) == DOORS
