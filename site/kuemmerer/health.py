"""Whether this process lives (/healthz) and whether the whole is fit to serve (/readyz)."""

import logging

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation

from cms.knowledge.engines import beside
from cms.outbox import health as worker

logger = logging.getLogger(__name__)


class HealthMiddleware:
    """Answer the two questions before anything else looks at the request.

    Whoever asks is a machine beside us: it knows no host name of a town hall, speaks no TLS and has no session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return plain(JsonResponse({"alive": True}))
        if request.path == "/readyz":
            found = problems()
            # What somebody should look at while the site goes on serving.
            now = timezone.now()
            remarks = [] if found else [*worker.remarks(now), *beside.remarks(now)]
            state = {"ready": not found, "problems": found, "remarks": remarks}
            return plain(JsonResponse(state, status=503 if found else 200))
        return self.get_response(request)


def plain(response: HttpResponse) -> HttpResponse:
    """An answer is true for this moment only, and being asked every second is no news for the log."""
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True
    return response


def problems() -> list[str]:
    """What keeps us from serving, a sentence each; empty when all is well."""
    with translation.override("en"):
        try:
            missing = migrations_missing()
            if missing:
                return [f"Migrations are missing: {', '.join(missing)}."]
            return worker.problems(timezone.now())
        except DatabaseError:
            logger.warning("the database does not answer", exc_info=True)
            return ["The database does not answer."]


_known: list[tuple[str, str]] = []


def migrations_missing() -> list[str]:
    """The migrations in the code that the database has not seen; those in the code are read once."""
    if not _known:
        _known.extend(sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations))
    applied = MigrationRecorder(connection).applied_migrations()
    return [f"{app}.{name}" for app, name in _known if (app, name) not in applied]
