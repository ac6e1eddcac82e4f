"""Working on one item of an inbox: taking it, giving it on, and doing what its step asks for."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.models import Department
from cms.outbox.actions import send_later
from workflows.citizens.models import ReplyChannel

from .. import people, steps
from ..definition import Outcome
from ..errors import (
    AlreadyTaken,
    CannotBeGiven,
    ConcernsNotTaken,
    NotTaken,
    NotThisResult,
    NotYourWork,
    OtherPartner,
    TextMissing,
)
from ..models import BY_HAND, FOR_THE_CITIZEN, Attempt, Case, Message, WorkItem
from .holding import at_work, text_of

LONGEST_REMARK = 300
ANSWERED_BY = {Attempt.Result.REACHED: ReplyChannel.PHONE, Attempt.Result.SENT: ReplyChannel.LETTER}


@transaction.atomic
def take(item: WorkItem, *, by: User) -> None:
    """Take an item: from now on only this person works on it. What somebody else has ``may_take_over`` decides.

    Whoever only stands in takes it for the absent person: she can do it as long as that lasts.

    Raises ``NotYourWork``, ``AlreadyFinished``, ``AlreadyTaken`` and ``OwnDraft``.
    """
    with at_work(item, by=by) as (activation, found):
        if found.assignee_id == by.pk:
            return
        if found.assignee_id is not None and not people.may_take_over(by, found):
            raise AlreadyTaken(person=str(found.assignee))
        holder = _holder(found, by)
        if found.assignee_id == holder.pk:
            return
        _hand_to(activation, found, holder)
        old, new = {"assignee": found.assignee_id}, {"assignee": holder.pk}
        record("item_taken", found, by=Actor.person(by), old=old, new=new)


def may_take_over(item: WorkItem, *, by: User) -> bool:
    """Whether this person may relieve whoever has taken the item: a lead, or a colleague where nobody else can."""
    return people.may_take_over(by, item)


@transaction.atomic
def give(item: WorkItem, *, to: User, by: User) -> None:
    """A lead gives an item to somebody of the department, free or taken; whoever may take it over may do so as well.

    The only way in which somebody who is no lead gets what is confidential. Raises ``NotYourWork`` if ``by`` may not
    decide that, ``CannotBeGiven`` if ``to`` cannot do it, and ``AlreadyFinished``.
    """
    with at_work(item, by=by, own_draft_allowed=True) as (activation, found):
        if not people.may_take_over(by, found):
            raise NotYourWork
        is_own_draft = found.step == "approve" and steps.author_of_draft(found.case) == to
        if is_own_draft or not people.may_be_given(to, found):
            raise CannotBeGiven(person=str(to))
        if found.assignee_id == to.pk:
            return
        _hand_to(activation, found, to)
        record("item_given", found, by=Actor.person(by), old={"assignee": found.assignee_id}, new={"assignee": to.pk})


@transaction.atomic
def give_back(item: WorkItem, *, by: User) -> None:
    """Put a taken item back into the department's inbox: by whoever has it, or by who may take it over.

    Raises ``NotYourWork``, ``AlreadyFinished``, ``NotTaken`` and ``AlreadyTaken``.
    """
    with at_work(item, by=by, own_draft_allowed=True) as (activation, found):
        if found.assignee_id is None:
            raise NotTaken
        if found.assignee_id != by.pk and not people.may_take_over(by, found):
            raise AlreadyTaken(person=str(found.assignee))
        WorkItem.objects.filter(pk=found.pk).update(assignee=None, taken_at=None)
        steps.disown(activation)
        record(
            "item_given_back",
            found,
            by=Actor.person(by),
            old={"assignee": found.assignee_id},
            new={"assignee": None},
        )


def return_items(person: User) -> int:
    """What somebody had taken who has no account any more goes back to its department; returns how many items.

    Each by itself: one that is held just now fails, and the job that calls this comes again for it.
    """
    returned = 0
    for item in WorkItem.objects.open().filter(assignee=person, assignee__is_active=False).order_by("due_at"):
        with transaction.atomic(), at_work(item, by=None) as (activation, found):
            if found.assignee_id != person.pk or found.assignee.is_active:
                continue
            WorkItem.objects.filter(pk=found.pk).update(assignee=None, taken_at=None)
            steps.disown(activation)
            record("item_returned", found, by=steps.ENGINE, old={"assignee": person.pk}, new={"assignee": None})
            if found.department.mailbox:
                send_later("tell_department", item=found.pk, occasion="returned")
            returned += 1
    return returned


def _holder(item: WorkItem, by: User) -> User:
    """Whose an item becomes that she takes: hers, or the absent person's without whom she could not do it."""
    absent = getattr(item, "acts_for", None)
    return by if absent is None or people.has_seat(by, item) else absent


