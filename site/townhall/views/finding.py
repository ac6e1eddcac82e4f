"""Search in the citizens' own words."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.catalogue.languages import GERMAN, active
from cms.catalogue.models import ServicePage
from cms.knowledge import search_log
from cms.knowledge.search import Audience, Hit, Kind, Results
from cms.knowledge.search import search as find
from townhall import lists

LONGEST_QUERY = 200
HITS = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    results, search_id = Results(hits=[], unsure=False), ""
    if query:
        results = find(query, partner=request.partner, audience=Audience.PUBLIC, limit=HITS)
        results = replace(results, hits=[hit for hit in results.hits if hit.kind == Kind.SERVICE])
        search_id = search_log.searched(query, partner=request.partner, face="citizen", results=results)
    response = render(
        request,
        "townhall/search.html",
        {
            "query": query,
            "hits": results.hits,
            "words": words_for(results.hits),
            "is_unsure": results.unsure,
            "search_id": search_id,
        },
    )
    response["Referrer-Policy"] = "no-referrer"  # what somebody looked for goes nowhere, not even to our next page
    return response


def words_for(hits: list[Hit]) -> list[tuple[Hit, lists.Listed]]:
    """Each hit in the reader's language as far as it is written in it; what is searched are the German words."""
    language = active()
    if language == GERMAN or not hits:
        return [(hit, in_german(hit)) for hit in hits]
    pages = ServicePage.objects.filter(pk__in=[hit.service_id for hit in hits])
    lines = {line.pk: line for line in lists.listed(pages, language)}
    return [(hit, lines.get(hit.service_id) or in_german(hit)) for hit in hits]


def in_german(hit: Hit) -> lists.Listed:
    return lists.Listed(hit.service_id, hit.slug, hit.title, hit.everyday_title, hit.teaser, GERMAN)
