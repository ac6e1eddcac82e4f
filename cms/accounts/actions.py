"""What other packages may do with people. Everything else here is private."""

from django.db import transaction

from cms.outbox.actions import send_later

from .models import User

__all__ = ["send_password_reset"]


@transaction.atomic
def send_password_reset(user: User, *, host: str, secure: bool, language: str) -> None:
    """Let a mail with a link to a new password leave as a job; the link is made when the mail leaves.

    The payload holds the key of the person and where she asked, never the address or the link.
    """
    send_later(
        "send_password_reset",
        key=str(user.pk),
        user=user.pk,
        host=host,
        secure=secure,
        language=language,
    )
