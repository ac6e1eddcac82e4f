"""Many everyday words released at once: what came from a file is read as a list and agreed to as a list."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from . import actions
from .models import EverydayWord


@hooks.register("register_bulk_action")
class ReleaseTogether(SnippetBulkAction):
    """Of those that were chosen, only what waits for a release that is this person's to give."""

    display_name = _("Release")
    action_type = "release"
    aria_label = _("Release the selected everyday words")
    template_name = "knowledge/admin/release_words.html"
    action_priority = 10
    models = [EverydayWord]

    def get_actionable_objects(self):
        chosen, user = self.request.GET.getlist("id"), self.request.user
        rows = EverydayWord.objects.released_by(user).with_state().select_related("partner").order_by("words", "pk")
        if "all" not in chosen:
            rows = rows.filter(pk__in=[key for key in chosen if key.isdecimal()])
        hers, others = [], []
        for row in rows:
            state = row.current_workflow_state if row.waits else None
            task = state and state.current_task_state.task.specific
            (hers if task and task.may_release(state, user) else others).append(row)
        if not hers and not others:
            raise PermissionDenied
        return hers, {"items_with_no_access": others}

    def object_context(self, snippet):
        return super().object_context(snippet) | {"draft": snippet.get_latest_revision_as_object()}

    @classmethod
    def execute_action(cls, objects, **context):
        for word in objects:
            actions.release_everyday_word(word, by=context["self"].request.user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        number = num_parent_objects
        return ngettext("%(number)d everyday word is in force.", "%(number)d everyday words are in force.", number) % {
            "number": number
        }
