"""Holding a case still while a verb works on it, and the checks that every verb makes: person, state and version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowLockFailed

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor, ActorKind, Event
from cms.organisation.models import Department

from .. import people, steps
from ..absence_models import acting_as, stood_in_for
from ..definition import Outcome
from ..errors import (
    AlreadyFinished,
    AlreadyTaken,
    Busy,
    CaseError,
    ChangedMeanwhile,
    NotThisStep,
    NotYourWork,
    OwnDraft,
    TextTooLong,
)
from ..models import BY_HAND, Case, CaseProcess, WorkItem

LONGEST_WAIT = timedelta(seconds=10)
LONGEST_TEXT = 8000
FINISHED_BY_MAIL = {Outcome.DONE, Outcome.ASKED, Outcome.REASSIGNED}
TIME_WAS_OVER = {Outcome.NO_ANSWER, Outcome.NO_REPLY}
# What leaves the case as somebody sees it: its ``revision`` stays.
ONLY_ON_RECORD = (
    "acted_for_absent",
    "link_asked_anew",
    "note_added",
    "read_by_mail",
    "status_page_locked",
    "view_given",
)
WITH_A_CASE = ("version__case_type", "service", "partner", "department", "promise_department", "details", "process")


@contextmanager
def at_work(
    item: WorkItem,
    *,
    by: people.Worker | None,
    on: tuple[str, ...] = (),
    to_finish: bool = False,
    own_draft_allowed: bool = False,
    seen: int | None = None,
) -> Iterator[tuple[Activation, WorkItem]]:
    """Hold the case still and check the person, the step and the state; yields the engine's task and the fresh item.

    Locks first the process, then the item: every verb in the same order. ``by`` is nobody where a citizen or the time
    acts, a mailbox where a department has no seats. ``seen`` is the case's ``revision`` that the person had before her;
    without it only the item's state counts.
    """
    with _told_when_busy(), steps.engine_task(item).activation() as activation:
        found = (
            WorkItem.objects.select_for_update(of=("self",))
            .select_related(
                *(f"case__{name}" for name in WITH_A_CASE if name != "process"),
                "department",
                "assignee",
                "done_by",
            )
            .get(pk=item.pk)
        )
        _check(found, by=by, on=on, to_finish=to_finish, own_draft_allowed=own_draft_allowed)
        nothing_changed(found.case, seen)
        found.case.process = activation.process
        note_on_behalf(found.case, people.person(by), item=found)
        yield activation, found


@contextmanager
def at_case(case: Case) -> Iterator[Case]:
    """Hold a whole case still, whatever step it is at; yields it fresh. What may be done is the verb's own question."""
    with _told_when_busy():
        yield hold(case)


def hold(case: Case) -> Case:
    """Lock the process, then the case: a process that was followed by another meanwhile is not enough."""
    process = None
    while True:
        current = Case.objects.values_list("process_id", flat=True).get(pk=case.pk)
        if current == process:
            break
        process = current
        CaseProcess.objects.select_for_update().filter(pk=process).exists()
    return Case.objects.select_for_update(of=("self",)).select_related(*WITH_A_CASE).get(pk=case.pk)


@contextmanager
def _told_when_busy() -> Iterator[None]:
    steps.wait_no_longer_than(LONGEST_WAIT)
    try:
        yield
    except TransitionNotAllowed:
        raise AlreadyFinished from None
    except (FlowLockFailed, OperationalError) as error:
        if isinstance(error, FlowLockFailed) or isinstance(error.__cause__, LockNotAvailable):
            raise Busy from None
        raise


def _check(
    item: WorkItem, *, by: people.Worker | None, on: tuple[str, ...], to_finish: bool, own_draft_allowed: bool
) -> None:
    if by is not None and not people.may_work(by, item):
        raise NotYourWork
    if item.done_at is not None:
        raise already_finished(item)
    if on and item.step not in on:
        raise NotThisStep
    if by is None:
        return
    user = people.person(by)
    if to_finish and item.assignee_id not in {None, *(acting_as(user) if user else ())}:
        raise AlreadyTaken(person=str(item.assignee))
    if item.step == "approve" and not own_draft_allowed and steps.author_of_draft(item.case) == user:
        raise OwnDraft


def note_on_behalf(case: Case, user: User | None, *, item: WorkItem | None = None) -> None:
    """Say in the audit for whom somebody acts who stands in for a colleague; ``done_for`` keeps it at the item."""
    if user is None or not stood_in_for(user):
        return
    items = [item] if item else WorkItem.objects.open().filter(case=case).select_related("case", "assignee")
    for each in items:
        if absent := people.on_behalf_of(user, each):
            each.acts_for = absent
            record("acted_for_absent", case, by=Actor.person(user), new={"person": absent.pk, "item": each.pk})
            return


def already_finished(item: WorkItem) -> AlreadyFinished:
    """Who was quicker, a person or a department by its mailbox, and when; or that its time was over."""
    if item.done_by is not None:
        who = item.done_by
    elif item.outcome in FINISHED_BY_MAIL and item.department.works_by_mail:
        who = item.department
    else:
        over = _("This has ended on %(day)s at %(time)s, because its time was over.")
        return AlreadyFinished(over, **_when("", item.done_at)) if item.outcome in TIME_WAS_OVER else AlreadyFinished()
    return AlreadyFinished(
        _("%(person)s has already finished this on %(day)s at %(time)s."), **_when(str(who), item.done_at)
    )


def refuse_ended(case: Case) -> None:
    """A case in which nothing is left to do is refused, with whoever ended it and when."""
    if case.state == Case.State.OPEN:
        return
    last = case.work_items.exclude(done_at=None).select_related("done_by").order_by("-done_at", "-pk").first()
    raise already_finished(last) if last else AlreadyFinished()


def nothing_changed(case: Case, seen: int | None) -> None:
    """Refuse what was decided on another state than the present one; asked after the person and the state."""
    if seen is None or seen == case.revision:
        return
    event = _last_change(case)
    person = _who_did(event) if event else ""
    if not person:
        raise ChangedMeanwhile
    raise ChangedMeanwhile(
        _("%(person)s changed this on %(day)s at %(time)s. Please look at it once more."), **_when(person, event.at)
    )


def _last_change(case: Case) -> Event | None:
    tries = WorkItem.objects.filter(case=case, step=BY_HAND).values_list("pk", flat=True)
    of_tries = Event.objects.filter(
        verb="attempt_made", object_type=WorkItem._meta.label_lower, object_key__in=[str(pk) for pk in tries]
    )
    return (Event.objects.about(case).exclude(verb__in=ONLY_ON_RECORD) | of_tries).order_by("-at", "-pk").first()


def _who_did(event: Event) -> str:
    """A person, or a department by its mailbox; nobody is named where a citizen or the time did it."""
    if event.actor_kind not in {ActorKind.PERSON, ActorKind.MAILBOX}:
        return ""
    kind = User if event.actor_kind == ActorKind.PERSON else Department
    return str(kind.objects.filter(pk=event.actor_key).first() or "")


def _when(who: str, moment: datetime) -> dict[str, str]:
    local = timezone.localtime(moment)
    return {
        "person": who,
        "day": date_format(local, "SHORT_DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }


def text_of(text: str, limit: int = LONGEST_TEXT, *, missing: type[CaseError]) -> str:
    text = text.strip()
    if not text:
        raise missing
    if len(text) > limit:
        raise TextTooLong(limit=str(limit), length=str(len(text)))
    return text
