"""What other packages may do with mail that came in. Everything else here is private."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.models import Partner
from workflows.cases import actions as cases
from workflows.cases.errors import AlreadyFinished, Busy, CaseError, FileNotKept, FileNotTaken, TooManyFiles
from workflows.cases.models import Case, Channel
from workflows.citizens.letters import is_of_ours
from workflows.citizens.mail_addresses import Addressed, addressed
from workflows.citizens.models import ReplyChannel

from . import reading
from .errors import AlreadyDecided, NoSuchCase, NothingLeft, NotInCharge
from .models import IncomingMail, Reason, State
from .reading import Mail, Unreadable

__all__ = ["attach", "delete_expired", "is_in_charge", "leave", "make_a_concern", "receive", "words_of"]

DOOR = Actor.system("receive_mail")
KEPT_DAYS = 30
MESSAGE = 8000  # a message of a case
CONCERN = 4000
MOST_TEXT = 40_000
FLOOD_WITHIN = timedelta(hours=1)
FLOOD = 5  # new concerns of one sender


@transaction.atomic
def receive(raw: bytes, *, recipient: str = "", at: datetime | None = None) -> IncomingMail:
    """Take in one mail: a reply goes to its case, a letter that came back too, everything else to the triage.

    The same mail twice, also by two processes at once, is placed once: the unique fingerprint is the lock. Nothing is
    refused silently: what cannot be placed waits or is set aside under a name. Raises ``Busy`` if the case is held.
    """
    at = at or timezone.now()
    try:
        if len(raw) > reading.MOST_BYTES:
            raise Unreadable
        mail, reason = reading.read(raw), None
    except Unreadable:
        mail = reading.head_of(raw)
        reason = Reason.LARGE if len(raw) > reading.MOST_BYTES else Reason.UNREADABLE
    row, is_new = _written_down(mail, raw, at)
    if not is_new:
        return row
    ours = [found for found in map(addressed, [recipient, *mail.recipients]) if found is not None]
    _place(row, mail, raw, ours, reason)
    record("mail_came_in", row, by=DOOR, new={"state": row.state, "reason": row.reason, "case": row.case_id})
    return row


def _written_down(mail: Mail, raw: bytes, at: datetime) -> tuple[IncomingMail, bool]:
    """The row of a mail, and whether this call wrote it. A second process waits here until the first has committed."""
    row = IncomingMail(
        fingerprint=fingerprint(mail.message_id or mail.digest), digest=mail.digest, received_at=at, size=len(raw)
    )
    known = _insert(row)
    if known is not None and known.digest != row.digest:
        row.fingerprint, row.reason = fingerprint(mail.message_id, mail.digest), Reason.SAME_ID
        known = _insert(row)
    return (row, True) if known is None else (known, False)


def fingerprint(*of: str) -> str:
    return hashlib.sha256("\n".join(of).encode()).hexdigest()


def _insert(row: IncomingMail) -> IncomingMail | None:
    """Nothing if the row was written, else the one that is there already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return IncomingMail.objects.defer("raw").get(fingerprint=row.fingerprint)
    return None


def _place(row: IncomingMail, mail: Mail, raw: bytes, ours: list[Addressed], reason: str | None) -> None:
    genuine = next((found for found in ours if found.is_genuine), None)
    row.sender, row.subject = mail.sender, mail.subject
    row.attachments = [each.name for each in mail.attachments]
    row.case = _case(genuine.reference) if genuine else None
    row.partner = row.case.partner if row.case else _partner(ours)
    if reason is not None:
        _keep(row, raw, State.WAITING, reason)
    elif row.reason == Reason.SAME_ID:
        _keep(row, raw, State.WAITING, Reason.SAME_ID)
    elif mail.came_back is not None:
        _letter_came_back(row, mail, raw)
    elif is_of_ours(mail.message_id, mail.sender):
        _keep(row, raw, State.SET_ASIDE, Reason.LOOP)
    elif mail.is_automatic:
        _keep(row, raw, State.SET_ASIDE, Reason.AUTOMATIC)
    elif row.case is not None:
        _reply(row, mail, raw)
    elif any(found.reference for found in ours):
        _keep(row, raw, State.WAITING, Reason.FORGED)
    else:
        _unknown(row, mail, raw)
    row.save()


def _case(reference: str) -> Case | None:
    return Case.objects.select_related("partner").filter(reference=reference).first()


def _partner(ours: list[Addressed]) -> Partner | None:
    """The one whose short name stands after the plus, else the town that runs the service centre."""
    words = [found.word for found in ours if found.word and not found.reference]
    named = Partner.objects.filter(slug__in=words).first()
    return named or Partner.objects.filter(triage_department__isnull=False).own_town_first().first()


