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
        "accounts.invite_people",
    ],
    groups.PARTNER_ADMINISTRATOR: ["wagtailadmin.access_admin", "accounts.invite_people"],
}


class UnknownPermission(LookupError):
    """A permission that no model declares: a mistake in the program."""


def grant(group_name: str, permissions: Iterable[str]) -> Group:
    """Give a group permissions ("app.codename"), making it when it is new. What it has already, it keeps.

    Call it from a receiver of ``post_migrate`` or from an action.
    """
    group, _created = Group.objects.get_or_create(name=group_name)
    group.permissions.add(*_permissions(set(permissions)))
    return group


def make_groups() -> None:
    """The groups of the centre, with the screens they open."""
    for group_name, permissions in OPENS.items():
        grant(group_name, permissions)


def _permissions(names: set[str]) -> list[Permission]:
    found = _declared(names)
    if missing := names - found.keys():
        # Django makes permissions in a receiver of the same signal, which may come after ours.
        for app_label in {name.split(".")[0] for name in missing}:
            create_permissions(apps.get_app_config(app_label), verbosity=0)
        found |= _declared(missing)
    if missing := names - found.keys():
        raise UnknownPermission(f"No model declares {', '.join(sorted(missing))}.")
    return list(found.values())


def _declared(names: set[str]) -> dict[str, Permission]:
    """One query for all; the same codename in two apps stays apart."""
    rows = Permission.objects.select_related("content_type").filter(
        content_type__app_label__in={name.split(".")[0] for name in names},
        codename__in={name.split(".")[1] for name in names},
    )
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    return {name: row for name, row in found.items() if name in names}
