"""The way of a case for colleagues: what is done, what is being done, what comes next, with names and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from workflows.cases.models import Case, WorkItem


@dataclass(frozen=True)
class Station:
    """One stop: ``state`` is done, now or next."""

    state: str
    title: str | Promise
    at: datetime | None = None
    department: str = ""
    person: str = ""
    remark: str | Promise = ""


REMARKS = {
    "rejected": pgettext_lazy("desk", "sent back"),
    "approved": pgettext_lazy("desk", "released"),
    "no_answer": pgettext_lazy("desk", "said nothing in time"),
    "asked": pgettext_lazy("desk", "citizen asked back"),
    "replied": pgettext_lazy("desk", "has replied"),
    "no_reply": pgettext_lazy("desk", "has not replied in time"),
    "consulted": pgettext_lazy("desk", "other departments asked"),
    "reassigned": pgettext_lazy("desk", "handed over"),
    "closed": pgettext_lazy("desk", "closed"),
    "withdrawn": pgettext_lazy("desk", "withdrawn by the citizen"),
    "merged": pgettext_lazy("desk", "goes on in another concern"),
}


def of(case: Case, items: list[WorkItem]) -> list[Station]:
    """From the opening to the answer. What comes next is what the case type says, so it bears no date of its own."""
    stations = [Station("done", pgettext_lazy("desk", "received"), case.opened_at, remark=case.get_channel_display())]
    stations += [_station(item) for item in items]
    if case.closed_at:
        return [*stations, Station("done", case.get_state_display(), case.closed_at)]
    definition = case.version.parsed
    reached = max((item.position for item in items), default=0)
    current = [item.position for item in items if item.done_at is None]
    for step in definition.steps[(max(current) if current else reached) :]:
        stations.append(Station("next", definition.words(step.title)))
    return stations


def _who(item: WorkItem) -> str:
    if item.done_by is None:
        return ""
    if item.done_for is None:
        return str(item.done_by)
    return pgettext("desk", "%(person)s for %(absent)s") % {"person": item.done_by, "absent": item.done_for}


def _station(item: WorkItem) -> Station:
    if item.done_at is None:
        return Station(
            "now", item.title, item.due_at, item.department.name, str(item.assignee) if item.assignee else ""
        )
    return Station(
        "done",
        item.title,
        item.done_at,
        item.department.name,
        _who(item),
        REMARKS.get(item.outcome, ""),
    )
