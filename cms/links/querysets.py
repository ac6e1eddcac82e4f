"""Questions about links: chainable, without a request and without a clock of their own."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from cms.organisation.models import Partner
from cms.organisation.querysets import ALL_PARTNERS


class LinkTargetQuerySet(models.QuerySet):
    def without_place(self) -> LinkTargetQuerySet:
        """Those that no page links to any more."""
        places = self.model._meta.get_field("places").related_model.objects.filter(target=OuterRef("pk"))
        return self.filter(~Exists(places))

    def to_look_at(self, *, today: date, working_since: datetime) -> LinkTargetQuerySet:
        """New ones, those that failed before today, and those that worked but have not been looked at for long."""
        failing = Q(state__in=["doubtful", "dead"]) & (Q(failed_on__lt=today) | Q(failed_on__isnull=True))
        working = Q(state="working") & Q(looked_at__lt=working_since)
        return self.filter(Q(state="new") | failing | working).order_by(F("looked_at").asc(nulls_first=True), "pk")


class LinkPlaceQuerySet(models.QuerySet):
    def dead(self) -> LinkPlaceQuerySet:
        return self.filter(target__state="dead")

    def edited_by(self, user: models.Model) -> LinkPlaceQuerySet:
        """The places on pages this person looks after: all for the centre, else those of her partners."""
        if user.has_perm(ALL_PARTNERS):
            return self
        return self.filter(partner__in=Partner.objects.edited_by(user))
