"""What the municipality does for citizens: shared service pages, local pages where a partner deviates, notes for agents."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel  # noqa: F401
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.organisation.models import Office, Partner, Responsibility

from . import blocks

PLAIN_FORMATTING = ["h3", "bold", "ul", "ol", "link"]
SPOKEN_WORDS = 60


def at_most_spoken_words(text: str) -> None:
    """An agent reads it aloud in about 25 seconds: at most 60 words (architecture.md, glossary)."""
    if len(text.split()) > SPOKEN_WORDS:
        raise ValidationError(
            _("At most %(limit)d words, this has %(words)d.") % {"limit": SPOKEN_WORDS, "words": len(text.split())}
        )


class Topic(models.Model):
    """A subject under which citizens look for services."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ServiceLibraryPage(Page):
    """The root of the shared services; it stands outside every site."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["catalogue.ServicePage"]

    class Meta:
        verbose_name = _("service library")
        verbose_name_plural = _("service libraries")

    def get_url_parts(self, request=None):
        return None


class ServicePage(Page):
    """One service, written once for all partners."""

    everyday_title = models.CharField(
        _("everyday title"),
        max_length=120,
        blank=True,
        help_text=_("What people call it, for example “Perso beantragen”."),
    )
    teaser = models.CharField(_("teaser"), max_length=250, blank=True)
    spoken_answer = models.TextField(
        _("spoken answer"),
        blank=True,
        validators=[at_most_spoken_words],
        help_text=_("At most 60 words an agent reads aloud. Citizens see it too."),
    )
    short_text = models.TextField(_("short text"), blank=True)
    full_text = RichTextField(_("full text"), features=PLAIN_FORMATTING, blank=True)
    prerequisites = RichTextField(_("prerequisites"), features=PLAIN_FORMATTING, blank=True)
    documents = StreamField([("document", blocks.DocumentBlock())], verbose_name=_("documents"), blank=True)
    fees = StreamField([("fee", blocks.FeeBlock())], verbose_name=_("fees"), blank=True)
    processing_time = models.CharField(_("processing time"), max_length=250, blank=True)
    legal_basis = StreamField([("law", blocks.LegalBasisBlock())], verbose_name=_("legal basis"), blank=True)
    online_services = StreamField(
        [("online_service", blocks.OnlineServiceBlock())], verbose_name=_("online services"), blank=True
    )
    responsibility = models.ForeignKey(
        Responsibility,
        verbose_name=_("responsibility"),
        on_delete=models.PROTECT,
        related_name="services",
        null=True,
        blank=True,
    )
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), related_name="services", blank=True)
    leika_key = models.CharField(
        _("LeiKa key"),
        max_length=14,
        blank=True,
        db_index=True,
        validators=[RegexValidator(r"^\d{14}$", _("A LeiKa key has 14 digits."))],
    )

    parent_page_types = ["catalogue.ServiceLibraryPage"]
    subpage_types = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("everyday_title"),
        FieldPanel("teaser"),
        FieldPanel("spoken_answer"),
        FieldPanel("fees"),
        FieldPanel("processing_time"),
        FieldPanel("documents"),
        FieldPanel("responsibility"),
        FieldPanel("online_services"),
        FieldPanel("short_text"),
        FieldPanel("full_text"),
        FieldPanel("prerequisites"),
        FieldPanel("legal_basis"),
        FieldPanel("topics"),
        FieldPanel("leika_key"),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")


class Mode(models.TextChoices):
    """What a partner does with a part of the shared page."""

    INHERIT = "inherit", _("take over")
    REPLACE = "replace", _("replace")
    ADD = "add", _("add")


class LocalServicesPage(Page):
    """The folder under a partner's home page that holds its local pages."""

    subpage_types = ["catalogue.LocalServicePage"]

    class Meta:
        verbose_name = _("local services")
        verbose_name_plural = _("local services")


class LocalServicePage(Page):
    """Where a partner deviates from a shared service; what is empty holds as the shared page says."""

    service = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.PROTECT, related_name="local_pages"
    )
    offered = models.BooleanField(_("is offered here"), default=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("other office"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    fees_mode = models.CharField(_("fees of the shared page"), max_length=10, choices=Mode, default=Mode.INHERIT)
    fees = StreamField([("fee", blocks.FeeBlock())], verbose_name=_("fees"), blank=True)
    local_text = RichTextField(_("local text"), features=PLAIN_FORMATTING, blank=True)

    parent_page_types = ["catalogue.LocalServicesPage"]
    subpage_types = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("service"),
        FieldPanel("offered"),
        FieldPanel("office"),
        MultiFieldPanel([FieldPanel("fees_mode"), FieldPanel("fees")], _("fees")),
        FieldPanel("local_text"),
    ]

    class Meta:
        verbose_name = _("local service")
        verbose_name_plural = _("local services")


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

    class Meta:
        verbose_name = _("agent note")
        verbose_name_plural = _("agent notes")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.service}: {self.text[:40]}"


class SourceRecord(models.Model):
    """Where a service page came from: the key it has in a system it was imported from."""

    service = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.CASCADE, related_name="sources"
    )
    system = models.CharField(_("system"), max_length=60)
    key = models.CharField(_("key there"), max_length=120)
    content_hash = models.CharField(_("fingerprint of what was imported"), max_length=64)

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="service_source_is_unique"),
        ]

    def __str__(self):
        return f"{self.system} {self.key}"
