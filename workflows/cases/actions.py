"""What other packages may do with cases: every verb is one transaction. Everything else here is private."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowLockFailed

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.catalogue.models import ServicePage
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Partner
from workflows.calendars.promises import NoServiceHours, Promise, due
from workflows.citizens import actions as citizens
from workflows.citizens import references
from workflows.citizens.models import CallerDetails, ReplyChannel

from . import people, steps
from .definition import Outcome, advance
from .errors import (
    AlreadyFinished,
    AlreadyTaken,
    Busy,
    CannotBeReached,
    CaseError,
    CaseNotFound,
    CaseTypeClosed,
    ConcernMissing,
    ConcernsNotTaken,
    NobodyResponsible,
    NoPromise,
    NotTaken,
    NotThisStep,
    NotYourWork,
    OtherPartner,
    OwnDraft,
    TextMissing,
    TextTooLong,
)
from .flows import CaseFlow
from .models import Case, CaseType, CaseTypeVersion, Channel, Message, WorkItem

__all__ = [
    "DetailsInput",
    "OpenedCase",
    "PromisePreview",
    "answer",
    "approve",
    "case_for_citizen",
    "confirm_reply",
    "give_back",
    "may_take_over",
    "open_case",
    "preview_promise",
    "reject",
    "take",
    "triage",
]

LONGEST_CONCERN = 4000
LONGEST_TEXT = 8000
WRONG_CODES = 5
PAUSE = timedelta(hours=1)
LONGEST_WAIT = timedelta(seconds=10)
TRIES_FOR_A_REFERENCE = 10


@dataclass(frozen=True)
class DetailsInput:
    """How the citizen can be reached, as she or the agent typed it; what is not needed stays empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    call_times: str = ""
    language: str = "de"

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in (self.name, self.email, self.phone, self.address))


@dataclass(frozen=True)
class PromisePreview:
    """Who will get the concern and by when there will be an answer; nothing is stored yet.

    ``details_days`` says for how many days after the answer we would keep how to reach the citizen.
    """

    department: Department
    promise: Promise
    is_placed: bool
    hours: Hours
    details_days: int


@dataclass(frozen=True)
class OpenedCase:
    """A case and its code. The code is nowhere else: show it once."""

    case: Case
    code: str


def preview_promise(
    *, case_type: CaseType, partner: Partner, service: ServicePage | None, at: datetime
) -> PromisePreview:
    """The promise that ``open_case`` would give at this moment.

    It runs on the calendar of the department that is responsible for the service, else of the partner's triage
    department. Raises ``ConcernsNotTaken``, ``NobodyResponsible`` and ``NoPromise``.
    """
    return _preview(case_type.current_version(), partner, service, at)


@transaction.atomic
def open_case(
    *,
    case_type: CaseType,
    partner: Partner,
    service: ServicePage | None,
    concern: str,
    channel: Channel,
    reply_channel: ReplyChannel,
    details: DetailsInput | None,
    by: Actor,
    at: datetime | None = None,
) -> OpenedCase:
    """Take in a concern: it gets a reference, a code, a promised date and its first work item; the receipt leaves.

    Raises ``CaseTypeClosed``, ``ConcernMissing``, ``TextTooLong``, ``CannotBeReached``, ``ConcernsNotTaken``,
    ``NobodyResponsible`` and ``NoPromise``; then nothing is stored.
    """
    at = at or timezone.now()
    concern = _text(concern, LONGEST_CONCERN, missing=ConcernMissing)
    details = None if details is None or details.is_empty else details
    _can_be_reached(details, reply_channel)
    version = case_type.current_version()
    if not case_type.is_active or channel not in version.parsed.for_whom:
        raise CaseTypeClosed
    preview = _preview(version, partner, service, at)
    kept = None
    if details is not None:
        latest = preview.promise.due_at.date() + timedelta(days=version.parsed.retention["answered"].details_days)
        kept = _keep(details, delete_after=latest)
    case, code = _new_case(
        version=version,
        partner=partner,
        service=service,
        department=preview.department,
        channel=channel,
        concern=concern,
        reply_channel=reply_channel,
        details=kept,
        opened_at=at,
        promised_at=preview.promise.due_at,
        promise_reasons=preview.promise.reasons(),
        position=advance(version.parsed, 0, Outcome.PLACED if preview.is_placed else Outcome.UNPLACED),
    )
    steps.remember_hours(case, preview.department, preview.hours)
    case.process = CaseFlow.start.run(case=case)
    Case.objects.filter(pk=case.pk).update(process=case.process)
    if kept is not None and kept.email:
        citizens.write_letter(
            kept,
            key=f"case:{case.pk}:received",
            template="case_received",
            context={
                "reference": case.reference,
                "code": code,
                "promised_at": case.promised_at,
                **steps.about(case),
            },
        )
    record(
        "case_opened",
        case,
        by=by,
        new={
            "state": case.state,
            "channel": channel,
            "department": case.department_id,
            "version": version.pk,
            "promised_at": case.promised_at,
        },
    )
    return OpenedCase(case, code)


