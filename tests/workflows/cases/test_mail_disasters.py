"""A mail server that refuses, hangs, or is dead for a day: nothing is lost, all is visible, nothing goes twice."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from cms.outbox import health
from cms.outbox.models import Job
from cms.outbox.worker import work_off
from kuemmerer.demo.clock import moved_to
from tests.factories.cases import answered, item_of, opened, town
from workflows.assurance.actions import prove
from workflows.cases import sweeper
from workflows.cases.models import Deadline
from workflows.citizens.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MORNING = datetime(2097, 11, 20, 8, 0, tzinfo=UTC)  # a Wednesday, 9:00
REFUSING = "tests.workflows.cases.test_mail_disasters.Refusing"


class Refusing(EmailBackend):
    """Somebody answers the call, and takes nothing."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


def a_busy_morning():
    """One case is answered, another one is late: letters to the citizen, mails to the department and its lead."""
    lindenfurt = town()
    with moved_to(MORNING):
        answered(lindenfurt)
        late = opened(lindenfurt).case
        Deadline.objects.filter(item=item_of(late)).update(due_at=MORNING)
        assert sweeper.sweep() == 2
    return lindenfurt


def message_ids() -> list[str]:
    return [message.extra_headers["Message-ID"] for message in mail.outbox]


def test_a_mail_server_dead_for_a_day_loses_nothing_and_nothing_goes_twice(settings):
    a_busy_morning()
    due = Job.objects.filter(lane="mail").count()
    alive, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, REFUSING

    for hour in range(25):
        with moved_to(MORNING + timedelta(hours=hour)):
            work_off()
    assert Job.objects.filter(lane="mail").count() == due
    assert not Job.objects.set_aside().exists()
    assert not Letter.objects.filter(sent_at__isnull=False).exists()

    settings.EMAIL_BACKEND = alive
    for hour in range(25, 33):
        with moved_to(MORNING + timedelta(hours=hour)):
            work_off()
    assert prove().faults == []
    assert len(message_ids()) == len(set(message_ids())) == due
    assert not Letter.objects.filter(sent_at__isnull=True).exists()
    assert not Job.objects.filter(lane="mail").exists()


def test_a_mail_server_that_takes_the_call_and_says_nothing_is_given_up_after_a_while(settings):
    assert settings.EMAIL_TIMEOUT
    a_busy_morning()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.05
        with moved_to(MORNING + timedelta(minutes=1)):
            work_off()

    waiting = Job.objects.filter(lane="mail")
    assert waiting.count() == waiting.filter(state=Job.State.WAITING, attempts=1).count() > 0
    given_up = ("TimeoutError", "SMTPServerDisconnected")  # while connecting, while waiting for the first word
    assert all(any(name in job.last_error for name in given_up) for job in waiting)
    assert not Letter.objects.filter(sent_at__isnull=False).exists()


def test_what_could_not_be_sent_for_good_is_visible(settings):
    a_busy_morning()
    settings.EMAIL_BACKEND = REFUSING

    for day in range(9):
        for hour in range(0, 24, 2):
            with moved_to(MORNING + timedelta(days=day, hours=hour)):
                work_off()

    letters = Letter.objects.count()
    assert Job.objects.set_aside().filter(name="send_letter").count() == letters > 0
    assert health.remarks(MORNING + timedelta(days=9))
    assert prove().found >= letters
