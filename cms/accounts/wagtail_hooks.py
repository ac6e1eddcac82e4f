"""What Wagtail's list of people may do with many at once: not delete them, and the rest with an event each."""

from django.core.exceptions import PermissionDenied
from wagtail import hooks

from cms.audit.actions import record
from cms.audit.models import Actor

from .models import User


@hooks.register("before_bulk_action")
def refuse_to_delete_people(request, action_type, objects, action_class_instance):
    if action_type == "delete" and action_class_instance.model is User:
        raise PermissionDenied


@hooks.register("after_bulk_action")
def tell_the_audit(request, action_type, objects, action_class_instance):
    if action_class_instance.model is User:
        for person in objects:
            record("person_changed", person, by=Actor.person(request.user), fields=[action_type])
