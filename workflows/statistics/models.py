"""One row per ended concern, without anything about the people in it; it outlives them all."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.catalogue.models import ServicePage, Topic
from cms.organisation.models import Partner


class CaseFigure(models.Model):
    """What became of one concern. ``key`` is its row's number, no link: nothing that is deleted takes this along."""

    key = models.BigIntegerField(_("key of the case"), unique=True)
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    page = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    case_type = models.SlugField(_("case type"), db_index=False)
    channel = models.CharField(_("came in by"), max_length=10)
    outcome = models.CharField(_("outcome"), max_length=12)
    opened_at = models.DateTimeField(_("opened"))
    promised_at = models.DateTimeField(_("answer promised by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    times_reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)

    class Meta:
        verbose_name = _("figures of a case")
        verbose_name_plural = _("figures of cases")
        indexes = [models.Index(fields=["partner", "opened_at"], name="figure_by_partner")]

    def __str__(self):
        return f"{self.partner}: {self.case_type} {self.outcome}"
