"""When a work item is due, reminded of and escalated: pure, from the step, its arrival, the promise and the hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflows.calendars.promises import Duration, HoursLike, NoServiceHours, due, promise

from .definition import Step


@dataclass(frozen=True)
class Times:
    due_at: datetime
    remind_at: datetime | None
    escalate_at: datetime


def times(step: Step, *, arrived_at: datetime, promised_at: datetime, hours: HoursLike) -> Times:
    """Everything in service hours after the arrival, nothing later than the promise.

    If the promise has passed already, it is escalated with the first service minute. A step without a time of its own
    is due with the promise; what is not escalated by its own time is escalated when it is due. A department without
    service hours cannot be late by its own clock: the promise is its time.
    """
    late = promised_at <= arrived_at
    try:
        start = promise(arrived_at, 0, hours).due_at
        due_at = _passed(step.due, arrived_at, hours) or (start if late else promised_at)
        escalate_at = _passed(step.escalate, arrived_at, hours) or due_at
        remind_at = _passed(step.remind, arrived_at, hours)
    except NoServiceHours:
        moment = max(promised_at, arrived_at)
        return Times(moment, None, moment)
    if late:
        return Times(due_at, None, start)
    due_at, escalate_at = min(due_at, promised_at), min(escalate_at, promised_at)
    if remind_at is not None and remind_at >= min(due_at, escalate_at):
        remind_at = None
    return Times(due_at, remind_at, escalate_at)


def _passed(duration: Duration | None, arrived_at: datetime, hours: HoursLike) -> datetime | None:
    return due(arrived_at, duration, hours).due_at if duration else None