def _letter_came_back(row: IncomingMail, mail: Mail, raw: bytes) -> None:
    """Where our own address in the letter that is sent back is genuine, its case is known as well."""
    if row.case is None:
        found = next((each for each in map(addressed, mail.came_back.written_to) if each and each.is_genuine), None)
        row.case = _case(found.reference) if found else None
        row.partner = row.case.partner if row.case else row.partner
    if not mail.came_back.for_good:
        _keep(row, raw, State.SET_ASIDE, Reason.DELAYED)
    elif row.case is None:
        _keep(row, raw, State.SET_ASIDE, Reason.BOUNCE)
    else:
        cases.letter_came_back(row.case, by=DOOR, why=mail.came_back.status)
        _done(row, Reason.BOUNCE)


def _reply(row: IncomingMail, mail: Mail, raw: bytes) -> None:
    if len(mail.text) > MOST_TEXT:
        _keep(row, raw, State.WAITING, Reason.LONG)
        return
    try:
        with transaction.atomic():
            row.attachments = _add(row.case, mail)
    except AlreadyFinished:
        _keep(row, raw, State.WAITING, Reason.ENDED)
    else:
        _done(row, Reason.REPLY, raw if row.attachments else None)


def _add(case: Case, mail: Mail, text: str | None = None) -> list[str]:
    """The reply with its files as one message, or several if it is long; with the first one the case goes on.

    Returns the names of files that the case did not take; they are named in the message.
    """
    handles, refused = _files(case, mail)
    first, *more = _parts(_with_names(mail.text if text is None else text, refused), MESSAGE)
    cases.receive_reply(case, text=first, by=Actor.citizen(), files=handles)
    for part in more:
        cases.receive_reply(case, text=part, by=Actor.citizen())
    return refused


def _files(case: Case, mail: Mail) -> tuple[list[str], list[str]]:
    """Handles of the files that may be put to the case, and the names of the others. Nobody opens an archive."""
    handles, refused = [], []
    room = cases.FILES_AT_MOST - case.files.count()
    for each in mail.attachments:
        try:
            if len(handles) >= room:
                raise TooManyFiles
            handles.append(cases.hold_file(ContentFile(each.content, name=each.name)).handle)
        except FileNotKept:
            raise  # the storage is away or full: the mail server tries again
        except (FileNotTaken, TooManyFiles):
            refused.append(each.name)
    return handles, refused


def _unknown(row: IncomingMail, mail: Mail, raw: bytes) -> None:
    """A mail to our address that belongs to no case becomes one, which falls to the triage."""
    since = row.received_at - FLOOD_WITHIN
    before = IncomingMail.objects.filter(sender=mail.sender, received_at__gte=since, reason=Reason.NEW).count()
    if before >= FLOOD:
        _keep(row, raw, State.WAITING, Reason.FLOOD)
        return
    try:
        row.case, row.attachments = _new_concern(mail, row.partner)
    except (Busy, FileNotKept):
        raise
    except (CaseError, ValidationError):
        _keep(row, raw, State.WAITING, Reason.UNKNOWN)
    else:
        _done(row, Reason.NEW, raw if row.attachments else None)


@transaction.atomic
def _new_concern(mail: Mail, partner: Partner | None) -> tuple[Case, list[str]]:
    """Raises what ``open_case`` raises, and ``CaseError`` where nobody takes it in."""
    case_type = cases.general_question()
    validate_email(mail.sender)
    if partner is None or case_type is None or not mail.text or len(mail.text) > MOST_TEXT:
        raise CaseError
    first, *more = _parts(f"{mail.subject}\n\n{mail.text}".strip(), CONCERN)
    case = cases.open_case(
        case_type=case_type,
        partner=partner,
        service=None,
        concern=first,
        channel=Channel.MAIL,
        reply_channel=ReplyChannel.EMAIL,
        details=cases.DetailsInput(name=mail.sender_name, email=mail.sender),
        by=Actor.citizen(),
    ).case
    return case, _add(case, mail, "\n\n".join(more)) if more or mail.attachments else []


def _with_names(text: str, refused: list[str]) -> str:
    """The text with the names of the files that were not taken, in the language of those who work on it."""
    if not refused:
        return text
    with translation.override(settings.LANGUAGE_CODE):
        told = ngettext(
            "File that could not be taken: %(names)s", "Files that could not be taken: %(names)s", len(refused)
        )
        return f"{text}\n\n[{told % {'names': ', '.join(refused)}}]".strip()


