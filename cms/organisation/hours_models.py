"""Hours as facts: weekly spans, exceptions and closures, each with a kind and one owner."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey

from .querysets import OfPartnerQuerySet, OwnedHoursQuerySet


class HoursKind(models.TextChoices):
    VISITING = "visiting", _("visiting hours")
    TELEPHONE = "telephone", _("telephone hours")
    SERVICE = "service", pgettext_lazy("kind of hours", "service hours")  # a unit of promises is called so as well


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


def owner(field: str, model: str, related_name: str) -> models.ForeignKey:
    """A possible owner of hours; a constraint lets exactly one be set."""
    return models.ForeignKey(
        f"organisation.{model}",
        verbose_name=_(field.replace("_", " ")),
        on_delete=models.CASCADE,
        related_name=related_name,
        null=True,
        blank=True,
    )


ONE_OWNER = (
    Q(
        kind="visiting",
        office__isnull=False,
        contact_point__isnull=True,
        department__isnull=True,
        partner__isnull=True,
    )
    | Q(
        kind="telephone",
        office__isnull=True,
        contact_point__isnull=False,
        department__isnull=True,
        partner__isnull=True,
    )
    | Q(
        kind="service",
        office__isnull=True,
        contact_point__isnull=True,
        department__isnull=False,
        partner__isnull=True,
    )
    | Q(
        kind="service",
        office__isnull=True,
        contact_point__isnull=True,
        department__isnull=True,
        partner__isnull=False,
    )
)
ONE_OWNER_MESSAGE = _(
    "Visiting hours belong to an office, telephone hours to a contact point, "
    "service hours to a department or a partner."
)


class OwnedHours(models.Model):
    """What every row of hours has: a kind and exactly one owner that fits the kind."""

    kind = models.CharField(_("kind"), max_length=10, choices=HoursKind, default=HoursKind.VISITING)
    office = owner("office", "Office", "%(class)s_rows")
    contact_point = owner("contact point", "ContactPoint", "%(class)s_rows")
    department = owner("department", "Department", "%(class)s_rows")
    partner = owner("partner", "Partner", "%(class)s_rows")

    objects = OwnedHoursQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def owner(self):
        return self.office or self.contact_point or self.department or self.partner


class OpeningSpan(OwnedHours):
    """Open on one weekday from one clock time to another; an end before the start means over midnight."""

    office = ParentalKey(
        "organisation.Office",
        verbose_name=_("office"),
        on_delete=models.CASCADE,
        related_name="openingspan_rows",
        null=True,
        blank=True,
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_OWNER,
                name="span_has_one_owner",
                violation_error_message=ONE_OWNER_MESSAGE,
            ),
            models.CheckConstraint(
                condition=~Q(opens=F("closes")),
                name="span_is_not_empty",
                violation_error_message=_("The end must differ from the start."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="span_is_valid_forwards",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class HoursException(OwnedHours):
    """On one date other hours than usual: one row per span, or one row without times for “closed”."""

    date = models.DateField(_("date"))
    opens = models.TimeField(_("from"), null=True, blank=True)
    closes = models.TimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["date", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=ONE_OWNER,
                name="exception_has_one_owner",
                violation_error_message=ONE_OWNER_MESSAGE,
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | (Q(opens__isnull=False, closes__isnull=False) & ~Q(opens=F("closes"))),
                name="exception_has_both_times_or_none",
                violation_error_message=_("Give both times, or none for a closed day."),
            ),
        ]

    def __str__(self):
        return f"{self.date:%d.%m.%Y}: {self.reason}"


class Closure(models.Model):
    """A department (with all its offices and service hours) is closed from one moment to another."""

    department = models.ForeignKey(
        "organisation.Department",
        verbose_name=_("department"),
        on_delete=models.CASCADE,
        related_name="closures",
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=120)

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "department__partner"

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_its_start",
                violation_error_message=_("The end must lie after the start."),
            ),
        ]

    def __str__(self):
        return f"{self.department}: {self.reason}"

    @property
    def owner(self):
        return self.department
