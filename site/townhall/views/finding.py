"""Search in the citizens' own words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.knowledge.search import Audience, Results
from cms.knowledge.search import search as find

LONGEST_QUERY = 200
HITS = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY]
    results = Results(hits=[], unsure=False)
    if query:
        results = find(query, partner=request.partner, audience=Audience.PUBLIC, limit=HITS)
    response = render(
        request,
        "townhall/search.html",
        {"query": query, "hits": results.hits, "is_unsure": results.unsure},
    )
    response["Referrer-Policy"] = "no-referrer"  # what somebody looked for goes nowhere, not even to our next page
    return response
