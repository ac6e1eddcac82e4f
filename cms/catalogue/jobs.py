"""The catalogue's jobs: planned releases and ends every minute, mails about releases."""

from datetime import timedelta

from django.core.management import call_command

from cms.outbox.registry import job, recurring

from . import notices


@recurring("publish_scheduled", every=timedelta(minutes=1))
def publish_scheduled() -> None:
    """Publish and take down what is due."""
    call_command("publish_scheduled")


@job(notices.JOB, lane="mail")
def tell_about_release(*, kind: str, state: int, user: int | None) -> None:
    """Tell approvers what waits for them, and authors what became of it."""
    notices.tell(kind, state, user)
