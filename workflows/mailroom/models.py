"""Every mail that came in, once, and what became of it; its words stay only as long as somebody may need them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Partner
from workflows.cases.models import Case

from .querysets import MailQuerySet


class State(models.TextChoices):
    PLACED = "placed", _("placed")
    WAITING = "waiting", _("waits for a decision")
    SET_ASIDE = "set_aside", _("set aside")


class Reason(models.TextChoices):
    """What a mail is, or why nobody could place it."""

    REPLY = "reply", _("reply to a concern")
    NEW = "new", _("became a concern")
    BOUNCE = "bounce", _("a letter came back")
    DELAYED = "delayed", _("a letter is still on its way")
    AUTOMATIC = "automatic", _("an automatic answer, or a circular")
    LOOP = "loop", _("a mail of our own")
    FORGED = "forged", _("the address has a number that we did not sign")
    ENDED = "ended", _("the concern has ended")
    UNKNOWN = "unknown", _("cannot become a concern by itself")
    FLOOD = "flood", _("many mails from one address")
    LARGE = "large", _("too large")
    LONG = "long", _("too long to be read as a message")
    UNREADABLE = "unreadable", _("cannot be read")
    SAME_ID = "same_id", _("has the number of another mail and other words")


class IncomingMail(models.Model):
    """One mail; the fingerprint of its Message-ID keeps it from being placed twice.

    ``raw`` is the whole mail where somebody may still need it: what waits, what was set aside, and what has files.
    """

    fingerprint = models.CharField(_("fingerprint of the Message-ID"), max_length=64, unique=True)
    digest = models.CharField(_("fingerprint of the words"), max_length=64)
    received_at = models.DateTimeField(_("came in"), default=timezone.now)
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="mails", null=True, blank=True
    )
    case = models.ForeignKey(
        Case, verbose_name=_("concern"), on_delete=models.PROTECT, related_name="mails", null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("what it is"), max_length=12, choices=Reason)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    attachments = models.JSONField(_("files"), default=list, blank=True)
    raw = models.BinaryField(_("as it came"), null=True, blank=True)
    delete_after = models.DateField(_("deleted after"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["partner", "received_at"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["delete_after"], name="mail_by_end", condition=Q(delete_after__isnull=False)),
            models.Index(fields=["sender", "received_at"], name="mail_by_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(raw__isnull=True) | Q(delete_after__isnull=False),
                name="mail_with_words_has_an_end",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"
