"""Lindenfurt's people: who works in which department, who is away, who writes pages and who releases them."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page

from cms.accounts.models import User
from cms.organisation.models import Department, Membership
from workflows.cases.actions import name_substitute
from workflows.cases.models import Absence

from .clock import moved_to

PASSWORD = "Lindenfurt-2026"
EDITOR = "redaktion@lindenfurt.example.org"
APPROVER = "freigabe@lindenfurt.example.org"


def load_person(data: dict) -> User:
    """A person with groups and memberships; she keeps a password she has changed."""
    person = User.objects.filter(email=data["email"]).first()
    if person is None:
        person = User.objects.create_user(data["email"], first_name=data["first_name"], last_name=data["last_name"])
        User.objects.filter(pk=person.pk).update(password=everybodys_password())
        person.groups.set([Group.objects.get(name=name) for name in data["groups"]])
    for partner, department, function in data.get("member", []):
        Membership.objects.get_or_create(
            user=person,
            department=Department.objects.get(partner__slug=partner, name=department),
            defaults={"function": function},
        )
    return person


def load_absence(data: dict) -> None:
    """Somebody is away, on days counted from today, and has named who stands in; once for each person.

    Named on the first of these days: for one that is over the door would be closed today.
    """
    person, substitute = (User.objects.get(email=data[name]) for name in ("person", "substitute"))
    if Absence.objects.filter(person=person).exists():
        return
    first, last = (timezone.now() + timedelta(days=days) for days in data["days"])
    with moved_to(first):
        name_substitute(
            person=person,
            substitute=substitute,
            from_day=timezone.localdate(first),
            until_day=timezone.localdate(last),
            by=person,
        )


@cache
def everybodys_password() -> str:
    """Hashed once for all of them: it is known anyway, and hashing took a third of the time."""
    return make_password(PASSWORD)


def release(page: Page) -> None:
    """Publish what one person has written and another one releases."""
    written = page.save_revision(user=User.objects.get(email=EDITOR))
    written.publish(user=User.objects.get(email=APPROVER), skip_permission_checks=True)


def submit(page: Page) -> None:
    """Leave what one person has written to whoever releases it."""
    editor = User.objects.get(email=EDITOR)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
