"""What other packages may do with caller details and letters. Everything else here is private."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.models import Partner
from cms.outbox.actions import send_later

from . import letters
from .models import CallerDetails, Letter, LetterText

__all__ = ["correct_details", "delete_expired", "keep_details", "keep_until", "write_letter"]

BATCH = 500


def keep_details(
    *,
    name: str = "",
    email: str = "",
    phone: str = "",
    address: str = "",
    call_times: str = "",
    language: str = "de",
    delete_after: date,
) -> CallerDetails:
    """Keep how a citizen is reached, until the end date; belongs into the transaction of what she asked for.

    Raises Django's ``ValidationError`` for what cannot be an email address or is too long. Refused by a constraint if
    none of name, email, telephone and address is given.
    """
    details = CallerDetails(
        name=name.strip(),
        email=email.strip(),
        phone=phone.strip(),
        address=address.strip(),
        call_times=call_times.strip(),
        language=language,
        delete_after=delete_after,
    )
    details.clean_fields()
    details.save(force_insert=True)
    return details


def correct_details(
    details: CallerDetails, *, name: str, email: str, phone: str, address: str, call_times: str, language: str
) -> None:
    """Write over what was wrong; the end date stays. Refuses what ``keep_details`` refuses."""
    details.name, details.email, details.phone = name.strip(), email.strip(), phone.strip()
    details.address, details.call_times, details.language = address.strip(), call_times.strip(), language
    details.clean_fields()
    details.save(force_update=True)


def keep_until(details: CallerDetails, day: date) -> None:
    """Set the end date anew, when what the details were needed for has come to its end."""
    CallerDetails.objects.filter(pk=details.pk).update(delete_after=day)
    details.delete_after = day


def write_letter(details: CallerDetails, *, key: str, template: str, context: dict[str, object]) -> Letter:
    """Write a letter in the citizen's language into the caller's transaction; the outbox sends it by mail.

    The context has the values of the letter (``letters.OFFERS``); the partner is its row, with texts of its own or not.
    The same key never leads to a second letter: the first one is returned, and of two transactions at once one fails.
    """
    language = letters.spoken(details.language)
    known, own = _written_before(key, template, language, context["partner"])
    letter = Letter.objects.get(pk=known) if known else None
    if letter is None:
        written = letters.render(template, language, context, own=own)
        letter = Letter.objects.create(
            details=details,
            key=key,
            reference=str(context.get("reference", "")),
            subject=written.subject,
            body=written.text,
            html=written.html,
            created_at=timezone.now(),
        )
        send_later("send_letter", letter=letter.pk)
    return letter


def _written_before(
    key: str, letter: str, language: str, partner: Partner
) -> tuple[int | None, letters.Wording | None]:
    """The letter of this key, if there is one, and the partner's own text for such a letter: one question for both."""
    written = Letter.objects.filter(key=key).annotate(is_letter=Value(True))
    texts = LetterText.objects.filter(partner=partner, letter=letter, language=language).order_by()
    rows = written.values_list("is_letter", "pk", "subject", "body", "html").union(
        texts.annotate(is_letter=Value(False)).values_list("is_letter", "pk", "subject", "text", "html"), all=True
    )
    found = {bool(is_letter): (pk, letters.Wording(*words)) for is_letter, pk, *words in rows}
    return found.get(True, (None, None))[0], found.get(False, (None, None))[1]


def delete_expired(today: date | None = None) -> int:
    """Delete caller details past their end date, and their letters; returns how many."""
    today = today or timezone.localdate()
    deleted = 0
    while True:
        with transaction.atomic():
            batch = list(CallerDetails.objects.expired(today).order_by("pk")[:BATCH])
            for details in batch:
                record("caller_details_deleted", details, by=Actor.system("delete_expired_details"))
            CallerDetails.objects.filter(pk__in=[details.pk for details in batch]).delete()
        deleted += len(batch)
        if len(batch) < BATCH:
            return deleted
