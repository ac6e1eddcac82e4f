"""Questions about caller details: chainable, without a clock of their own."""

from __future__ import annotations

from datetime import date

from django.db import models

from . import registry


class CallerDetailsQuerySet(models.QuerySet):
    def expired(self, today: date) -> CallerDetailsQuerySet:
        """Past their end date and needed by nothing that is still open."""
        expired = self.filter(delete_after__lt=today)
        for question in registry.questions():
            expired = expired.exclude(pk__in=question())
        return expired
