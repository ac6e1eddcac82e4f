"""Bulletins: news for the people at the desk, and who has read them."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .querysets import BulletinQuerySet


class Bulletin(models.Model):
    """Something agents must know from one moment to another; an important one stands on top until it is read."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    starts_at = models.DateTimeField(pgettext_lazy("beginning", "from"))
    ends_at = models.DateTimeField(_("until"), help_text=_("From this moment on nobody sees it any more."))
    important = models.BooleanField(
        _("important"), default=False, help_text=_("Stands on top of every screen of the desk until it has been read.")
    )
    groups = models.ManyToManyField(
        Group,
        verbose_name=_("for these groups"),
        related_name="bulletins",
        blank=True,
        help_text=_("None chosen: for everybody at the desk."),
    )
    with_read_marks = models.BooleanField(
        _("with read marks"),
        default=True,
        help_text=_("People can mark it as read. The marks are deleted when it ends."),
    )

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["-important", "-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="bulletin_ends_after_its_start",
                violation_error_message=_("The end must lie after the start."),
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must lie after the start.")})


class BulletinRead(models.Model):
    """Somebody has read a bulletin; only she sees it, and it goes with the bulletin's end."""

    bulletin = models.ForeignKey(
        Bulletin, verbose_name=_("bulletin"), on_delete=models.CASCADE, related_name="read_marks"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("read mark")
        verbose_name_plural = _("read marks")
        constraints = [models.UniqueConstraint(fields=["bulletin", "user"], name="bulletin_is_read_once")]

    def __str__(self):
        return str(self.bulletin)
