"""What programs have sent with a key, so that the same sent twice acts once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.cases.models import Case


class Sent(models.Model):
    """A concern that a program opened: fingerprints of its key and of what it sent, never the words themselves."""

    key = models.CharField(_("fingerprint of the key"), max_length=64, unique=True)
    content = models.CharField(_("fingerprint of what was sent"), max_length=64)
    case = models.ForeignKey(
        Case,
        verbose_name=_("case"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        help_text=_("Empty only inside the transaction that opens it."),
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("concern sent by a program")
        verbose_name_plural = _("concerns sent by programs")

    def __str__(self):
        return f"#{self.pk}"
