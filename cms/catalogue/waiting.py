"""The editors' start page: what waits for this person, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import Page, WorkflowState

from . import reports
from .models import ServicePage
from .reviews import AHEAD, responsible, with_author

SHOWN = 5


@dataclass(frozen=True)
class Item:
    """One page that waits, with the address where it is done."""

    title: str
    address: str
    remark: str = ""


@dataclass(frozen=True)
class Pile:
    """Pages that wait for the same thing: the first of them, and where all of them are."""

    heading: str
    items: list[Item]
    number: int
    address: str


_of_others: list[Callable[[models.Model], Pile]] = []


def also(pile: Callable[[models.Model], Pile]) -> None:
    """What an app above this one has waiting for whoever sees the lists."""
    _of_others.append(pile)


def piles(user: models.Model) -> list[Pile]:
    """Only those on which something lies."""
    found = [_returned(user)]
    if reports.may_see_lists(user):
        found += [_reviews(user), _incomplete(user), _changed(user), *(pile(user) for pile in _of_others)]
    return [pile for pile in found if pile.items]


def _returned(user: models.Model) -> Pile:
    """What she submitted and somebody sent back for changes: pages, and what else has a release."""
    states = WorkflowState.objects.filter(requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES)
    finder = AdminURLFinder(user)
    rows = [state.content_object for state in states.prefetch_related("content_object")]
    found = [(str(get_latest_str(row)), finder.get_edit_url(row) or "") for row in rows if row is not None]
    items = [Item(title, address) for title, address in sorted(found) if address]
    return pile_of(_("Sent back to you for changes"), items, reverse("wagtailadmin_reports:workflow"))


def _reviews(user: models.Model) -> Pile:
    today = timezone.localdate()
    services = list(with_author(ServicePage.objects.due_for_review(today + AHEAD)))
    people = responsible(services)
    items = [
        Item(
            service.title,
            f"{_editor(service.pk)}#field-review_on",
            _("overdue") if service.review_on < today else "",
        )
        for service in services
        if user.pk in people[service.pk]
    ]
    return pile_of(_("To review"), items, reverse("catalogue_reviews") + "?show=mine")


def _incomplete(user: models.Model) -> Pile:
    missing = reports.incomplete(user, reports.written_by(user))
    pages = Page.objects.filter(pk__in=missing).order_by("title")
    items = [Item(page.title, _editor(page.pk), " ".join(each.sentence for each in missing[page.pk])) for page in pages]
    return pile_of(_("Published, but incomplete"), items, reverse("catalogue_incomplete"))


def _changed(user: models.Model) -> Pile:
    items = [
        Item(page.title, reverse("catalogue_shared_changes", args=[page.pk]), str(page.partner))
        for page in reports.behind(reports.written_by(user))
    ]
    return pile_of(_("Local pages whose shared page has changed"), items, reverse("catalogue_changed_shared_pages"))


def pile_of(heading: str, items: list[Item], address: str) -> Pile:
    return Pile(heading, items[:SHOWN], len(items), address)


def _editor(key: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[key])


class WaitingPanel(Component):
    """Everything but the releases, which have a panel with buttons of Wagtail's own above."""

    name = "waiting"
    template_name = "catalogue/admin/waiting.html"
    order = 230

    def __init__(self, releases: WorkflowObjectsToModeratePanel):
        self.releases = releases

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        found = piles(request.user)
        return {
            "piles": found,
            "nothing": not found and not self.releases.get_context_data(parent_context)["states"],
        }


@hooks.register("construct_homepage_panels", order=100)
def only_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    releases = next(panel for panel in panels if isinstance(panel, WorkflowObjectsToModeratePanel))
    panels[:] = [releases, WaitingPanel(releases)]


@hooks.register("construct_homepage_summary_items", order=100)
def no_numbers_of_pages(request: HttpRequest, items: list[Component]) -> None:
    items.clear()
