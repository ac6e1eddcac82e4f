"""What cases do when something happens elsewhere: they make their case type, and keep the details of open cases."""

from collections.abc import Iterator

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.accounts.holdings import Held, tells_what_is_held
from cms.accounts.models import User
from cms.catalogue.preflight import Missing
from cms.organisation.errors import MembershipStillNeeded
from cms.organisation.models import Department, Membership, Partner
from cms.outbox.actions import send_later
from workflows.citizens.registry import still_needed

from . import setup
from .models import Case, CaseType, WorkItem
from .release_checks import faults_of

NAMED = 5


def make_case_types(*, using: str = "default", apps=None, **signal) -> None:
    """After every migration: the case type an installation begins with."""
    if using == "default" and _is_migrated():
        setup.make_question_to_a_department()
        setup.put_into_the_editor()
        setup.release_needs_a_second_person()


def freeze_what_is_released(*, instance: CaseType, **signal) -> None:
    """A release that is only planned makes its version when its time has come."""
    if instance.live:
        setup.freeze(instance)


def what_a_case_type_lacks(case_type: CaseType) -> list[Missing]:
    """Its faults, each with the tab or field of the editor in which it stands."""
    return [Missing(place.partition(".")[0], f"{place}: {sentence}") for place, sentence in faults_of(case_type)]


@still_needed
def details_of_open_cases() -> QuerySet:
    """A duplicate that goes on in another case has ended, but its citizen still waits."""
    waiting = Q(closed_at__isnull=True) | Q(state=Case.State.MERGED)
    return Case.objects.filter(waiting, details__isnull=False).values("details_id")


def keep_who_still_has_work(*, membership: Membership, **signal) -> None:
    """Veto the end of a membership as long as work would be left without anybody: taken items, the last seat."""
    items = WorkItem.objects.open().filter(department=membership.department)
    if taken := _references(items.filter(assignee=membership.user_id)):
        raise MembershipStillNeeded(
            _("%(person)s still works on %(cases)s. Let that be given back or taken over first.")
            % {"person": membership.user, "cases": taken}
        )
    is_last = not membership.department.memberships.exclude(pk=membership.pk).filter(user__is_active=True).exists()
    if is_last and (left := _references(items)):
        raise MembershipStillNeeded(
            _("%(person)s is the last one in %(department)s, and %(cases)s is still open there.")
            % {"person": membership.user, "department": membership.department, "cases": left}
        )


def compute_anew(*, owner: models.Model, **signal) -> None:
    """Hours of a department or partner have changed: deadlines and promises are looked at once all of it is written."""
    kind = owner._meta.model_name
    if isinstance(owner, Department | Partner):
        with transaction.atomic():
            for name in ("recompute_deadlines", "look_at_promises"):
                send_later(name, key=f"{kind}:{owner.pk}", kind=kind, owner=owner.pk)


def return_what_she_had(*, instance: User, created: bool = False, raw: bool = False, **signal) -> None:
    """Whoever is deactivated keeps nothing: her items go back to their departments within a second."""
    if created or raw or instance.is_active or not WorkItem.objects.open().filter(assignee=instance).exists():
        return
    with transaction.atomic():
        send_later("return_items", key=f"person:{instance.pk}", person=instance.pk)


@tells_what_is_held
def items_in_her_hands(person: User) -> Iterator[Held]:
    """They go back to their departments when she is deactivated."""
    mine = WorkItem.objects.mine(person)
    if number := mine.count():
        yield Held(
            ngettext("%(number)d open task (%(cases)s)", "%(number)d open tasks (%(cases)s)", number)
            % {"number": number, "cases": _references(mine)}
        )


def _references(items: QuerySet) -> str:
    """The case numbers of these items, the first few by name."""
    found = list(items.order_by("due_at").values_list("case__reference", flat=True)[: NAMED + 1])
    return ", ".join(found[:NAMED]) + (" …" if len(found) > NAMED else "")


def _is_migrated() -> bool:
    """Migrating backwards to zero takes the tables away, and post_migrate is sent nevertheless."""
    from django.db import connection

    return setup.CaseTypeVersion._meta.db_table in connection.introspection.table_names()