def _hand_to(activation, item: WorkItem, person: User) -> None:
    changed = WorkItem.objects.filter(pk=item.pk, assignee=item.assignee_id, done_at__isnull=True).update(
        assignee=person, taken_at=timezone.now()
    )
    if not changed:
        raise AlreadyTaken(person=_("Somebody else"))
    steps.own(activation, person)


@transaction.atomic
def triage(item: WorkItem, *, department: Department, by: people.Worker, seen: int | None = None) -> None:
    """Hand a case over to the department that answers it; the promise stays as it is.

    Raises ``OtherPartner``, ``ConcernsNotTaken`` and everything that ``answer`` raises but for the text.
    """
    with at_work(item, by=by, on=("triage",), to_finish=True, seen=seen) as (activation, found):
        case = found.case
        if department.partner_id != case.partner_id:
            raise OtherPartner
        if department.gives_information_only and department.pk != case.department_id:
            raise ConcernsNotTaken(whose=str(department))
        before, case.department = case.department_id, department
        record(
            "case_triaged",
            case,
            by=people.actor(by),
            old={"department": before},
            new={"department": department.pk},
        )
        steps.finish(activation, found, outcome=Outcome.DONE, by=people.person(by), department=department)


@transaction.atomic
def answer(item: WorkItem, *, text: str, by: people.Worker, seen: int | None = None) -> None:
    """Draft the answer to the citizen; it goes on to the next step of the case type.

    An item nobody has taken is taken by this. Raises ``TextMissing``, ``TextTooLong``, ``NotYourWork``,
    ``NotThisStep``, ``AlreadyTaken``, ``AlreadyFinished``, and ``ChangedMeanwhile`` if ``seen`` is given and the case
    is not as the person saw it (``Case.revision``) any more.
    """
    text = text_of(text, missing=TextMissing)
    with at_work(item, by=by, on=("answer",), to_finish=True, seen=seen) as (activation, found):
        say(found.case, Message.Kind.DRAFT, text, by=people.person(by))
        record("answer_drafted", found.case, by=people.actor(by), fields=["draft"])
        steps.finish(activation, found, outcome=Outcome.DONE, by=people.person(by))


@transaction.atomic
def approve(item: WorkItem, *, by: User, seen: int | None = None) -> None:
    """Release the draft: the answer leaves in the way the citizen wished, and by mail the case is closed with it.

    Raises ``OwnDraft`` for whoever wrote it, and what ``answer`` raises but for the text.
    """
    with at_work(item, by=by, on=("approve",), to_finish=True, seen=seen) as (activation, found):
        record("answer_approved", found.case, by=Actor.person(by))
        steps.finish(activation, found, outcome=Outcome.APPROVED, by=by)


@transaction.atomic
def reject(item: WorkItem, *, reason: str, by: User, seen: int | None = None) -> None:
    """Send the draft back with a reason, to the step that the case type names; its author finds it among her own work.

    Raises ``OwnDraft`` for whoever wrote it, and what ``answer`` raises.
    """
    reason = text_of(reason, missing=TextMissing)
    with at_work(item, by=by, on=("approve",), to_finish=True, seen=seen) as (activation, found):
        say(found.case, Message.Kind.REJECTION, reason, by=by)
        record("answer_rejected", found.case, by=Actor.person(by), fields=["reason"])
        steps.finish(activation, found, outcome=Outcome.REJECTED, by=by)


