"""The jobs about links: written down every night, looked at every few minutes, told about once a month."""

from datetime import time, timedelta

from django.utils import timezone

from cms.outbox.registry import job, recurring

from . import collecting, letters, looking

EVERY = timedelta(minutes=5)


@recurring("collect_links", at=time(2, 40), lane="web")
def collect_links() -> None:
    """Write down anew where which published page links to."""
    collecting.collect_all()


@recurring("look_at_links", every=EVERY, lane="web", limit=timedelta(minutes=4))
def look_at_links() -> None:
    """What was published lately, then a few of the links that are due; what hangs stops nothing else."""
    now = timezone.now()
    collecting.collect_since(now - 3 * EVERY)
    looking.round_of_looks(now)


@recurring("tell_about_dead_links", at=time(6, 30))
def tell_about_dead_links() -> None:
    """A letter a month to whoever has dead links on her pages."""
    letters.tell(timezone.localdate())


@job(letters.JOB, lane="mail")
def mail_dead_links(*, to: int) -> None:
    letters.mail(to)
