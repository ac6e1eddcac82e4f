"""What citizens read: home, services from A to Z, topics, and a service."""

from __future__ import annotations

from itertools import groupby

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.catalogue.effective import effective
from cms.catalogue.models import LocalServicePage, ServicePage, Topic
from cms.organisation.models import Partner
from cms.pages.models import HomePage
from townhall import glance
from townhall.page_cache import changes_at, keep

PROMISED_HOURS = 24
BASE_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s", "é": "e"})


@require_safe
@keep()
def home(request: HttpRequest) -> HttpResponse:
    return show_home(request, HomePage.objects.filter(pk=request.partner.site.root_page_id).first())


def show_home(request: HttpRequest, page: HomePage | None) -> HttpResponse:
    """The first page, or a draft of it; without an editors' page it still leads everywhere."""
    offered = ServicePage.objects.offered_by(request.partner)
    chosen = [each.service_id for each in page.frequent.all()] if page else []
    found = {each.pk: each for each in offered.filter(pk__in=chosen)}
    return render(
        request,
        "townhall/home.html",
        {
            "intro": page.intro if page else "",
            "frequent": [found[key] for key in chosen if key in found],
            "topics": topics_of(request.partner),
        },
    )


@require_safe
@keep()
def services(request: HttpRequest) -> HttpResponse:
    found = ServicePage.objects.offered_by(request.partner).values("slug", "title", "everyday_title")
    by_title = sorted(found, key=lambda each: sorted_as(each["title"]))
    letters = [(letter, list(each)) for letter, each in groupby(by_title, key=lambda each: letter_of(each["title"]))]
    return render(request, "townhall/services.html", {"letters": letters, "number": len(by_title)})


@require_safe
@keep()
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "townhall/topics.html", {"topics": topics_of(request.partner)})


@require_safe
@keep()
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic, slug=slug)
    offered = ServicePage.objects.offered_by(request.partner).in_topic(found)
    by_title = sorted(offered.values("slug", "title", "teaser"), key=lambda each: sorted_as(each["title"]))
    return render(request, "townhall/topic.html", {"topic": found, "services": by_title})


@require_safe
@keep()
def service(request: HttpRequest, slug: str) -> HttpResponse:
    return show_service(request, get_object_or_404(ServicePage.objects.german().live(), slug=slug), request.partner)


def show_service(
    request: HttpRequest, page: ServicePage, partner: Partner, local: LocalServicePage | None = None
) -> HttpResponse:
    """A service as this partner's citizens see it, or a draft of it."""
    merged = effective(page, partner, local=local)
    if not merged.offered:
        return render(request, "townhall/service_not_offered.html", {"service": merged})
    now = timezone.now()
    offices = glance.office_cards(merged, now)
    changes_at(request, *(office.changes_at for office in offices))
    return render(
        request,
        "townhall/service.html",
        {
            "service": merged,
            "fees": glance.fee_lines(merged.fees),
            "offices": offices,
            "promised_hours": PROMISED_HOURS,
        },
    )


def topics_of(partner: Partner) -> list[Topic]:
    """The topics under which this partner offers anything, each with the number of services."""
    offered = ServicePage.objects.offered_by(partner).order_by().values("pk")
    counted = Topic.objects.annotate(number=Count("services", filter=Q(services__in=offered), distinct=True))
    return sorted(counted.filter(number__gt=0), key=lambda each: sorted_as(each.name))


def sorted_as(title: str) -> str:
    """Umlauts stand beside their vowels, as in a telephone book's index."""
    return title.lower().translate(BASE_LETTERS)


def letter_of(title: str) -> str:
    first = sorted_as(title)[:1].upper()
    return first if "A" <= first <= "Z" else "#"
