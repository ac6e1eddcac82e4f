"""A promise in doubt: the lead keeps it, or tells the citizen a new date with a reason. It never moves by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.hours import Hours
from workflows.calendars.promises import falls_into_service_time
from workflows.citizens import actions as citizens

from .. import new_hours, steps
from ..errors import NewDateRefused, NobodyIsThere, NothingToDecide, NotYourWork, TextMissing
from ..models import Case, PromiseDecision
from .holding import at_case, note_on_behalf, nothing_changed, refuse_ended, text_of
from .life import leads_case

LONGEST_REASON = 2000
FURTHEST = timedelta(days=60)


def suggested_date(case: Case, *, at: datetime) -> datetime | None:
    """What could be promised instead, by the hours as they are now."""
    return new_hours.suggested(case, _hours(case), at)


@transaction.atomic
def keep_promise(case: Case, *, by: User, seen: int | None = None) -> None:
    """The promise stays, although nobody may be there at its moment. Raises what ``move_promise`` raises."""
    with at_case(case) as found:
        _may_decide(found, by, seen)
        PromiseDecision.objects.create(case=found, promised_at=found.promised_at, by=by)
        Case.objects.filter(pk=found.pk).update(promise_in_doubt=None, revision=F("revision") + 1)
        record("promise_kept", found, by=Actor.person(by), new={"promised_at": found.promised_at})


@transaction.atomic
def move_promise(case: Case, *, to: datetime, reason: str, by: User, seen: int | None = None) -> None:
    """Tell the citizen a new date with a reason: by mail with this transaction, and on the status page beside the old.

    Only for a case that is marked, and only by whoever leads it: ``NotYourWork``, ``NothingToDecide``,
    ``AlreadyFinished``, ``ChangedMeanwhile``. The date must be later than the old one and in service hours:
    ``NewDateRefused``, ``NobodyIsThere``. Raises ``TextMissing`` and ``TextTooLong`` for the reason.
    """
    reason = text_of(reason, LONGEST_REASON, missing=TextMissing)
    with at_case(case) as found:
        _may_decide(found, by, seen)
        _fits(found, to)
        old = found.promised_at
        decision = PromiseDecision.objects.create(case=found, promised_at=old, new_at=to, reason=reason, by=by)
        found.promise_reasons = [*found.promise_reasons, _new_date(found, to)]
        found.promised_at = to
        Case.objects.filter(pk=found.pk).update(
            promised_at=to,
            promise_reasons=found.promise_reasons,
            promise_in_doubt=None,
            revision=F("revision") + 1,
        )
        new_hours.recompute_case(found)
        record(
            "promise_moved",
            found,
            by=Actor.person(by),
            old={"promised_at": old},
            new={"promised_at": to},
            fields=["reason"],
        )
        if found.details is not None and found.details.email:
            citizens.write_letter(
                found.details,
                key=f"case:{found.pk}:new_date:{decision.pk}",
                template="case_new_date",
                context={
                    "reference": found.reference,
                    "old_date": old,
                    "promised_at": to,
                    "reason": reason,
                    **steps.about(found),
                },
            )
        steps.tell_watchers(found)


def _may_decide(case: Case, by: User, seen: int | None) -> None:
    if not leads_case(case, by):
        raise NotYourWork
    note_on_behalf(case, by)
    refuse_ended(case)
    nothing_changed(case, seen)
    if case.promise_in_doubt is None:
        raise NothingToDecide


def _fits(case: Case, to: datetime) -> None:
    now, hours = timezone.now(), _hours(case)
    if not max(now, case.promised_at) < to <= now + FURTHEST:
        raise NewDateRefused
    if not falls_into_service_time(to, hours):
        later = next((span.start for span in hours.spans(to, to + FURTHEST) if span.counts), None)
        if later is None:
            raise NewDateRefused
        raise NobodyIsThere(moment=date_format(timezone.localtime(later), "D, d.m.Y, H:i"))


def _hours(case: Case) -> Hours:
    return Hours.of(case.promise_department or case.department)


def _new_date(case: Case, to: datetime) -> dict[str, str | int | bool]:
    """The stretch that is added, as the reasons of a promise tell it, in the language of whoever reads them."""
    old = case.promised_at
    with translation.override(case.details.language if case.details else translation.get_language()):
        reason = gettext("The service hours have changed; we told you a new date")
    return {
        "from": timezone.localtime(old).isoformat(),
        "until": timezone.localtime(to).isoformat(),
        "counts": False,
        "new_date": True,
        "minutes": int((to - old).total_seconds() // 60),
        "reason": reason,
    }
