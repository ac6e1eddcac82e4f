"""What changed on the shared page since somebody of a partner looked at it, beside the partner's local page."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from . import actions
from .models import LocalServicePage, ServicePage


@dataclass(frozen=True)
class Change:
    """One field of the shared page, with what was taken out and what was put in."""

    label: str
    difference: SafeString


def changes_since(page: LocalServicePage, request: HttpRequest) -> list[Change]:
    """The fields that differ from what was looked at; empty if nobody ever looked or only the release is new."""
    seen = page.shared_revision_seen
    if seen is None:
        return []
    before, now = seen.as_object(), page.service
    panel = ServicePage.get_edit_handler().get_bound_panel(instance=now, request=request, form=None)
    compared = [comparison(before, now) for comparison in panel.get_comparison()]
    return [Change(str(each.field_label()), each.htmldiff()) for each in compared if each.has_changed()]


@require_http_methods(["GET", "POST"])
def shared_changes(request: HttpRequest, page_id: int) -> HttpResponse:
    """Shows them to who may edit the local page; a POST says that it still holds."""
    page = get_object_or_404(LocalServicePage.objects.select_related("service", "shared_revision_seen"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        actions.look_at_shared_page(page, by=request.user)
        messages.success(request, _("Noted: “%(page)s” still holds beside the shared page.") % {"page": page.title})
        return redirect("catalogue_changed_shared_pages")
    return render(
        request, "catalogue/admin/shared_changes.html", {"page": page, "changes": changes_since(page, request)}
    )
