"""Wagtail's log of the registers, kept apart: its reports show everybody the entries of every row of a model."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import BaseLogEntry, BaseLogEntryManager

from .partner_path import partner_of
from .querysets import ALL_PARTNERS

KINDS_FOUND = "_allowed_content_type_ids"


class RegisterLogManager(BaseLogEntryManager):
    def log_action(self, instance, action, **kwargs):
        partner = partner_of(instance)
        kwargs.update(object_id=str(instance.pk), partner=partner if partner and partner.pk else None)
        return super().log_action(instance, action, **kwargs)

    def viewable_by_user(self, user):
        """The entries of the partners this person edits, as far as she may see that kind of row at all."""
        entries = self._of_kinds_seen_by(user)
        if user.has_perm(ALL_PARTNERS):
            return entries
        return entries.filter(partner__editors__user=user) if user.is_active else entries.none()

    def _of_kinds_seen_by(self, user):
        """What Wagtail's own rule gives; it keeps with the person which kinds it found in whichever log came first."""
        found = getattr(user, KINDS_FOUND, None)
        if found is not None:
            delattr(user, KINDS_FOUND)
        entries = super().viewable_by_user(user)
        if found is not None:
            setattr(user, KINDS_FOUND, found)
        elif hasattr(user, KINDS_FOUND):
            delattr(user, KINDS_FOUND)
        return entries

    def for_instance(self, instance):
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=str(instance.pk))


class RegisterLogEntry(BaseLogEntry):
    """What happened to a row of a register, with its partner, so that others do not see it."""

    object_id = models.CharField(max_length=255, db_index=True)
    partner = models.ForeignKey(
        "organisation.Partner", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    objects = RegisterLogManager()

    class Meta(BaseLogEntry.Meta):
        ordering = ["-timestamp", "-id"]
        verbose_name = _("entry in a register's log")
        verbose_name_plural = _("entries in a register's log")

    def __str__(self):
        return f"{self.timestamp:%Y-%m-%d %H:%M} {self.action} {self.label}"
