"""One guard for every snippet with a partner: Wagtail's permissions know only the kind of row, not whose it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.snippets.views.snippets import SnippetViewSet

from .approvers import may_release
from .tenancy import may_edit


class GuardedSnippets(SnippetViewSet):
    """Shows and opens only rows of partners one edits, and to approvers what is theirs to release.

    Every address with a key goes through here, so history, comparison, unpublishing and deleting are refused as editing
    is. The model's queryset needs ``edited_by``.
    """

    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest):
        return self.model.objects.edited_by(request.user)

    def construct_view(self, view_class, **kwargs) -> Callable[..., HttpResponse]:
        return self.guarded(super().construct_view(view_class, **kwargs))

    def guarded(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """The view, refused for rows one may not open; a viewset's own further pages go through here too."""

        @wraps(view)
        def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            key = kwargs.get("pk", args[0] if args else None)
            if key is not None and not self.may_open(request, unquote(str(key))):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return opened

    def may_open(self, request: HttpRequest, key: str) -> bool:
        row = self.model.objects.filter(pk=key).first() if key.isdecimal() else None
        if row is None:
            return False
        keeps_such = self.permission_policy.user_has_any_permission(request.user, {"add", "change", "delete", "view"})
        return (keeps_such and may_edit(request.user, row)) or may_release(request.user, row)
