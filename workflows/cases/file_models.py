"""Files at a case: what they are called and where they lie; a file may wait a while for the form it belongs to."""

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _


def new_handle() -> str:
    """What only the form knows that has brought the file."""
    return get_random_string(32)


class CaseFileQuerySet(models.QuerySet):
    def waiting(self) -> "CaseFileQuerySet":
        """Brought by a form that has not been sent yet."""
        return self.filter(case__isnull=True)


class CaseFile(models.Model):
    """A picture or a PDF that a citizen or a colleague has put to a case; its content lies under a random name."""

    class Kind(models.TextChoices):
        PDF = "pdf", _("PDF")
        JPEG = "jpg", _("picture (JPEG)")
        PNG = "png", _("picture (PNG)")
        WEBP = "webp", _("picture (WebP)")
        HEIC = "heic", _("picture (HEIC)")

    MEDIA_TYPES = {
        Kind.PDF: "application/pdf",
        Kind.JPEG: "image/jpeg",
        Kind.PNG: "image/png",
        Kind.WEBP: "image/webp",
        Kind.HEIC: "image/heic",
    }

    case = models.ForeignKey(
        "cases.Case", verbose_name=_("case"), on_delete=models.CASCADE, related_name="files", null=True, blank=True
    )
    message = models.ForeignKey(
        "cases.Message",
        verbose_name=_("came with"),
        on_delete=models.SET_NULL,
        related_name="files",
        null=True,
        blank=True,
    )
    question = models.CharField(_("answers the question"), max_length=40, blank=True)
    handle = models.CharField(_("handle"), max_length=32, unique=True, default=new_handle)
    stored = models.CharField(_("lies under"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    size = models.PositiveIntegerField(_("bytes"))
    citizen_sees = models.BooleanField(_("the citizen sees it"), default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty if it was the citizen."),
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file at a case")
        verbose_name_plural = _("files at cases")
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["added_at"], name="file_waiting", condition=Q(case__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(message__isnull=True), name="file_of_a_message_is_at_its_case"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def media_type(self) -> str:
        return self.MEDIA_TYPES[self.Kind(self.kind)]

    def open(self) -> File:
        """Its content; whoever calls this knows that the reader may see the case."""
        return storages["case_files"].open(self.stored)
