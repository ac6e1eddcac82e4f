"""What colleagues do beside the work: notes, watching a case, and being seen at it. The citizen reads none of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor

from ..errors import NotYourWork, TextMissing
from ..models import Case, Message, Presence, Watch
from .holding import text_of
from .work import say


@transaction.atomic
def add_note(case: Case, *, text: str, by: User) -> Message:
    """Write a note that only colleagues read. Raises ``TextMissing``, ``TextTooLong``, ``NotYourWork``."""
    text = text_of(text, missing=TextMissing)
    _sees(case, by)
    note = say(case, Message.Kind.NOTE, text, by=by)
    record("note_added", case, by=Actor.person(by), fields=["note"])
    return note


@transaction.atomic
def watch(case: Case, *, by: User) -> None:
    """Want to know what becomes of a case; twice is once. Raises ``NotYourWork`` for whoever may not see it."""
    _sees(case, by)
    Watch.objects.bulk_create([Watch(case=case, user=by)], ignore_conflicts=True)


@transaction.atomic
def stop_watching(case: Case, *, by: User) -> None:
    Watch.objects.filter(case=case, user=by).delete()


@transaction.atomic
def be_seen(case: Case, *, by: User, at: datetime | None = None) -> None:
    """She has the case on her screen now; ``Presence.objects.others`` tells her colleagues. Raises ``NotYourWork``."""
    _sees(case, by)
    Presence.objects.bulk_create(
        [Presence(case=case, user=by, seen_at=at or timezone.now())],
        update_conflicts=True,
        unique_fields=["case", "user"],
        update_fields=["seen_at"],
    )


def _sees(case: Case, user: User) -> None:
    if not Case.objects.visible_to(user).filter(pk=case.pk).exists():
        raise NotYourWork
