"""Looks at the words that stand in a page's form right now; nothing is saved, and nothing leaves this machine."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from . import officialese
from .checking import check
from .in_hand import InHand, edited, new
from .texts import parts_of

SIMPLE = "de-simple"


@require_POST
def check_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """For whoever may edit the page."""
    return _answer(request, edited(request, page_id))


@require_POST
def check_new_page(request: HttpRequest, app_label: str, model_name: str, parent_id: int) -> HttpResponse:
    """For whoever may add a page of this kind here."""
    return _answer(request, new(request, app_label, model_name, parent_id))


def _answer(request: HttpRequest, in_hand: InHand) -> HttpResponse:
    fields = getattr(in_hand.page, "texts_to_check", ())
    if not fields:
        raise Http404
    language = in_hand.page.locale.language_code
    if not language.startswith("de"):
        return render(request, "wording/report.html", {"language": language})
    page = in_hand.as_typed(request)
    report = check(parts_of(page, fields), officialese.listed(), is_simple=language == SIMPLE)
    return render(request, "wording/report.html", {"report": report, "language": language})
