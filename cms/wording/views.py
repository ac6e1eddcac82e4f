"""Looks at the words that stand in a page's form right now; nothing is saved, and nothing leaves this machine."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from wagtail.models import Page

from . import officialese
from .checking import check
from .texts import parts_of

SIMPLE = "de-simple"


@require_POST
def check_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """For whoever may edit the page."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return _answer(request, page.get_latest_revision_as_object(), page.get_parent())


@require_POST
def check_new_page(request: HttpRequest, app_label: str, model_name: str, parent_id: int) -> HttpResponse:
    """For whoever may add a page of this kind here."""
    parent = get_object_or_404(Page, pk=parent_id).specific
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as unknown:
        raise Http404 from unknown
    if not issubclass(model, Page) or model not in parent.creatable_subpage_models():
        raise Http404
    if not parent.permissions_for_user(request.user).can_add_subpage() or not model.can_create_at(parent):
        raise PermissionDenied
    return _answer(request, model(owner=request.user, locale=parent.locale), parent)


def _answer(request: HttpRequest, page: Page, parent: Page) -> HttpResponse:
    fields = getattr(page, "texts_to_check", ())
    if not fields:
        raise Http404
    language = page.locale.language_code
    if not language.startswith("de"):
        return render(request, "wording/report.html", {"language": language})
    _take_over(request, page, parent)
    report = check(parts_of(page, fields), officialese.listed(), is_simple=language == SIMPLE)
    return render(request, "wording/report.html", {"report": report, "language": language})


def _take_over(request: HttpRequest, page: models.Model, parent: Page) -> None:
    """Put what the form says into the page in memory; a field with a mistake in it keeps what it said before."""
    form_class = page.get_edit_handler().get_form_class()
    form = form_class(request.POST, request.FILES, instance=page, parent_page=parent, for_user=request.user)
    form.defer_required_fields()
    form.is_valid()
