"""What was searched and whether it helped, without anybody who searched; and what editors decided about it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.catalogue.models import ServicePage
from cms.organisation.models import Partner


class Face(models.TextChoices):
    """Where somebody searched."""

    CITIZEN = "citizen", _("town hall")
    AGENT = "agent", _("service centre")
    API = "api", _("programs")


class LoggedSearch(models.Model):
    """One search: which day, not when; which words, as far as they are known; no person, address or session."""

    day = models.DateField(_("day"))
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="+")
    face = models.CharField(_("where"), max_length=10, choices=Face)
    words = models.CharField(_("words"), max_length=250)
    # Fingerprints of words that nobody knows, until the night counts their days.
    strange = models.JSONField(default=list, blank=True)
    hits = models.PositiveSmallIntegerField(_("hits"))
    unsure = models.BooleanField(_("unsure"))
    rank = models.PositiveSmallIntegerField(
        _("rank of the hit that was opened"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # Half of what the page knows this row by; taken away in the night, refused after ten minutes. Many have none.
    ticket = models.CharField(max_length=32, unique=True, null=True, blank=True)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        indexes = [models.Index(fields=["day", "partner"], name="search_of_a_day")]

    def __str__(self):
        return self.words


class StrangeWord(models.Model):
    """A word that the lexicon lacks, by its fingerprint under our secret key: how many different days brought it."""

    fingerprint = models.CharField(max_length=64, unique=True)
    days = models.PositiveSmallIntegerField(default=1)
    last_day = models.DateField()

    class Meta:
        verbose_name = _("word that nobody knows")
        verbose_name_plural = _("words that nobody knows")

    def __str__(self):
        return self.fingerprint[:8]


class SearchSum(models.Model):
    """How much was searched on one day, without a word; stays when the searches are gone."""

    day = models.DateField(_("day"))
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="+")
    face = models.CharField(_("where"), max_length=10, choices=Face)
    searches = models.PositiveIntegerField(_("searches"))
    without_hit = models.PositiveIntegerField(_("without a hit"))
    unsure = models.PositiveIntegerField(_("unsure"))
    opened = models.PositiveIntegerField(_("with a hit that was opened"))

    class Meta:
        verbose_name = _("sum of searches")
        verbose_name_plural = _("sums of searches")
        constraints = [
            models.UniqueConstraint(fields=["day", "partner", "face"], name="one_sum_per_day_partner_and_face")
        ]

    def __str__(self):
        return f"{self.day} {self.partner} {self.face}"


class GapDecisionQuerySet(models.QuerySet):
    def in_force(self):
        """Those that nobody has taken back."""
        return self.filter(taken_back_at=None)


class GapDecision(models.Model):
    """Somebody decided that what was searched in vain needs nothing; rows stay, so that it is known who and when."""

    class Kind(models.TextChoices):
        NOT_OURS = "not_ours", _("not ours")
        IGNORED = "ignored", _("ignored")

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="+")
    words = models.CharField(_("words"), max_length=250)
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken back by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = GapDecisionQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("decision about a gap")
        verbose_name_plural = _("decisions about gaps")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "words"], condition=Q(taken_back_at=None), name="one_decision_about_a_gap"
            )
        ]

    def __str__(self):
        return self.words


class Opinion(models.Model):
    """Whether a page was helpful, of nobody in particular; the words end after 90 days, the rest after two years."""

    LONGEST = 500

    day = models.DateField(_("day"))
    page = models.ForeignKey(ServicePage, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="+")
    helpful = models.BooleanField(_("was helpful"))
    words = models.TextField(_("what was missing"), max_length=LONGEST, blank=True)

    partner_path = "partner"

    class Meta:
        verbose_name = _("opinion about a page")
        verbose_name_plural = _("opinions about pages")
        indexes = [models.Index(fields=["day", "partner"], name="opinion_of_a_day")]

    def __str__(self):
        return f"{self.page} {self.day}"
