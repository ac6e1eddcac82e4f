"""Wagtail's mails about releases as jobs: written in the transaction of what they tell, sent when it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.dispatch import Signal
from wagtail.admin import signal_handlers
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier, Notifier
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from cms.organisation.approvers import approvers_for, partner_concerned
from cms.outbox.actions import send_later

JOB = "tell_about_release"
ONE = "tell_one_about_release"


class ToWhomItConcerns(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Writes to the approvers of the page's partner only, and not to who asked for the release."""

    def get_recipient_users(self, task_state: TaskState, **kwargs: object) -> models.QuerySet:
        people = approvers_for(partner_concerned(task_state.workflow_state.content_object))
        asked = kwargs.get("user")
        return people.exclude(pk=asked.pk) if asked else people


# What Wagtail tells, when, and under which name it would have connected its own receiver.
NOTICES: dict[str, tuple[Signal, type[models.Model], Notifier, str]] = {
    "task_submitted": (
        task_submitted,
        TaskState,
        ToWhomItConcerns(),
        "group_approval_task_submitted_email_notification",
    ),
    "submitted": (
        workflow_submitted,
        WorkflowState,
        signal_handlers.workflow_submission_email_notifier,
        "workflow_state_submitted_email_notification",
    ),
    "rejected": (
        workflow_rejected,
        WorkflowState,
        signal_handlers.workflow_rejection_email_notifier,
        "workflow_state_rejected_email_notification",
    ),
    "approved": (
        workflow_approved,
        WorkflowState,
        signal_handlers.workflow_approval_email_notifier,
        "workflow_state_approved_email_notification",
    ),
}


# None: everything is told; else what has been told of in this batch.
_batch: ContextVar[set[str] | None] = ContextVar("batch of releases", default=None)


@contextmanager
def told_of_the_first() -> Iterator[None]:
    """Of what is submitted in here together only the first is told: who looks finds all of it."""
    token = _batch.set(set())
    try:
        yield
    finally:
        _batch.reset(token)


class NotSent(Exception):
    """The mail server refused it."""


def send_through_the_outbox() -> None:
    """Connect our receivers in the place of Wagtail's.

    Call it before Wagtail's admin is ready: the first receiver of a name stays, so that its own are not connected.
    """
    for kind, (signal, sender, _notifier, name) in NOTICES.items():
        signal.connect(_later(kind), sender=sender, dispatch_uid=name, weak=False)


def tell(kind: str, state: int, user: int | None) -> None:
    """Write a job for each person who is concerned: a refused address keeps no other mail back, nor sends it twice."""
    if (instance := _current(kind, state)) is not None:
        with transaction.atomic():
            for person in _recipients(kind, instance, user):
                key = f"{kind}-{state}-{user}-{person.pk}"
                send_later(ONE, key=key, kind=kind, state=state, user=user, to=person.pk)


def tell_one(kind: str, state: int, user: int | None, to: int) -> None:
    """Send one person her mail if she is still concerned; raises ``NotSent`` to be tried again."""
    if (instance := _current(kind, state)) is None:
        return
    notifier = NOTICES[kind][2]
    people = {person for person in _recipients(kind, instance, user) if person.pk == to}
    templates, context = notifier.get_template_set(instance), notifier.get_context(instance)
    if people and not notifier.send_notifications(templates, context, people):
        raise NotSent(kind)


def _current(kind: str, state: int) -> models.Model | None:
    """What is to be told of, unless it has been decided meanwhile."""
    _signal, model, notifier, _name = NOTICES[kind]
    found = model.objects.filter(pk=state).first()
    if found is None or (kind.endswith("submitted") and found.status != model.STATUS_IN_PROGRESS):
        return None
    instance = found.specific if isinstance(found, TaskState) else found
    return instance if notifier.can_handle(instance) else None


def _recipients(kind: str, instance: models.Model, user: int | None) -> set[models.Model]:
    return NOTICES[kind][2].get_valid_recipients(instance, user=get_user_model().objects.filter(pk=user).first())


def _later(kind: str) -> Callable[..., None]:
    def receive(sender: type, instance: models.Model, user: models.Model | None = None, **kwargs: object) -> None:
        batch = _batch.get()
        if batch is not None:
            if kind in batch:
                return
            batch.add(kind)
        with transaction.atomic():
            send_later(JOB, kind=kind, state=instance.pk, user=user.pk if user else None)

    return receive
