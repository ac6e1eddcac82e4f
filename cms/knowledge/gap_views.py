"""Wagtail's report of what was searched in vain, with one step each to mend it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy
from wagtail.signals import init_new_page

from cms.catalogue import waiting
from cms.catalogue.models import ServicePage
from cms.catalogue.setup import library
from cms.organisation.exports import PlainTable
from cms.organisation.models import Partner

from . import actions
from .errors import NotYourGap
from .gaps import Gap, Why, gaps_of
from .log_models import Face, GapDecision, LoggedSearch, SearchSum
from .models import EverydayWord, Kind
from .search import search

MONTHS = 12


def may_see(user: models.Model) -> bool:
    """Whoever writes or releases pages; what she sees is her partners'."""
    return page_permission_policy.user_has_any_permission(user, ["add", "change"])


def her_partners(request: HttpRequest) -> models.QuerySet:
    return Partner.objects.edited_by(request.user).order_by("name")


class GapFilters(WagtailFilterSet):
    """Which gaps; all of them are worked out anew, so the filters are only read."""

    partner = django_filters.ModelChoiceFilter(label=_("Partner"), queryset=her_partners, method="as_it_is")
    why = django_filters.ChoiceFilter(label=_("What was wrong"), choices=Why.choices, method="as_it_is")
    face = django_filters.ChoiceFilter(label=_("Where"), choices=Face.choices, method="as_it_is")
    show = django_filters.ChoiceFilter(
        label=_("Show"), choices=[("decided", _("decided"))], empty_label=_("open"), method="as_it_is"
    )

    class Meta:
        model = LoggedSearch
        fields: list[str] = []

    def as_it_is(self, rows: models.QuerySet, name: str, chosen: object) -> models.QuerySet:
        return rows


class Gaps(PlainTable, ReportView):
    """What people searched for in vain within 30 days, by what they meant."""

    page_title = _("Searched in vain")
    header_icon = "search"
    index_url_name = "knowledge_gaps"
    index_results_url_name = "knowledge_gaps_results"
    results_template_name = "knowledge/admin/gaps_results.html"
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change"]
    filterset_class = GapFilters
    paginate_by = 20
    list_export = ["words", "other_words", "partner_name", "count", "reasons", "faces", "trend", "last_day", "decided"]
    export_headings = {
        "words": _("Words"),
        "other_words": _("Also said"),
        "partner_name": _("Partner"),
        "count": _("How often"),
        "reasons": _("What was wrong"),
        "faces": _("Where"),
        "trend": _("Trend"),
        "last_day": _("Last"),
        "decided": _("Decision"),
    }

    def get_queryset(self):
        return LoggedSearch.objects.none()

    def get_filtered_queryset(self):
        self.filter_queryset(self.get_queryset())
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        self.partners = {partner.pk: partner for partner in her_partners(self.request)}
        wanted = [chosen["partner"].pk] if chosen.get("partner") else list(self.partners)
        return gaps_of(
            wanted,
            today=timezone.localdate(),
            decided=chosen.get("show") == "decided",
            face=chosen.get("face", ""),
            why=chosen.get("why", ""),
        )

    def decorate_paginated_queryset(self, object_list):
        may_write = library().permissions_for_user(self.request.user).can_add_subpage()
        return [Line(gap, self.partners[gap.partner], may_write, with_steps=not self.is_export) for gap in object_list]

    def get_context_data(self, *args, **kwargs):
        sums = SearchSum.objects.filter(partner__in=self.partners)
        return super().get_context_data(*args, **kwargs) | {"months": [] if self.is_export else months(sums)}

    def get_filename(self):
        return f"luecken-{timezone.localdate():%Y-%m-%d}"


class Line:
    """A gap as a line of the report, with the addresses of what can be done."""

    def __init__(self, gap: Gap, partner: Partner, may_write_pages: bool, *, with_steps: bool):
        self.gap = gap
        self.words, self.count, self.trend, self.last_day = gap.words, gap.count, gap.trend, gap.last_day
        self.other_words = " | ".join(gap.said[1:])
        self.partner, self.partner_name = partner, partner.name
        self.reasons = ", ".join(f"{why.label}: {gap.by_reason[why]}" for why in Why if why in gap.by_reason)
        self.faces = ", ".join(f"{face.label}: {gap.by_face[face]}" for face in Face if face in gap.by_face)
        self.decision = gap.decision
        self.decided = (
            f"{gap.decision.get_kind_display()}, {timezone.localdate(gap.decision.at)}" if gap.decision else ""
        )
        self.hit = self.new_word = self.word_for_hit = self.new_page = ""
        if with_steps and gap.is_whole and not gap.decision:
            self.hit = likeliest(gap.words, partner)
            self.new_word = word_form(words=gap.words, partner=partner.pk)
            if self.hit:
                self.word_for_hit = word_form(words=gap.words, partner=partner.pk, page=self.hit.object_id)
            self.new_page = page_form(title=as_title(gap.words)) if may_write_pages else ""

    @property
    def trend_words(self) -> str:
        if not self.trend:
            return gettext("as often as before")
        if self.trend > 0:
            return ngettext("%(n)d more", "%(n)d more", self.trend) % {"n": self.trend}
        return ngettext("%(n)d fewer", "%(n)d fewer", -self.trend) % {"n": -self.trend}


