"""When recurring jobs are due: one row each, claimed by whoever is first, turned into a job like any other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from . import registry, steps
from .models import RecurringRun

KEY = "recurring"


def remember(*, now: datetime) -> None:
    """Give every registered recurring job its row, and a new due time to those whose schedule has changed."""
    for definition in registry.recurring_jobs.values():
        plan = {"schedule": definition.schedule, "next_run": definition.next_after(now), "known_since": now}
        row, _ = RecurringRun.objects.get_or_create(name=definition.name, defaults=plan)
        if row.schedule != definition.schedule:
            RecurringRun.objects.filter(pk=row.pk, schedule=row.schedule).update(**plan)


def send_due(*, now: datetime) -> int:
    """Write the jobs that are due, once across all machines and once however often they were missed; returns how many.

    Claiming the row and writing the job is one transaction: whoever is killed in between has done neither.
    """
    sent = 0
    for row in RecurringRun.objects.filter(name__in=list(registry.recurring_jobs), next_run__lte=now):
        definition = registry.recurring_jobs[row.name]
        with transaction.atomic():
            following = definition.next_after(now, planned=row.next_run)
            if not RecurringRun.objects.filter(pk=row.pk, next_run=row.next_run).update(next_run=following):
                continue
            steps.write(
                row.name,
                lane=registry.definition(row.name).lane,
                key=KEY,
                payload={},
                run_at=now,
                now=now,
                once_more=False,
            )
            sent += 1
    return sent


def note_start(name: str, *, now: datetime) -> None:
    RecurringRun.objects.filter(name=name).update(last_started=now)


def note_end(name: str, *, now: datetime) -> None:
    RecurringRun.objects.filter(name=name).update(last_finished=now)
