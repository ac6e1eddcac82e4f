"""Wagtail's mails about releases leave as jobs.

From the request, where Wagtail sends them, they would wait for the mail server inside the approval's transaction.
Whom Wagtail tells and in which words stays Wagtail's.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from cms.outbox.actions import send_later

# What happened → Wagtail's signal, the name under which Wagtail connects its own receiver, and who knows the words.
OCCASIONS = {
    "task_submitted": (
        task_submitted,
        TaskState,
        "group_approval_task_submitted_email_notification",
        mail.GroupApprovalTaskStateSubmissionEmailNotifier(),
    ),
    "workflow_submitted": (
        workflow_submitted,
        WorkflowState,
        "workflow_state_submitted_email_notification",
        mail.WorkflowStateSubmissionEmailNotifier(),
    ),
    "workflow_rejected": (
        workflow_rejected,
        WorkflowState,
        "workflow_state_rejected_email_notification",
        mail.WorkflowStateRejectionEmailNotifier(),
    ),
    "workflow_approved": (
        workflow_approved,
        WorkflowState,
        "workflow_state_approved_email_notification",
        mail.WorkflowStateApprovalEmailNotifier(),
    ),
}


def take_the_place_of_wagtails_mails() -> None:
    """Connect under Wagtail's own names before Wagtail does: a name is taken once."""
    for occasion, (signal, sender, name, _notifier) in OCCASIONS.items():
        signal.connect(_writer_of_jobs(occasion), sender=sender, dispatch_uid=name, weak=False)


def _writer_of_jobs(occasion: str):
    notifier = OCCASIONS[occasion][3]

    @transaction.atomic
    def write_jobs(sender, instance, user=None, **kwargs) -> None:
        if not notifier.can_handle(instance):
            return
        for person in notifier.get_valid_recipients(instance, user=user):
            send_later(
                "mail_about_release",
                key=f"{occasion}-{instance.pk}-{person.pk}",
                occasion=occasion,
                state=instance.pk,
                person=person.pk,
            )

    return write_jobs


def write_mail(occasion: str, state: int, person: int) -> None:
    """Tell one person; what is gone meanwhile, she or the page, needs no mail. A mail server that fails is an error."""
    _signal, model, _name, notifier = OCCASIONS[occasion]
    instance = model.objects.filter(pk=state).first()
    recipient = get_user_model().objects.filter(pk=person, is_active=True).first()
    if instance is None or recipient is None:
        return
    context = notifier.get_context(instance)
    if context["object"] is None:
        return
    context["user"] = recipient
    templates = notifier.get_template_set(instance)
    with override(UserProfile.get_for_user(recipient).get_preferred_language()):
        subject = render_to_string(templates["subject"], context).strip()
        text = render_to_string(templates["text"], context).strip()
    EmailMessage(
        subject,
        text,
        to=[recipient.email],
        headers={
            "Message-ID": f"<{occasion}-{state}-{person}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()


def _domain() -> str:
    """The same on every machine that may send the mail a second time."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
