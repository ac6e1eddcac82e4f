"""Who asked and how the answer reaches her: in as few rows as possible, each with an end date."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Partner
from cms.organisation.querysets import OfPartnerQuerySet

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


class LetterKind(models.TextChoices):
    """The letters to citizens; the values are the names of their files."""

    RECEIVED = "case_received", _("receipt")
    ANSWERED = "case_answered", _("answer")
    QUESTION = "case_question", _("question")
    QUESTION_AGAIN = "case_question_again", _("reminder of a question")
    CLOSED = "case_closed", _("closed without an answer")
    REOPENED = "case_reopened", _("opened again")
    NEW_DATE = "case_new_date", _("new date")


class LetterText(models.Model):
    """A partner's own text for one letter in one language; without it the one that comes with the program leaves."""

    class Language(models.TextChoices):
        GERMAN = "de", _("German")
        ENGLISH = "en", _("English")

    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="letter_texts"
    )
    letter = models.CharField(_("letter"), max_length=30, choices=LetterKind)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.GERMAN)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(
        _("plain text"), max_length=8000, help_text=_("Values stand in braces; the preview names all of this letter.")
    )
    html = models.TextField(
        _("HTML"), max_length=16000, blank=True, help_text=_("Empty: it is made of the plain text.")
    )

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        ordering = ["letter", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "letter", "language"],
                name="one_text_per_letter_and_language",
                violation_error_message=_("This partner already has a text for this letter in this language."),
            ),
        ]

    def __str__(self):
        return f"{self.get_letter_display()} ({self.get_language_display()})"


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
    html = models.TextField(_("text in HTML"), blank=True)
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
