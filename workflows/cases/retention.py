"""The end of what was said: texts and files of a closed case go after its end date; the case itself stays."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cms.audit.actions import record
from cms.audit.models import Actor

from .file_models import CaseFile
from .models import Attempt, Case, Message, PromiseDecision

BATCH = 500


def empty_expired_text(today: date | None = None, *, now: datetime | None = None) -> int:
    """Empty concern, answers and messages of closed cases past their end date; returns how many cases.

    The rows of their files go with them; the content follows with ``remove_lost_files``, once that is committed.
    """
    now = now or timezone.now()
    today = today or timezone.localdate(now)
    emptied = 0
    while True:
        with transaction.atomic():
            batch = list(Case.objects.to_be_emptied(today).order_by("pk")[:BATCH])
            keys = [case.pk for case in batch]
            Message.objects.filter(case__in=keys).update(text="")
            Attempt.objects.filter(item__case__in=keys).update(note="")
            PromiseDecision.objects.filter(case__in=keys).update(reason="")
            CaseFile.objects.filter(case__in=keys).delete()
            Case.objects.filter(pk__in=keys).update(concern="", answers={}, emptied_at=now)
            for case in batch:
                record("case_text_emptied", case, by=Actor.system("empty_expired_text"))
        emptied += len(batch)
        if len(batch) < BATCH:
            return emptied