@transaction.atomic
def take(item: WorkItem, *, by: User) -> None:
    """Take an item: from now on only this person works on it. What somebody else has ``may_take_over`` decides.

    Raises ``NotYourWork``, ``AlreadyFinished``, ``AlreadyTaken`` and ``OwnDraft``.
    """
    with _at_work(item, by=by) as (activation, found):
        if found.assignee_id == by.pk:
            return
        if found.assignee_id is not None and not people.may_take_over(by, found):
            raise AlreadyTaken(person=str(found.assignee))
        before = found.assignee_id
        changed = WorkItem.objects.filter(pk=found.pk, assignee=before, done_at__isnull=True).update(
            assignee=by, taken_at=timezone.now()
        )
        if not changed:
            raise AlreadyTaken(person=_("Somebody else"))
        steps.own(activation, by)
        record("item_taken", found, by=Actor.person(by), old={"assignee": before}, new={"assignee": by.pk})


def may_take_over(item: WorkItem, *, by: User) -> bool:
    """Whether this person may relieve whoever has taken the item: a lead, or a colleague where nobody else can."""
    return people.may_take_over(by, item)


@transaction.atomic
def give_back(item: WorkItem, *, by: User) -> None:
    """Put a taken item back into the department's inbox: by whoever has it, or by who may take it over.

    Raises ``NotYourWork``, ``AlreadyFinished``, ``NotTaken`` and ``AlreadyTaken``.
    """
    with _at_work(item, by=by, own_draft_allowed=True) as (activation, found):
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


@transaction.atomic
def triage(item: WorkItem, *, department: Department, by: User) -> None:
    """Hand a case over to the department that answers it; the promise stays as it is.

    Raises ``OtherPartner``, ``ConcernsNotTaken`` and everything that ``answer`` raises but for the text.
    """
    with _at_work(item, by=by, on="triage", to_finish=True) as (activation, found):
        case = found.case
        if department.partner_id != case.partner_id:
            raise OtherPartner
        if department.gives_information_only and department.pk != case.department_id:
            raise ConcernsNotTaken(whose=str(department))
        before, case.department = case.department_id, department
        Case.objects.filter(pk=case.pk).update(department=department)
        record(
            "case_triaged",
            case,
            by=Actor.person(by),
            old={"department": before},
            new={"department": department.pk},
        )
        steps.finish(activation, found, outcome=Outcome.DONE, by=by)


@transaction.atomic
def answer(item: WorkItem, *, text: str, by: User) -> None:
    """Draft the answer to the citizen; it goes on to approval.

    An item nobody has taken is taken by this. Raises ``TextMissing``, ``TextTooLong``, ``NotYourWork``,
    ``NotThisStep``, ``AlreadyTaken`` and ``AlreadyFinished``.
    """
    text = _text(text, LONGEST_TEXT, missing=TextMissing)
    with _at_work(item, by=by, on="answer", to_finish=True) as (activation, found):
        _say(found.case, Message.Kind.DRAFT, text, by)
        record("answer_drafted", found.case, by=Actor.person(by), fields=["draft"])
        steps.finish(activation, found, outcome=Outcome.DONE, by=by)


