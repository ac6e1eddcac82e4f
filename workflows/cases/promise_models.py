"""What a lead has decided about a promise that could not be kept as it was given."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PromiseDecision(models.Model):
    """The promise stays although the service hours have changed, or the citizen was told a new date."""

    case = models.ForeignKey(
        "cases.Case", verbose_name=_("case"), on_delete=models.CASCADE, related_name="promise_decisions"
    )
    promised_at = models.DateTimeField(_("promised before"))
    new_at = models.DateTimeField(_("new date"), null=True, blank=True, help_text=_("Empty if the promise stays."))
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision about a promise")
        verbose_name_plural = _("decisions about promises")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.case}: {self.new_at or self.promised_at}"
