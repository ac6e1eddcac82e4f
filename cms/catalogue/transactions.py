"""One request of the admin, one transaction: page, search entry, log and jobs are committed together or not at all."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from cms.organisation.errors import NotYoursToRelease, SecondPersonNeeded
from cms.organisation.where_used import counted

from .errors import NotReady

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
        try:
            with transaction.atomic():
                return self.saved_or_released(request, view, args, kwargs)
        except ProtectedError as refusal:  # Wagtail's own screens for groups, sites and collections expect none
            used = counted(refusal.protected_objects)
            messages.error(request, _("This cannot be deleted, it is still used: %(used)s.") % {"used": used})
            return redirect(request.get_full_path())

    def saved_or_released(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse:
        """Wagtail saves the text before it asks for the release: where that is refused, the text stays.

        Submitting and approving are savepoints of Wagtail's own: nothing of them stays.
        """
        try:
            return view(request, *args, **kwargs)
        except NotReady as refusal:
            return to_what_is_missing(request, refusal)
        except (SecondPersonNeeded, NotYoursToRelease) as refusal:
            if "page_id" not in kwargs:
                raise PermissionDenied from refusal
            return to_the_editor(request, kwargs["page_id"], refusal)


def to_the_editor(request: HttpRequest, page_id: int, refusal: Exception) -> HttpResponse:
    """What was typed is kept as a draft; the page's editor opens with the reason why it is not released."""
    editor = reverse("wagtailadmin_pages:edit", args=[page_id])
    messages.error(request, str(refusal))
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": editor})
    return redirect(editor)


def to_what_is_missing(request: HttpRequest, refusal: NotReady) -> HttpResponse:
    """What was typed is kept as a draft; the editor opens with everything the page lacks, each a link to its field."""
    editor = AdminURLFinder().get_edit_url(refusal.page) or reverse("wagtailadmin_home")
    messages.error(request, render_to_string("catalogue/admin/not_ready.html", {"refusal": refusal, "editor": editor}))
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return JsonResponse({"step": "success", "redirect": editor})  # what Wagtail's dialogs follow
    return redirect(editor)
