"""A page as its form says it right now, saved or not; for whoever may edit it, and only in memory."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Page


@dataclass(frozen=True)
class InHand:
    """The newest version of a page that somebody is writing, and the page it stands below."""

    page: Page
    parent: Page

    def as_typed(self, request: HttpRequest) -> Page:
        """With what the form says; a field with a mistake in it keeps what it said before."""
        form_class = self.page.get_edit_handler().get_form_class()
        form = form_class(
            request.POST, request.FILES, instance=self.page, parent_page=self.parent, for_user=request.user
        )
        form.defer_required_fields()
        form.is_valid()
        return self.page


def edited(request: HttpRequest, page_id: int) -> InHand:
    """A page that is there; refused to who may not edit it."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return InHand(page.get_latest_revision_as_object(), page.get_parent())


def new(request: HttpRequest, app_label: str, model_name: str, parent_id: int) -> InHand:
    """A page that is still to be saved; refused to who may not add one of its kind here."""
    parent = get_object_or_404(Page, pk=parent_id).specific
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as unknown:
        raise Http404 from unknown
    if not issubclass(model, Page) or model not in parent.creatable_subpage_models():
        raise Http404
    if not parent.permissions_for_user(request.user).can_add_subpage() or not model.can_create_at(parent):
        raise PermissionDenied
    return InHand(model(owner=request.user, locale=parent.locale), parent)
