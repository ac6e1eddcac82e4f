"""Wagtail's report of the search engine beside the database, for administrators: does it answer, is it up to date."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from . import loading
from .engines import beside
from .models import Entry

MAY_SEE = "knowledge.view_following"


@require_safe
@permission_required(MAY_SEE)
def engine(request: HttpRequest) -> HttpResponse:
    """Without an engine the page says that the database searches."""
    state = beside.state()
    context = {
        "wanted": bool(settings.ELASTICSEARCH_URL),
        "sentences": beside.remarks(timezone.now()),
        "state": state,
        "entries": Entry.objects.filter(generation=loading.stand().generation).count(),
    }
    return render(request, "knowledge/admin/engine.html", context)


class EngineMenuItem(MenuItem):
    """Only where there is something to say."""

    def is_shown(self, request):
        return bool(settings.ELASTICSEARCH_URL) and request.user.has_perm(MAY_SEE)


@hooks.register("register_admin_urls")
def address():
    return [path("suchmaschine/", engine, name="knowledge_engine")]


@hooks.register("register_reports_menu_item")
def engine_in_the_menu():
    return EngineMenuItem(_("Search engine"), reverse("knowledge_engine"), icon_name="search", order=190)
