"""What Wagtail's list of people may do with many at once: not delete them, and the rest with an event each."""

from django.core.exceptions import PermissionDenied
from wagtail import hooks
from wagtail.users.views.bulk_actions import DeleteBulkAction

from cms.audit.actions import record
from cms.audit.models import Actor

from .admin import tell_what_stays
from .models import User
from .signals import person_deactivated


class NoBulkDeletion(DeleteBulkAction):
    """Takes the place of Wagtail's own under the same name; even a superuser deletes nobody."""

    def check_perm(self, obj):
        return False

    def dispatch(self, request, *args, **kwargs):
        raise PermissionDenied


# After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", NoBulkDeletion, order=1)


@hooks.register("after_bulk_action")
def tell_the_audit(request, action_type, objects, action_class_instance):
    if action_class_instance.model is User:
        for person in objects:
            record("person_changed", person, by=Actor.person(request.user), fields=[action_type])
            person.refresh_from_db(fields=["is_active"])
            if action_type == "set_active_state" and not person.is_active:
                person_deactivated.send(sender=User, instance=person)
                tell_what_stays(request, person)
