"""What surrounds every page of a town hall: its banners, the pages in its footer, the languages it speaks."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext

from cms.catalogue.languages import ENGLISH, GERMAN, NAMES, SIMPLE, active, prefix
from cms.catalogue.models import Notice
from cms.catalogue.news import news_of
from cms.organisation.models import Partner
from cms.organisation.recall import recall
from cms.pages.models import EditorialPage

# The words around the texts are there in both; Leichte Sprache has texts of its own and German words around them.
WORDS_IN = (GERMAN, ENGLISH)


@dataclass(frozen=True)
class FooterLink:
    """An editorial page in the footer, and the language of its title."""

    title: str
    address: str
    language: str


@dataclass(frozen=True)
class LanguageLink:
    """This page in a language."""

    code: str
    name: str
    address: str
    is_current: bool
    hint: str = ""  # what is different there, if the page is not written in it


@dataclass(frozen=True)
class Frame:
    """What every page of a partner shows around its text."""

    notices: list[Notice]
    links: list[FooterLink]

    @property
    def banners(self) -> list[Notice]:
        return [notice for notice in self.notices if notice.banner]


def frame_of(request: HttpRequest) -> Frame:
    """Asked once for each request, however many parts of the page show something of it."""
    if not hasattr(request, "_town_hall_frame"):
        partner, now = request.partner, timezone.now()
        links = recall(("footer", active()), lambda: footer_links(partner))
        request._town_hall_frame = Frame(news_of(partner, now).showing(now), links)
    return request._town_hall_frame


def footer_links(partner: Partner) -> list[FooterLink]:
    """The partner's editorial pages that are meant for menus, each in the reader's language if it is written in it."""
    if partner.site is None:
        return []
    pages = list(EditorialPage.objects.live().in_menu().child_of(partner.site.root_page).order_by("path"))
    language = active()
    written = {}
    if language != GERMAN and pages:
        same = EditorialPage.objects.live().filter(translation_key__in=[page.translation_key for page in pages])
        written = dict(same.filter(locale__language_code=language).values_list("translation_key", "title"))
    return [
        FooterLink(
            title=written.get(page.translation_key, page.title),
            address=reverse("wagtail_serve", args=[f"{page.slug}/"]),
            language=language if page.translation_key in written else GERMAN,
        )
        for page in pages
    ]


def language_links(request: HttpRequest, languages: list[str]) -> list[LanguageLink]:
    """This page in each language the partner speaks, with a word where the page is not written in it.

    In English at least what stands around the text can be read; who needs Leichte Sprache is led to what there is.
    """
    current, path = active(), request.get_full_path()
    offered = spoken_by(request.partner, languages)
    found = []
    for code in spoken_by(request.partner, list(NAMES)) or [GERMAN]:
        address, hint = path if code == current else translate_url(path, code), ""
        if code not in offered and code != current:
            hint = gettext("overview") if code == SIMPLE else gettext("text in German")
            address = f"{prefix(SIMPLE)}/" if code == SIMPLE else address
        found.append(LanguageLink(code, NAMES[code], address, code == current, hint))
    return found


def spoken_by(partner: Partner, languages: list[str]) -> list[str]:
    """Those of the languages in which this partner's town hall speaks, in their usual order."""
    known = dict(settings.LANGUAGES)
    return [code for code in NAMES if code in languages and code in partner.languages and code in known]