@transaction.atomic
def approve(item: WorkItem, *, by: User) -> None:
    """Release the draft: the answer leaves in the way the citizen wished, and by mail the case is closed with it.

    Raises ``OwnDraft`` for whoever wrote it, and what ``answer`` raises but for the text.
    """
    with _at_work(item, by=by, on="approve", to_finish=True) as (activation, found):
        record("answer_approved", found.case, by=Actor.person(by))
        steps.finish(activation, found, outcome=Outcome.APPROVED, by=by)


@transaction.atomic
def reject(item: WorkItem, *, reason: str, by: User) -> None:
    """Send the draft back with a reason; whoever wrote it finds it among her own work.

    Raises ``OwnDraft`` for whoever wrote it, and what ``answer`` raises.
    """
    reason = _text(reason, LONGEST_TEXT, missing=TextMissing)
    with _at_work(item, by=by, on="approve", to_finish=True) as (activation, found):
        _say(found.case, Message.Kind.REJECTION, reason, by)
        record("answer_rejected", found.case, by=Actor.person(by), fields=["reason"])
        steps.finish(activation, found, outcome=Outcome.REJECTED, by=by)


@transaction.atomic
def confirm_reply(item: WorkItem, *, by: User) -> None:
    """Say that the citizen was reached by telephone or the letter was sent: only then the case is answered.

    Raises what ``answer`` raises but for the text.
    """
    with _at_work(item, by=by, on="reply_by_hand", to_finish=True) as (activation, found):
        steps.give_answer(found.case)
        record("reply_confirmed", found.case, by=Actor.person(by))
        steps.finish(activation, found, outcome=Outcome.DONE, by=by)


def case_for_citizen(reference: str, code: str, *, at: datetime) -> Case:
    """The case of whoever knows its reference and code.

    Raises ``CaseNotFound``, always with the same words. Five wrong codes in a row lock the case for an hour; that a
    case is locked is not told either, the right code is then as good as a wrong one.
    """
    case = _found(reference)
    fits = references.code_fits(case.reference if case else "", code, case.code_hash if case else "0" * 64)
    if case is None:
        raise CaseNotFound
    locked = case.locked_until is not None and case.locked_until > at
    if locked or not fits:
        if not locked:
            _count_wrong_code(case, at)
        raise CaseNotFound
    if case.wrong_codes:
        Case.objects.filter(pk=case.pk).update(wrong_codes=0, locked_until=None)
    return case


@contextmanager
def _at_work(
    item: WorkItem, *, by: User, on: str = "", to_finish: bool = False, own_draft_allowed: bool = False
) -> Iterator[tuple[Activation, WorkItem]]:
    """Hold the case still and check the person, the step and the state; yields the engine's task and the fresh item.

    Locks first the process, then the item: every verb in the same order.
    """
    steps.wait_no_longer_than(LONGEST_WAIT)
    try:
        with steps.engine_task(item).activation() as activation:
            found = (
                WorkItem.objects.select_for_update(of=("self",))
                .select_related(
                    "case__version",
                    "case__partner",
                    "case__department",
                    "case__details",
                    "department",
                    "assignee",
                    "done_by",
                )
                .get(pk=item.pk)
            )
            _check(found, by=by, on=on, to_finish=to_finish, own_draft_allowed=own_draft_allowed)
            yield activation, found
    except TransitionNotAllowed:
        raise AlreadyFinished from None
    except (FlowLockFailed, OperationalError) as error:
        if isinstance(error, FlowLockFailed) or isinstance(error.__cause__, LockNotAvailable):
            raise Busy from None
        raise


