"""What every answer under /api/ has, whoever made it: problems, ETags, an allowance, and open doors for other sites."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from . import throttle
from .problems import is_problem, problem

OURS = "/api/"
READING = ("GET", "HEAD", "OPTIONS")
LANGUAGES = ("de", "en")
TOLD = "ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID, Content-Language"


class ApiMiddleware:
    """Stands outside of everything that may refuse a request, so that nobody gets a page where JSON was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(OURS):
            return self.get_response(request)
        request.api_language = language_of(request)
        with translation.override(request.api_language):
            response = preflight() if is_preflight(request) else self.within_allowance(request)
        patch_vary_headers(response, ["Accept-Language"])
        if "Authorization" in request.headers:
            # For this program alone: no cache between us and no script of another site.
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Authorization"])
        elif request.method in READING:
            # Public facts, asked without an account: any site may show them, none gets a cookie along.
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = TOLD
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """Addresses of pages name their language; here the header does, and Django has just set it aside."""
        if language := getattr(request, "api_language", ""):
            translation.activate(language)

    def within_allowance(self, request: HttpRequest) -> HttpResponse:
        allowance = throttle.count(request)
        response = problem(429) if allowance.is_used_up else self.answer(request)
        for name, value in allowance.headers().items():
            response[name] = value
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The view's answer; an error page becomes a problem, and what the client has already is not sent again."""
        response = self.get_response(request)
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and not response.streaming:
            # What is open now, a notice or a deviation changes the text, so the text itself is its mark. It may be
            # kept, but never shown without asking.
            response["ETag"] = f'"{blake2b(response.content, digest_size=16).hexdigest()}"'
            response["Cache-Control"] = "public, no-cache"
            response = get_conditional_response(request, etag=response["ETag"], response=response)
        if response.status_code < 400 or is_problem(response):
            return response
        with translation.override(request.api_language):
            kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
            return problem(response.status_code, headers=kept)


def language_of(request: HttpRequest) -> str:
    """The first language of the header that we speak, German if there is none."""
    for asked, weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if weight and (language := asked.partition("-")[0]) in LANGUAGES:
            return language
    return LANGUAGES[0]


def is_preflight(request: HttpRequest) -> bool:
    """A browser asks whether another site may read here."""
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Access-Control-Allow-Methods": ", ".join(READING),
            "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )
