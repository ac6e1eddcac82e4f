"""The languages of a town hall: German first; English and Leichte Sprache are written anew, never mirrored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Locale, Page

GERMAN = "de"
ENGLISH = "en"
SIMPLE = "de-simple"  # BCP 47: German with the registered variant "simple", Leichte Sprache
WRITTEN_ANEW = (SIMPLE, ENGLISH)
ALL = (GERMAN, *WRITTEN_ANEW)

# Each in itself, as a switch of languages names them.
NAMES = {GERMAN: "Deutsch", SIMPLE: "Leichte Sprache", ENGLISH: "English"}

_codes: dict[int, str] = {}


def code_of(locale_id: int | None) -> str:
    """The language of a locale by its key, without a query for each page of a long list."""
    if locale_id not in _codes:
        _codes.update(Locale.objects.values_list("pk", "language_code"))
    return _codes.get(locale_id, GERMAN)


def forget_codes(**kwargs) -> None:
    """A receiver: a locale has been made, changed or deleted."""
    _codes.clear()


def locale_for(language: str) -> Locale:
    """The locale of a language, made if it is missing."""
    return Locale.objects.get_or_create(language_code=language)[0]


def prefix(language: str) -> str:
    """What stands before an address in this language: nothing for German."""
    return "" if language == GERMAN else f"/{language}"


def active() -> str:
    """The language in which something is being shown; one that no page is written in counts as German."""
    language = get_language() or GERMAN
    return language if language in ALL else GERMAN


@contextmanager
def spoken(request: HttpRequest, language: str) -> Iterator[None]:
    """Show something in another language than the one of the address, for the previews of editors."""
    before = getattr(request, "LANGUAGE_CODE", None)
    with translation.override(language):
        request.LANGUAGE_CODE = language
        try:
            yield
        finally:
            request.LANGUAGE_CODE = before


class Translatable(Page):
    """A page that may be written anew in other languages: the same translation key, the locale says which."""

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        return code_of(self.locale_id) if self.locale_id else GERMAN

    @property
    def is_translation(self) -> bool:
        return self.language != GERMAN

    @property
    def source(self) -> Page | None:
        """The German page this one says in another language; a German page is its own."""
        if not self.is_translation:
            return self
        return written_in(type(self).objects, GERMAN).filter(translation_key=self.translation_key).first()

    def slug_like(self, source: Page, shelf: Page) -> str:
        """The short name it takes over from its German page."""
        return source.slug

    def shelf_in(self, language: str) -> Page:
        """Under which page it stands in another language; made if it is missing."""
        raise NotImplementedError

    @property
    def is_older_than_german(self) -> bool:
        """Whether the German page has been released since this translation was."""
        source = self.source
        if not self.is_translation or source is None or not (self.live and source.live):
            return False
        return bool(source.last_published_at and self.last_published_at < source.last_published_at)

    def in_language(self, language: str) -> Page | None:
        """This page in another language, be it a draft or live."""
        return written_in(type(self).objects, language).filter(translation_key=self.translation_key).first()


def written_in(pages: models.QuerySet, language: str) -> models.QuerySet:
    """The pages of one language."""
    return pages.filter(locale__language_code=language)


def translations_of(page: Translatable) -> models.QuerySet:
    """The pages that say a German page in another language; none for a translation."""
    pages = type(page).objects
    if page.is_translation:
        return pages.none()
    return pages.filter(translation_key=page.translation_key).exclude(locale__language_code=GERMAN)
