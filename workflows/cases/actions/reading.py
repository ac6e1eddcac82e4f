"""What a citizen may see of her case with its reference and code; guessing locks it for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from cms.audit.actions import record
from cms.audit.models import Actor
from workflows.citizens import references

from ..errors import CaseNotFound
from ..models import Case

WRONG_CODES = 5
PAUSE = timedelta(hours=1)
SHOWN = ("version__case_type", "partner", "department", "service", "details")


@dataclass(frozen=True)
class PublicState:
    """State and date of a case, and nothing of what it is about."""

    reference: str
    state: str
    promised_at: datetime
    answered_at: datetime | None
    is_overdue: bool
    is_waiting: bool


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


def state_by_reference(reference: str) -> PublicState:
    """What the number alone reveals: how far it is, and the date. Raises ``CaseNotFound``."""
    case = _found(reference)
    if case is None:
        raise CaseNotFound
    return PublicState(
        reference=case.reference,
        state=case.state,
        promised_at=case.promised_at,
        answered_at=case.answered_at,
        is_overdue=case.is_overdue,
        is_waiting=case.waiting_since is not None,
    )


def case_of_pass(pk: int) -> Case:
    """The case of somebody who, as the caller knows, showed its code a moment ago. Raises ``CaseNotFound``."""
    case = Case.objects.select_related(*SHOWN).filter(pk=pk).first()
    if case is None:
        raise CaseNotFound
    return case


def _found(reference: str) -> Case | None:
    written = references.read_reference(reference)
    return Case.objects.select_related(*SHOWN).filter(reference=written or "").first()


@transaction.atomic
def _count_wrong_code(case: Case, at: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(wrong_codes=F("wrong_codes") + 1)
    locked = Case.objects.filter(pk=case.pk, wrong_codes__gte=WRONG_CODES).update(
        wrong_codes=0, locked_until=at + PAUSE
    )
    if locked:
        record("status_page_locked", case, by=Actor.citizen(), new={"locked_until": at + PAUSE})
