"""Makes the groups with their permissions, again and again without harm; other apps give what is theirs to give."""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from . import groups

OPENS = {
    groups.CENTRAL_EDITOR: ["wagtailadmin.access_admin"],
    groups.APPROVER: ["wagtailadmin.access_admin"],
    groups.DEPARTMENT_STAFF: ["accounts.open_inbox"],
    groups.AGENT: ["accounts.open_call_desk"],
    groups.CENTRE_LEAD: ["accounts.open_call_desk", "accounts.open_inbox"],
    groups.ADMINISTRATOR: [
        "wagtailadmin.access_admin",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
    ],
}


class UnknownPermission(LookupError):
    """A permission that no model declares: a mistake in the program."""


def grant(group_name: str, permissions: Iterable[str]) -> Group:
    """Give a group permissions ("app.codename"), making it when it is new. What it has already, it keeps.

    Call it from a receiver of ``post_migrate`` or from an action.
    """
    group, _created = Group.objects.get_or_create(name=group_name)
    group.permissions.add(*(_permission(name) for name in permissions))
    return group


def make_groups() -> None:
    """The groups of the centre, with the screens they open."""
    for group_name, permissions in OPENS.items():
        grant(group_name, permissions)


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    wanted = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    if not wanted.exists():
        # Django makes permissions in a receiver of the same signal, which may come after ours.
        create_permissions(apps.get_app_config(app_label), verbosity=0)
    found = wanted.first()
    if found is None:
        raise UnknownPermission(f"No model declares the permission {name!r}.")
    return found
