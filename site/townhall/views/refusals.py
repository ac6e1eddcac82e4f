"""What a citizen sees when something broke: what to do now, never what it was."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from townhall.partners import known_partner

RETRY_AFTER = 60  # seconds
# A database that is away, starting, full or locked; what is wrong with a question of ours is another error.
AWAY = (OperationalError, InterfaceError)


def fault(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error, whichever layer it came from.

    Nothing here may ask the database, and no context processor runs: either may be what broke.
    """
    away = isinstance(sys.exception(), AWAY)
    status = 503 if away else 500
    if request.path_info.startswith("/api/"):
        response = problem(status)
    else:
        page = render_to_string(f"{status}.html", {"town": known_partner(request)})
        response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def problem(status: int) -> JsonResponse:
    """The same for machines, as RFC 9457 writes problems."""
    titles = {500: "Internal Server Error", 503: "Service Unavailable"}
    problem = {"type": "about:blank", "title": titles[status], "status": status}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
