"""What stands beside a service page: notes for agents, and where it was imported from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Partner

from ..querysets import AgentNoteQuerySet
from .service import ServicePage


class AgentNote(models.Model):
    """What only agents may see about a service, for all partners or for one; never on a public face."""

    service = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.CASCADE, related_name="agent_notes"
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("only for"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )
    text = models.TextField(_("note"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = AgentNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent note")
        verbose_name_plural = _("agent notes")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.service}: {self.text[:40]}"


class SourceRecord(models.Model):
    """Where a service page came from: the key it has in a system it was imported from, and what that said last.

    It outlives the page: an import then knows that somebody deleted it here and does not bring it back.
    """

    service = models.ForeignKey(
        ServicePage,
        verbose_name=_("service"),
        on_delete=models.SET_NULL,
        related_name="sources",
        null=True,
        blank=True,
    )
    system = models.CharField(_("system"), max_length=60)
    key = models.CharField(_("key there"), max_length=120)
    content_hash = models.CharField(_("fingerprint of what was imported"), max_length=64)
    imported = models.JSONField(
        _("fingerprints by field"),
        default=dict,
        blank=True,
        help_text=_("Tells whether a field was changed there, here or in both places since the last import."),
    )
    keywords = models.JSONField(
        _("search words there"),
        default=list,
        blank=True,
        help_text=_("Kept for the register of everyday words; neither shown nor searched."),
    )

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="service_source_is_unique"),
        ]

    def __str__(self):
        return f"{self.system} {self.key}"
