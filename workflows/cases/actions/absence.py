"""Absence: a person, or her lead, names who stands in for her on certain days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.models import Department, Partner

from ..absence_models import Absence, closes_a_circle
from ..errors import (
    AbsenceBackwards,
    AbsenceIsOver,
    AbsenceRefused,
    AbsenceTwice,
    NotYourWork,
    SubstituteCircle,
    SubstituteElsewhere,
)

LONGEST = timedelta(days=400)


def may_name_for(user: User) -> list[User]:
    """For whom she may name a substitute: for herself, and for everybody of the departments that she leads."""
    led = Department.objects.led_by(user)
    others = User.objects.filter(is_active=True, memberships__department__in=led).exclude(pk=user.pk).distinct()
    return [user, *others.order_by("last_name", "first_name")]


def possible_substitutes(people: Collection[User]) -> QuerySet[User]:
    """Colleagues with a seat in any department of the partners at which these people have one."""
    partners = Partner.objects.filter(departments__memberships__user__in=people)
    found = User.objects.filter(is_active=True, memberships__department__partner__in=partners)
    return found.distinct().order_by("last_name", "first_name")


@transaction.atomic
def name_substitute(*, person: User, substitute: User, from_day: date, until_day: date, by: User) -> Absence:
    """On these days the substitute sees what is the person's and does it as she might.

    Raises ``NotYourWork`` unless ``by`` is the person or leads a department of hers, and an ``AbsenceRefused`` that
    knows the field beside which it stands: ``SubstituteElsewhere``, ``SubstituteCircle``, ``AbsenceBackwards``,
    ``AbsenceIsOver``, ``AbsenceTwice``.
    """
    if not by.is_active or person not in may_name_for(by):
        raise NotYourWork
    # Both stand still, so that two who name each other at the same moment do not both succeed.
    list(User.objects.select_for_update().filter(pk__in=[person.pk, substitute.pk]).order_by("pk"))
    if until_day < from_day:
        raise AbsenceBackwards
    if until_day - from_day > LONGEST:
        raise AbsenceBackwards(_("That is more than a year. Please name a shorter time."))
    if until_day < timezone.localdate():
        raise AbsenceIsOver
    if substitute == person:
        raise AbsenceRefused(_("Nobody stands in for herself."))
    if not possible_substitutes([person]).filter(pk=substitute.pk).exists():
        raise SubstituteElsewhere(substitute=str(substitute))
    overlapping = Absence.objects.overlapping(from_day, until_day)
    if other := overlapping.filter(person=person).select_related("substitute").first():
        raise AbsenceTwice(substitute=str(other.substitute))
    if closes_a_circle(person.pk, substitute.pk, from_day, until_day):
        raise SubstituteCircle(substitute=str(substitute), person=str(person))
    absence = Absence.objects.create(person=person, substitute=substitute, from_day=from_day, until_day=until_day)
    record(
        "substitute_named",
        absence,
        by=Actor.person(by),
        new={"person": person.pk, "substitute": substitute.pk, "from": from_day, "until": until_day},
    )
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: User) -> None:
    """She is back, or will not be away: from now on nobody stands in any more. Raises ``NotYourWork``."""
    found = Absence.objects.select_for_update().select_related("person").get(pk=absence.pk)
    if not by.is_active or found.person not in may_name_for(by):
        raise NotYourWork
    today = timezone.localdate()
    record("absence_ended", found, by=Actor.person(by), old={"until": found.until_day})
    if found.from_day >= today:
        found.delete()
    else:
        Absence.objects.filter(pk=found.pk).update(until_day=min(found.until_day, today - timedelta(days=1)))
