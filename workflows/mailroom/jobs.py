"""What the mailroom does by itself: it fetches mail where that is set, and forgets what is past its end."""

from datetime import time, timedelta

from cms.outbox.registry import recurring

from . import actions, imap


@recurring("fetch_mail", every=timedelta(minutes=1), lane="mail", attempts=1, overdue_after=timedelta(hours=1))
def fetch_mail() -> None:
    """Nothing where no mailbox is set."""
    imap.fetch()


@recurring("delete_expired_mail", at=time(3, 20))
def delete_expired_mail() -> None:
    actions.delete_expired()
