"""Mails about releases leave as jobs, to the people concerned."""

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.catalogue import notices
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def erika():
    return UserFactory(first_name="Erika", groups=[CENTRAL_EDITOR, APPROVER])


@pytest.fixture
def karl():
    return UserFactory(first_name="Karl", groups=[APPROVER])


def submitted(erika):
    page = ServicePageFactory(live=False, complete=True, title="Reisepass")
    page.save_revision(user=erika)
    return page.get_workflow().start(page, erika)


def waiting():
    return list(Job.objects.filter(name=notices.JOB).order_by("pk"))


def run(jobs):
    """What the worker does: first who is concerned, then one mail each."""
    for job in jobs:
        notices.tell(**job.payload)
    for job in Job.objects.filter(name=notices.ONE).order_by("pk"):
        notices.tell_one(**job.payload)
        job.delete()


def test_approvers_are_told_what_waits_for_them_and_the_author_is_not(erika, karl):
    UserFactory(groups=[CENTRAL_EDITOR])

    submitted(erika)
    assert mail.outbox == []
    run(waiting())

    assert [message.to for message in mail.outbox] == [[karl.email]]
    assert mail.outbox[0].subject == "Zur Freigabe: Reisepass"
    assert f"{erika.get_full_name()} bittet Sie um die Freigabe von „Reisepass“." in mail.outbox[0].body


def test_what_is_rolled_back_tells_nobody(erika, karl):
    with pytest.raises(RuntimeError), transaction.atomic():
        submitted(erika)
        raise RuntimeError

    assert waiting() == []


def test_the_author_is_told_that_it_has_been_released(erika, karl):
    state = submitted(erika)
    earlier = waiting()

    state.current_task_state.task.specific.on_action(state.current_task_state, karl, "approve")
    run(waiting())

    assert [message.to for message in mail.outbox] == [[erika.email]]
    assert len(waiting()) > len(earlier)
    assert mail.outbox[0].subject == "Freigegeben: Reisepass"


def test_the_author_reads_what_is_missing_and_where_to_change_it(erika, karl):
    state = submitted(erika)
    task = state.current_task_state

    task.task.specific.on_action(task, karl, "reject", comment="Was kostet das & wie lange gilt er?")
    run(waiting())

    assert [message.to for message in mail.outbox] == [[erika.email]]
    assert mail.outbox[0].subject == "Bitte überarbeiten: Reisepass"
    assert "Was kostet das & wie lange gilt er?" in mail.outbox[0].body
    assert reverse("wagtailadmin_pages:edit", args=[state.object_id]) in mail.outbox[0].body


def test_what_is_decided_meanwhile_is_not_asked_for_any_more(erika, karl):
    state = submitted(erika)
    jobs = waiting()
    state.current_task_state.task.specific.on_action(state.current_task_state, karl, "reject")

    run(jobs)

    assert mail.outbox == []


@pytest.mark.parametrize("signal", [task_submitted, workflow_submitted, workflow_approved, workflow_rejected])
def test_wagtails_own_receivers_are_not_connected(signal):
    """They would send from inside the transaction."""
    receivers = [receiver for _key, receiver, *_rest in signal.receivers]

    ours = {"cms.catalogue.notices", "cms.catalogue.complete"}
    assert "cms.catalogue.notices" in {receiver.__module__ for receiver in receivers} <= ours
