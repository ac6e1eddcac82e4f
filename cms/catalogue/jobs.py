"""The catalogue's jobs: planned releases and ends every minute, mails about releases and reviews."""

from datetime import time, timedelta

from django.core.management import call_command
from django.utils import timezone

from cms.outbox.registry import job, loop, recurring

from . import notices, old_revisions, reviews, schedule

_punctual = schedule.Punctual()


# Together with the half second after which a web worker sees a new version: within a second of the planned time.
@loop("publish_on_time", every=timedelta(seconds=0.3))
def publish_on_time() -> None:
    """Publish and take down what has just become due."""
    _punctual.look(timezone.now())


@recurring("publish_scheduled", every=timedelta(minutes=1))
def publish_scheduled() -> None:
    """Publish and take down what is due, also what no worker was there for."""
    call_command("publish_scheduled")


@recurring("purge_old_revisions", at=time(4, 15))
def purge_old_revisions() -> None:
    """Every save keeps the whole page; what is old and not needed goes."""
    old_revisions.purge(timezone.now())


@job(notices.JOB)
def tell_about_release(*, kind: str, state: int, user: int | None) -> None:
    """Find out who is concerned: approvers by what waits for them, authors by what became of it."""
    notices.tell(kind, state, user)


@job(notices.ONE, lane="mail")
def tell_one_about_release(*, kind: str, state: int, user: int | None, to: int) -> None:
    notices.tell_one(kind, state, user, to)


@recurring("remind_of_reviews", at=time(6))
def remind_of_reviews() -> None:
    """Once a week to each person for whom a review is due, on the first morning on which one is."""
    reviews.remind(timezone.localdate())


@job(reviews.JOB, lane="mail")
def mail_reviews(*, to: int) -> None:
    reviews.mail(to, timezone.localdate())