def _parts(text: str, longest: int) -> list[str]:
    """Cut at a line or a space near the end of each part."""
    parts = []
    while len(text) > longest:
        cut = max(text.rfind("\n", longest // 2, longest), text.rfind(" ", longest // 2, longest))
        cut = cut if cut > 0 else longest
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*parts, text]


def _keep(row: IncomingMail, raw: bytes, state: str, reason: str) -> None:
    """The whole mail stays, of one that is too large its head; what nobody has to do anything about has its end."""
    row.state, row.reason = state, reason
    row.raw = raw[: reading.MOST_HEADERS] if reason == Reason.LARGE else raw
    row.delete_after = _end(row.received_at) if state == State.SET_ASIDE else None


def _done(row: IncomingMail, reason: str, raw: bytes | None = None) -> None:
    """Its words are in the case now; with files it stays until its end, else nothing is kept twice."""
    row.state, row.reason, row.raw = State.PLACED, reason, raw
    row.delete_after = _end(row.received_at)


def _end(moment: datetime) -> date:
    return timezone.localdate(moment) + timedelta(days=KEPT_DAYS)


def words_of(mail: IncomingMail) -> Mail | None:
    """What the mail says, to be shown; nothing once it is gone or if it cannot be read."""
    if mail.raw is None:
        return None
    try:
        return reading.read(bytes(mail.raw))
    except Unreadable:
        return None


def is_in_charge(user: User) -> bool:
    """Whether she decides about the mail of some partner: she has a seat in its triage department."""
    return user.is_active and Partner.objects.filter(triage_department__memberships__user_id=user.pk).exists()


@transaction.atomic
def attach(mail: IncomingMail, *, reference: str, by: User) -> Case:
    """Put a mail to a case of the same partner; one that has ended is opened again by it.

    Raises ``NotInCharge``, ``AlreadyDecided``, ``NothingLeft``, ``NoSuchCase`` and what ``receive_reply`` and
    ``reopen`` raise.
    """
    row, said = _to_decide(mail, by)
    case = Case.objects.numbered(reference).filter(partner=row.partner_id).first()
    if case is None:
        raise NoSuchCase
    if case.state == Case.State.OPEN:
        row.attachments = _add(case, said)
    else:
        first, *more = _parts(said.text, MESSAGE)
        cases.reopen(case, reason=first, by=Actor.citizen())
        case.refresh_from_db()
        row.attachments = _add(case, said, "\n\n".join(more)) if more or said.attachments else []
    _decide(row, by, case=case, reason=Reason.REPLY)
    return case


@transaction.atomic
def make_a_concern(mail: IncomingMail, *, by: User) -> Case:
    """Let a mail become a concern of its own. Raises as ``attach`` does, and what ``open_case`` raises."""
    row, said = _to_decide(mail, by)
    try:
        case, row.attachments = _new_concern(said, row.partner)
    except ValidationError:
        raise CaseError(_("The sender's address is not one that could be answered.")) from None
    _decide(row, by, case=case, reason=Reason.NEW)
    return case


@transaction.atomic
def leave(mail: IncomingMail, *, by: User) -> None:
    """Nothing has to be done about it; it is deleted after its time. Raises ``NotInCharge``, ``AlreadyDecided``."""
    row = _held(mail, by)
    row.state, row.delete_after = State.SET_ASIDE, _end(timezone.now())
    _sign(row, by)


def _held(mail: IncomingMail, by: User) -> IncomingMail:
    row = IncomingMail.objects.select_for_update(of=("self",)).select_related("partner").get(pk=mail.pk)
    if not IncomingMail.objects.in_charge(by).filter(pk=row.pk).exists():
        raise NotInCharge
    if row.state == State.PLACED or (row.decided_at is not None and row.state != State.SET_ASIDE):
        raise AlreadyDecided
    return row


def _to_decide(mail: IncomingMail, by: User) -> tuple[IncomingMail, Mail]:
    row = _held(mail, by)
    said = words_of(row)
    if said is None or not said.text:
        raise NothingLeft
    return row, said


def _decide(row: IncomingMail, by: User, *, case: Case, reason: str) -> None:
    row.case = case
    _done(row, reason, bytes(row.raw) if row.attachments else None)
    _sign(row, by)


def _sign(row: IncomingMail, by: User) -> None:
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    record(
        "mail_decided", row, by=Actor.person(by), new={"state": row.state, "reason": row.reason, "case": row.case_id}
    )


@transaction.atomic
def delete_expired(today: date | None = None) -> int:
    """Delete words, sender and files of what is past its end date; that a mail came in, and what it was, stays."""
    expired = IncomingMail.objects.expired(today or timezone.localdate())
    return expired.update(raw=None, sender="", subject="", attachments=[], delete_after=None)
