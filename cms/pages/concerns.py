"""What Wagtail's admin tells everybody who knows a key: here only those whom the page or the file concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.auth import permission_denied
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.pages import bulk_actions as of_pages
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.documents.views import bulk_actions as of_documents
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.images.views import bulk_actions as of_images
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import page_permission_policy
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction as DeleteSnippets
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from cms.organisation.querysets import ALL_PARTNERS
from cms.organisation.tenancy import may_edit

from .choosers import offered_to

FILE_POLICIES = (image_policy, document_policy)


def concerning(user: models.Model, model: type[models.Model]) -> models.QuerySet:
    """The pages, files or snippets that this person may see in the admin."""
    for policy in FILE_POLICIES:
        if issubclass(model, policy.model):
            return files_of(policy, user)
    if hasattr(model._default_manager, "edited_by"):
        return model._default_manager.edited_by(user)
    return page_permission_policy.explorable_instances(user)


def files_of(policy: CollectionPermissionPolicy, user: models.Model) -> models.QuerySet:
    return policy.instances_user_has_any_permission_for(user, ["choose", "change", "delete"])


# Addresses of Wagtail's that do not ask: whether the request is for what concerns this person


def about_pages(request: HttpRequest, **keys: int) -> bool:
    return _all_of(concerning(request.user, Page), keys.values())


def about_image(request: HttpRequest, image_id: int) -> bool:
    return _all_of(files_of(image_policy, request.user), [image_id])


def about_chosen_pages(request: HttpRequest) -> bool:
    keys, offered = request.GET.getlist("id"), Page.objects.filter(offered_to(request.user))
    return all(key.isdecimal() for key in keys) and _all_of(offered, map(int, keys))


def about_everything(request: HttpRequest) -> bool:
    return request.user.has_perm(ALL_PARTNERS)


def _all_of(rows: models.QuerySet, keys: Iterable[int]) -> bool:
    asked = set(keys)
    return rows.filter(pk__in=asked).count() == len(asked)


ASKED_HERE: dict[str, Callable[..., bool]] = {
    "wagtailadmin_pages:move_confirm": about_pages,
    "wagtailadmin_pages:confirm_workflow_cancellation": about_pages,
    "wagtailadmin_choose_page_chosen_multiple": about_chosen_pages,
    "wagtailimages_chooser:select_format": about_image,
    # Names the page of every kind that was changed last, whoever is writing it.
    "wagtailadmin_reports:page_types_usage": about_everything,
    "wagtailadmin_reports:page_types_usage_results": about_everything,
}


class OnlyWhatConcerns:
    """Asks what these addresses of Wagtail's do not ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        asks = ASKED_HERE.get(request.resolver_match.view_name)
        # Nobody is sent to the door by Wagtail itself.
        if asks is None or not request.user.is_authenticated or asks(request, **kwargs):
            return None
        return permission_denied(request)


@hooks.register("construct_reports_menu")
def no_report_on_everything(request: HttpRequest, items: list[MenuItem]) -> None:
    if not about_everything(request):
        items[:] = [item for item in items if item.name != "page-types-usage"]


# Many at once


class SaysNothingOfOthers:
    """Wagtail names what one may not change by its title; what one may not even see is left out."""

    def get_actionable_objects(self):
        objects, refused = super().get_actionable_objects()
        rows = refused["items_with_no_access"]
        seen = set(
            concerning(self.request.user, self.model)
            .filter(pk__in=[row.pk for row in rows])
            .values_list("pk", flat=True)
        )
        refused["items_with_no_access"] = [row for row in rows if row.pk in seen]
        if not objects and not any(refused.values()):
            raise PermissionDenied
        return objects, refused


class OfOwnPartner(SaysNothingOfOthers):
    """For snippets Wagtail asks for the kind of row only, not whose it is."""

    def check_perm(self, row):
        return super().check_perm(row) and may_edit(self.request.user, row)


def _guarded(action: type[BulkAction]) -> type[BulkAction]:
    guard = OfOwnPartner if issubclass(action, SnippetBulkAction) else SaysNothingOfOthers
    return type(action.__name__, (guard, action), {"__module__": __name__})


for _action in (
    *(of_pages.DeleteBulkAction, of_pages.MoveBulkAction, of_pages.PublishBulkAction, of_pages.UnpublishBulkAction),
    *(of_images.AddTagsBulkAction, of_images.AddToCollectionBulkAction, of_images.DeleteBulkAction),
    *(of_documents.AddTagsBulkAction, of_documents.AddToCollectionBulkAction, of_documents.DeleteBulkAction),
    DeleteSnippets,
):
    # After Wagtail's own, which it replaces.
    hooks.register("register_bulk_action", _guarded(_action), order=1)


# Wagtail's API for its own screens


class OwnImages(ImagesAdminAPIViewSet):
    authentication_classes = PagesAdminAPIViewSet.authentication_classes

    def get_queryset(self):
        return super().get_queryset().filter(pk__in=files_of(image_policy, self.request.user).values("pk"))


class OwnDocuments(DocumentsAdminAPIViewSet):
    authentication_classes = PagesAdminAPIViewSet.authentication_classes

    def get_queryset(self):
        return super().get_queryset().filter(pk__in=files_of(document_policy, self.request.user).values("pk"))


@hooks.register("construct_admin_api", order=1)
def own_files_only(router) -> None:
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)
