"""What links add to Wagtail's admin: the report of dead ones, and a page to replace one everywhere."""

from __future__ import annotations

import django_filters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from cms.organisation.exports import PlainTable
from cms.organisation.models import Partner
from cms.organisation.querysets import ALL_PARTNERS

from . import actions
from .errors import LinkError
from .models import LinkPlace, LinkTarget


def may_see(user: models.Model) -> bool:
    """Whoever writes or releases pages; what she sees are the pages of her partners."""
    return page_permission_policy.user_has_any_permission(user, ["add", "change"])


def partners_to_choose(request: HttpRequest) -> models.QuerySet:
    everybodys = request.user.has_perm(ALL_PARTNERS)
    return Partner.objects.own_town_first() if everybodys else Partner.objects.edited_by(request.user)


class LinkFilters(WagtailFilterSet):
    """Dead ones unless something else is asked for."""

    show = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("doubtful", _("tried again")), ("moved", _("moved for good")), ("all", _("all links"))],
        empty_label=_("dead links"),
        method="narrow_to",
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), field_name="target__kind", choices=LinkTarget.Kind.choices)
    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=lambda request: partners_to_choose(request), field_name="partner"
    )
    address = django_filters.CharFilter(
        label=_("Address contains"), field_name="target__address", lookup_expr="icontains"
    )

    class Meta:
        model = LinkPlace
        fields: list[str] = []

    def filter_queryset(self, queryset):
        places = super().filter_queryset(queryset)
        return places if self.form.cleaned_data.get("show") else places.dead()

    def narrow_to(self, places: models.QuerySet, name: str, chosen: str) -> models.QuerySet:
        if chosen == "doubtful":
            return places.filter(target__state=LinkTarget.State.DOUBTFUL)
        return places.exclude(target__moved_to="") if chosen == "moved" else places


class DeadLinks(PlainTable, ReportView):
    """Where links lead nowhere any more, with a spreadsheet."""

    page_title = _("Dead links")
    header_icon = "link"
    index_url_name = "links_report"
    index_results_url_name = "links_report_results"
    results_template_name = "links/report_results.html"
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change"]
    filterset_class = LinkFilters
    paginate_by = 50
    list_export = [
        "page.title",
        "field",
        "block",
        "text",
        "target.address",
        "target.fault_words",
        "target.failed_since",
    ]
    export_headings = {
        "page.title": _("Page"),
        "field": _("Field"),
        "block": _("Row"),
        "text": _("Words of the link"),
        "target.address": _("Address"),
        "target.fault_words": _("What is wrong"),
        "target.failed_since": _("Since"),
    }

    def get_queryset(self):
        places = LinkPlace.objects.edited_by(self.request.user).select_related("target", "page", "partner")
        return places.order_by("target__failed_since", "target__address", "page__title", "pk")

    def get_filename(self):
        return f"links-{timezone.localdate():%Y-%m-%d}"

    def decorate_paginated_queryset(self, object_list):
        places = list(object_list)
        for place in places:
            may_edit = place.page.permissions_for_user(self.request.user).can_edit()
            place.editor = reverse("wagtailadmin_pages:edit", args=[place.page_id]) if may_edit else ""
        return places


@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, target_id: int) -> HttpResponse:
    """An old address and a new one, for every page with it that this person edits."""
    target = get_object_or_404(LinkTarget, pk=target_id)
    pages = actions.pages_with(target, request.user)
    if not pages:
        raise PermissionDenied
    typed = request.POST.get("new", target.moved_to)
    done: list[actions.Replaced] = []
    refused = ""
    if request.method == "POST":
        try:
            done = actions.replace_everywhere(target, typed, by=request.user)
        except LinkError as refusal:
            refused = str(refusal)
    rows = [(words, [each.page for each in done if each.outcome == outcome]) for outcome, words in outcomes()]
    return render(
        request,
        "links/replace.html",
        {"target": target, "pages": pages, "typed": typed, "refused": refused, "done": [row for row in rows if row[1]]},
    )


def outcomes() -> list[tuple[str, str]]:
    """What became of the pages, in words, what is done first."""
    return [
        (actions.Outcome.SUBMITTED, gettext("Replaced, and waiting for a second person to release it")),
        (actions.Outcome.DRAFT, gettext("Replaced in the draft somebody is writing; submit it when it is ready")),
        (
            actions.Outcome.INCOMPLETE,
            gettext("Replaced in a draft; the page lacks something else before its release"),
        ),
        (actions.Outcome.IN_REVIEW, gettext("Left alone: it waits for its release or is locked just now")),
        (actions.Outcome.BY_HAND, gettext("Picked from a list: please choose something else there by hand")),
    ]


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("listen/links/", DeadLinks.as_view(), name="links_report"),
        path("listen/links/ergebnisse/", DeadLinks.as_view(results_only=True), name="links_report_results"),
        path("listen/links/<int:target_id>/ersetzen/", replace, name="links_replace"),
    ]


class LinksMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def links_in_the_menu():
    return LinksMenuItem(DeadLinks.page_title, reverse("links_report"), icon_name="link", order=130)
