"""What the pages link to, how often it could not be reached, and every place where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.organisation.models import Partner

from .querysets import LinkPlaceQuerySet, LinkTargetQuerySet

LONGEST_ADDRESS = 2000


class LinkTarget(models.Model):
    """An address some page links to, with what the last looks at it found."""

    class Kind(models.TextChoices):
        WEB = "web", _("on the web")
        OWN = "own", _("in our own town halls")
        PAGE = "page", _("page")
        DOCUMENT = "document", _("document")

    class State(models.TextChoices):
        NEW = "new", _("not looked at yet")
        WORKING = "working", _("works")
        DOUBTFUL = "doubtful", _("could not be reached, will be tried again")
        DEAD = "dead", _("dead")

    class Fault(models.TextChoices):
        NONE = "", "–"
        NOT_FOUND = "not_found", _("The address does not exist any more.")
        REFUSED = "refused", _("The server answers, but lets no program in.")
        SERVER = "server", _("The server reports an error of its own.")
        TIMEOUT = "timeout", _("The server did not answer in time.")
        NO_HOST = "no_host", _("There is no server of this name.")
        NO_ANSWER = "no_answer", _("The server cannot be reached.")
        CERTIFICATE = "certificate", _("The certificate of the server is not valid.")
        CIRCLE = "circle", _("It is forwarded in a circle.")
        NOT_PUBLIC = "not_public", _("The address leads into a network that is not public.")
        NO_ADDRESS = "no_address", _("This is not a complete address.")
        GONE = "gone", _("The page or document has been deleted.")
        NOT_LIVE = "not_live", _("The page is not published.")

    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW, db_index=True)
    fault = models.CharField(_("what is wrong"), max_length=12, choices=Fault, default=Fault.NONE, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    moved_to = models.CharField(_("has moved to"), max_length=LONGEST_ADDRESS, blank=True)
    failed_days = models.PositiveSmallIntegerField(_("days on which it failed"), default=0)
    failed_since = models.DateField(_("fails since"), null=True, blank=True)
    failed_on = models.DateField(_("failed last on"), null=True, blank=True)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    objects = LinkTargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["address"]

    def __str__(self):
        return self.address[:80]

    @property
    def fault_words(self) -> str:
        """What is wrong with it, with what the server answered."""
        words = self.get_fault_display() if self.fault else ""
        return f"{words} ({self.status})" if words and self.status else words

    @property
    def is_on_the_web(self) -> bool:
        return self.kind in (self.Kind.WEB, self.Kind.OWN)


class LinkPlace(models.Model):
    """One place where a published page links to a target."""

    target = models.ForeignKey(LinkTarget, verbose_name=_("link"), on_delete=models.CASCADE, related_name="places")
    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Whose page it is; empty for the shared library."),
    )
    field = models.CharField(_("field"), max_length=100)
    block = models.CharField(_("row"), max_length=200, blank=True)
    text = models.CharField(_("words of the link"), max_length=200, blank=True)

    objects = LinkPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a link")
        verbose_name_plural = _("places of links")
        ordering = ["page__title", "pk"]

    def __str__(self):
        return f"{self.page_id} {self.field}"


class LinkLetter(models.Model):
    """The monthly letter about dead links has been sent for this month."""

    month = models.DateField(_("month"), unique=True)

    class Meta:
        verbose_name = _("letter about dead links")
        verbose_name_plural = _("letters about dead links")

    def __str__(self):
        return f"{self.month:%Y-%m}"
