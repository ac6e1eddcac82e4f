"""A case type looked at before it is released: what it asks, its picture, and its walk through a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cms.organisation.hours import Hours
from cms.organisation.models import Department, Partner
from workflows.calendars.promises import Duration, HoursLike, NoServiceHours, Promise, Unit, due

from . import questions as asking
from .deadlines import Times, times
from .definition import Definition, Kind, parse
from .definition import Step as StepOfType
from .picture import picture_of
from .places import in_words
from .release_checks import faults_of_data
from .shaping import definition_of
from .type_models import CaseType


@dataclass(frozen=True)
class Station:
    """A step on the walk: where it lies, when it arrives if everybody before was just in time, and its moments."""

    title: str
    kind: Kind
    department: str
    arrived_at: datetime
    times: Times
    promise: Promise | None


@dataclass(frozen=True)
class Walk:
    """A case opened at one moment: its promise with reasons, and every step when nobody is late or early."""

    opened_at: datetime
    promise: Promise
    stations: list[Station]


def shown(case_type: CaseType) -> dict[str, object]:
    """What the preview in the editor shows; a draft that cannot be released yet shows why."""
    data = definition_of(case_type)
    faults = faults_of_data(data)
    if faults:
        return {"faults": in_words(faults), "case_type": case_type}
    definition = parse(data)
    return {
        "case_type": case_type,
        "definition": definition,
        "introduction": definition.words(definition.texts.get("introduction", {"de": ""})),
        "questions": [_told(definition, question) for question in definition.questions],
        "picture": picture_of(definition),
        "steps": [definition.words(step.title) for step in definition.steps],
        "example": _example(case_type, definition),
    }


@dataclass(frozen=True)
class Example:
    """What the promise would mean this minute in both units, so that who releases a type sees which one is meant."""

    at: datetime
    department: Department
    service_hours: datetime | None
    service_days: datetime | None


def _example(case_type: CaseType, definition: Definition) -> Example | None:
    department = usual_department(case_type)
    if department is None:
        return None
    at = now()
    return Example(at, department, **examples(definition.promise.amount, at, Hours.of(department)))


def usual_department(case_type: CaseType) -> Department | None:
    """On whose calendar a type is tried out if nobody says: where the partner's concerns are allotted."""
    partner = case_type.partner or Partner.objects.own_town_first().first()
    return partner.triage_department if partner else None


def _told(definition: Definition, question: asking.Question) -> dict[str, object]:
    by_key = {each.key: each for each in definition.questions}
    when = ""
    if question.when is not None:
        on = by_key[question.when.question]
        words = dict(on.choices())
        when = f"{on.title}: {', '.join(words.get(value, value) for value in question.when.values)}".rstrip(": ")
    return {"question": question, "choices": [label for _value, label in question.choices()], "when": when}


def examples(duration_amount: int, at: datetime, hours: HoursLike) -> dict[str, datetime | None]:
    """When the same number means hours, and when it means days."""
    found: dict[str, datetime | None] = {}
    for unit in Unit:
        try:
            found[unit.value] = due(at, Duration(duration_amount, unit), hours).due_at
        except NoServiceHours:
            found[unit.value] = None
    return found


def walk(definition: Definition, *, at: datetime, department: Department) -> Walk:
    """Play a type through from a moment on; raises ``NoServiceHours`` if nothing can be promised there."""
    promised = due(at, definition.promise, Hours.of(department))
    return Walk(at, promised, list(_stations(definition, at, promised, department)))


def _stations(definition: Definition, at: datetime, promised: Promise, department: Department) -> Iterator[Station]:
    arrived_at = at
    for step in definition.steps:
        if step.kind == Kind.CLOSE:
            continue
        asked = [step.asking(each) for each in getattr(step, "departments", ())] or [step]
        ends = []
        for one in asked:
            where = _where(one, department)
            hours = Hours.of(where)
            moments = times(one, arrived_at=arrived_at, promised_at=promised.due_at, hours=hours)
            ends.append(moments.due_at)
            yield Station(
                title=definition.words(step.title),
                kind=step.kind,
                department=where.name,
                arrived_at=arrived_at,
                times=moments,
                promise=due(arrived_at, one.due, hours) if one.due else None,
            )
        arrived_at = max(ends)


def _where(step: StepOfType, department: Department) -> Department:
    """The department a step falls to on this walk; without services it is the one that was chosen."""
    if step.fixed_department is not None:
        return Department.objects.select_related("partner").get(pk=step.fixed_department)
    if step.kind == Kind.TRIAGE and department.partner.triage_department is not None:
        return department.partner.triage_department
    return department


def now() -> datetime:
    """The moment a walk begins if none is entered: this minute."""
    return timezone.localtime().replace(second=0, microsecond=0)
