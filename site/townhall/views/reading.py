"""What citizens read first: home, services from A to Z, topics and life situations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cms.catalogue.languages import ALL, GERMAN, SIMPLE, active
from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.catalogue.ordering import LETTERS, sort_key
from cms.pages.models import HomePage
from townhall import frame, lists, structured
from townhall.page_cache import keep


@require_safe
@keep()
def home(request: HttpRequest) -> HttpResponse:
    return show_home(request, HomePage.objects.filter(pk=request.partner.site.root_page_id).first())


def show_home(request: HttpRequest, page: HomePage | None) -> HttpResponse:
    """The first page, or a draft of it; without an editors' page it still leads everywhere.

    In Leichte Sprache it lists what is written in it: topics and life situations would lead to German texts.
    """
    language = active()
    intro, intro_language = page.intro_in(language) if page else ("", GERMAN)
    context = {
        "intro": intro,
        "intro_language": intro_language,
        "notices": frame.frame_of(request).notices,
        "languages": ALL,
        "data": structured.of_partner(request),
    }
    offered = ServicePage.objects.offered_by(request.partner)
    if language == SIMPLE:
        context |= {"written": lists.by_title(lists.listed(offered, language))}
    else:
        chosen = [each.service_id for each in page.frequent.all()] if page else []
        lines = {line.pk: line for line in lists.listed(offered.filter(pk__in=chosen), language)}
        context |= {
            "frequent": [lines[key] for key in chosen if key in lines],
            "situations": lists.situations_of(request.partner),
            "topics": lists.topics_of(request.partner),
        }
    return render(request, "townhall/home.html", context)


@require_safe
@keep("ab", "nach")
def services(request: HttpRequest) -> HttpResponse:
    """Everything from A to Z; a large catalogue from the place on that the address names."""
    after = request.GET.get("nach", "")
    page = lists.a_to_z(
        request.partner,
        active(),
        at=sort_key(request.GET.get("ab", "")),
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,
    )
    if not (page.letters or page.is_whole):
        return redirect("townhall:services")
    return render(request, "townhall/services.html", {"page": page, "languages": ALL, "alphabet": LETTERS})


@require_safe
@keep()
def topics(request: HttpRequest) -> HttpResponse:
    context = {"topics": lists.topics_of(request.partner), "situations": lists.situations_of(request.partner)}
    return render(request, "townhall/topics.html", context)


@require_safe
@keep()
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic, slug=slug)
    offered = ServicePage.objects.offered_by(request.partner).in_topic(found)
    context = {"topic": found, "services": lists.by_title(lists.listed(offered, active()))}
    return render(request, "townhall/topic.html", context)


@require_safe
@keep()
def situations(request: HttpRequest) -> HttpResponse:
    return render(request, "townhall/situations.html", {"situations": lists.situations_of(request.partner)})


@require_safe
@keep()
def situation(request: HttpRequest, slug: str) -> HttpResponse:
    """What somebody needs now that this has happened."""
    found = get_object_or_404(LifeSituation, slug=slug)
    offered = ServicePage.objects.offered_by(request.partner).filter(life_situations=found)
    context = {"situation": found, "services": lists.by_title(lists.listed(offered, active()))}
    return render(request, "townhall/situation.html", context)
