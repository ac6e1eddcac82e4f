"""What each run of the proof counted and found."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

LATE_AFTER = timedelta(hours=26)


class ProofRunQuerySet(models.QuerySet):
    def last(self) -> "ProofRun | None":
        """The newest run, if there ever was one."""
        return self.order_by("-pk").first()


class ProofRun(models.Model):
    """One run: ``counted`` holds pairs of what was looked at and its number, ``faults`` the first of what is wrong.

    A fault is a mapping of ``proof``, ``thing`` and ``sentence``; a thing is named by its reference or number, never
    by what a citizen said.
    """

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"))
    counted = models.JSONField(_("counted"), default=list)
    found = models.PositiveIntegerField(_("number of faults"), default=0)
    faults = models.JSONField(_("faults"), default=list)

    objects = ProofRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of the proof")
        verbose_name_plural = _("runs of the proof")

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"

    @property
    def not_shown(self) -> int:
        """How many faults were found beyond those that are kept."""
        return self.found - len(self.faults)

    def is_late(self, now: datetime) -> bool:
        """Whether a night has gone by without a run."""
        return now - self.finished_at > LATE_AFTER
