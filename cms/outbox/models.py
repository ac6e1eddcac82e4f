"""Rows of the outbox: jobs, the table of recurring jobs, and the workers that were seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import JobQuerySet


class Job(models.Model):
    """One thing that must still happen. A finished job is deleted, so every row is unfinished or set aside."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        SET_ASIDE = "set_aside", _("set aside")

    name = models.CharField(_("name"), max_length=100)
    lane = models.CharField(_("lane"), max_length=20)
    key = models.CharField(_("key"), max_length=200, blank=True)
    payload = models.JSONField(_("payload"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    run_at = models.DateTimeField(_("not before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    again = models.BooleanField(_("once more"), default=False)
    leased_by = models.CharField(_("taken by"), max_length=120, blank=True)
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key"],
                condition=~Q(key="") & Q(state__in=["waiting", "running"]),
                name="job_key_once_while_unfinished",
            ),
            models.CheckConstraint(
                condition=(Q(state="running") & Q(lease_until__isnull=False) & ~Q(leased_by=""))
                | (~Q(state="running") & Q(lease_until__isnull=True) & Q(leased_by="")),
                name="job_is_leased_exactly_while_running",
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "run_at", "id"], condition=Q(state="waiting"), name="job_to_take"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_running"),
            models.Index(fields=["id"], condition=Q(state="set_aside"), name="job_set_aside"),
        ]

    def __str__(self):
        return f"{self.pk} {self.name}"


class RecurringRun(models.Model):
    """When a recurring job is due next and when it was last done; one row for all machines."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    schedule = models.CharField(_("schedule"), max_length=60)
    known_since = models.DateTimeField(_("known since"), default=timezone.now, editable=False)
    next_run = models.DateTimeField(_("due"))
    last_started = models.DateTimeField(_("last started"), null=True, blank=True)
    last_finished = models.DateTimeField(_("last finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("recurring job")
        verbose_name_plural = _("recurring jobs")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Worker(models.Model):
    """A process that works off jobs, as it last reported."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    lanes = models.CharField(_("lanes"), max_length=200)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    last_seen = models.DateTimeField(_("last seen"), default=timezone.now, db_index=True)
    failing_loops = models.JSONField(_("failing loops"), default=list, blank=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["-last_seen"]

    def __str__(self):
        return self.name