def _check(item: WorkItem, *, by: User, on: str, to_finish: bool, own_draft_allowed: bool) -> None:
    if not people.may_work(by, item):
        raise NotYourWork
    if item.done_at is not None:
        raise _already_finished(item)
    if on and item.step != on:
        raise NotThisStep
    if to_finish and item.assignee_id not in {None, by.pk}:
        raise AlreadyTaken(person=str(item.assignee))
    if item.step == "approve" and not own_draft_allowed and steps.author_of_draft(item.case) == by:
        raise OwnDraft


def _already_finished(item: WorkItem) -> AlreadyFinished:
    if item.done_by is None:
        return AlreadyFinished()
    return AlreadyFinished(
        _("%(person)s has already finished this on %(day)s at %(time)s."),
        person=str(item.done_by),
        day=date_format(timezone.localtime(item.done_at), "SHORT_DATE_FORMAT"),
        time=date_format(timezone.localtime(item.done_at), "TIME_FORMAT"),
    )


def _preview(version: CaseTypeVersion, partner: Partner, service: ServicePage | None, at: datetime) -> PromisePreview:
    responsible = people.responsible_department(service, partner)
    department = responsible or partner.triage_department
    if not partner.level_for(department).takes_concerns:
        raise ConcernsNotTaken(whose=str(department or partner))
    if department is None:
        raise NobodyResponsible
    hours = Hours.of(department)
    try:
        promise = due(at, version.parsed.promise, hours)
    except NoServiceHours:
        raise NoPromise from None
    return PromisePreview(
        department,
        promise,
        is_placed=responsible is not None,
        hours=hours,
        details_days=version.parsed.retention["answered"].details_days,
    )


def _new_case(**fields) -> tuple[Case, str]:
    """A row with a reference that nobody else has; a second draw when somebody was quicker."""
    for _try in range(TRIES_FOR_A_REFERENCE):
        reference, code = references.new_reference(fields["partner"].prefix), references.new_code()
        try:
            with transaction.atomic():
                case = Case.objects.create(
                    reference=reference, code_hash=references.hash_code(reference, code), **fields
                )
        except IntegrityError:
            if not Case.objects.filter(reference=reference).exists():
                raise
        else:
            return case, code
    raise CaseError


def _can_be_reached(details: DetailsInput | None, reply_channel: ReplyChannel) -> None:
    needed = {
        ReplyChannel.EMAIL: ("email", _("Please give an email address, or choose another way of answering.")),
        ReplyChannel.PHONE: ("phone", _("Please give a telephone number, or choose another way of answering.")),
        ReplyChannel.LETTER: ("address", _("Please give a postal address, or choose another way of answering.")),
    }
    if reply_channel not in needed:
        return
    field, sentence = needed[reply_channel]
    if details is None or not getattr(details, field).strip():
        raise CannotBeReached(sentence)


def _keep(details: DetailsInput, *, delete_after: date) -> CallerDetails:
    try:
        return citizens.keep_details(**asdict(details), delete_after=delete_after)
    except ValidationError as fault:
        raise CannotBeReached(" ".join(fault.messages)) from None


def _text(text: str, limit: int, *, missing: type[CaseError]) -> str:
    text = text.strip()
    if not text:
        raise missing
    if len(text) > limit:
        raise TextTooLong(limit=str(limit), length=str(len(text)))
    return text


def _say(case: Case, kind: Message.Kind, text: str, by: User) -> None:
    message = Message.objects.create(case=case, kind=kind, author=by, text=text, created_at=timezone.now())
    if kind == Message.Kind.DRAFT:
        steps.remember_draft(case, message)


def _found(reference: str) -> Case | None:
    written = references.read_reference(reference)
    return (
        Case.objects.select_related("version__case_type", "partner", "department", "service", "details")
        .filter(reference=written or "")
        .first()
    )


@transaction.atomic
def _count_wrong_code(case: Case, at: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(wrong_codes=F("wrong_codes") + 1)
    locked = Case.objects.filter(pk=case.pk, wrong_codes__gte=WRONG_CODES).update(
        wrong_codes=0, locked_until=at + PAUSE
    )
    if locked:
        record("status_page_locked", case, by=Actor.citizen(), new={"locked_until": at + PAUSE})
