"""How the background jobs are: what is overdue, set aside or failing, in sentences for operators."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import registry
from .models import Job, RecurringRun, Worker

SEEN_WITHIN = timedelta(minutes=1)
WAITS_TOO_LONG = timedelta(minutes=10)


def last_seen() -> datetime | None:
    """When any worker last reported; none if there is none."""
    return Worker.objects.order_by("-last_seen").values_list("last_seen", flat=True).first()


def problems(now: datetime) -> list[str]:
    """What keeps the background from working: no worker, or a recurring job overdue. Two queries."""
    return [*_no_worker(now), *_overdue(now)]


def remarks(now: datetime) -> list[str]:
    """What somebody should look at while the rest goes on: jobs set aside or waiting long, failing loops."""
    return [*_set_aside(), *_waiting(now), *_failing_loops(now)]


def overdue(now: datetime) -> list[str]:
    """The names of recurring jobs that have not been done although their time and some patience have passed."""
    names = []
    for row in RecurringRun.objects.filter(name__in=list(registry.recurring_jobs)):
        definition = registry.recurring_jobs[row.name]
        since = max(row.known_since, row.last_finished or row.known_since)
        if now > definition.next_after(since) + definition.overdue_after:
            names.append(row.name)
    return names


def _no_worker(now: datetime) -> list[str]:
    seen = last_seen()
    if seen is not None and seen >= now - SEEN_WITHIN:
        return []
    return [_("No worker has reported within the last minute. Start one with “manage.py work”.")]


def _overdue(now: datetime) -> list[str]:
    return [_("The recurring job “%(name)s” is overdue.") % {"name": name} for name in overdue(now)]


def _waiting(now: datetime) -> list[str]:
    late = Job.objects.due(now - WAITS_TOO_LONG).order_by().values_list("lane", flat=True).distinct()
    return [
        _("Jobs of the lane “%(lane)s” have been waiting for more than ten minutes.") % {"lane": lane}
        for lane in sorted(late)
    ]


def _set_aside() -> list[str]:
    jobs = list(Job.objects.set_aside().values_list("name", flat=True)[:1000])
    if not jobs:
        return []
    sentence = ngettext(
        "%(count)s job failed for good (%(names)s): “manage.py jobs --set-aside” shows it.",
        "%(count)s jobs failed for good (%(names)s): “manage.py jobs --set-aside” shows them.",
        len(jobs),
    )
    return [sentence % {"count": len(jobs), "names": ", ".join(sorted(set(jobs)))}]


def _failing_loops(now: datetime) -> list[str]:
    rows = Worker.objects.filter(last_seen__gte=now - SEEN_WITHIN).values_list("failing_loops", flat=True)
    names = sorted({name for row in rows for name in row})
    return [_("The loop “%(name)s” fails or hangs.") % {"name": name} for name in names]
