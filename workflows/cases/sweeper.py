"""Fires deadlines: reminders and escalations, each once, in service hours, by any number of workers at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.hours import Hours
from cms.organisation.models import Function
from cms.outbox.actions import send_later

from . import people
from .definition import Kind
from .models import FOR_THE_CITIZEN, Deadline, WorkItem
from .steps import author_of_draft

logger = logging.getLogger("workflows.cases")

BATCH = 100  # a door waits for the rows of a batch until it is committed
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
PUNCTUAL = timedelta(minutes=30)
SWEEPER = Actor.system("sweeper")


def sweep(now: datetime | None = None, *, batch: int = BATCH) -> int:
    """Fire everything that is due; returns how many deadlines were handled.

    Rows that another sweeper or a door holds are left out and come with the next sweep. A row that fails waits longer
    every time and is set aside after eight attempts; the proof names it.
    """
    handled = 0
    if not Deadline.objects.ready(now or timezone.now(), most_attempts=MOST_ATTEMPTS).exists():
        return 0  # without a transaction, which on SQLite would keep all writers waiting
    while True:
        count = _sweep_once(now or timezone.now(), batch)
        handled += count
        if count < batch:
            return handled


@transaction.atomic
def _sweep_once(now: datetime, batch: int) -> int:
    due = (
        Deadline.objects.ready(now, most_attempts=MOST_ATTEMPTS)
        .select_related("item__case", "item__department__partner__triage_department", "item__assignee")
        .order_by("due_at", "pk")
    )
    if connection.features.has_select_for_update_skip_locked:
        # The item is locked with its deadline and nothing is waited for, so a door that holds it cannot dead-lock.
        due = due.select_for_update(skip_locked=True, of=("self", "item"))
    rows = list(due[:batch])
    hours: dict[int, Hours] = {}
    for deadline in rows:
        try:
            with transaction.atomic():
                if not _may_fire(deadline, now, hours):
                    continue
                _fire(deadline, now)
        except Exception as error:  # one row's fault must not stop the others
            _set_back(deadline, now, error)
    return len(rows)


def _may_fire(deadline: Deadline, now: datetime, hours: dict[int, Hours]) -> bool:
    """Mails leave in service hours only: what is late because nobody swept waits for the next opening."""
    if now - deadline.due_at <= PUNCTUAL:
        return True
    department = deadline.item.department
    if department.pk not in hours:
        hours[department.pk] = Hours.of(department)
    calendar = hours[department.pk]
    if calendar.is_open(now):
        return True
    opening = calendar.next_opening(now)
    if opening is None:
        return True
    Deadline.objects.filter(pk=deadline.pk).update(retry_at=opening)
    return False


def _fire(deadline: Deadline, now: datetime) -> None:
    item = deadline.item
    if deadline.kind == Deadline.Kind.REMIND:
        _remind(item, now)
    elif deadline.kind == Deadline.Kind.END:
        # Not from here: whoever moves a case locks its process first, and this transaction holds the item already.
        send_later("end_unanswered", item=item.pk)
    else:
        _escalate(item, now)
    Deadline.objects.filter(pk=deadline.pk).update(fired_at=now, closed_at=now)


def _remind(item: WorkItem, now: datetime) -> None:
    """Whoever has taken it, else everybody who could; of what waits for the citizen, the citizen."""
    WorkItem.objects.filter(pk=item.pk).update(reminded_at=now)
    if item.step == FOR_THE_CITIZEN:
        send_later("remind_citizen", item=item.pk)
        record("item_reminded", item, by=SWEEPER, new={"due_at": item.due_at})
        return
    taken = item.assignee is not None and item.assignee.is_active
    able = people.with_function(item.department, item.function).exclude(pk=item.case.about_id)
    for person in [item.assignee] if taken else able:
        send_later("tell_person", item=item.pk, person=person.pk, occasion="remind")
    if item.department.works_by_mail:
        send_later("tell_department", item=item.pk, occasion="remind")
    record("item_reminded", item, by=SWEEPER, new={"due_at": item.due_at})


def _escalate(item: WorkItem, now: datetime) -> None:
    """The lead is added; the item stays where it is."""
    author = author_of_draft(item.case) if item.step == Kind.APPROVE else None
    without = {author.pk if author else None, item.case.about_id}
    department, leads = people.leads_for(item.department, without=without)
    # Where there is no lead at all everybody was told, so nothing may fall to a lead any more.
    led = item.case.is_confidential or people.active(department, function=Function.LEAD).exists()
    function = item.function if led else Function.MEMBER
    WorkItem.objects.filter(pk=item.pk).update(escalated_at=now, escalated_to=department, function=function)
    for person in leads:
        send_later("tell_person", item=item.pk, person=person.pk, occasion="escalate")
    if item.department.mailbox and (not leads or item.department.works_by_mail):
        send_later("tell_department", item=item.pk, occasion="escalate")
    record("item_escalated", item, by=SWEEPER, new={"due_at": item.due_at, "escalated_to": department.pk})


def _set_back(deadline: Deadline, now: datetime, error: Exception) -> None:
    attempts = deadline.attempts + 1
    Deadline.objects.filter(pk=deadline.pk).update(
        attempts=attempts,
        error=type(error).__name__[:120],
        retry_at=now + FIRST_WAIT * 2**deadline.attempts,
    )
    # The kind of error only: its words could hold what must not be in a log.
    logger.error(
        "A deadline could not be fired.",
        extra={"deadline": deadline.pk, "attempts": attempts, "error": type(error).__name__},
    )
