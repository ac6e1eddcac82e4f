"""The daily mail about mail that failed for good, to the person whom the installation names for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.accounts.actions import administrators
from cms.outbox.models import Job
from workflows.cases.models import Case, WorkItem
from workflows.citizens import plain_mails
from workflows.citizens.models import Letter

from .models import IncomingMail

LANE = "mail"
IN_A_MAIL = 50
TO_US = _("mail to a department or a colleague")
KINDS = {"send_letter": _("letter to a citizen"), "fetch_mail": _("fetching mail from the mailbox")}


@dataclass(frozen=True)
class Failed:
    """A mail that is not tried any more: what it was, and the case it was about."""

    what: str | Promise
    reference: str
    since: datetime
    job: int


def failed() -> list[Failed]:
    """Every mail that was set aside after its last attempt, the oldest first."""
    jobs = Job.objects.set_aside().filter(lane=LANE).order_by("created_at", "pk")
    return [Failed(KINDS.get(job.name, TO_US), _reference(job.payload), job.created_at, job.pk) for job in jobs]


def _reference(payload: dict) -> str:
    found = None
    if "letter" in payload:
        found = Letter.objects.filter(pk=payload["letter"]).values_list("reference", flat=True).first()
    elif "item" in payload:
        found = WorkItem.objects.filter(pk=payload["item"]).values_list("case__reference", flat=True).first()
    elif "case" in payload:
        found = Case.objects.filter(pk=payload["case"]).values_list("reference", flat=True).first()
    return found or ""


def recipients() -> list[str]:
    """Who is named by the setting, else the administrators."""
    return settings.MAIL_TROUBLE_TO or [person.email for person in administrators() if person.email]


def send(today: date) -> bool:
    """Send the digest of a day; nothing leaves when nothing failed and no mail waits. Returns whether one left."""
    lost = failed()
    waiting = list(
        IncomingMail.objects.waiting()
        .order_by("partner__name")
        .values_list("partner__name")
        .annotate(number=Count("pk"))
    )
    whom = recipients()
    if not whom or not (lost or waiting):
        return False
    told = {
        "failed": lost[:IN_A_MAIL],
        "number": len(lost),
        "more": max(len(lost) - IN_A_MAIL, 0),
        "waiting": waiting,
        "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('desk:mails')}",
    }
    plain_mails.send("mailroom/digest.txt", told, to=whom, key=f"digest:{today.isoformat()}")
    return True
