"""The page in Wagtail's admin that shows in which languages a page is written, and begins the missing ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from . import actions
from .errors import CatalogueError
from .languages import ALL, NAMES, Translatable
from .models import LocalServicePage, ServiceLibraryPage


@dataclass(frozen=True)
class Written:
    """A page in one language, or that there is none yet."""

    code: str
    name: str
    page: Translatable | None
    address: str


def is_written_anew(page: Page) -> bool:
    """Local pages have a text per language; a library is a folder."""
    return isinstance(page, Translatable) and not isinstance(page, LocalServicePage | ServiceLibraryPage)


@require_http_methods(["GET", "POST"])
def languages(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=page_id).specific
    if not is_written_anew(page) or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    german = page.source or page
    if request.method == "POST":
        try:
            draft = actions.begin_translation(german, request.POST.get("language", ""), by=request.user)
        except CatalogueError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("This page is now yours to write in: %(language)s. It is an empty draft.")
                % {"language": NAMES[draft.language]},
            )
            return redirect("wagtailadmin_pages:edit", draft.pk)
    rows = [written(request, german, code) for code in ALL]
    return render(request, "catalogue/admin/languages.html", {"page": page, "rows": rows})


def written(request: HttpRequest, german: Translatable, code: str) -> Written:
    found = german if code == german.language else german.in_language(code)
    address = (found.get_url(request) or "") if found is not None and found.live and german.live else ""
    return Written(code, NAMES[code], found, address)


@hooks.register("register_admin_urls")
def address():
    return [path("sprachen/<int:page_id>/", languages, name="catalogue_languages")]


@hooks.register("register_page_header_buttons")
def header_button(page, user, view_name, next_url=None):
    if is_written_anew(page) and page.permissions_for_user(user).can_edit():
        yield Button(
            gettext_lazy("Languages"), reverse("catalogue_languages", args=[page.pk]), icon_name="globe", priority=52
        )


@hooks.register("register_page_listing_more_buttons")
def listing_button(page, user, next_url=None):
    if is_written_anew(page) and page.permissions_for_user(user).can_edit():
        yield Button(
            gettext_lazy("Languages"), reverse("catalogue_languages", args=[page.pk]), icon_name="globe", priority=52
        )


@hooks.register("before_copy_page")
def translations_are_not_copied(request: HttpRequest, page: Page) -> HttpResponse | None:
    specific = page.specific
    if isinstance(specific, Translatable) and specific.is_translation:
        messages.error(request, _("A translation cannot be copied: it belongs to its German page."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
