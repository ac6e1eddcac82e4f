"""The turns in a case's life: handed to another department, closed, withdrawn, merged, reopened, corrected."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor, ActorKind
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Function
from cms.outbox.actions import send_later
from workflows.calendars.promises import NoServiceHours, due
from workflows.citizens import actions as citizens
from workflows.citizens.models import ReplyChannel

from .. import people, steps
from ..definition import FallsTo, Outcome, advance
from ..errors import (
    CannotBeMerged,
    CannotBeReached,
    CannotBeReopened,
    ConcernsNotTaken,
    NoPromise,
    NotYourWork,
    OtherPartner,
    OwnDepartment,
    StillOpen,
    TextMissing,
    TooLateToReopen,
)
from ..flows import CaseFlow
from ..models import BY_HAND, FOR_THE_CITIZEN, REOPENS_FOR, Case, Message, WorkItem
from .asking import may_work_on
from .holding import at_case, at_work, hold, note_on_behalf, nothing_changed, refuse_ended, text_of
from .opening import DetailsInput, can_be_reached, keep
from .work import say


@transaction.atomic
def reassign(
    item: WorkItem, *, department: Department, reason: str, by: people.Worker, seen: int | None = None
) -> None:
    """Hand what is to be answered, or replied by hand, to another department of the partner; the promise stays.

    A department without seats hands back to the partner's triage in this way.

    Raises ``OtherPartner``, ``ConcernsNotTaken``, ``OwnDepartment``, ``NotYourWork`` if somebody has it whom ``by`` may
    not relieve, and what ``answer`` raises.
    """
    reason = text_of(reason, missing=TextMissing)
    with at_work(item, by=by, on=("answer", BY_HAND), seen=seen) as (activation, found):
        case = found.case
        if department.partner_id != case.partner_id:
            raise OtherPartner
        if department.gives_information_only:
            raise ConcernsNotTaken(whose=str(department))
        if department.pk == found.department_id:
            raise OwnDepartment
        user = people.person(by)
        if found.assignee_id not in {None, user.pk if user else None} and not people.may_take_over(by, found):
            raise NotYourWork
        step = case.step()
        changes = {"department": department}
        if step.falls_to != FallsTo.CASE or step.key in case.handed_over:
            changes["handed_over"] = {**case.handed_over, step.key: department.pk}
        say(case, Message.Kind.HANDOVER, reason, by=people.person(by), item=found)
        record(
            "case_reassigned",
            case,
            by=people.actor(by),
            old={"department": found.department_id},
            new={"department": department.pk},
            fields=["reason"],
        )
        steps.finish(activation, found, outcome=Outcome.REASSIGNED, by=people.person(by), **changes)


@transaction.atomic
def close(case: Case, *, reason: str, by: User, seen: int | None = None) -> None:
    """A lead ends a case, with a reason that the citizen reads; by mail it leaves with this transaction.

    Where the answer waits only to be given by telephone or letter, the case counts as answered and the answer stands
    on the status page; everywhere else it is closed without an answer. Raises ``NotYourWork`` for whoever does not lead
    its department or that of an open item, ``AlreadyFinished``, ``TextMissing`` and ``ChangedMeanwhile``.
    """
    reason = text_of(reason, missing=TextMissing)
    with at_case(case) as found:
        if not leads_case(found, by):
            raise NotYourWork
        note_on_behalf(found, by)
        refuse_ended(found)
        nothing_changed(found, seen)
        message = say(found, Message.Kind.CLOSING, reason, by=by)
        record("case_closed_by_lead", found, by=Actor.person(by), fields=["reason"])
        by_hand = WorkItem.objects.open().filter(case=found, step=BY_HAND).first()
        if by_hand is not None:
            with at_work(by_hand, by=None) as (activation, item):
                answered = steps.give_answer(item.case, by_letter=False)
                steps.finish(activation, item, outcome=Outcome.CLOSED, by=by, **answered)
            return
        steps.stop(found, Outcome.CLOSED, by=by)
        steps.end(found, Case.State.CLOSED)
        _tell(found, "case_closed", key=f"closed:{message.pk}", reason=reason)


@transaction.atomic
def withdraw(case: Case, *, by: Actor, seen: int | None = None) -> None:
    """The citizen does not need an answer any more; also what goes on in another concern she may withdraw.

    ``by`` is the citizen, who has shown her code, or a colleague who works on it and was told so. Raises
    ``NotYourWork``, ``AlreadyFinished`` and ``ChangedMeanwhile``.
    """
    with at_case(case) as found:
        person = User.objects.filter(pk=by.key).first() if by.kind == ActorKind.PERSON else None
        if by.kind == ActorKind.PERSON and not may_work_on(found, person):
            raise NotYourWork
        note_on_behalf(found, person)
        if found.state != Case.State.MERGED:
            refuse_ended(found)
        nothing_changed(found, seen)
        if found.state == Case.State.OPEN:
            steps.stop(found, Outcome.WITHDRAWN, by=person)
        record("case_withdrawn", found, by=by, old={"state": found.state})
        steps.end(found, Case.State.WITHDRAWN, merged_into=None)


@transaction.atomic
def merge(case: Case, *, into: Case, by: User, seen: int | None = None) -> None:
    """Say that a case is a duplicate: it waits for the answer to the other one and gets that, in its own way of reply.

    Its promise stays. If the other one ends without an answer, the duplicate is worked on by itself. Both belong to the
    same partner and are open, and ``by`` may work on both. Raises ``CannotBeMerged``, ``NotYourWork``,
    ``AlreadyFinished`` and ``ChangedMeanwhile``.
    """
    if case.pk == into.pk or case.partner_id != into.partner_id:
        raise CannotBeMerged
    with at_case(min(case, into, key=lambda each: each.process_id)) as first:
        second = hold(into if first.pk == case.pk else case)
        found, other = (first, second) if first.pk == case.pk else (second, first)
        if not (may_work_on(found, by) and may_work_on(other, by)):
            refuse_ended(found)
            refuse_ended(other)
            raise NotYourWork
        refuse_ended(found)
        refuse_ended(other)
        nothing_changed(found, seen)
        if other.answered_at is not None or found.answered_at is not None:
            raise CannotBeMerged
        steps.stop(found, Outcome.MERGED, by=by)
        Case.objects.filter(merged_into=found, state=Case.State.MERGED).update(merged_into=other)
        changed = Case.objects.filter(pk=found.pk, state=Case.State.OPEN).update(
            state=Case.State.MERGED,
            merged_into=other,
            closed_at=timezone.now(),
            waiting_since=None,
            minutes_left=None,
            asked_now=[],
            revision=F("revision") + 1,
        )
        steps.insist(changed)
        record("case_merged", found, by=Actor.person(by), new={"into": other.reference})


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Actor, at: datetime | None = None, seen: int | None = None) -> None:
    """Work on an ended case again, with the same history and a new promise; it goes to whoever answered it.

    A citizen may within 14 days after the end (“this does not help me”), of what was answered or closed; a colleague
    of its department may at any time while its words are kept, also what was merged by mistake. Raises ``StillOpen``,
    ``TooLateToReopen``, ``CannotBeReopened``, ``NotYourWork``, ``TextMissing`` and ``NoPromise``.
    """
    reason = text_of(reason, missing=TextMissing)
    at = at or timezone.now()
    with at_case(case) as found:
        person = User.objects.filter(pk=by.key).first() if by.kind == ActorKind.PERSON else None
        _may_be_reopened(found, by, person, at)
        nothing_changed(found, seen)
        kind = Message.Kind.REPLY if by.kind == ActorKind.CITIZEN else Message.Kind.REOPENING
        say(found, kind, reason, by=person)
        _start_again(found, at)
        steps.count(found)
        steps.tell_watchers(found)
        record("case_reopened", found, by=by, new={"promised_at": found.promised_at}, fields=["reason"])
        _tell(found, "case_reopened", key=f"reopened:{found.times_reopened}", promised_at=found.promised_at)


def _may_be_reopened(case: Case, by: Actor, person: User | None, at: datetime) -> None:
    by_citizen = by.kind == ActorKind.CITIZEN
    if not by_citizen and not _belongs_to(case, person):
        raise NotYourWork
    if case.state == Case.State.OPEN:
        raise StillOpen
    states = {Case.State.ANSWERED, Case.State.CLOSED} | (set() if by_citizen else {Case.State.MERGED})
    if case.state not in states or case.emptied_at is not None:
        raise CannotBeReopened
    if by_citizen and at > case.closed_at + REOPENS_FOR:
        raise TooLateToReopen


def _start_again(case: Case, at: datetime) -> None:
    hours = Hours.of(case.department)
    try:
        new = due(at, case.version.parsed.promise, hours)
    except NoServiceHours:
        raise NoPromise from None
    case._back_to = steps.author_of_draft(case)
    _restart(
        case,
        position=advance(case.version.parsed, 0, Outcome.REOPENED),
        promised_at=new.due_at,
        promise_reasons=new.reasons(),
        promise_department=case.department,
        reopened_at=at,
        times_reopened=case.times_reopened + 1,
    )


def _restart(case: Case, **changes) -> None:
    """A new course in the engine for an ended case; of two at once one is refused."""
    changes |= {
        "state": Case.State.OPEN,
        "outcome": "",
        "answered_at": None,
        "closed_at": None,
        "delete_after": None,
        "merged_into": None,
        "revision": case.revision + 1,
    }
    steps.insist(Case.objects.filter(pk=case.pk, state=case.state).update(**changes))
    for name, value in changes.items():
        setattr(case, name, value)
    case.process = CaseFlow.start.run(case=case)
    Case.objects.filter(pk=case.pk).update(process=case.process)


@transaction.atomic
def go_on_with_duplicates(case: Case) -> None:
    """The case in which duplicates went on has ended: they get its answer, or are worked on by themselves."""
    with at_case(case) as found:
        if found.state == Case.State.OPEN:
            return
        answer = found.messages.filter(kind=Message.Kind.ANSWER).order_by("-pk").first()
        is_answered = found.state == Case.State.ANSWERED and answer is not None
        for each in Case.objects.merged().filter(merged_into=found).order_by("pk"):
            duplicate = hold(each)
            if duplicate.state != Case.State.MERGED:
                continue
            definition = duplicate.version.parsed
            if is_answered:
                steps.remember_draft(duplicate, say(duplicate, Message.Kind.DRAFT, answer.text, by=answer.author))
                position = definition.last_reply
            else:
                position = advance(definition, 0, Outcome.REOPENED)
            record("duplicate_goes_on", duplicate, by=steps.ENGINE, new={"answered": is_answered})
            _restart(duplicate, position=position)


@transaction.atomic
def letter_came_back(case: Case, *, by: Actor, why: str = "") -> None:
    """A mail server says that a letter did not arrive: whoever has the case sees it and is told.

    If the answer was in it, she has not had it: the case is open again, and somebody sees that it arrives. If she was
    asked something, she cannot know: it is back with whoever asked. ``why`` is the code of the report (RFC 3463).
    """
    with at_case(case) as found:
        now = timezone.now()
        say(found, Message.Kind.UNDELIVERED, why, by=None)
        record("letter_came_back", found, by=by, new={"status": why, "state": found.state})
        Case.objects.filter(pk=found.pk).update(undelivered_at=now, revision=found.revision + 1)
        found.undelivered_at, found.revision = now, found.revision + 1
        answered = found.state == Case.State.ANSWERED and steps.no_mail_arrives(found)
        if answered and found.emptied_at is None:
            found._back_to = steps.author_of_draft(found)
            _restart(found, position=found.version.parsed.last_reply)
            steps.count(found)
        waiting = WorkItem.objects.open().filter(case=found, step=FOR_THE_CITIZEN).first()
        if waiting is not None:
            with at_work(waiting, by=None) as (activation, item):
                item.case._back_to = steps.who_ended(item.case, Outcome.ASKED)
                steps.finish(activation, item, outcome=Outcome.NO_REPLY, by=None, **steps.resume(item.case))
        steps.tell_watchers(found)
        for item in WorkItem.objects.open().filter(case=found):
            send_later("tell_of_reply", item=item.pk, message=found.messages.latest("pk").pk)


@transaction.atomic
def correct_details(
    case: Case, *, details: DetailsInput, reply_channel: str, by: Actor, seen: int | None = None
) -> None:
    """Correct how the citizen is reached and how she wants the answer: she herself with her code, or who works on it.

    Where an answer waits to be given by hand and she wishes another way, it is given in that way; one whose letter came
    back is sent once more. Raises ``CannotBeReached``, ``NotYourWork``, ``AlreadyFinished`` and ``ChangedMeanwhile``.
    """
    can_be_reached(None if details.is_empty else details, reply_channel)
    with at_case(case) as found:
        person = User.objects.filter(pk=by.key).first() if by.kind == ActorKind.PERSON else None
        if by.kind == ActorKind.PERSON and not may_work_on(found, person):
            raise NotYourWork
        note_on_behalf(found, person)
        refuse_ended(found)
        nothing_changed(found, seen)
        changes = {"reply_channel": reply_channel, "undelivered_at": None, "revision": F("revision") + 1}
        if details.is_empty:
            changes["details"] = None
        elif found.details is None:
            days = found.version.parsed.retention["answered"].details_days
            changes["details"] = keep(details, delete_after=found.promised_at.date() + timedelta(days=days))
        else:
            _write_over(found.details, details)
        before = found.reply_channel
        Case.objects.filter(pk=found.pk).update(**changes)
        record(
            "details_corrected",
            found,
            by=by,
            old={"reply_channel": before},
            new={"reply_channel": str(reply_channel)},
            fields=["details"],
        )
        by_hand = WorkItem.objects.open().filter(case=found, step=BY_HAND).first()
        if by_hand is not None and (reply_channel != before or steps.no_mail_arrives(found)):
            with at_work(by_hand, by=None) as (activation, item):
                item.case._back_to = item.assignee
                steps.finish(activation, item, outcome=Outcome.REASSIGNED, by=person)


def _write_over(kept, details: DetailsInput) -> None:
    try:
        citizens.correct_details(kept, **asdict(details))
    except ValidationError as fault:
        raise CannotBeReached(" ".join(fault.messages)) from None


@transaction.atomic
def name_person(case: Case, *, person: User | None, by: User, seen: int | None = None) -> None:
    """Say which colleague a concern is about, or that it is about nobody: it never reaches her from now on.

    What she has of it, or what only she could do, goes where somebody else can do it. Raises ``NotYourWork`` for
    whoever may not work on it, also if it is about herself, ``AlreadyFinished`` and ``ChangedMeanwhile``.
    """
    with at_case(case) as found:
        if not may_work_on(found, by):
            refuse_ended(found)
            raise NotYourWork
        refuse_ended(found)
        nothing_changed(found, seen)
        Case.objects.filter(pk=found.pk).update(about=person, revision=F("revision") + 1)
        record(
            "case_is_about",
            found,
            by=Actor.person(by),
            old={"person": found.about_id},
            new={"person": person.pk if person else None},
        )
        if person is None:
            return
        for item in WorkItem.objects.open().filter(case=found).select_related("department__partner"):
            _out_of_her_hands(item, person)


def _out_of_her_hands(item: WorkItem, person: User) -> None:
    with at_work(item, by=None) as (activation, found):
        department, function = people.falls_to_others(
            found.department, found.function, without={person.pk}, only_leads=found.case.is_confidential
        )
        changes = {"department": department, "function": function}
        if found.assignee_id == person.pk:
            changes |= {"assignee": None, "taken_at": None}
            steps.disown(activation)
        WorkItem.objects.filter(pk=found.pk).update(**changes)


def leads_case(case: Case, user: User) -> bool:
    """Whether she leads the case's department or one in which an open step of it lies."""
    if case.about_id == user.pk:
        return False
    items = list(WorkItem.objects.open().filter(case=case).select_related("case"))
    return people.leads(user, case.department_id) or any(people.is_lead(user, item) for item in items)


def _belongs_to(case: Case, user: User | None) -> bool:
    """Whether she works in the department that answers for a case, and may see it."""
    if user is None or case.about_id == user.pk:
        return False
    function = people.functions_of(user, case.department_id)
    return function == Function.LEAD or (function is not None and not case.is_confidential)


def _tell(case: Case, template: str, *, key: str, **more) -> None:
    if case.details is None or case.reply_channel != ReplyChannel.EMAIL:
        return
    citizens.write_letter(
        case.details,
        key=f"case:{case.pk}:{key}",
        template=template,
        context={"reference": case.reference, **more, **steps.about(case)},
    )
