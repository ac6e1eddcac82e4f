"""Lists for editors beside Wagtail's own reports: what is incomplete, what is due for review, what changed above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import django_filters
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.organisation.exports import PlainTable
from cms.organisation.models import Partner

from .models import LocalServicePage, ServicePage, Topic
from .preflight import Missing, shortfalls, suspicious
from .reviews import responsible, with_author
from .shared_changes import shared_changes

User = get_user_model()


def may_see_lists(user: models.Model) -> bool:
    """Whoever writes or releases pages."""
    return page_permission_policy.user_has_any_permission(user, ["add", "change"])


def own_partners(user: models.Model) -> models.QuerySet:
    """The partners whose editor she is; the whole centre is nobody's editor, it writes for all."""
    return Partner.objects.filter(editors__user=user) if user.is_active else Partner.objects.none()


def hers(user: models.Model) -> Q:
    """The pages that concern her: what she may change, and what her partners offer of the library."""
    may_change = page_permission_policy.instances_user_has_permission_for(user, "change")
    concerned = Q(pk__in=may_change.values("pk"))
    for partner in own_partners(user):
        concerned |= Q(pk__in=ServicePage.objects.offered_by(partner).order_by().values("pk"))
    return concerned


def written_by(user: models.Model) -> models.QuerySet:
    """The pages that are hers to write; who only releases may change pages too, but no work waits there for her."""
    return page_permission_policy.instances_user_has_permission_for(user, "add")


def of_partner(partner: Partner) -> Q:
    """What a partner offers, and its own local pages."""
    return Q(pk__in=ServicePage.objects.offered_by(partner).order_by().values("pk")) | Q(
        pk__in=LocalServicePage.objects.filter(partner=partner).values("pk")
    )


def partners_to_choose(request: HttpRequest) -> models.QuerySet:
    """Her own partners, or all of them for the centre."""
    own = own_partners(request.user)
    return own if own.exists() else Partner.objects.own_town_first()


class ByPartnerAndTopic(WagtailFilterSet):
    """Narrows a list of pages to one partner and one topic."""

    partner = django_filters.ModelChoiceFilter(
        label=_("Partner"), queryset=lambda request: partners_to_choose(request), method="narrow_to_partner"
    )
    topic = django_filters.ModelChoiceFilter(
        label=_("Topic"), queryset=lambda request: Topic.objects.all(), method="narrow_to_topic"
    )

    class Meta:
        model = Page
        fields: list[str] = []

    def narrow_to_partner(self, pages: models.QuerySet, name: str, partner: Partner) -> models.QuerySet:
        return pages.filter(of_partner(partner))

    def narrow_to_topic(self, pages: models.QuerySet, name: str, topic: Topic) -> models.QuerySet:
        services = ServicePage.objects.filter(topics=topic).values("pk")
        return pages.filter(
            Q(pk__in=services) | Q(pk__in=LocalServicePage.objects.filter(service__in=services).values("pk"))
        )


class EditorsList(PlainTable, ReportView):
    """A list for whoever writes pages, with a spreadsheet; each row knows whether she may open its editor."""

    permission_policy = page_permission_policy
    any_permission_required = ["add", "change"]
    paginate_by = 50

    def get_filename(self):
        return f"{self.index_url_name.removeprefix('catalogue_')}-{timezone.localdate():%Y-%m-%d}"

    def decorate_paginated_queryset(self, object_list):
        pages = list(object_list)
        for page in pages:
            page.editor = (
                reverse("wagtailadmin_pages:edit", args=[page.pk])
                if page.permissions_for_user(self.request.user).can_edit()
                else ""
            )
        return pages


def incomplete(user: models.Model, pages: models.QuerySet | None = None) -> dict[int, list[Missing]]:
    """What the live pages that concern her lack, by the key of the page; only suspicious ones are read."""
    chosen = (Page.objects.all() if pages is None else pages).live().filter(hers(user)).values("pk")
    return {
        **shortfalls(list(suspicious(ServicePage.objects.german()).filter(pk__in=chosen))),
        **shortfalls(list(LocalServicePage.objects.filter(pk__in=chosen).select_related("service", "partner"))),
    }


class Incomplete(EditorsList):
    """Live pages that could not be released as they are: most of them came in by an import."""

    page_title = _("Incomplete pages")
    header_icon = "warning"
    index_url_name = "catalogue_incomplete"
    index_results_url_name = "catalogue_incomplete_results"
    results_template_name = "catalogue/admin/incomplete_results.html"
    filterset_class = ByPartnerAndTopic
    list_export = ["title", "whose", "missing_words", "address"]
    export_headings = {
        "title": _("Page"),
        "whose": _("Whose"),
        "missing_words": _("Missing"),
        "address": _("Address"),
    }

    def get_queryset(self):
        return Page.objects.order_by("title", "pk")

    def get_filtered_queryset(self):
        self.missing = incomplete(self.request.user, self.filter_queryset(self.get_queryset()))
        return Page.objects.filter(pk__in=self.missing).order_by("title", "pk").specific()

    def decorate_paginated_queryset(self, object_list):
        pages = super().decorate_paginated_queryset(object_list)
        for page in pages:
            page.missing = self.missing[page.pk]
            page.missing_words = " ".join(each.sentence for each in page.missing)
            page.whose = str(page.partner) if isinstance(page, LocalServicePage) else gettext("all partners")
            page.address = page.citizens_path
        return pages


