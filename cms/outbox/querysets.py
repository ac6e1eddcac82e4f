"""Questions about jobs."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q


class JobQuerySet(models.QuerySet):
    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=["waiting", "running"])

    def waiting(self) -> JobQuerySet:
        return self.filter(state="waiting")

    def running(self) -> JobQuerySet:
        return self.filter(state="running")

    def set_aside(self) -> JobQuerySet:
        """Given up after the last attempt; somebody has to look."""
        return self.filter(state="set_aside")

    def due(self, at: datetime, *, lane: str = "") -> JobQuerySet:
        """Waiting and to be taken now, the oldest first."""
        chosen = Q(lane=lane) if lane else Q()
        return self.waiting().filter(chosen, run_at__lte=at).order_by("run_at", "pk")

    def lease_ended(self, at: datetime) -> JobQuerySet:
        """Taken by a worker that has not been heard of since."""
        return self.running().filter(lease_until__lt=at)
