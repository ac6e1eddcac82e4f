"""What the organisation needs in the background: links to mailboxes leave, old changes of town halls are forgotten."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from cms.outbox.registry import job, recurring

from . import changes, mailboxes
from .models import Department


@job("confirm_mailbox", lane="mail")
def confirm_mailbox(*, department: int) -> None:
    """The link is made only now: it stands in no job. Whose mailbox is gone or confirmed by now gets nothing."""
    found = Department.objects.select_related("partner").filter(pk=department).first()
    if found is None or not found.mailbox or found.confirmed_mailbox:
        return
    with override(settings.LANGUAGE_CODE):
        context = {
            "department": found,
            "link": mailboxes.confirmation_address(found),
            "days": mailboxes.LINK_LASTS.days,
        }
        EmailMessage(
            subject=gettext("Is this the mailbox of %(department)s?") % {"department": found},
            body=render_to_string("organisation/mail_confirm_mailbox.txt", context),
            to=[found.mailbox],
            headers={"Auto-Submitted": "auto-generated"},
        ).send()


@recurring("forget_old_changes", every=timedelta(hours=1))
def forget_old_changes() -> None:
    """An import writes thousands of them, and every worker counts them twice a second."""
    changes.forget_old()
