"""Who asked and how the answer reaches her: in as few rows as possible, each with an end date."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .querysets import CallerDetailsQuerySet


class ReplyChannel(models.TextChoices):
    """How the citizen wants the answer."""

    EMAIL = "email", _("by email")
    PHONE = "phone", _("by telephone")
    LETTER = "letter", _("by letter")
    NONE = "none", _("on the status page only")


class CallerDetails(models.Model):
    """A citizen's name, number and address for one concern; deleted after the end date, nothing else names her."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), max_length=300, blank=True)
    call_times = models.CharField(_("when to call"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, default="de")
    delete_after = models.DateField(_("deleted after"))

    objects = CallerDetailsQuerySet.as_manager()

    class Meta:
        verbose_name = _("caller details")
        verbose_name_plural = _("caller details")
        indexes = [models.Index(fields=["delete_after"], name="details_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="", email="", phone="", address=""),
                name="caller_details_say_something",
                violation_error_message=_("Give at least one of name, email address, telephone or address."),
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"


class Letter(models.Model):
    """A message to a citizen that leaves by mail: written in the transaction, sent by the outbox.

    Its text is emptied once it has been sent (a receipt carries the code), the row goes with the details.
    """

    details = models.ForeignKey(
        CallerDetails, verbose_name=_("caller details"), on_delete=models.CASCADE, related_name="letters"
    )
    key = models.CharField(_("key"), max_length=120, unique=True, help_text=_("The Message-ID is derived from it."))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    reference = models.CharField(
        _("case number"), max_length=16, blank=True, help_text=_("Replies and reports on delivery find the case by it.")
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    def __str__(self):
        return self.key
