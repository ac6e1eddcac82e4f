"""Where citizens go: departments, offices and buildings, with who is there now and what is special soon."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.catalogue.languages import active
from cms.catalogue.models import ServicePage
from cms.catalogue.news import news_of
from cms.catalogue.ordering import sort_key
from cms.organisation.models import Department, Location, Office, Partner
from townhall import glance, lists, structured
from townhall.page_cache import changes_at, keep


@require_safe
@keep()
def departments(request: HttpRequest) -> HttpResponse:
    """Who does what, from the top down, and all buildings."""
    standing = standing_departments(request.partner)
    context = {
        "departments": tree(standing),
        "locations": Location.objects.filter(partner=request.partner, offices__department__in=standing).distinct(),
    }
    return render(request, "townhall/departments.html", context)


@require_safe
@keep()
def department(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(standing_departments(request.partner).select_related("parent__parent"), slug=slug)
    offices = list(standing_offices(request.partner).filter(department=found))
    context = {
        "department": found,
        "above": found.above()[::-1],
        "below": standing_departments(request.partner).filter(parent=found),
        "offices": cards_of(request, offices, now),
        "services": services_at(request.partner, offices),
        "notices": news_of(request.partner, now).about(now, departments=[found]),
    }
    return render(request, "townhall/department.html", context)


@require_safe
@keep()
def office(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(standing_offices(request.partner), slug=slug)
    [card] = cards_of(request, [found], now)
    context = {
        "card": card,
        "services": services_at(request.partner, [found]),
        "notices": news_of(request.partner, now).about(now, offices=[found]),
        "data": structured.of_office(request, card),
    }
    return render(request, "townhall/office.html", context)


@require_safe
@keep()
def location(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(Location.objects.filter(partner=request.partner), slug=slug)
    offices = list(standing_offices(request.partner).filter(location=found))
    notices = news_of(request.partner, now).about(now, offices=offices)
    context = {
        "location": found,
        "offices": cards_of(request, offices, now),
        "notices": notices,
        "map": map_of(found),
        "data": structured.of_location(request, found),
    }
    return render(request, "townhall/location.html", context)


def map_of(location: Location) -> str:
    """A link that a citizen may follow; nothing is fetched from there by our page."""
    if location.latitude is None or location.longitude is None:
        return ""
    at = f"{location.latitude:f}", f"{location.longitude:f}"
    return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=18/{at[0]}/{at[1]}"


def standing_departments(partner: Partner) -> QuerySet:
    return Department.objects.standing(timezone.localdate()).filter(partner=partner).order_by("name")


def standing_offices(partner: Partner) -> QuerySet:
    """The offices of departments that have not ended, with what their cards show."""
    return (
        Office.objects.filter(partner=partner, department__in=standing_departments(partner))
        .select_related("department", "location")
        .prefetch_related("contact_points")
        .order_by("name")
    )


def cards_of(request: HttpRequest, offices: list[Office], now: datetime) -> list[glance.OfficeCard]:
    """Each office with its hours and whether somebody is there now."""
    cards = glance.office_cards(offices, now) if offices else []
    changes_at(request, *(card.changes_at for card in cards))
    return cards


def services_at(partner: Partner, offices: list[Office]) -> list[lists.Listed]:
    """What one gets at these offices."""
    return lists.by_title(lists.listed(ServicePage.objects.offered_by(partner).at_offices(offices), active()))


def tree(departments: QuerySet) -> list[tuple[Department, list]]:
    """Departments with what belongs to them, nested; one whose parent has ended stands at the top."""
    rows = list(departments)
    keys = {row.pk for row in rows}
    by_parent = {
        parent: list(each)
        for parent, each in groupby(
            sorted(rows, key=lambda row: (_parent(row, keys), sort_key(row.name))),
            key=lambda row: _parent(row, keys),
        )
    }

    def below(parent: int) -> list[tuple[Department, list]]:
        return [(row, below(row.pk)) for row in by_parent.get(parent, [])]

    return below(0)


def _parent(row: Department, keys: set[int]) -> int:
    return row.parent_id if row.parent_id in keys else 0
