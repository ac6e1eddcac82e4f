"""The shared pages: the library, its services and the topics under which citizens look for them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.api import APIField
from wagtail.models import Page, Site
from wagtail.search import index

from cms.organisation.dialling import refuse_without_digits
from cms.organisation.models import Partner, Responsibility
from cms.organisation.slugs import slug_of

from .. import blocks, preview
from ..fields import KeysField, RichTextField, StreamField
from ..languages import ALL, Translatable, active, prefix, spoken
from ..querysets import ServicePageManager

PLAIN_FORMATTING = ["h3", "bold", "ul", "ol", "link"]
SPOKEN_WORDS = 60
LONGEST_VISIT = 480

WAYS_TO_PAY = [
    ("cash", _("cash")),
    ("girocard", _("girocard")),
    ("credit_card", _("credit card")),
    ("transfer", _("bank transfer")),
    ("direct_debit", _("direct debit")),
    ("online", _("online payment")),
]


def at_most_spoken_words(text: str) -> None:
    """An agent reads it aloud in about 25 seconds: at most 60 words (architecture.md, glossary)."""
    if len(text.split()) > SPOKEN_WORDS:
        raise ValidationError(
            _("At most %(limit)d words, this has %(words)d.") % {"limit": SPOKEN_WORDS, "words": len(text.split())}
        )


class Topic(models.Model):
    """A subject under which citizens look for services."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self):
        return self.name


