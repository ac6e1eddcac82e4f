"""Whole pages for anonymous visitors, kept in the worker's memory until anything on them changes."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from hashlib import blake2b

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.cache import parse_etags

from cms.catalogue.news import news_of
from cms.organisation import changes, recall
from cms.organisation.changes import Version

from .partners import host_of

LONGEST = timedelta(minutes=10)
# A visitor sees a new text at most this much after its commit.
LOOK_EVERY = 0.5
# What an entry is counted for beside its body and headers: a generous guess at the objects around them.
OVERHEAD = 2_000


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it left the house, until when and for which version of the town hall."""

    version: Version
    ends_at: float
    headers: tuple[tuple[str, str], ...]
    body: bytes
    match: ResolverMatch

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.body) + sum(len(name) + len(value) for name, value in self.headers)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The same page again, or only that it is the same for a browser that has it."""
        request.resolver_match = self.match  # the log names requests by it
        etag = dict(self.headers)["ETag"]
        asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if etag in asked or "*" in asked:
            response = HttpResponseNotModified()
            response["ETag"], response["Cache-Control"] = etag, "no-cache"
            return response
        response = HttpResponse(b"" if request.method == "HEAD" else self.body)
        response.headers = type(response.headers)(dict(self.headers))
        return response


class Memory:
    """Kept pages up to a number of bytes; the one not asked for the longest goes first."""

    def __init__(self, limit: int):
        self.limit = limit
        self.size = 0
        self._pages: OrderedDict[tuple, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: tuple, version: Version, now: float) -> Kept | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is None:
                return None
            if kept.version != version or kept.ends_at <= now:
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return kept

    def put(self, key: tuple, kept: Kept) -> None:
        with self._lock:
            self._drop(key)
            if kept.size > self.limit:
                return
            self._pages[key] = kept
            self.size += kept.size
            while self.size > self.limit:
                self._drop(next(iter(self._pages)))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self.size = 0

    def _drop(self, key: tuple) -> None:
        kept = self._pages.pop(key, None)
        if kept is not None:
            self.size -= kept.size


class Versions:
    """The version of each town hall, asked of the database at most twice a second by each worker."""

    def __init__(self):
        self._known: dict[str, Version] = {}
        self._asked = float("-inf")
        self._lock = threading.Lock()

    def of(self, host: str) -> Version | None:
        """None for a host that is no town hall's.

        While the database is away the last known version holds: nobody can publish either, and every page ends by
        itself.
        """
        with self._lock:
            if time.monotonic() - self._asked >= LOOK_EVERY:
                asked = time.monotonic()  # before the question: what is committed while it is answered may be missing
                try:
                    self._known = changes.versions()
                except (OperationalError, InterfaceError):
                    close_old_connections()
                self._asked = asked
            return self._known.get(host)

    def forget(self) -> None:
        with self._lock:
            self._known, self._asked = {}, float("-inf")


@dataclass
class Wish:
    """What a view says of the page it makes: that it may be kept, and the moments at which it changes by itself."""

    moments: list[datetime] = field(default_factory=list)


def keep(*parameters: str) -> Callable:
    """Let the page of this view be kept for everybody; of the address it may use these parameters and no other.

    The view shows the same to every visitor: no form with a token, nothing from a session, no word about the visitor.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if set(request.GET) <= set(parameters):
                request.kept_page = Wish()
            return view(request, *args, **kwargs)

        return kept

    return decorate


def changes_at(request: HttpRequest, *moments: datetime | None) -> None:
    """Something on this page changes by itself then: an office closes, a day ends."""
    wish = getattr(request, "kept_page", None)
    if wish is not None:
        wish.moments += [moment for moment in moments if moment is not None]


memory = Memory(settings.PAGE_CACHE_BYTES)
versions = Versions()


class PageCacheMiddleware:
    """Answers from memory before a session, a partner or a view is asked for; stands outside of all of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        version = version_for(request)
        if version is None:
            return self.get_response(request)
        key = (request.scheme, request.get_host(), request.get_full_path())
        kept = memory.get(key, version, time.time())
        if kept is None:
            started = timezone.now()
            with recall.remembering(host_of(request).lower(), version):
                response = self.get_response(request)
                if not may_keep(request, response):
                    return response
                kept = taken_up(request, response, version, started)
            # What a HEAD request got has no body.
            if request.method == "GET":
                memory.put(key, kept)
        return kept.answer(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        """Pages of free text come through Wagtail's own view, which cannot say it itself."""
        if request.resolver_match.url_name == "wagtail_serve" and not request.GET:
            request.kept_page = Wish()


def version_for(request: HttpRequest) -> Version | None:
    """The version of the town hall that is asked, or None if the answer is not for everybody.

    Somebody with a session may see more than everybody; a preview comes under the address of the live page.
    """
    if not settings.KEEP_PAGES or request.method not in {"GET", "HEAD"} or hasattr(request, "is_dummy"):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    try:
        return versions.of(host_of(request).lower())
    except DisallowedHost:
        return None


def may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    """Only a whole page that its view has let go for everybody, and that says nothing to this visitor alone."""
    return (
        hasattr(request, "kept_page")
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "cookie" not in response.get("Vary", "").lower()
        and "no-store" not in response.get("Cache-Control", "")
    )


def taken_up(request: HttpRequest, response: HttpResponse, version: Version, started: datetime) -> Kept:
    """The answer with the moment at which it ends: the first thing on it that changes by itself, or ten minutes on.

    Counted from before the view looked at its clock, so that nothing falls between the two.
    """
    tomorrow = timezone.localtime(started).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    notices = news_of(request.partner, started).moments(started)
    moments = [started + LONGEST, tomorrow, *request.kept_page.moments, *notices]
    response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = "no-cache"  # a browser may have it, but asks whether it still holds
    return Kept(version, min(moments).timestamp(), tuple(response.items()), response.content, request.resolver_match)
