"""Looks at an address of our own town halls without a network: our own program is asked what it would answer."""

from __future__ import annotations

import io
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation
from wagtail.models import Site

from .models import LinkTarget
from .web import AGENT, FORWARDS, HOPS, NOT_THERE, Look

Fault = LinkTarget.Fault


class OurProgram:
    """Our own program, asked like a visitor; made once for many addresses."""

    def __init__(self):
        self.sites = {site.hostname: site for site in Site.objects.all()}
        self.first = Site.objects.order_by("-is_default_site", "pk").first()
        self._handler = BaseHandler()
        self._handler.load_middleware()

    def knows(self, address: str) -> bool:
        """Whether an address stands under one of our own hosts."""
        return is_ours(address, self.sites)

    def look(self, address: str) -> Look:
        for _hop in range(HOPS + 1):
            if not self.knows(address):
                return Look()  # it leads to somebody else; that link stands for itself
            status, location = self._ask(address)
            if status in FORWARDS and location:
                address = urljoin(address, location)
                continue
            if status in NOT_THERE:
                return Look(Fault.NOT_FOUND, status)
            return Look(Fault.SERVER if status >= 500 else Fault.NONE, status)
        return Look(Fault.CIRCLE)

    def _ask(self, address: str) -> tuple[int, str]:
        parts = urlsplit(address)
        host = parts.hostname or (self.first.hostname if self.first else "localhost")
        scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        port = "443" if scheme == "https" else "80"
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": parts.path or "/",
                "QUERY_STRING": parts.query,
                "SERVER_NAME": host,
                "SERVER_PORT": port,
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": host,
                "HTTP_USER_AGENT": AGENT,
                "HTTP_X_FORWARDED_PROTO": scheme,
                "wsgi.url_scheme": scheme,
                "wsgi.input": io.BytesIO(),
            }
        )
        with translation.override(translation.get_language()):  # what it speaks is no business of the job's
            # Not closed: that would end the database connection of the job, as it does after a visitor's request.
            response = self._handler.get_response(request)
        return response.status_code, response.headers.get("Location", "")


def is_ours(address: str, hosts) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return parts.path.startswith("/")
    return parts.scheme in ("http", "https") and (parts.hostname or "") in hosts
