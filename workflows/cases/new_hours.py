"""After hours have changed: internal deadlines are computed anew, and promises that can no longer be met are marked.

A promise given is never moved here. Where its moment lies outside service hours now, or too little of the time before
it is left (``can_be_met``), the case is marked and a lead decides (``actions.promising``). Both go in batches; each
batch is a transaction of its own with the job for the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cms.audit.actions import record
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Partner
from cms.outbox.actions import send_later
from workflows.calendars.promises import (
    HoursLike,
    NoServiceHours,
    falls_into_service_time,
    minutes_between,
    promise,
)

from . import steps
from .deadlines import times
from .models import FOR_THE_CITIZEN, Case, CaseTypeVersion, Deadline, WorkItem

BATCH = 200
AN_HOUR = 60


def of_owner(kind: str, key: int) -> QuerySet[Department]:
    """The departments whose clock may run differently now: of a partner all, of a department it and those below."""
    if kind == Partner._meta.model_name:
        return Department.objects.filter(partner=key)
    department = Department.objects.filter(pk=key).first()
    below = [row.pk for row in department.below()] if department else []
    return Department.objects.filter(pk__in=[key, *below])


@transaction.atomic
def recompute_items(departments: QuerySet[Department], after: int) -> int | None:
    """Compute the times of one batch of open items anew; returns the key of the last, or None at the end.

    What the citizen was given as her time stays. An item is locked as every verb locks it, so whoever works on it
    finishes first.
    """
    items = list(
        WorkItem.objects.open()
        .exclude(step=FOR_THE_CITIZEN)
        .filter(department__in=departments, pk__gt=after)
        .select_for_update(of=("self",))
        .select_related("case__version__case_type", "case__partner", "department__partner", "task")
        .order_by("pk")[:BATCH]
    )
    clocks: dict[int, HoursLike] = {}
    versions: dict[int, CaseTypeVersion] = {}  # so that each definition is read once
    for item in items:
        item.case.version = versions.setdefault(item.case.version_id, item.case.version)
        hours = clocks.get(item.department_id) or Hours.of(item.department)
        clocks[item.department_id] = hours
        recompute(item, hours)
    return items[-1].pk if len(items) == BATCH else None


def recompute(item: WorkItem, hours: HoursLike) -> None:
    """The times of one open item by these hours; what has been fired stays fired."""
    step = steps.step_of(item)
    if step is None:
        return
    moments = times(step, arrived_at=item.created_at, promised_at=item.case.promised_at, hours=hours)
    if item.due_at != moments.due_at:
        WorkItem.objects.filter(pk=item.pk).update(due_at=moments.due_at)
    wanted = {deadline.kind: deadline.due_at for deadline in steps.deadlines_of(item, moments)}
    known = {deadline.kind: deadline for deadline in Deadline.objects.filter(item=item)}
    for kind, due_at in wanted.items():
        deadline = known.get(kind)
        if deadline is None:
            Deadline.objects.create(item=item, kind=kind, due_at=due_at)
        elif deadline.closed_at is None and deadline.due_at != due_at:
            Deadline.objects.filter(pk=deadline.pk, closed_at=None).update(due_at=due_at)
    for kind, deadline in known.items():
        if kind not in wanted and deadline.closed_at is None:
            deadline.delete()


def recompute_case(case: Case) -> None:
    """The same for every open item of one case, whose promise has moved."""
    items = WorkItem.objects.open().filter(case=case).exclude(step=FOR_THE_CITIZEN)
    for item in items.select_related("department__partner", "task"):
        item.case = case
        recompute(item, Hours.of(item.department))


@transaction.atomic
def look_at_promises(departments: QuerySet[Department], after: int) -> int | None:
    """Mark, in one batch, the open promises that can no longer be met, and unmark those that can be again."""
    runs_on = Q(promise_department__in=departments) | Q(promise_department=None, department__in=departments)
    cases = list(
        Case.objects.open()
        .filter(runs_on, answered_at=None, waiting_since=None, promised_at__gt=timezone.now(), pk__gt=after)
        .select_related("promise_department__partner", "department__partner")
        .order_by("pk")[:BATCH]
    )
    clocks: dict[int, HoursLike] = {}
    marked: set[int] = set()
    for case in cases:
        department = case.promise_department or case.department
        hours = clocks.get(department.pk) or Hours.of(department)
        clocks[department.pk] = hours
        if _mark(case, hours):
            marked.add(case.department_id)
    for department in sorted(marked):
        send_later("tell_of_doubts", key=f"department:{department}", department=department)
    return cases[-1].pk if len(cases) == BATCH else None


def _mark(case: Case, hours: HoursLike) -> bool:
    """Whether the case has been marked just now."""
    holds = can_be_met(case, hours, timezone.now()) or _was_kept(case)
    if holds == (case.promise_in_doubt is None):
        return False
    since = None if holds else timezone.now()
    changed = Case.objects.open().filter(pk=case.pk, promised_at=case.promised_at).update(promise_in_doubt=since)
    if changed:
        record("promise_holds_again" if holds else "promise_in_doubt", case, by=steps.ENGINE)
    return bool(changed) and not holds


def can_be_met(case: Case, hours: HoursLike, now: datetime) -> bool:
    """Whether somebody is there at the promised moment, and more than half of the time counted on before it is left.

    Some minutes less can be made up for by working quicker, and a lead who is asked about every open promise decides
    about none. With half of the time gone, or all of it, that is no longer so. What was counted on say the reasons that
    were stored with the promise.
    """
    if not falls_into_service_time(case.promised_at, hours):
        return False
    counted_on = _minutes_counted_on(case, now)
    return not counted_on or 2 * minutes_between(now, case.promised_at, hours) > counted_on


def _minutes_counted_on(case: Case, now: datetime) -> int:
    """How much service time was to come when the promise was given, of what lies between now and its moment."""
    minutes = 0
    for reason in case.promise_reasons:
        start, until = datetime.fromisoformat(reason["from"]), datetime.fromisoformat(reason["until"])
        if reason["counts"] and until > now:
            minutes += int((until - max(start, now)).total_seconds() // 60)
    return minutes


def _was_kept(case: Case) -> bool:
    """A lead has said of this very moment that it stays."""
    return case.promise_decisions.filter(promised_at=case.promised_at, new_at=None).exists()


def in_doubt(departments: Iterable[Department]) -> QuerySet[Case]:
    """The cases of these departments whose promise a lead has to decide."""
    return Case.objects.open().filter(department__in=departments, promise_in_doubt__isnull=False)


def suggested(case: Case, hours: HoursLike, now: datetime) -> datetime | None:
    """A moment that could be promised instead: as much service time later as has been lost, at least an hour."""
    start = max(case.promised_at, now).replace(second=0, microsecond=0)
    lost = _minutes_counted_on(case, now) - minutes_between(now, case.promised_at, hours)
    try:
        return promise(start, max(lost, AN_HOUR), hours).due_at
    except NoServiceHours:
        return None
