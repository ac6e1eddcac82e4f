"""What a department without seats does through the links that go to its mailbox."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cms.accounts import attempts
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.models import Department
from cms.outbox.actions import send_later

from .. import by_mail, people
from ..errors import LinkEnded, NotYourWork
from ..models import FOR_THE_CITIZEN, WorkItem
from . import life


@transaction.atomic
def open_link(token: str) -> by_mail.Link:
    """The case that a link leads to. Looking uses nothing up, mail filters look too; the audit says that it was read.

    Raises ``LinkBroken``, and ``LinkEnded`` after its time.
    """
    link = by_mail.read(token)
    if link.has_ended:
        raise LinkEnded
    record("read_by_mail", link.case, by=Actor.mailbox(link.department))
    return link


def item_for_mailbox(link: by_mail.Link) -> WorkItem | None:
    """What this mailbox has to do at the case now."""
    items = WorkItem.objects.open().filter(case=link.case, department=link.department).exclude(step=FOR_THE_CITIZEN)
    mailbox = people.Mailbox(link.department)
    for item in items.select_related("department", "assignee").order_by("due_at", "pk"):
        item.case = link.case
        if people.may_work(mailbox, item):
            return item
    return None


@transaction.atomic
def send_new_link(token: str) -> Department:
    """For a link that has ended another one leaves, to the same mailbox and nowhere else.

    Raises ``LinkBroken``, and ``TooManyAttempts`` when one has left a moment ago.
    """
    link = by_mail.read(token)
    attempts.count(attempts.LINKS_TO_MAILBOX, f"{link.case.pk}:{link.department.pk}")
    send_later(
        "send_new_link",
        key=f"{link.case.pk}-{link.department.pk}",
        case=link.case.pk,
        department=link.department.pk,
        asked=int(timezone.now().timestamp()),
    )
    record("link_asked_anew", link.case, by=Actor.mailbox(link.department))
    return link.department


def hand_back(item: WorkItem, *, reason: str, by: people.Mailbox, seen: int | None = None) -> None:
    """It is not this department's to answer: the partner's triage sees to it, and the promise stays.

    Raises ``NotYourWork`` where the department is the triage itself, and what ``reassign`` raises.
    """
    triage = item.case.partner.triage_department
    if triage is None or triage.pk == by.department.pk:
        raise NotYourWork
    life.reassign(item, department=triage, reason=reason, by=by, seen=seen)
