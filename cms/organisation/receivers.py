"""What happens by itself: groups after a migration, and word to upper apps before an end and after a change."""

from django.core.exceptions import ObjectDoesNotExist

from . import setup, signals


def give_permissions(sender, using, **kwargs) -> None:
    if using == "default":
        setup.give_permissions()


def tell_that_department_ends(sender, instance, **kwargs) -> None:
    signals.department_ending.send(sender=sender, department=instance)


def tell_that_membership_ends(sender, instance, **kwargs) -> None:
    signals.membership_ending.send(sender=sender, membership=instance)


def tell_that_hours_changed(sender, instance, raw=False, **kwargs) -> None:
    if raw:
        return
    try:
        owner = instance.owner
    except ObjectDoesNotExist:
        return  # the owner goes too, and its hours with it
    signals.hours_changed.send(sender=sender, owner=owner)
