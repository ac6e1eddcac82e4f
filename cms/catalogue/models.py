"""What the municipality does for citizens: shared service pages, local pages of partners, notes for agents."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page, Site
from wagtail.search import index

from cms.organisation.models import Office, Partner, Responsibility

from . import blocks, preview
from .fields import RichTextField
from .querysets import AgentNoteQuerySet, LocalServicePageManager, ServicePageManager
from .slugs import slug_of

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


def partner_above(page: Page) -> Partner | None:
    """The partner under whose home page this page stands; one query."""
    step = page.steplen
    above = [page.path[:end] for end in range(step, len(page.path) + 1, step)]
    return Partner.objects.filter(site__root_page__path__in=above).order_by("-site__root_page__depth").first()


class ServiceLibraryPage(Page):
    """The root of the shared services; it stands outside every site."""

    max_count = 1
    private_page_options = []
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["catalogue.ServicePage"]

    class Meta:
        verbose_name = _("service library")
        verbose_name_plural = _("service libraries")

    def get_url_parts(self, request=None):
        """It has no address: services are found under every partner's host.

        Said as Wagtail says it of pages without a path; None would warn editors that nobody can read what they write.
        """
        roots = Site.get_site_root_paths()
        return (roots[0].site_id, None, None) if roots else None

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise Http404


class PreviewOfOnePage(Page):
    """What both kinds of service page share: citizens see them in the town hall, cms renders previews only."""

    # A privacy setting would promise what the town hall's own views do not ask for.
    private_page_options = []

    class Meta:
        abstract = True

    def get_url_parts(self, request=None):
        """The same path under every host; with a request that request's site, else the first one."""
        if isinstance(request, HttpRequest):
            site = Site.find_for_request(request)
            return (site.pk, site.root_url, self.citizens_path) if site else None
        roots = Site.get_site_root_paths()
        return (roots[0].site_id, roots[0].root_url, self.citizens_path) if roots else None

    def get_url(self, request=None, current_site=None):
        """Relative to whichever host shows it: links in texts come without a request, lists ask hundreds of times."""
        return self.citizens_path

    url = property(get_url)

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return HttpResponseRedirect(self.citizens_path)


class ServicePageForm(WagtailAdminPageForm):
    """The address may be left empty: it is made from the title, with or without JavaScript."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False


class ServicePage(PreviewOfOnePage):
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

    objects = ServicePageManager()

    base_form_class = ServicePageForm
    parent_page_types = ["catalogue.ServiceLibraryPage"]
    subpage_types = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("everyday_title"),
        FieldPanel("teaser"),
        FieldPanel("spoken_answer"),
        MultiFieldPanel(
            [
                FieldPanel("fees"),
                FieldPanel("processing_time"),
                FieldPanel("documents"),
                FieldPanel("responsibility"),
                FieldPanel("online_services"),
            ],
            _("At a glance"),
        ),
        MultiFieldPanel(
            [FieldPanel("short_text"), FieldPanel("full_text"), FieldPanel("prerequisites")],
            _("In detail"),
        ),
        FieldPanel("legal_basis"),
        MultiFieldPanel(
            [FieldPanel("topics", widget=forms.CheckboxSelectMultiple), FieldPanel("leika_key")],
            _("How it is found"),
        ),
    ]

    # Public text only: Wagtail's search has one index for all pages and asks nobody who is searching.
    search_fields = [
        *Page.search_fields,
        index.SearchField("everyday_title"),
        index.SearchField("teaser"),
        index.SearchField("spoken_answer"),
        index.SearchField("short_text"),
        index.SearchField("full_text"),
        index.SearchField("prerequisites"),
    ]
    api_fields = [
        APIField("everyday_title"),
        APIField("teaser"),
        APIField("spoken_answer"),
        APIField("short_text"),
        APIField("full_text"),
        APIField("prerequisites"),
        APIField("documents"),
        APIField("fees"),
        APIField("processing_time"),
        APIField("legal_basis"),
        APIField("online_services"),
        APIField("leika_key"),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        permissions = [("take_down", _("Can take down, delete and unplan pages"))]

    @property
    def citizens_path(self) -> str:
        return f"/leistungen/{self.slug}/"

    @property
    def preview_modes(self):
        """One per partner: what is merged and who is responsible differs."""
        return [(partner.slug, partner.name) for partner in Partner.objects.all()] or [("", _("Without a partner"))]

    @property
    def default_preview_mode(self):
        return self.preview_modes[0][0]

    def full_clean(self, *args, **kwargs):
        self._fill_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        """What Wagtail asks of a draft; it does not call full_clean for one."""
        self._fill_slug()
        super().minimal_clean()

    def _fill_slug(self):
        """In German letters written out, where Wagtail would take Unicode ones."""
        if not self.slug and self.path and (slug := slug_of(self.title)):
            self.slug = self._get_autogenerated_slug(slug)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        partner = Partner.objects.filter(slug=mode_name).first() or Partner.objects.first()
        return preview.show(request, self, partner)


class Mode(models.TextChoices):
    """What a partner does with a part of the shared page."""

    INHERIT = "inherit", _("take over")
    REPLACE = "replace", _("replace")
    ADD = "add", _("add")


class LocalServicesPage(Page):
    """The folder under a partner's home page that holds its local pages."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["catalogue.LocalServicePage"]
    max_count_per_parent = 1
    private_page_options = []

    class Meta:
        verbose_name = _("local services")
        verbose_name_plural = _("local services")

    def can_move_to(self, parent: Page) -> bool:
        """Never: what stands in it belongs to its partner."""
        return False

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise Http404

    @property
    def preview_modes(self):
        return []


