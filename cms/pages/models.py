"""The editorial pages of a town hall: its home page and pages of free text."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from cms.catalogue.fields import RichTextField
from cms.catalogue.models import PLAIN_FORMATTING, ServicePage

from . import preview
from .bulletin_models import Bulletin, BulletinRead  # noqa: F401  (one app, two files)


class HomePage(Page):
    """The first page of a partner's town hall."""

    intro = models.TextField(_("introduction"), blank=True)
    frequent_services = ParentalManyToManyField(
        ServicePage, verbose_name=_("often asked for"), related_name="+", blank=True
    )

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("frequent_services")]
    api_fields = [APIField("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    private_page_options = []  # the town hall's own view does not ask for it
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.EditorialPage", "catalogue.LocalServicesPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def can_move_to(self, parent: Page) -> bool:
        """Never: a site stands on it."""
        return False

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The address of the home page is a view of the town hall; nobody comes here but by Wagtail's own ways."""
        return preview.show_home(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return preview.show_home(request, self)


class EditorialPage(Page):
    """A page of free text, for example the imprint."""

    body = RichTextField(_("text"), features=["h2", *PLAIN_FORMATTING, "image"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    api_fields = [APIField("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    template = "townhall/editorial_page.html"
    parent_page_types = ["pages.HomePage", "pages.EditorialPage"]
    subpage_types = ["pages.EditorialPage"]

    class Meta:
        verbose_name = _("editorial page")
        verbose_name_plural = _("editorial pages")
