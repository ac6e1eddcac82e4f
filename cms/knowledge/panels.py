"""Two panels of the page editor: the words people use for this page, and how it would be found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from cms.catalogue.models import LocalServicePage, ServicePage
from cms.organisation.models import Partner

from .leading import leading_to
from .models import EverydayWord

SHOWN = 30


def styles() -> dict[str, list[str]]:
    """Asked for when a page is shown: before the static files are collected they have no address."""
    return {"all": [versioned_static("knowledge/editor.css")]}


def service_of(page: ServicePage | LocalServicePage) -> ServicePage | None:
    """The service that is found; none for a translation, which is found by its German page."""
    if isinstance(page, LocalServicePage):
        return page.service if page.service_id else None
    return None if page.is_translation else page


def adding(page: ServicePage, partner: Partner | None, words: str = "") -> str:
    """Where a word for this page is written, with what is known already."""
    known = {"words": words, "page": page.pk, "partner": partner.pk if partner else None}
    query = urlencode({name: value for name, value in known.items() if value})
    return f"{reverse(EverydayWord.snippet_viewset.get_url_name('add'))}?{query}"


class WordsPanel(Panel):
    """What people say that leads to this page, and the way to add to it."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Words people use"), "icon": "comment", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "knowledge/admin/words_panel.html"

        @property
        def media(self):
            return Media(css=styles())

        def is_shown(self) -> bool:
            service = service_of(self.instance)
            return service is not None and service.pk is not None

        def get_context_data(self, parent_context=None):
            service, user = service_of(self.instance), self.request.user
            found = leading_to(service, user=user)
            may_add = user.has_perm("knowledge.add_everydayword") and Partner.objects.edited_by(user).exists()
            partner = self.instance.partner if isinstance(self.instance, LocalServicePage) else None
            seen = set(EverydayWord.objects.seen_by(user).values_list("pk", flat=True))
            return super().get_context_data(parent_context) | {
                "own": [
                    (word, reverse(EverydayWord.snippet_viewset.get_url_name("edit"), args=[word.pk]))
                    if word.pk in seen
                    else (word, "")
                    for word in found.own
                ],
                "shipped": found.shipped[:SHOWN],
                "more": found.shipped[SHOWN:],
                "adding": adding(service, partner) if may_add else "",
            }


class FoundPanel(Panel):
    """Asks how the page as it stands in the form would be found."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("How would this page be found?"), "icon": "search", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "knowledge/admin/found_panel.html"

        @property
        def media(self):
            return Media(js=[versioned_static("knowledge/found.js")], css=styles())

        def is_shown(self) -> bool:
            return isinstance(self.instance, LocalServicePage) or not self.instance.is_translation

        def get_context_data(self, parent_context=None):
            page = self.instance
            partners = [page.partner] if isinstance(page, LocalServicePage) and page.partner_id else None
            return super().get_context_data(parent_context) | {
                "address": self._address(),
                "partners": partners or Partner.objects.edited_by(self.request.user).own_town_first(),
            }

        def _address(self) -> str:
            if self.instance.pk:
                return reverse("knowledge_found", args=[self.instance.pk])
            meta = self.instance._meta
            return reverse("knowledge_found_new", args=[meta.app_label, meta.model_name, self.form.parent_page.pk])
