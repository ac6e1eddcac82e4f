"""That nothing sent for later is forgotten: each function yields (row, sentence) for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .health import overdue
from .models import Job, RecurringRun

Fault = tuple[Job | RecurringRun, str]
# A lease is given back within half a minute and a lane works off its jobs in order; an hour is neither.
FORGOTTEN_AFTER = timedelta(hours=1)


def counted() -> dict[str, int]:
    """What the checks below look at."""
    return {str(_("jobs waiting or running")): Job.objects.unfinished().count()}


def jobs_are_done_or_due() -> Iterator[Fault]:
    """Every job is done (its row is gone), runs, or its time will come."""
    for job in Job.objects.set_aside():
        yield job, _("failed for good and has to be looked at.")
    before = timezone.now() - FORGOTTEN_AFTER
    for job in Job.objects.due(before):
        yield job, _("has been due for more than an hour and nobody does it.")
    for job in Job.objects.lease_ended(before):
        yield job, _("was taken by a worker that has died.")


def recurring_jobs_recur() -> Iterator[Fault]:
    """What happens every night or every minute did happen."""
    for run in RecurringRun.objects.filter(name__in=overdue(timezone.now())):
        yield run, _("is overdue.")
