"""The approvers' page in Wagtail's admin: take a page down, cancel its plan or delete it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page, Revision

from . import actions
from .errors import CatalogueError

DOORS = {
    "take_down": actions.take_down,
    "cancel_plan": actions.cancel_plan,
    "delete": actions.delete_page,
}


@require_http_methods(["GET", "POST"])
def take_down(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.filter(depth__gt=2), pk=page_id).specific
    if not actions.may_take_down(request.user, page):
        raise PermissionDenied
    if request.method == "POST" and (door := DOORS.get(request.POST.get("do", ""))):
        try:
            door(page, by=request.user)
        except CatalogueError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("“%(page)s”: done.") % {"page": page.get_admin_display_title()})
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    planned = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).first()
    return render(request, "catalogue/admin/take_down.html", {"page": page, "planned": planned})
