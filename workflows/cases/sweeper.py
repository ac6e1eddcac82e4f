"""Fires deadlines: reminders and escalations, each once, in service hours, by any number of workers at a time."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.utils import timezone

from cms.audit.actions import record_many
from cms.audit.models import Actor
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Function
from cms.outbox.actions import send_many_later

from .definition import Kind
from .models import FOR_THE_CITIZEN, Deadline, Message, WorkItem
from .rosters import Roster
from .steps import insist

logger = logging.getLogger("workflows.cases")

BATCH = 500  # a door waits for the rows of a batch until it is committed
MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(minutes=1)
PUNCTUAL = timedelta(minutes=30)
SWEEPER = Actor.system("sweeper")

Calendars = dict[int, Hours]


def sweep(now: datetime | None = None, *, batch: int = BATCH) -> int:
    """Fire everything that is due; returns how many deadlines were handled.

    Rows that another sweeper or a door holds are left out and come with the next sweep. A row that fails waits longer
    every time and is set aside after eight attempts; the proof names it.
    """
    handled = 0
    due = Deadline.objects.ready(now or timezone.now(), most_attempts=MOST_ATTEMPTS)
    # In their order, which only an index has: after very many were fired, PostgreSQL believes for a long time that so
    # many are due, and would look for any of them through all open work.
    if due.order_by("ready_at", "pk").values_list("pk").first() is None:
        return 0  # without a transaction, which on SQLite would keep all writers waiting
    calendars: Calendars = {}
    while True:
        count = _sweep_once(now or timezone.now(), batch, calendars)
        handled += count
        if count < batch:
            return handled


def next_service(hours: Hours, now: datetime) -> datetime | None:
    """Until when a mail to this department waits, because its hours are over; ``None`` if it may leave now.

    What is due with the last minute of a day still leaves on that day. Where there are no hours nothing waits.
    """
    opening = hours.next_opening(now - PUNCTUAL)
    return opening if opening is not None and opening > now else None


@transaction.atomic
def _sweep_once(now: datetime, batch: int, calendars: Calendars) -> int:
    due = (
        Deadline.objects.ready(now, most_attempts=MOST_ATTEMPTS)
        .select_related("item__case", "item__assignee")
        .only(
            *("kind", "attempts"),
            *(f"item__{field}" for field in ("case", "department", "function", "assignee", "step", "due_at")),
            *("item__case__about", "item__case__is_confidential", "item__assignee__is_active"),
        )
        .order_by("ready_at", "pk")
    )
    if connection.features.has_select_for_update_skip_locked:
        # The item is locked with its deadline and nothing is waited for, so a door that holds it cannot dead-lock.
        due = due.select_for_update(skip_locked=True, of=("self", "item"))
    deadlines = list(due[:batch])
    try:
        with transaction.atomic():
            _handle(deadlines, now, calendars)
    except Exception:  # one row's fault must not stop the others
        for deadline in deadlines:
            try:
                with transaction.atomic():
                    _handle([deadline], now, calendars)
            except Exception as error:
                _set_back(deadline, now, error)
    return len(deadlines)


def _handle(deadlines: Sequence[Deadline], now: datetime, calendars: Calendars) -> None:
    """Fire those whose department is in its service hours; the others wait for its next opening."""
    roster = Roster(deadline.item.department_id for deadline in deadlines)
    _read_hours(roster.departments, calendars)
    openings = {department: next_service(calendars[department], now) for department in roster.departments}
    by_opening: dict[datetime | None, list[Deadline]] = defaultdict(list)
    for deadline in deadlines:
        by_opening[openings[deadline.item.department_id]].append(deadline)
    _fire(by_opening.pop(None, []), roster, now)
    for opening, waiting in by_opening.items():
        Deadline.objects.filter(pk__in=_keys(waiting)).update(retry_at=opening)


def _read_hours(departments: dict[int, Department], calendars: Calendars) -> None:
    unknown = [department for pk, department in departments.items() if pk not in calendars]
    if unknown:
        calendars |= {department.pk: hours for department, hours in Hours.of_all(unknown).items()}


def _fire(deadlines: Sequence[Deadline], roster: Roster, now: datetime) -> None:
    live = Deadline.objects.filter(pk__in=_keys(deadlines), closed_at__isnull=True)
    insist(live.update(fired_at=now, closed_at=now) == len(deadlines))  # should the lock ever fail
    items: dict[str, list[WorkItem]] = defaultdict(list)
    for deadline in deadlines:
        items[deadline.kind].append(deadline.item)
    if reminded := items[Deadline.Kind.REMIND]:
        _remind(reminded, roster, now)
    if escalated := items[Deadline.Kind.ESCALATE]:
        _escalate(escalated, roster, now)
    # Not from here: whoever moves a case locks its process first, and this transaction holds the item already.
    send_many_later("end_unanswered", [{"item": item.pk} for item in items[Deadline.Kind.END]])


def _remind(items: Sequence[WorkItem], roster: Roster, now: datetime) -> None:
    """Whoever has taken it, else everybody who could; of what waits for the citizen, the citizen."""
    WorkItem.objects.filter(pk__in=_keys(items)).update(reminded_at=now)
    for_citizens = [item for item in items if item.step == FOR_THE_CITIZEN]
    send_many_later("remind_citizen", [{"item": item.pk} for item in for_citizens])
    told, by_mail = [], []
    for item in items:
        if item.step == FOR_THE_CITIZEN:
            continue
        if roster.works_by_mail(item.department_id):
            by_mail.append({"item": item.pk, "occasion": "remind"})
        taken = item.assignee is not None and item.assignee.is_active
        able = roster.able(item.department_id, item.function)
        people = [item.assignee_id] if taken else [person for person in able if person != item.case.about_id]
        told += [{"item": item.pk, "person": person, "occasion": "remind"} for person in people]
    send_many_later("tell_person", told)
    send_many_later("tell_department", by_mail)
    record_many("item_reminded", [(item, {"due_at": item.due_at}) for item in items], by=SWEEPER)


def _escalate(items: Sequence[WorkItem], roster: Roster, now: datetime) -> None:
    """The lead is added; the items stay where they are."""
    authors = _authors_of_drafts(items)
    elsewhere: dict[int, list[int]] = defaultdict(list)
    without_lead, people, mailboxes, told = [], [], [], []
    for item in items:
        author = authors.get(item.case_id) if item.step == Kind.APPROVE else None
        to, leads = roster.leads_for(item.department_id, without={author, item.case.about_id})
        if to != item.department_id:
            elsewhere[to].append(item.pk)
        # Where there is no lead at all everybody was told, so nothing may fall to a lead any more.
        if not item.case.is_confidential and not roster.able(to, Function.LEAD):
            without_lead.append(item.pk)
        people += [{"item": item.pk, "person": person, "occasion": "escalate"} for person in leads]
        has_mailbox = bool(roster.departments[item.department_id].mailbox)
        if has_mailbox and (not leads or roster.works_by_mail(item.department_id)):
            mailboxes.append({"item": item.pk, "occasion": "escalate"})
        told.append((item, {"due_at": item.due_at, "escalated_to": to}))
    WorkItem.objects.filter(pk__in=_keys(items)).update(
        escalated_at=now,
        escalated_to=Case(
            *(When(pk__in=keys, then=Value(department)) for department, keys in elsewhere.items()),
            default=F("department_id"),
            output_field=IntegerField(),
        ),
        function=Case(When(pk__in=without_lead, then=Value(Function.MEMBER)), default=F("function")),
    )
    send_many_later("tell_person", people)
    send_many_later("tell_department", mailboxes)
    record_many("item_escalated", told, by=SWEEPER)


def _authors_of_drafts(items: Iterable[WorkItem]) -> dict[int, int | None]:
    """Who wrote the newest draft of each case that waits for its check."""
    waiting = [item.case_id for item in items if item.step == Kind.APPROVE]
    drafts = Message.objects.filter(case__in=waiting, kind=Message.Kind.DRAFT).order_by("pk")
    return dict(drafts.values_list("case_id", "author_id")) if waiting else {}


def _keys(rows: Iterable[Deadline | WorkItem]) -> list[int]:
    return [row.pk for row in rows]


def _set_back(deadline: Deadline, now: datetime, error: Exception) -> None:
    attempts = deadline.attempts + 1
    Deadline.objects.filter(pk=deadline.pk, closed_at__isnull=True).update(
        attempts=attempts,
        error=type(error).__name__[:120],
        retry_at=now + FIRST_WAIT * 2**deadline.attempts,
    )
    # The kind of error only: its words could hold what must not be in a log.
    logger.error(
        "A deadline could not be fired.",
        extra={"deadline": deadline.pk, "attempts": attempts, "error": type(error).__name__},
    )
