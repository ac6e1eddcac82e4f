"""That no mail is lost: each function yields (mail, sentence) for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation.models import Membership

from .models import IncomingMail, Reason, State

Fault = tuple[IncomingMail, str]
DECIDED_WITHIN = timedelta(days=3)
DELETED_WITHIN = timedelta(days=2)
WITH_A_CASE = (Reason.REPLY, Reason.NEW)


def counted() -> dict[str, int]:
    """What the checks below look at."""
    return {
        str(_("mails that came in")): IncomingMail.objects.count(),
        str(_("mails that wait for a decision")): IncomingMail.objects.waiting().count(),
    }


def every_mail_is_placed() -> Iterator[Fault]:
    """It is in its case, or somebody active has to decide about it, or it is set aside under a name."""
    seats = set(Membership.objects.filter(user__is_active=True).values_list("department_id", flat=True))
    for mail in IncomingMail.objects.waiting().for_list().select_related("partner"):
        triage = mail.partner.triage_department_id if mail.partner else None
        if triage not in seats:
            yield mail, _("waits for a decision, and nobody is there to take it.")
        elif mail.received_at < timezone.now() - DECIDED_WITHIN:
            yield mail, _("has waited for a decision for more than three days.")
    for mail in IncomingMail.objects.filter(state=State.PLACED, reason__in=WITH_A_CASE, case__isnull=True).defer("raw"):
        yield mail, _("counts as placed, but no concern has it.")


def mails_end() -> Iterator[Fault]:
    """What was kept of a mail is gone after its end date."""
    for mail in IncomingMail.objects.expired(timezone.localdate() - DELETED_WITHIN).defer("raw"):
        yield mail, _("should have been deleted.")
