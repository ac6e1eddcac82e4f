"""Warns of rights that pass the second person by; asked with a database: check --database default, and by migrate."""

from django.contrib.auth.models import Group
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.models import Q
from wagtail.models import GroupPagePermission

from .models import BreakGlass, User


@register(Tags.database)
def nobody_passes_the_second_person_by(databases: list[str] | None = None, **_: object) -> list[CheckMessage]:
    """In daily work nobody is a superuser, and no group and no person may publish."""
    if "default" not in (databases or []) or not _migrated():
        return []
    found: list[CheckMessage] = []
    allowed = BreakGlass.objects.filter(ended_at=None).values("user")
    if number := User.objects.filter(is_superuser=True, is_active=True).exclude(pk__in=allowed).count():
        found.append(
            Warning(
                f"{number} people are superusers for good: they release what they wrote themselves.",
                hint="Take is_superuser from them; manage.py break_glass gives it for a limited time.",
                id="accounts.W001",
            )
        )
    if holders := groups_that_publish():
        found.append(
            Warning(
                f"These groups may publish without a second person: {', '.join(holders)}.",
                hint="Take the right to publish from them; pages are released by their workflow.",
                id="accounts.W002",
            )
        )
    return found


def groups_that_publish() -> list[str]:
    """The names of groups with a right to publish pages or anything else; "a person" for one given directly."""
    publishing = Q(permissions__codename__startswith="publish_")
    by_page = GroupPagePermission.objects.filter(permission__codename="publish_page").values("group")
    names = sorted(set(Group.objects.filter(publishing | Q(pk__in=by_page)).values_list("name", flat=True)))
    if User.objects.filter(user_permissions__codename__startswith="publish_").exists():
        names.append("a person")
    return names


def _migrated() -> bool:
    tables = connections["default"].introspection.table_names()
    return BreakGlass._meta.db_table in tables and GroupPagePermission._meta.db_table in tables
