"""Who did what at a case, and when: the audit in words, for those who see the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from cms.accounts.models import User
from cms.audit.models import ActorKind, Event
from cms.organisation.models import Department
from workflows.cases.models import Case, WorkItem

VERBS = {
    "acted_for_absent": pgettext_lazy("record", "acted for a colleague who is away"),
    "answer_approved": pgettext_lazy("record", "released the answer"),
    "answer_drafted": pgettext_lazy("record", "wrote a draft of the answer"),
    "answer_given": pgettext_lazy("record", "answer given"),
    "answer_rejected": pgettext_lazy("record", "sent the draft back"),
    "attempt_made": pgettext_lazy("record", "recorded an attempt to reach the citizen"),
    "case_acknowledged": pgettext_lazy("record", "has read it"),
    "case_closed": pgettext_lazy("record", "closed"),
    "case_closed_by_lead": pgettext_lazy("record", "closed it without an answer"),
    "case_is_about": pgettext_lazy("record", "noted whom it is about"),
    "case_merged": pgettext_lazy("record", "joined it with another concern"),
    "case_moved": pgettext_lazy("record", "moved it, because its department ends"),
    "case_opened": pgettext_lazy("record", "opened"),
    "case_reassigned": pgettext_lazy("record", "handed it to another department"),
    "case_reopened": pgettext_lazy("record", "opened it again"),
    "case_text_emptied": pgettext_lazy("record", "texts deleted after their time"),
    "case_triaged": pgettext_lazy("record", "handed it to the department that answers"),
    "case_withdrawn": pgettext_lazy("record", "withdrew it"),
    "citizen_asked": pgettext_lazy("record", "asked the citizen"),
    "citizen_replied": pgettext_lazy("record", "recorded what the citizen said"),
    "departments_consulted": pgettext_lazy("record", "asked other departments"),
    "details_corrected": pgettext_lazy("record", "corrected contact details or the way of the answer"),
    "duplicate_goes_on": pgettext_lazy("record", "the other concern has ended, this one goes on"),
    "file_added": pgettext_lazy("record", "added a file"),
    "item_ended_unanswered": pgettext_lazy("record", "nothing was said in time"),
    "item_escalated": pgettext_lazy("record", "told the lead"),
    "item_given": pgettext_lazy("record", "gave it to a colleague"),
    "item_given_back": pgettext_lazy("record", "gave it back"),
    "item_reminded": pgettext_lazy("record", "reminded"),
    "item_returned": pgettext_lazy("record", "put it back into the department, because an account was closed"),
    "item_taken": pgettext_lazy("record", "took it"),
    "letter_came_back": pgettext_lazy("record", "a letter came back"),
    "link_asked_anew": pgettext_lazy("record", "asked for a new link by mail"),
    "note_added": pgettext_lazy("record", "wrote a note"),
    "promise_holds_again": pgettext_lazy("record", "the promise can be kept again"),
    "promise_in_doubt": pgettext_lazy("record", "the promise is in doubt after changed service hours"),
    "promise_kept": pgettext_lazy("record", "decided that the promise stays"),
    "promise_moved": pgettext_lazy("record", "told the citizen a new date"),
    "read_by_mail": pgettext_lazy("record", "opened the link in the mail"),
    "status_page_locked": pgettext_lazy("record", "status page locked for a while after wrong codes"),
    "view_given": pgettext_lazy("record", "gave a view"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened; ``to`` is whom it went to, if the audit says so."""

    at: datetime
    who: str | Promise
    what: str | Promise
    to: str = ""


def of(case: Case, items: list[WorkItem]) -> list[Entry]:
    """The newest first: three statements, however long the life was."""
    about = Q(object_type=case._meta.label_lower, object_key=str(case.pk))
    about |= Q(object_type=WorkItem._meta.label_lower, object_key__in=[str(item.pk) for item in items])
    events = list(Event.objects.filter(about))
    people = _named(User, [*_keys(events, ActorKind.PERSON), *_values(events, "assignee")])
    departments = _named(Department, [*_keys(events, ActorKind.MAILBOX), *_values(events, "department")])
    return [_entry(event, people, departments) for event in events]


def _entry(event: Event, people: dict[str, str], departments: dict[str, str]) -> Entry:
    new = event.new
    to = people.get(str(new.get("assignee")), "") if event.verb == "item_given" else ""
    return Entry(
        event.at,
        _who(event, people, departments),
        VERBS.get(event.verb, event.verb),
        to or departments.get(str(new.get("department")), ""),
    )


def _who(event: Event, people: dict[str, str], departments: dict[str, str]) -> str:
    kinds = {
        ActorKind.PERSON: people.get(event.actor_key) or pgettext("record", "an account that is gone"),
        ActorKind.MAILBOX: departments.get(event.actor_key) or pgettext("record", "a mailbox"),
        ActorKind.CITIZEN: pgettext("record", "citizen"),
        ActorKind.TOKEN: pgettext("record", "another program"),
    }
    return kinds.get(event.actor_kind) or pgettext("record", "by itself")


def _keys(events: list[Event], kind: ActorKind) -> set[str]:
    return {event.actor_key for event in events if event.actor_kind == kind}


def _values(events: list[Event], name: str) -> set[str]:
    return {str(event.new[name]) for event in events if event.new.get(name)}


def _named(model: type[User] | type[Department], keys: list[str]) -> dict[str, str]:
    numbers = [key for key in keys if key.isdecimal()]
    return {str(row.pk): str(row) for row in model.objects.filter(pk__in=numbers)} if numbers else {}
