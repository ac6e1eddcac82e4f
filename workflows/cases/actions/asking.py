"""Asking others: the citizen, whose promise rests meanwhile, and other departments, ad hoc."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor, ActorKind
from cms.organisation.models import Department
from cms.outbox.actions import send_later
from workflows.calendars.promises import Duration
from workflows.citizens import actions as citizens

from .. import filing, people, steps
from ..definition import Outcome
from ..errors import NobodyAsked, NotYourWork, OtherPartner, OwnDepartment, TextMissing
from ..models import FOR_THE_CITIZEN, Case, Message, WorkItem
from .holding import at_case, at_work, note_on_behalf, nothing_changed, refuse_ended, text_of
from .work import say


@transaction.atomic
def ask_citizen(item: WorkItem, *, question: str, by: people.Worker, seen: int | None = None) -> None:
    """Ask the citizen back, from triage or answering: the promise rests until she replies or her time is over.

    By mail the question leaves with this transaction; everybody reads it on the status page. Whom no mail reaches has
    to be called: the reply is then received by whoever asked. Raises what ``answer`` raises.
    """
    question = text_of(question, missing=TextMissing)
    with at_work(item, by=by, on=("triage", "answer"), to_finish=True, seen=seen) as (activation, found):
        case = found.case
        message = say(case, Message.Kind.QUESTION, question, by=people.person(by))
        _write(case, message, template="case_question")
        record("citizen_asked", case, by=people.actor(by), fields=["question"])
        case._back_to = people.person(by)  # the waiting stands among hers
        steps.finish(activation, found, outcome=Outcome.ASKED, by=people.person(by), **steps.pause(case))


@transaction.atomic
def receive_reply(case: Case, *, text: str, by: Actor, seen: int | None = None, files: Collection[str] = ()) -> Message:
    """Add what the citizen replied: by herself, by a mail of hers, or as a colleague heard it on the telephone.

    ``files`` are handles (``hold_file``); a reply with files needs no words. If the case waited for it, the promise
    runs on and it comes back to whoever asked; else whoever has the case is told. Raises ``TextMissing``,
    ``TextTooLong``, ``AlreadyFinished`` once the case has ended (see ``reopen``), ``NotYourWork`` for a colleague who
    may not work on it, ``ChangedMeanwhile``, and what ``attach_files`` raises.
    """
    text = text_of(text, missing=TextMissing) if text.strip() or not files else ""
    with at_case(case) as found:
        person = User.objects.filter(pk=by.key).first() if by.kind == ActorKind.PERSON else None
        if by.kind == ActorKind.PERSON and not may_work_on(found, person):
            raise NotYourWork
        note_on_behalf(found, person)
        refuse_ended(found)
        nothing_changed(found, seen)
        message = say(found, Message.Kind.REPLY, text, by=person)
        filing.put_to(found, files, by=by, message=message)
        record("citizen_replied", found, by=by, fields=["reply"])
        steps.tell_watchers(found)
        waiting = WorkItem.objects.open().filter(case=found, step=FOR_THE_CITIZEN).first()
        if waiting is None:
            Case.objects.filter(pk=found.pk).update(revision=found.revision + 1)
            for item in WorkItem.objects.open().filter(case=found):
                send_later("tell_of_reply", item=item.pk, message=message.pk)
            return message
        with at_work(waiting, by=None) as (activation, item):
            item.case._back_to = steps.who_ended(item.case, Outcome.ASKED)
            steps.finish(activation, item, outcome=Outcome.REPLIED, by=None, **steps.resume(item.case))
        send_later(
            "tell_of_reply", item=WorkItem.objects.open().filter(case=found).earliest("pk").pk, message=message.pk
        )
        return message


@transaction.atomic
def remind_citizen(item: WorkItem) -> None:
    """Say once more to the citizen that we wait for her; nothing if she has replied or no mail reaches her."""
    found = (
        WorkItem.objects.open()
        .filter(pk=item.pk, step=FOR_THE_CITIZEN)
        .select_related("case__details", "case__partner", "case__department", "case__service", "case__version")
        .first()
    )
    question = found.case.messages.filter(kind=Message.Kind.QUESTION).order_by("-pk").first() if found else None
    if question is not None:
        _write(found.case, question, template="case_question_again", until=found.due_at)


@transaction.atomic
def consult(
    item: WorkItem,
    *,
    departments: Collection[Department],
    question: str,
    due: Duration,
    by: User,
    seen: int | None = None,
) -> None:
    """Ask other departments of the partner for their view, ad hoc, from triage, answering or checking.

    All are asked at once and have until ``due``; who says nothing is left out then. With the last view it comes back
    to whoever asked. Raises ``NobodyAsked``, ``OtherPartner``, ``OwnDepartment`` and what ``answer`` raises.
    """
    question = text_of(question, missing=TextMissing)
    wanted = list({department.pk: department for department in departments}.values())
    if not wanted:
        raise NobodyAsked
    places = ("triage", "answer", "approve")
    with at_work(item, by=by, on=places, to_finish=True, seen=seen) as (activation, found):
        case = found.case
        if any(department.partner_id != case.partner_id for department in wanted):
            raise OtherPartner
        if any(department.pk == found.department_id for department in wanted):
            raise OwnDepartment
        say(case, Message.Kind.CONSULTATION, question, by=by, item=found)
        record("departments_consulted", case, by=Actor.person(by), new={"number": len(wanted)}, fields=["question"])
        asked = [
            {"department": department.pk, "due": {"amount": due.amount, "unit": str(due.unit)}} for department in wanted
        ]
        steps.finish(activation, found, outcome=Outcome.CONSULTED, by=by, asked_now=asked)


def may_work_on(case: Case, user: User | None) -> bool:
    """Whether one of the open items of a case is hers to do."""
    items = WorkItem.objects.open().filter(case=case).select_related("case")
    return user is not None and any(people.may_work(user, item) for item in items)


def _write(case: Case, message: Message, *, template: str, **more) -> None:
    if case.details is None or not case.details.email:
        return
    citizens.write_letter(
        case.details,
        key=f"case:{case.pk}:{template}:{message.pk}",
        template=template,
        context={"reference": case.reference, "question": message.text, **more, **steps.about(case)},
    )