def likeliest(words: str, partner: Partner):
    """The service that is found first for it today; what an everyday word may lead to."""
    found = search(words, partner=partner, limit=1, kinds={Kind.SERVICE}).hits
    return found[0] if found else None


def as_title(words: str) -> str:
    return words[:1].upper() + words[1:]


def word_form(**filled: object) -> str:
    """The form for a new everyday word, with fields filled in."""
    register = getattr(EverydayWord, "snippet_viewset", None)
    return f"{reverse(register.get_url_name('add'))}?{urlencode(filled)}" if register else ""


def page_form(**filled: str) -> str:
    """The form for a new service, with its title filled in."""
    address = reverse("wagtailadmin_pages:add", args=["catalogue", "servicepage", library().pk])
    return f"{address}?{urlencode(filled)}"


def months(sums: models.QuerySet) -> list[dict]:
    """How much was searched and found, the newest month first."""
    first = (timezone.localdate().replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    by_month = sums.filter(day__gte=first).annotate(month=models.functions.TruncMonth("day")).values("month")
    counted = ("searches", "without_hit", "unsure", "opened")
    return list(by_month.annotate(**{f"all_{name}": models.Sum(name) for name in counted}).order_by("-month"))


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Not ours, or not worth anything; what is not ours leads on to a page that says whose it is."""
    if not may_see(request.user):
        raise PermissionDenied
    words, kind = request.POST.get("words", "")[:250], request.POST.get("kind", "")
    key = request.POST.get("partner", "")
    partner = get_object_or_404(her_partners(request), pk=key if key.isdecimal() else 0)
    if not words or kind not in GapDecision.Kind.values:
        raise PermissionDenied
    actions.decide_about_gap(words, partner=partner, kind=kind, by=request.user)
    messages.success(request, gettext("“%(words)s” is done with. You find it under “decided”.") % {"words": words})
    if kind == GapDecision.Kind.NOT_OURS and library().permissions_for_user(request.user).can_add_subpage():
        return redirect(page_form(title=as_title(words), not_ours="1"))
    return redirect("knowledge_gaps")


@require_POST
def take_back(request: HttpRequest, decision: int) -> HttpResponse:
    decided = get_object_or_404(GapDecision, pk=decision)
    try:
        actions.take_back_decision(decided, by=request.user)
    except NotYourGap as refusal:
        raise PermissionDenied from refusal
    messages.success(request, gettext("“%(words)s” is open again.") % {"words": decided.words})
    return redirect("knowledge_gaps")


@hooks.register("before_create_page")
def remember_what_to_fill_in(request: HttpRequest, parent: models.Model, page_class: type) -> None:
    """Wagtail's signal below has no request; both get the same parent."""
    if issubclass(page_class, ServicePage) and request.method == "GET":
        parent.filled_in = {"title": request.GET.get("title", "")[:255], "not_ours": "not_ours" in request.GET}


def fill_in(page: models.Model, parent: models.Model, **kwargs: object) -> None:
    """A page for a gap begins with its words."""
    filled = getattr(parent, "filled_in", None)
    if filled and isinstance(page, ServicePage):
        page.title, page.slug = filled["title"], slugify(filled["title"])
        page.is_not_ours = filled["not_ours"]


init_new_page.connect(fill_in, dispatch_uid="knowledge.fill_in")


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("listen/suchluecken/", Gaps.as_view(), name="knowledge_gaps"),
        path("listen/suchluecken/ergebnisse/", Gaps.as_view(results_only=True), name="knowledge_gaps_results"),
        path("listen/suchluecken/entscheiden/", decide, name="knowledge_decide_gap"),
        path("listen/suchluecken/<int:decision>/zurueck/", take_back, name="knowledge_take_back_gap"),
    ]


def waiting_gaps(user: models.Model) -> waiting.Pile:
    """On the start page of whoever writes; each leads to the report, where the steps are."""
    partners = Partner.objects.edited_by(user).values_list("pk", flat=True)
    found = gaps_of(list(partners), today=timezone.localdate())
    address = reverse("knowledge_gaps")
    items = [waiting.Item(gap.words, address, f"{gap.count} ×") for gap in found]
    return waiting.pile_of(Gaps.page_title, items, address)


waiting.also(waiting_gaps)


class GapsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see(request.user)


@hooks.register("register_reports_menu_item")
def gaps_in_the_menu():
    return GapsMenuItem(Gaps.page_title, reverse("knowledge_gaps"), icon_name="search", order=130)
