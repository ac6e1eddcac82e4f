"""The editorial pages of a town hall: its home page and pages of free text."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.catalogue.errors import NotTranslatable
from cms.catalogue.fields import RichTextField
from cms.catalogue.language_panels import GermanTextPanel
from cms.catalogue.languages import ENGLISH, GERMAN, NAMES, SIMPLE, Translatable, active, code_of, locale_for, spoken
from cms.catalogue.models import PLAIN_FORMATTING, ServicePage
from cms.wording.panels import PlainLanguagePanel

from . import preview
from .bulletin_models import Bulletin, BulletinRead  # noqa: F401  (one app, two files)


class HomePage(Page):
    """The first page of a partner's town hall."""

    texts_to_check = ("intro", "intro_simple")

    intro = models.TextField(_("introduction"), blank=True)
    intro_simple = models.TextField(_("introduction in Leichte Sprache"), blank=True)
    intro_en = models.TextField(_("introduction in English"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("intro_simple"),
        FieldPanel("intro_en"),
        PlainLanguagePanel(),
        InlinePanel("frequent", heading=_("often asked for"), label=_("service")),
    ]
    api_fields = [APIField("intro"), APIField("intro_simple"), APIField("intro_en")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    private_page_options = []  # the town hall's own view does not ask for it
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.EditorialPage", "pages.LanguageFolderPage", "catalogue.LocalServicesPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def intro_in(self, language: str) -> tuple[str, str]:
        """The introduction and the language it is really in: German where nobody has written it in the other."""
        written = {SIMPLE: self.intro_simple, ENGLISH: self.intro_en}.get(language, "")
        return (written, language) if written else (self.intro, GERMAN)

    def can_move_to(self, parent: Page) -> bool:
        """Never: a site stands on it."""
        return False

    def ask_often_for(self, services: Iterable[ServicePage]) -> None:
        """Choose what is often asked for, in this order; saved with the page's next revision."""
        self.frequent = [FrequentService(service=service, sort_order=place) for place, service in enumerate(services)]

    @property
    def preview_modes(self):
        """One per language: the introduction differs."""
        return list(NAMES.items())

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The address of the home page is a view of the town hall; nobody comes here but by Wagtail's own ways."""
        return preview.show_home(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        with spoken(request, mode_name if mode_name in NAMES else GERMAN):
            return preview.show_home(request, self)


class FrequentService(Orderable):
    """One service that is often asked for, in the place its editors gave it."""

    home = ParentalKey(HomePage, verbose_name=_("home page"), on_delete=models.CASCADE, related_name="frequent")
    service = models.ForeignKey(ServicePage, verbose_name=_("service"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("service")]

    class Meta(Orderable.Meta):
        verbose_name = _("service often asked for")
        verbose_name_plural = _("services often asked for")

    def __str__(self):
        return str(self.service)


class LanguageFolderPage(Page):
    """The folder under a partner's home page that holds its editorial pages in one other language."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.EditorialPage"]
    private_page_options = []
    is_creatable = False  # made with the first page that is written in its language

    class Meta:
        verbose_name = _("pages in another language")
        verbose_name_plural = _("pages in other languages")

    def can_move_to(self, parent: Page) -> bool:
        """Never: what stands in it belongs to its partner."""
        return False

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise Http404

    @property
    def preview_modes(self):
        return []


class EditorialPageForm(WagtailAdminPageForm):
    """A translation has the short name of its German page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.is_translation:
            self.fields.pop("slug", None)


class EditorialPage(Translatable):
    """A page of free text, for example the imprint.

    Citizens read it under the German page's address; what is written in their language stands in the place of the text.
    """

    body = RichTextField(_("text"), features=["h2", *PLAIN_FORMATTING, "image"], blank=True)

    texts_to_check = ("title", "body")

    base_form_class = EditorialPageForm
    content_panels = [
        GermanTextPanel(["body"]),
        *Page.content_panels,
        FieldPanel("body"),
        PlainLanguagePanel(),
    ]
    api_fields = [APIField("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    template = "townhall/editorial_page.html"
    parent_page_types = ["pages.HomePage", "pages.EditorialPage", "pages.LanguageFolderPage"]
    subpage_types = ["pages.EditorialPage"]

    class Meta:
        verbose_name = _("editorial page")
        verbose_name_plural = _("editorial pages")

    def shelf_in(self, language: str) -> Page:
        """The folder of the language under the home page, where the partner's editors have their rights."""
        home = HomePage.objects.ancestor_of(self).last()
        if home is None:
            raise NotTranslatable(_("Only pages under a home page are written in other languages."))
        folder = LanguageFolderPage.objects.child_of(home).filter(locale__language_code=language).first()
        if folder is None:
            folder = LanguageFolderPage(title=NAMES[language], slug=language, locale=locale_for(language), live=False)
            home.add_child(instance=folder)
        return folder

    def slug_like(self, source: Page, shelf: Page) -> str:
        """The same, or numbered: German pages of different depth lie side by side in the folder of a language."""
        slug, number = source.slug, 1
        while not Page._slug_is_available(slug, shelf, self):
            number += 1
            slug = f"{source.slug}-{number}"
        return slug

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """In another language a page begins at its German one."""
        return super().can_create_at(parent) and code_of(parent.locale_id) == GERMAN

    def get_url_parts(self, request=None):
        """A translation has the address of its German page, in its language."""
        if not self.is_translation:
            return super().get_url_parts(request)
        source = self.source
        if source is None:
            return None
        with translation.override(self.language):
            return source.get_url_parts(request)

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The text in the language of the address if it is live in it, else the German one, marked so."""
        if self.is_translation:
            address = self.get_url(request)
            if address is None:
                raise Http404
            return HttpResponseRedirect(address)
        there = self.in_language(active()) if active() != GERMAN else None
        shown = there if there is not None and there.live else self
        return super(EditorialPage, shown).serve(request, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft itself in its language, without a look at what is live in another one."""
        with spoken(request, self.language):
            response = super().serve_preview(request, mode_name)
            return response.render() if hasattr(response, "render") else response