class ReviewFilters(ByPartnerAndTopic):
    """Whose reviews, and which of them."""

    show = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[("mine", _("mine")), ("partner", _("my partner's")), ("overdue", _("overdue"))],
        empty_label=_("all"),
        method="narrow_to",
    )

    field_order = ["show", "partner", "topic"]

    def narrow_to(self, pages: models.QuerySet, name: str, chosen: str) -> models.QuerySet:
        user = self.request.user
        if chosen == "overdue":
            return pages.filter(review_on__lt=timezone.localdate())
        if chosen == "partner":
            concerned = Q(pk__in=[])
            for partner in own_partners(user):
                concerned |= of_partner(partner)
            return pages.filter(concerned)
        people = responsible(pages)
        return pages.filter(pk__in=[key for key, asked in people.items() if user.pk in asked])


class Reviews(EditorsList):
    """Services with a review date, the longest overdue first."""

    page_title = _("Reviews")
    header_icon = "calendar-check"
    index_url_name = "catalogue_reviews"
    index_results_url_name = "catalogue_reviews_results"
    results_template_name = "catalogue/admin/reviews_results.html"
    filterset_class = ReviewFilters
    list_export = ["title", "review_on", "people", "professionally_released_by", "address"]
    export_headings = {
        "title": _("Page"),
        "review_on": _("Review on"),
        "people": _("Who looks again"),
        "professionally_released_by": _("Professionally released by"),
        "address": _("Address"),
    }

    def get_queryset(self):
        services = ServicePage.objects.german().live().filter(review_on__isnull=False).filter(hers(self.request.user))
        return with_author(services).order_by("review_on", "title", "pk")

    def decorate_paginated_queryset(self, object_list):
        services = super().decorate_paginated_queryset(object_list)
        people = responsible(services)
        names = User.objects.in_bulk({key for keys in people.values() for key in keys})
        today = timezone.localdate()
        for service in services:
            asked = [names[key] for key in people[service.pk] if key in names]
            service.people = people_in_words(asked)
            service.is_overdue = service.review_on < today
            service.address = service.citizens_path
        return services


def people_in_words(people: Iterable[models.Model]) -> str:
    """One name; several are the whole editorial office."""
    names = sorted(str(person) for person in people)
    return names[0] if len(names) == 1 else gettext("all central editors")


class ChangedSharedPages(EditorsList):
    """Local pages whose shared page has been published anew since somebody of the partner looked."""

    page_title = _("Changed shared pages")
    header_icon = "history"
    index_url_name = "catalogue_changed_shared_pages"
    index_results_url_name = "catalogue_changed_shared_pages_results"
    results_template_name = "catalogue/admin/changed_shared_pages_results.html"
    filterset_class = ByPartnerAndTopic
    list_export = ["title", "partner", "service.last_published_at", "looked_at"]
    export_headings = {
        "title": _("Page"),
        "partner": _("Partner"),
        "service.last_published_at": _("Shared page published"),
        "looked_at": _("Looked at the one of"),
    }

    def get_queryset(self):
        return behind(page_permission_policy.instances_user_has_permission_for(self.request.user, "change"))

    def decorate_paginated_queryset(self, object_list):
        pages = super().decorate_paginated_queryset(object_list)
        for page in pages:
            page.looked_at = _day(page.shared_revision_seen and page.shared_revision_seen.created_at)
        return pages


def behind(pages: models.QuerySet) -> models.QuerySet:
    """Those of these pages that are local and whose shared page changed."""
    found = LocalServicePage.objects.behind().filter(pk__in=pages.values("pk"))
    return found.select_related("service", "partner", "shared_revision_seen").order_by("partner__name", "title", "pk")


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


LISTS = [("unvollstaendig", Incomplete), ("pruefungen", Reviews), ("gemeinsame-seiten", ChangedSharedPages)]


@hooks.register("register_admin_urls")
def addresses_of_lists():
    for name, view in LISTS:
        yield path(f"listen/{name}/", view.as_view(), name=view.index_url_name)
        yield path(f"listen/{name}/ergebnisse/", view.as_view(results_only=True), name=view.index_results_url_name)
    yield path("gemeinsame-seite/<int:page_id>/", shared_changes, name="catalogue_shared_changes")


class ListMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see_lists(request.user)


@hooks.register("register_reports_menu_item")
def incomplete_in_the_menu():
    return ListMenuItem(Incomplete.page_title, reverse("catalogue_incomplete"), icon_name="warning", order=100)


@hooks.register("register_reports_menu_item")
def reviews_in_the_menu():
    return ListMenuItem(Reviews.page_title, reverse("catalogue_reviews"), icon_name="calendar-check", order=110)


@hooks.register("register_reports_menu_item")
def changed_shared_pages_in_the_menu():
    return ListMenuItem(
        ChangedSharedPages.page_title, reverse("catalogue_changed_shared_pages"), icon_name="history", order=120
    )
