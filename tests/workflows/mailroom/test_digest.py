"""The daily mail about mail that failed for good: to the named person, and only if there is something."""

from datetime import date

import pytest
from django.core import mail

from cms.accounts.groups import ADMINISTRATOR
from cms.outbox import registry
from cms.outbox.actions import retry
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.cases import opened, town
from tests.factories.mails import BOX, reply
from tests.factories.outbox import run_jobs
from workflows.mailroom import digest
from workflows.mailroom.actions import receive

pytestmark = pytest.mark.django_db
DAY = date(2098, 11, 24)


@pytest.fixture(autouse=True)
def named(settings):
    settings.MAIL_IN = BOX
    settings.MAIL_TROUBLE_TO = ["edv@example.org"]


def test_where_all_is_well_nothing_leaves():
    assert digest.send(DAY) is False
    assert not mail.outbox


def test_what_was_given_up_is_told_with_its_case(settings):
    case = opened(town()).case
    Job.objects.filter(name="send_letter").update(state=Job.State.SET_ASIDE)

    assert digest.send(DAY)

    [told] = mail.outbox
    assert told.to == ["edv@example.org"]
    assert told.subject == "1 E-Mail konnte nicht verschickt werden"
    assert f"{case.reference}  Brief an eine Bürgerin oder einen Bürger" in told.body
    assert "manage.py jobs --retry all" in told.body
    assert "Mustermann" not in told.body
    digest.send(DAY)
    assert mail.outbox[0].extra_headers["Message-ID"] == mail.outbox[1].extra_headers["Message-ID"]


def test_mail_that_waits_for_a_decision_is_told_too():
    here = town()
    receive(reply(text=" ", subject="leer"))

    digest.send(DAY)

    [told] = mail.outbox
    assert told.subject == "E-Mails warten auf eine Entscheidung"
    assert f"- {here.partner.name}: 1" in told.body
    assert "/desk/post/" in told.body


def test_without_a_setting_the_administrators_are_told(settings):
    settings.MAIL_TROUBLE_TO = []
    chief = UserFactory(groups=[ADMINISTRATOR])
    opened(town())
    Job.objects.filter(name="send_letter").update(state=Job.State.SET_ASIDE)

    digest.send(DAY)

    assert mail.outbox[0].to == [chief.email]


def test_it_is_sent_every_day_and_tried_again_when_the_mail_server_is_away():
    assert registry.recurring_jobs["tell_of_failed_mail"].at is not None
    assert registry.jobs["tell_of_failed_mail"].attempts > 8


def test_after_a_retry_the_mail_leaves(settings):
    opened(town())
    Job.objects.filter(name="send_letter").update(state=Job.State.SET_ASIDE)
    retry(Job.objects.get(name="send_letter").pk)
    run_jobs()

    assert digest.send(DAY) is False
