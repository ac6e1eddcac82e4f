"""What citizens' data needs in the background: letters leave by mail, expired details are deleted."""

from datetime import time

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from cms.outbox.registry import job, recurring

from . import actions
from .letters import message_id
from .mail_addresses import reply_address
from .models import Letter

# Eight attempts reach over a night, each further one six hours on: a mail server may be away for a long weekend.
LETTER_ATTEMPTS = 20


@job("send_letter", lane="mail", attempts=LETTER_ATTEMPTS)
def send_letter(*, letter: int) -> None:
    """Send one letter at least once; a repetition after a crash carries the same Message-ID.

    Nothing is left to do if it has been sent or has been deleted with its details.
    """
    found = Letter.objects.select_related("details").filter(pk=letter, sent_at__isnull=True).first()
    if found is None or not found.details.email:
        return
    reply_to = reply_address(found.reference) if found.reference else ""
    headers = {"Message-ID": message_id(found.key), "Auto-Submitted": "auto-generated"}
    if reply_to:
        # Reports on delivery go to the envelope's sender, which Django takes from ``from_email``.
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=found.subject,
        body=found.body,
        from_email=reply_to or None,
        to=[found.details.email],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    if found.html:
        message.attach_alternative(found.html, "text/html")
    message.send()
    Letter.objects.filter(pk=letter).update(sent_at=timezone.now(), body="", html="")


@recurring("delete_expired_details", at=time(3, 0))
def delete_expired_details() -> None:
    actions.delete_expired()
