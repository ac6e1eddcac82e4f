"""Questions about mail that came in."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models


class MailQuerySet(models.QuerySet):
    def in_charge(self, user) -> MailQuerySet:
        """What this person decides about: mail of partners in whose triage department she has a seat."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(partner__triage_department__memberships__user_id=user.pk)

    def kept(self) -> MailQuerySet:
        """Of which there is still something to read."""
        return self.filter(raw__isnull=False)

    def waiting(self) -> MailQuerySet:
        """Somebody has to decide what becomes of it."""
        return self.filter(state="waiting")

    def set_aside(self) -> MailQuerySet:
        """Nobody has to do anything; until its end one may still look."""
        return self.filter(state="set_aside")

    def expired(self, today: date) -> MailQuerySet:
        """Past its end date; what waits for a decision has none yet."""
        return self.filter(delete_after__lt=today).exclude(state="waiting")

    def waiting_since(self, moment: datetime) -> MailQuerySet:
        return self.waiting().filter(received_at__lt=moment)

    def for_list(self) -> MailQuerySet:
        return self.defer("raw").select_related("partner", "case")
