"""Text modules: what departments write again and again, ready to be put into an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Department, Partner
from cms.organisation.querysets import OfPartnerQuerySet

if TYPE_CHECKING:
    from .models import Case


class TextModuleQuerySet(OfPartnerQuerySet):
    def fitting(self, case: Case, *departments: int | None) -> TextModuleQuerySet:
        """Those of the case's partner: for all its departments, for the one that answers, and for these."""
        here = {case.department_id, *departments} - {None}
        return self.filter(Q(department=None) | Q(department__in=here), partner=case.partner_id).order_by("title", "pk")


class TextModule(models.Model):
    """A piece of text under a title, for all departments of a partner or for one."""

    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="text_modules"
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.CASCADE,
        related_name="text_modules",
        null=True,
        blank=True,
        help_text=_("Empty: for all departments of the partner."),
    )
    title = models.CharField(
        _("title"), max_length=80, help_text=_("As colleagues look for it; citizens never see it.")
    )
    text = models.TextField(_("text"), max_length=4000)
    text_en = models.TextField(
        _("text in English"),
        max_length=4000,
        blank=True,
        help_text=_("Taken for citizens who wrote in English; without it the German one is."),
    )

    objects = TextModuleQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("text module")
        verbose_name_plural = _("text modules")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def for_language(self, language: str) -> str:
        return self.text_en if language.startswith("en") and self.text_en else self.text