class LocalServicePageForm(WagtailAdminPageForm):
    """Knows the partner before the page stands in the tree, and offers only that partner's offices."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.instance if self.instance.path else self.parent_page
        partner = partner_above(place) if place is not None else None
        if partner is not None:
            self.instance.partner = partner
            self.fields["office"].queryset = Office.objects.filter(department__partner=partner)


class LocalServicePage(PreviewOfOnePage):
    """Where a partner deviates from a shared service; what is empty holds as the shared page says."""

    service = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.PROTECT, related_name="local_pages"
    )
    # Follows from the place in the tree (full_clean sets it); a column, so that lists need no walk up the tree
    # and the database refuses a second page.
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="local_pages", editable=False
    )
    offered = models.BooleanField(_("is offered here"), default=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("other office"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Only if another office is responsible than the one your partner has mapped."),
    )
    fees_mode = models.CharField(_("fees of the shared page"), max_length=10, choices=Mode, default=Mode.INHERIT)
    fees = StreamField([("fee", blocks.FeeBlock())], verbose_name=_("fees"), blank=True)
    local_text = RichTextField(_("local text"), features=PLAIN_FORMATTING, blank=True)

    objects = LocalServicePageManager()

    base_form_class = LocalServicePageForm
    parent_page_types = ["catalogue.LocalServicesPage"]
    subpage_types = []

    content_panels = [
        FieldPanel("service"),
        FieldPanel("offered"),
        FieldPanel("office"),
        MultiFieldPanel([FieldPanel("fees_mode"), FieldPanel("fees")], _("fees")),
        FieldPanel("local_text"),
    ]
    promote_panels = []

    class Meta:
        verbose_name = _("local service")
        verbose_name_plural = _("local services")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "partner"],
                name="one_local_page_per_service_and_partner",
                violation_error_message=_("Your partner already has a local page for this service."),
            ),
        ]

    @property
    def citizens_path(self) -> str:
        return self.service.citizens_path

    def full_clean(self, *args, **kwargs):
        self._take_over()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        """What Wagtail asks of a draft; it does not call full_clean for one."""
        self._take_over()
        self._check_place()
        super().minimal_clean()

    def clean(self):
        self._check_place()
        super().clean()

    def _take_over(self):
        """Title and slug are the service's, the partner is the one whose home page it stands under."""
        if self.service_id:
            self.title = self.draft_title = self.service.title
            self.slug = self.service.slug
        if self.path and (partner := partner_above(self)):
            self.partner = partner

    def _check_place(self):
        if not self.partner_id:
            raise ValidationError(_("A local page stands under the home page of a partner."))
        if self.office_id and self.office.department.partner_id != self.partner_id:
            raise ValidationError({"office": _("This office belongs to another partner.")})
        others = LocalServicePage.objects.of(self.service, self.partner) if self.service_id else None
        if others is not None and others.exclude(pk=self.pk).exists():
            raise ValidationError({"service": _("Your partner already has a local page for this service.")})

    def can_move_to(self, parent: Page) -> bool:
        """Never: it would change hands."""
        return False

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return preview.show(request, self.service, self.partner, local=self)


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

    objects = AgentNoteQuerySet.as_manager()

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
