"""Who stands in for whom, and when: chains are followed day by day, and a circle ends where it began."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AbsenceQuerySet(models.QuerySet):
    def on(self, day: date) -> AbsenceQuerySet:
        return self.filter(from_day__lte=day, until_day__gte=day)

    def overlapping(self, from_day: date, until_day: date) -> AbsenceQuerySet:
        return self.filter(from_day__lte=until_day, until_day__gte=from_day)

    def not_over(self, day: date) -> AbsenceQuerySet:
        return self.filter(until_day__gte=day).select_related("person", "substitute").order_by("from_day", "pk")


class Absence(models.Model):
    """A person is away on these days, and somebody else sees and does her work."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who is away"), on_delete=models.PROTECT, related_name="absences"
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who stands in"), on_delete=models.PROTECT, related_name="+"
    )
    from_day = models.DateField(_("first day"))
    until_day = models.DateField(_("last day"))
    named_at = models.DateTimeField(_("named"), default=timezone.now)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["from_day", "pk"]
        indexes = [models.Index(fields=["until_day", "from_day"], name="absence_by_days")]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="nobody_stands_in_for_herself"),
            models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="absence_ends_after_it_begins"),
        ]

    def __str__(self):
        return f"{self.person}: {self.substitute}"


def stood_in_for(user) -> frozenset[int]:
    """For whom she stands in today, directly or through others; asked once for each request's person."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    today = timezone.localdate()
    known = getattr(user, "_stood_in_for", None)
    if known is None or known[0] != today:
        rows = Absence.objects.on(today).filter(person__is_active=True).values_list("substitute_id", "person_id")
        known = user._stood_in_for = (today, frozenset(_reached(user.pk, rows)))
    return known[1]


def stand_ins(user) -> frozenset[int]:
    """Who stands in for her today, directly or through others."""
    rows = Absence.objects.on(timezone.localdate()).filter(substitute__is_active=True)
    return frozenset(_reached(user.pk, rows.values_list("person_id", "substitute_id")))


def acting_as(user) -> frozenset[int]:
    """Herself and everybody for whom she stands in today."""
    return stood_in_for(user) | {user.pk}


def _reached(start: int, ways) -> set[int]:
    """Everybody whom the ways lead to, but for where they began."""
    leads: dict[int, set[int]] = {}
    for one, other in ways:
        leads.setdefault(one, set()).add(other)
    found: set[int] = set()
    todo = [start]
    while todo:
        new = leads.get(todo.pop(), set()) - found - {start}
        found |= new
        todo += new
    return found


def closes_a_circle(person_id: int, substitute_id: int, from_day: date, until_day: date) -> bool:
    """Whether on one of these days the way from the substitute would lead back to the person."""
    rows = Absence.objects.overlapping(from_day, until_day)
    ways = list(rows.values_list("person_id", "substitute_id", "from_day", "until_day"))
    todo = [(substitute_id, from_day, until_day, frozenset({substitute_id}))]
    while todo:
        at, first, last, seen = todo.pop()
        if at == person_id:
            return True
        for one, other, begins, ends in ways:
            begins, ends = max(begins, first), min(ends, last)
            if one == at and begins <= ends and other not in seen:
                todo.append((other, begins, ends, seen | {other}))
    return False
