"""Search in the citizens' own words: the page of results, and what is offered while somebody types."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.catalogue.models import Topic
from cms.knowledge import marks, search_log
from cms.knowledge.search import Audience, Results
from cms.knowledge.search import search as find
from cms.knowledge.suggestions import suggest
from cms.organisation.hours import Hours
from townhall import found, lists, words

LONGEST_QUERY = 200
HITS = 30
OFFERED = 8
CITIZEN = "citizen"
NEAR = 5  # hits that are shown where nothing is certain, and at least


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Without JavaScript this is all of it; filters are links, so the way back leads back."""
    query = asked(request)
    if not query:
        return told_nobody(render(request, "townhall/search.html", {"query": "", **help_of(request)}))
    kind = found.BY_WORD.get(word_in(request, "art"))
    topic = Topic.objects.filter(slug=word_in(request, "thema")).first()
    results = find(query, partner=request.partner, audience=Audience.PUBLIC, limit=HITS)
    near = results.hits[: NEAR if results.unsure else max(NEAR, results.likely)]
    topics = found.Topics.of(near)
    chosen = [
        (rank, hit)
        for rank, hit in enumerate(near, 1)
        if (kind is None or hit.kind == kind) and (topic is None or topics.have(topic, hit))
    ]
    asked_for = {"q": query}
    asked_for |= {"art": word_in(request, "art")} if kind else {}
    asked_for |= {"thema": topic.slug} if topic else {}
    context = {
        "query": query,
        "search_id": search_log.searched(query, partner=request.partner, face=CITIZEN, results=results),
        "lines": found.lines_of(chosen, request.partner, marks.marker(results.plan, audience=Audience.PUBLIC)),
        "is_unsure": results.unsure,
        "did_you_mean": results.did_you_mean,
        "meant_address": "?" + urlencode({"q": results.did_you_mean}),
        "all_address": "?" + urlencode({"q": query}),
        "is_filtered": bool(kind or topic),
        "kinds": filters("art", asked_for, found.kinds_of(near, kind)),
        "topics": filters("thema", asked_for, topics.choices(topic)),
    }
    if results.unsure or not chosen:
        context |= help_of(request)
    return told_nobody(render(request, "townhall/search.html", context))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """A piece of a page: what may be meant by the letters so far."""
    query = asked(request)
    offers = suggest(query, partner=request.partner, audience=Audience.PUBLIC, limit=OFFERED)
    context = {"offers": found.offers_of(offers, request.partner)}
    if offers:  # where there is none nothing can be opened, and a search may well find something
        results = Results(hits=offers, unsure=False)
        context["search_id"] = search_log.searched(
            query, partner=request.partner, face=CITIZEN, results=results, settled=False
        )
    return told_nobody(render(request, "townhall/_suggestions.html", context))


def asked(request: HttpRequest) -> str:
    return " ".join(word_in(request, "q").split())[:LONGEST_QUERY]


def word_in(request: HttpRequest, name: str) -> str:
    """What the address says, without what no database takes."""
    return request.GET.get(name, "").replace("\x00", " ")


def told_nobody(response: HttpResponse) -> HttpResponse:
    """What somebody looked for goes nowhere, not even to our next page, and stays in no memory."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def filters(name: str, asked_for: dict[str, str], choices: list[found.Choice]) -> list[tuple[found.Choice, str]]:
    """Each filter with the address that sets it, or takes it away if it is set; another filter stays."""
    others = {key: value for key, value in asked_for.items() if key != name}
    return [
        (choice, "?" + urlencode(others if choice.is_chosen else {**others, name: choice.word})) for choice in choices
    ]


def help_of(request: HttpRequest) -> dict:
    """What helps whoever has found nothing: her situation, and whether somebody answers the telephone now."""
    opening = words.opening(Hours.of(request.partner), timezone.now(), words.TELEPHONE)
    return {"situations": lists.situations_of(request.partner), "opening": opening}
