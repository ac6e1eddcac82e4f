"""What the mailroom does by itself: it fetches mail, tells what failed, and forgets what has ended."""

from datetime import time, timedelta

from django.utils import timezone

from cms.outbox.registry import recurring

from . import actions, digest, imap

# Eight attempts reach over a night, each further one six hours on: a mail server may be away for a long weekend.
ATTEMPTS = 20


@recurring("fetch_mail", every=timedelta(minutes=1), lane="mail", attempts=ATTEMPTS, overdue_after=timedelta(hours=1))
def fetch_mail() -> None:
    """Nothing where no mailbox is set."""
    imap.fetch()


@recurring("tell_of_failed_mail", at=time(7, 0), lane="mail", attempts=ATTEMPTS, overdue_after=timedelta(days=2))
def tell_of_failed_mail() -> None:
    digest.send(timezone.localdate())


@recurring("delete_expired_mail", at=time(3, 20))
def delete_expired_mail() -> None:
    actions.delete_expired()
