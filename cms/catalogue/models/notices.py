"""Notices: short-lived news that everybody sees, for example that an office stays closed today."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cms.organisation.models import Department, Office, Partner

from ..querysets import NoticeQuerySet
from .service import ServicePage


class Notice(ClusterableModel):
    """A disruption from one moment to another, shown on every page of what it names, or as a banner on all."""

    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="notices",
        null=True,
        blank=True,
        help_text=_("Empty: in the town halls of all partners."),
    )
    text = models.CharField(
        _("notice"),
        max_length=300,
        help_text=_("One or two sentences, for example “Die Zulassungsstelle ist heute ab 12 Uhr geschlossen.”"),
    )
    text_en = models.CharField(
        _("notice in English"), max_length=300, blank=True, help_text=_("Empty: English readers see the German text.")
    )
    starts_at = models.DateTimeField(pgettext_lazy("beginning", "from"))
    ends_at = models.DateTimeField(_("until"), help_text=_("From this moment on nobody sees it any more."))
    banner = models.BooleanField(
        _("as a banner"), default=False, help_text=_("On top of every page of the town hall, not only on those below.")
    )
    departments = models.ManyToManyField(
        Department,
        verbose_name=_("departments"),
        related_name="notices",
        blank=True,
        help_text=_("Shown on the pages of the department, of what belongs to it, its offices and their services."),
    )
    offices = models.ManyToManyField(
        Office,
        verbose_name=_("offices"),
        related_name="notices",
        blank=True,
        help_text=_("Shown on the pages of the office, its building and its services."),
    )
    services = models.ManyToManyField(
        ServicePage, verbose_name=_("services"), related_name="notices", blank=True, through="NoticedService"
    )

    objects = NoticeQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="notice_ends_after_its_start",
                violation_error_message=_("The end must lie after the start."),
            ),
        ]

    def __str__(self):
        return self.text

    def clean(self):
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must lie after the start.")})

    def shows(self, at: datetime) -> bool:
        """Whether it has begun and not ended."""
        return self.starts_at <= at < self.ends_at

    @property
    def language(self) -> str:
        """The language its words are in: the reader's as far as there are any."""
        return "en" if self.text_en and get_language() == "en" else "de"

    @property
    def words(self) -> str:
        return self.text_en if self.language == "en" else self.text


class NoticedService(models.Model):
    """One service a notice is about; a row, so that editors choose it among thousands with Wagtail's page chooser."""

    notice = ParentalKey(Notice, verbose_name=_("notice"), on_delete=models.CASCADE, related_name="noticed_services")
    service = models.ForeignKey(ServicePage, verbose_name=_("service"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("service of a notice")
        verbose_name_plural = _("services of a notice")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "service"],
                name="notice_names_a_service_once",
                violation_error_message=_("This service is already named."),
            ),
        ]

    def __str__(self):
        return str(self.service)
