"""Release by a second person: the step of a workflow that nobody may take for her own work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.log_actions import registry as wagtail_log
from wagtail.models import GroupApprovalTask, Revision, TaskState, WorkflowState

from .approvers import may_release, released_by
from .errors import NotYoursToRelease, SecondPersonNeeded


def saved_since_publication(obj: models.Model):
    """The revisions of a page or snippet that came after the one citizens read now, or last read."""
    published = obj.live_revision_id
    if published is None:
        # Taken down: Wagtail then forgets which revision was live, but its log does not.
        entries = wagtail_log.get_logs_for_instance(obj).filter(action="wagtail.publish", revision__isnull=False)
        published = entries.order_by("-timestamp", "-pk").values_list("revision_id", flat=True).first()
    revisions = Revision.objects.for_instance(obj)
    return revisions.filter(pk__gt=published) if published else revisions


def approvers_change_what_waits(sender, instance: Revision, created: bool, **kwargs) -> None:
    """A receiver: what an approver changes while a page waits is read by the next one, so it is what she releases.

    Nobody else can write in a page that waits; what comes in by another way is not slipped in.
    """
    if not created or instance.user_id is None:
        return
    waiting = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=instance.base_content_type_id,
        workflow_state__object_id=instance.object_id,
        task__content_type__model=SecondPersonTask._meta.model_name,
    )
    for state in waiting.select_related("task", "workflow_state"):
        if state.task.specific.concerns(state.workflow_state.content_object, instance.user):
            TaskState.objects.filter(pk=state.pk).update(revision=instance)


class ReleaseLock(WorkflowLock):
    """Says in our words why nobody else writes in what waits, and to whoever asked for its release how to go on."""

    def get_message(self, user: models.Model) -> str | None:
        if not self.for_user(user):
            return None
        words = str(_("This waits for its release by a second person. Until then only an approver can change it."))
        if self.object.current_workflow_state.requested_by_id == user.pk:
            words += " " + str(_("To go on writing, take it back with “Cancel workflow”."))
        return words


class SecondPersonTask(GroupApprovalTask):
    """Approvers release what somebody else wrote: those of the partner whose page it is, or the centre's.

    Refused to whoever saved any revision since the last published one, and to whoever asked for the release; nobody
    passes by, not even a superuser.
    """

    lock_class = ReleaseLock

    class Meta:
        verbose_name = _("release by a second person")
        verbose_name_plural = _("releases by a second person")

    @classmethod
    def get_description(cls):
        return _("Members of the chosen groups release what somebody else has written")

    def concerns(self, obj: models.Model, user: models.Model) -> bool:
        """Whether this person has the right group and approves for the page's partner."""
        return self._user_in_groups(user) and may_release(user, obj)

    def may_release(self, workflow_state: WorkflowState, user: models.Model) -> bool:
        """Whether it concerns this person and she has no part in what is to be released."""
        obj = workflow_state.content_object
        return (
            self.concerns(obj, user)
            and workflow_state.requested_by_id != user.pk
            and not saved_since_publication(obj).filter(user=user).exists()
        )

    def get_actions(self, obj, user):
        if not self.concerns(obj, user):
            return []
        state = obj.current_workflow_state
        if state and self.may_release(state, user):
            return super().get_actions(obj, user)
        return [action for action in super().get_actions(obj, user) if action[0] != "approve"]

    def on_action(self, task_state, user, action_name, **kwargs):
        """Asked again here for the object the state belongs to.

        Wagtail's address takes page and task state apart, so a forged POST can name a page one may release and the
        state of another one.
        """
        if not self.concerns(task_state.workflow_state.content_object, user):
            raise NotYoursToRelease
        if action_name == "approve" and not self.may_release(task_state.workflow_state, user):
            raise SecondPersonNeeded
        return super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj, user):
        return self.concerns(obj, user)

    def locked_for_user(self, obj, user):
        return not self.concerns(obj, user)

    def user_can_lock(self, obj, user):
        return self.concerns(obj, user)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        open_states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return open_states.filter(pk__in=released_by(user, open_states.select_related("workflow_state")))
