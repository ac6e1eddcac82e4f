"""What the API clears away: which concerns programs have sent."""

from datetime import timedelta

from cms.outbox.registry import recurring

from . import once


@recurring("forget_sent_concerns", every=timedelta(hours=1))
def forget_sent_concerns() -> None:
    """A program that repeats what it sent does so within minutes; after a day the key may be anything again."""
    once.forget()
