"""One guard for every snippet with a partner: Wagtail's permissions know only the kind of row, not whose it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.log_actions import registry as log_action_registry
from wagtail.snippets.models import SnippetAdminURLFinder
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from .approvers import may_release
from .log_models import RegisterLogEntry
from .tenancy import may_edit

# The models whose rows are guarded; Wagtail's reports ask for them too.
_guarded: list[type[models.Model]] = []


class Editor(EditView):
    """Two traps of Wagtail's editor of snippets, out of the way."""

    def save_instance(self):
        """Who releases from the editor what she did not touch has written nothing; it would be saved in her name."""
        if self.action == "workflow-action" and not self.form.has_changed():
            self.has_content_changes, self.new_revision = False, None
            return self.object
        return super().save_instance()

    def submit_action(self):
        """What was sent back and written anew: Wagtail has looked at the row before it was saved, and would submit the
        words that were sent back.
        """
        if self.workflow_state:
            self.workflow_state.refresh_from_db()
        return super().submit_action()


class LeadsToOwnRows(SnippetAdminURLFinder):
    """Leads editors to rows of theirs, and who releases to what waits for her; Wagtail's knows only the kind of row."""

    def __init__(self, user: models.Model | None = None):
        super().__init__(user)
        self.user = user

    def get_edit_url(self, instance: models.Model) -> str | None:
        if not self.leads(instance):
            return None
        return reverse(instance.snippet_viewset.get_url_name("edit"), args=[instance.pk])

    def leads(self, instance: models.Model) -> bool:
        if self.user is None or (self.user_can_edit and may_edit(self.user, instance)):
            return True
        return may_release(self.user, instance) and bool(instance.current_workflow_state)


class GuardedSnippets(SnippetViewSet):
    """Shows and opens only rows of partners one edits, and to approvers what is theirs to release.

    Every address with a key goes through here, so history, comparison, unpublishing and deleting are refused as editing
    is. The model's queryset needs ``edited_by``.
    """

    copy_view_enabled = False
    edit_view_class = Editor

    @property
    def url_finder_class(self) -> type[LeadsToOwnRows]:
        return type("LeadsToOwnRows", (LeadsToOwnRows,), {"model": self.model})

    def on_register(self):
        super().on_register()
        _guarded.append(self.model)
        log_action_registry.register_model(self.model, RegisterLogEntry)

    def register_chooser_viewset(self):
        """Not at all: Wagtail's chooser would offer every row to everybody, and nothing here chooses one."""

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


def guard() -> None:
    """Wagtail's reports on releases ask for the kind of snippet only; here for the row as well."""
    for view, way in ((WorkflowView, ""), (WorkflowTasksView, "workflow_state__")):
        if not hasattr(view.get_queryset, "of_own_rows"):
            view.get_queryset = _of_own_rows(view.get_queryset, way)


def _of_own_rows(all_states: Callable, way: str) -> Callable:
    def get_queryset(view):
        states = all_states(view)
        for model in _guarded:
            own = model.objects.edited_by(view.request.user).annotate(key=Cast("pk", models.CharField())).values("key")
            of_others = Q(**{f"{way}content_type": ContentType.objects.get_for_model(model)})
            states = states.exclude(of_others & ~Q(**{f"{way}object_id__in": own}))
        return states

    get_queryset.of_own_rows = True
    return get_queryset