class LifeSituation(models.Model):
    """Something that happens in a life and brings several services with it, for example “Kind bekommen”."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    teaser = models.CharField(
        _("teaser"), max_length=250, blank=True, help_text=_("One sentence: what there is to do in this situation.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number comes first, equal ones by name.")
    )

    class Meta:
        verbose_name = _("life situation")
        verbose_name_plural = _("life situations")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class ServiceLibraryPage(Translatable):
    """The root of the shared services of one language; it stands outside every site."""

    max_count = len(ALL)
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


class PreviewOfOnePage(Translatable):
    """What both kinds of service page share: citizens see them in the town hall, cms renders previews only."""

    # A privacy setting would promise what the town hall's own views do not ask for.
    private_page_options = []

    class Meta:
        abstract = True

    def get_url_parts(self, request=None):
        """The same path under every host; with a request that request's site, else the default one."""
        if isinstance(request, HttpRequest):
            site = Site.find_for_request(request)
        else:
            site = Site.objects.order_by("-is_default_site", "pk").first()
        return (site.pk, site.root_url, self.citizens_path) if site else None

    def get_url(self, request=None, current_site=None):
        """Relative to whichever host shows it: links in texts come without a request, lists ask hundreds of times.

        A German page is read in the language in which it is asked for, a translation in its own.
        """
        return self.citizens_path if self.is_translation else f"{prefix(active())}{self.citizens_path}"

    url = property(get_url)

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return HttpResponseRedirect(self.citizens_path)


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
    target_group = models.TextField(_("target group"), blank=True, help_text=_("Who can use it, in one sentence."))
    documents = StreamField([("document", blocks.DocumentBlock())], verbose_name=_("documents"), blank=True)
    documents_none_needed = models.BooleanField(_("nothing needs to be brought"), default=False)
    fees = StreamField([("fee", blocks.FeeBlock())], verbose_name=_("fees"), blank=True)
    is_free = models.BooleanField(_("is free of charge"), default=False)
    ways_to_pay = KeysField(verbose_name=_("ways to pay"), words=WAYS_TO_PAY)
    processing_time = models.CharField(_("processing time"), max_length=250, blank=True)
    deadlines = StreamField([("deadline", blocks.DeadlineBlock())], verbose_name=_("deadlines"), blank=True)
    visit_minutes = models.PositiveSmallIntegerField(
        _("length of a visit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_VISIT)],
        help_text=_("How long it takes at the counter."),
    )
    steps = StreamField([("step", blocks.StepBlock())], verbose_name=_("procedure"), blank=True)
    forms = StreamField([("form", blocks.FormBlock())], verbose_name=_("forms"), blank=True)
    remedies = RichTextField(
        _("remedies"),
        features=PLAIN_FORMATTING,
        blank=True,
        help_text=_("What citizens can do against a decision, for example an objection."),
    )
    notes = RichTextField(_("notes"), features=PLAIN_FORMATTING, blank=True)
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
    life_situations = ParentalManyToManyField(
        LifeSituation, verbose_name=_("life situations"), related_name="services", blank=True
    )
    related_services = ParentalManyToManyField(
        "self", verbose_name=_("related services"), related_name="related_from", symmetrical=False, blank=True
    )
    is_not_ours = models.BooleanField(
        _("is not ours"),
        default=False,
        help_text=_("People ask us for it, but somebody else does it. The page says who."),
    )
    whose_name = models.CharField(_("whose it is"), max_length=200, blank=True)
    whose_phone = models.CharField(_("their telephone"), max_length=40, blank=True, validators=[refuse_without_digits])
    whose_url = models.URLField(_("their address on the web"), blank=True)
    professionally_released_by = models.CharField(
        _("professionally released by"),
        max_length=200,
        blank=True,
        help_text=_("The department that vouches for the content."),
    )
    professionally_released_on = models.DateField(_("professionally released on"), null=True, blank=True)
    review_on = models.DateField(
        _("review on"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("When somebody looks again whether all of this still holds: at most twelve months ahead."),
    )
    leika_key = models.CharField(
        _("LeiKa key"),
        max_length=14,
        blank=True,
        db_index=True,
        validators=[RegexValidator(r"^\d{14}$", _("A LeiKa key has 14 digits."))],
    )

    # Where it stands in A–Z while it is live; a receiver keeps it. None for drafts and translations: SQLite takes a
    # partial index only for a condition it can prove, and every comparison proves that something is not null.
    sort_key = models.CharField(max_length=255, null=True, editable=False)  # noqa: DJ001

    # What is written anew in another language; everything else holds as the German page says.
    WORDS = (
        "title",
        "everyday_title",
        "teaser",
        "spoken_answer",
        "short_text",
        "full_text",
        "prerequisites",
        "target_group",
        "documents",
        "fees",
        "processing_time",
        "deadlines",
        "steps",
        "forms",
        "remedies",
        "notes",
        "online_services",
    )

    texts_to_check = WORDS

    objects = ServicePageManager()

    parent_page_types = ["catalogue.ServiceLibraryPage"]
    subpage_types = []

    # Public text only: Wagtail's search has one index for all pages and asks nobody who is searching.
    search_fields = [
        *Page.search_fields,
        index.SearchField("everyday_title"),
        index.SearchField("teaser"),
        index.SearchField("spoken_answer"),
        index.SearchField("short_text"),
        index.SearchField("full_text"),
        index.SearchField("target_group"),
        index.SearchField("prerequisites"),
        index.SearchField("remedies"),
        index.SearchField("notes"),
    ]
    api_fields = [
        APIField("everyday_title"),
        APIField("teaser"),
        APIField("spoken_answer"),
        APIField("short_text"),
        APIField("full_text"),
        APIField("target_group"),
        APIField("prerequisites"),
        APIField("documents"),
        APIField("documents_none_needed"),
        APIField("fees"),
        APIField("is_free"),
        APIField("ways_to_pay"),
        APIField("processing_time"),
        APIField("deadlines"),
        APIField("visit_minutes"),
        APIField("steps"),
        APIField("forms"),
        APIField("remedies"),
        APIField("notes"),
        APIField("legal_basis"),
        APIField("online_services"),
        APIField("leika_key"),
    ]

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [
            # With what decides who offers it: a partner with twenty of many thousand services does not read all rows.
            models.Index(
                fields=["sort_key", "page_ptr", "responsibility", "is_not_ours"],
                name="service_a_to_z",
                condition=models.Q(sort_key__isnull=False),
            ),
        ]
        permissions = [("take_down", _("Can take down, delete and unplan pages"))]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """In another language a page begins at its German one."""
        return super().can_create_at(parent) and not parent.specific.is_translation

    def shelf_in(self, language: str) -> Page:
        return ServiceLibraryPage.objects.get(locale__language_code=language)

    @property
    def citizens_path(self) -> str:
        return f"{prefix(self.language)}/leistungen/{self.slug}/"

    @property
    def preview_modes(self):
        """One per partner: what is merged and who is responsible differs."""
        return [(partner.slug, partner.name) for partner in Partner.objects.own_town_first()] or [
            ("", _("Without a partner"))
        ]

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
        """In German letters written out, where Wagtail would take Unicode ones; a translation has its German page's."""
        if self.is_translation and (source := self.source) is not None:
            self.slug = source.slug
        if not self.slug and self.path and (slug := slug_of(self.title)):
            self.slug = self._get_autogenerated_slug(slug)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """In its own language: a translation is merged with the facts of its German page."""
        partner = Partner.objects.filter(slug=mode_name).first() or Partner.objects.own_town_first().first()
        with spoken(request, self.language):
            return preview.show(request, self, partner)
