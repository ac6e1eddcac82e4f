"""Wagtail's report of what citizens say about pages: helpful or not, and what was missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from cms.organisation.exports import PlainTable
from cms.organisation.models import Partner

from .gap_views import GapsMenuItem, her_partners
from .log_models import Opinion

WORDS_SHOWN = 10


@dataclass
class PageLine:
    """What was said about a page at one partner's."""

    page: int
    title: str
    partner_name: str
    partner: int
    yes: int
    no: int
    words: list[str] = field(default_factory=list)
    editor: str = ""

    @property
    def all_words(self) -> str:
        return " | ".join(self.words)


class OpinionFilters(WagtailFilterSet):
    """Whose, and whether there are words."""

    partner = django_filters.ModelChoiceFilter(label=_("Partner"), queryset=her_partners, field_name="partner")
    show = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("words", _("with words")), ("no", _("not helpful"))],
        empty_label=_("all"),
        method="narrow_to",
    )

    class Meta:
        model = Opinion
        fields: list[str] = []

    def narrow_to(self, opinions: QuerySet, name: str, chosen: str) -> QuerySet:
        return opinions.exclude(words="") if chosen == "words" else opinions.filter(helpful=False)


class Opinions(PlainTable, ReportView):
    """Pages by how many did not find them helpful, with their words."""

    page_title = _("Was it helpful?")
    header_icon = "comment"
    index_url_name = "knowledge_opinions"
    index_results_url_name = "knowledge_opinions_results"
    results_template_name = "knowledge/admin/opinions_results.html"
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change"]
    filterset_class = OpinionFilters
    paginate_by = 50
    list_export = ["title", "partner_name", "yes", "no", "all_words"]
    export_headings = {
        "title": _("Page"),
        "partner_name": _("Partner"),
        "yes": _("Helpful"),
        "no": _("Not helpful"),
        "all_words": _("Words"),
    }

    def get_queryset(self):
        return Opinion.objects.filter(partner__in=Partner.objects.edited_by(self.request.user))

    def get_filtered_queryset(self):
        self.opinions = self.filter_queryset(self.get_queryset())
        counted = self.opinions.values("page", "page__title", "partner", "partner__name").annotate(
            yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False))
        )
        return [
            PageLine(row["page"], row["page__title"], row["partner__name"], row["partner"], row["yes"], row["no"])
            for row in counted.order_by("-no", "-yes", "page__title", "partner__name")
        ]

    def decorate_paginated_queryset(self, object_list):
        lines = list(object_list)
        self.add_words(lines)
        may_change = set(
            page_permission_policy.instances_user_has_permission_for(self.request.user, "change")
            .filter(pk__in=[line.page for line in lines])
            .values_list("pk", flat=True)
        )
        for line in lines:
            line.editor = reverse("wagtailadmin_pages:edit", args=[line.page]) if line.page in may_change else ""
        return lines

    def add_words(self, lines: Iterable[PageLine]) -> None:
        """The newest words of each line; a spreadsheet has all of them."""
        by_page = {(line.page, line.partner): line for line in lines}
        said = self.opinions.filter(page__in={page for page, _partner in by_page}).exclude(words="")
        for page, partner, words in said.order_by("-pk").values_list("page", "partner", "words"):
            line = by_page.get((page, partner))
            if line and (self.is_export or len(line.words) < WORDS_SHOWN):
                line.words.append(words)

    def get_filename(self):
        return f"hilfreich-{timezone.localdate():%Y-%m-%d}"


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("listen/hilfreich/", Opinions.as_view(), name="knowledge_opinions"),
        path("listen/hilfreich/ergebnisse/", Opinions.as_view(results_only=True), name="knowledge_opinions_results"),
    ]


@hooks.register("register_reports_menu_item")
def opinions_in_the_menu():
    return GapsMenuItem(Opinions.page_title, reverse("knowledge_opinions"), icon_name="comment", order=140)