@transaction.atomic
def give_view(item: WorkItem, *, text: str, by: people.Worker, seen: int | None = None) -> None:
    """What a consulted department has to say. The case goes on when all have spoken or their time is over.

    What another department says meanwhile is no change of the case (``Case.revision``): that comes when all have
    spoken. Raises what ``answer`` raises.
    """
    text = text_of(text, missing=TextMissing)
    with at_work(item, by=by, on=("consult",), to_finish=True, seen=seen) as (activation, found):
        say(found.case, Message.Kind.VIEW, text, by=people.person(by), item=found)
        record("view_given", found.case, by=people.actor(by), new={"item": found.pk}, fields=["view"])
        steps.finish(activation, found, outcome=Outcome.DONE, by=people.person(by))


@transaction.atomic
def acknowledge(item: WorkItem, *, by: people.Worker, seen: int | None = None) -> None:
    """Say that the department got to know. Raises what ``answer`` raises but for the text."""
    with at_work(item, by=by, on=("acknowledge",), to_finish=True, seen=seen) as (activation, found):
        record("case_acknowledged", found.case, by=people.actor(by))
        steps.finish(activation, found, outcome=Outcome.DONE, by=people.person(by))


@transaction.atomic
def record_attempt(item: WorkItem, *, result: str, note: str = "", by: User, seen: int | None = None) -> Attempt:
    """Record a try to give the answer by telephone or letter (``Attempt.Result``).

    Only ``REACHED``, for a wished call, and ``SENT``, for a wished letter, answer the case; with everything else the
    item stays open with whoever has it, and the promise runs. An item nobody has taken is taken by this. Each try is a
    change of the case, so the same one sent twice counts once. Raises ``NotThisResult`` for a result that does not fit,
    and what ``answer`` raises.
    """
    note = text_of(note, LONGEST_REMARK, missing=TextMissing) if note.strip() else ""
    if result not in Attempt.Result.values:
        raise NotThisResult
    with at_work(item, by=by, on=(BY_HAND,), to_finish=True, seen=seen) as (activation, found):
        case = found.case
        if ANSWERED_BY.get(result, case.reply_channel) != case.reply_channel:
            raise NotThisResult
        attempt = Attempt.objects.create(item=found, result=result, note=note, by=by, at=timezone.now())
        record("attempt_made", found, by=Actor.person(by), new={"result": str(result)})
        if result in ANSWERED_BY:
            steps.finish(activation, found, outcome=Outcome.DONE, by=by, **steps.give_answer(case))
            return attempt
        Case.objects.filter(pk=case.pk).update(revision=F("revision") + 1)
        if found.assignee_id is None:
            _hand_to(activation, found, _holder(found, by))
        return attempt


def confirm_reply(item: WorkItem, *, by: User, seen: int | None = None) -> None:
    """The citizen was reached, or the letter was sent: the attempt that answers the case. Raises what it raises."""
    channel = Case.objects.values_list("reply_channel", flat=True).get(pk=item.case_id)
    reached = channel == ReplyChannel.PHONE
    record_attempt(item, result=Attempt.Result.REACHED if reached else Attempt.Result.SENT, by=by, seen=seen)


@transaction.atomic
def end_unanswered(item: WorkItem) -> None:
    """The time of a consulted department, or of the citizen, is over: the case goes on without them.

    What has been said meanwhile, or is no such step, is left as it is.
    """
    found = WorkItem.objects.open().filter(pk=item.pk, step__in=steps.ENDING).first()
    if found is None:
        return
    with at_work(found, by=None) as (activation, held):
        case = held.case
        if held.step == FOR_THE_CITIZEN:
            case._back_to = steps.who_ended(case, Outcome.ASKED)
            outcome, changes = Outcome.NO_REPLY, steps.resume(case)
        else:
            outcome, changes = Outcome.NO_ANSWER, {}
        record("item_ended_unanswered", held, by=steps.ENGINE, new={"outcome": str(outcome)})
        steps.finish(activation, held, outcome=outcome, by=None, **changes)


def say(case: Case, kind: str, text: str, *, by: User | None, item: WorkItem | None = None) -> Message:
    """Write a message into the case, in the caller's transaction."""
    message = Message.objects.create(case=case, item=item, kind=kind, author=by, text=text, created_at=timezone.now())
    if kind == Message.Kind.DRAFT:
        steps.remember_draft(case, message)
    return message
