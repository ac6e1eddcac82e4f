"""Taking in a concern: what would be promised, and the case that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

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

from .. import answering, filing, people, steps
from ..definition import Outcome, advance
from ..errors import (
    CannotBeReached,
    CaseError,
    CaseTypeClosed,
    ConcernMissing,
    ConcernsNotTaken,
    NobodyResponsible,
    NoPromise,
)
from ..flows import CaseFlow
from ..models import Case, CaseType, CaseTypeVersion, Channel
from ..type_models import GENERAL
from .holding import text_of

LONGEST_CONCERN = 4000
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


def case_types_for(service: ServicePage | None, *, channel: str, partner: Partner) -> list[CaseType]:
    """What citizens or agents may open at a service: its own case types, else the general question."""
    return answering.case_types_for(service, channel=channel, partner=partner)


def general_question() -> CaseType | None:
    """The case type for what belongs to no service, as long as it is released and can be opened."""
    return CaseType.objects.filter(slug=GENERAL, live=True, is_active=True).first()


def questionnaire(*, case_type: CaseType, channel: str, partner: Partner) -> answering.Questionnaire:
    """What ``open_case`` asks when a case of this type comes in this way."""
    return answering.questionnaire(case_type.current_version(), channel=channel, partner=partner)


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
    about: User | None = None,
    answers: Mapping[str, object] | None = None,
    seed: str = "",
) -> OpenedCase:
    """Take in a concern: it gets a reference, a code, a promised date and its first work item; the receipt leaves.

    ``about`` names a colleague whom it must never reach; ``answers`` are as they were typed, by the keys of the
    questions (of files the handles, see ``hold_file``), and what does not fit is an ``AnswersFault``. With a ``seed``
    the code is made of it (``code_again``).
    Raises ``CaseTypeClosed``, ``ConcernMissing``, ``TextTooLong``, ``CannotBeReached``, ``ConcernsNotTaken``,
    ``NobodyResponsible`` and ``NoPromise``; then nothing is stored.
    """
    at = at or timezone.now()
    concern = text_of(concern, LONGEST_CONCERN, missing=ConcernMissing)
    details = None if details is None or details.is_empty else details
    can_be_reached(details, reply_channel)
    version = case_type.current_version()
    by_mail = channel == Channel.MAIL  # it says what it says: nobody was asked anything
    if not case_type.is_active or not (by_mail or channel in version.parsed.for_whom):
        raise CaseTypeClosed
    answers = {} if by_mail else answering.taken_in(version, answers or {}, channel=channel, partner=partner)
    brought = filing.answers_with_files(version, answers)
    preview = _preview(version, partner, service, at)
    kept = None
    if details is not None:
        latest = preview.promise.due_at.date() + timedelta(days=version.parsed.retention["answered"].details_days)
        kept = keep(details, delete_after=latest)
    case, code = _new_case(
        references.code_from(seed) if seed else references.new_code(),
        version=version,
        partner=partner,
        service=service,
        department=preview.department,
        promise_department=preview.department,
        is_confidential=version.parsed.confidential,
        about=about,
        channel=channel,
        concern=concern,
        answers={**answers, **{key: [file.name for file in files] for key, files in brought.items()}},
        reply_channel=reply_channel,
        details=kept,
        opened_at=at,
        promised_at=preview.promise.due_at,
        promise_reasons=preview.promise.reasons(),
        position=advance(version.parsed, 0, Outcome.PLACED if preview.is_placed else Outcome.UNPLACED),
    )
    for key, files in brought.items():
        filing.put_to(case, [file.handle for file in files], by=by, question=key)
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


def code_again(case: Case, seed: str) -> str:
    """The code of a case that was opened with this seed, for whoever sends the same once more."""
    return references.code_again(case.reference, seed, case.code_hash)


def _new_case(code: str, **fields) -> tuple[Case, str]:
    """A row with a reference that nobody else has; a second draw when somebody was quicker."""
    for _try in range(TRIES_FOR_A_REFERENCE):
        reference = references.new_reference(fields["partner"].prefix)
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


def can_be_reached(details: DetailsInput | None, reply_channel: ReplyChannel) -> None:
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


def keep(details: DetailsInput, *, delete_after: date) -> CallerDetails:
    try:
        return citizens.keep_details(**asdict(details), delete_after=delete_after)
    except ValidationError as fault:
        raise CannotBeReached(" ".join(fault.messages)) from None
