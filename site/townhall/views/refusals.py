"""What a citizen sees when something broke: what to do now, never what it was."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from townhall.partners import known_partner

RETRY_AFTER = 60  # seconds
# A database that is away, starting, full or locked; what is wrong with a question of ours is another error.
AWAY = (OperationalError, InterfaceError)


def fault(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error, whichever layer it came from.

    Nothing here may ask the database, and no context processor runs: either may be what broke. Under /api/ the API's
    middleware makes a problem of it.
    """
    away = isinstance(sys.exception(), AWAY)
    status = 503 if away else 500
    page = render_to_string(f"{status}.html", {"town": known_partner(request)})
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
