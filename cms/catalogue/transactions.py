"""One request of the admin, one transaction: page, search entry, log and jobs are committed together or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


class AdminInOneTransaction:
    """Wagtail 7.4 publishes, unpublishes and deletes in several transactions; only an approval is one.

    Stands last in MIDDLEWARE: it calls the view itself, after every other middleware has had its look at it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        if request.method in SAFE or not request.path_info.startswith(reverse("wagtailadmin_home")):
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)
