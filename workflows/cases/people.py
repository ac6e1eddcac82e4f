"""Who may do what: it comes only from the membership in the department and the function there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from cms.accounts.models import User
from cms.audit.models import Actor
from cms.catalogue.effective import answering_department
from cms.catalogue.models import ServicePage
from cms.organisation.models import Department, Function, Membership, Partner

from .absence_models import acting_as, stood_in_for
from .definition import Kind
from .models import WorkItem


@dataclass(frozen=True)
class Mailbox:
    """A department without seats, acting through a link that was sent to its mailbox."""

    department: Department


Worker = User | Mailbox


def person(by: Worker | None) -> User | None:
    """Who is kept as author and owner: a mailbox is no person."""
    return by if isinstance(by, User) else None


def actor(by: Worker) -> Actor:
    return Actor.mailbox(by.department) if isinstance(by, Mailbox) else Actor.person(by)


def functions_of(user: User, department_id: int | None) -> str | None:
    """The person's function in a department, or the higher one of somebody for whom she stands in.

    The deactivated and strangers have none.
    """
    if department_id is None or not user.is_authenticated or not user.is_active:
        return None
    found = set(
        Membership.objects.filter(user_id__in=acting_as(user), department_id=department_id).values_list(
            "function", flat=True
        )
    )
    return Function.LEAD if Function.LEAD in found else next(iter(found), None)


def has_seat(user: User, item: WorkItem) -> bool:
    """Whether she herself belongs where the item lies, or to which it was escalated."""
    places = [item.department_id, item.escalated_to_id]
    return user.is_active and Membership.objects.filter(user_id=user.pk, department__in=places).exists()


def on_behalf_of(user: User, item: WorkItem) -> User | None:
    """For whom she does this: whoever is away and has it, or without whose function it would not be hers to do."""
    others = stood_in_for(user)
    if not others or item.assignee_id == user.pk:
        return None
    if item.assignee_id in others:
        return item.assignee
    seats = Membership.objects.filter(department__in=[item.department_id, item.escalated_to_id])
    enough = seats if item.function == Function.MEMBER else seats.filter(function=Function.LEAD)
    if enough.filter(user_id=user.pk).exists():
        return None
    seat = enough.filter(user_id__in=others).select_related("user").order_by("pk").first()
    return seat.user if seat else None


def is_lead(user: User, item: WorkItem) -> bool:
    """Lead of the item's department, or of the one it was escalated to; never of what is about herself."""
    return not is_about(user, item) and Function.LEAD in {
        functions_of(user, item.department_id),
        functions_of(user, item.escalated_to_id),
    }


def led_by(user: User) -> QuerySet[Department]:
    """The departments that she leads, or somebody for whom she stands in today; the deactivated lead none."""
    if not user.is_authenticated or not user.is_active:
        return Department.objects.none()
    led = Membership.objects.filter(user_id__in=acting_as(user), function=Function.LEAD)
    return Department.objects.filter(pk__in=led.values("department_id"))


def leads(user: User, department_id: int) -> bool:
    return functions_of(user, department_id) == Function.LEAD


def is_about(user: User, item: WorkItem) -> bool:
    """Whether the concern is about this very person, whom it must never reach."""
    return item.case.about_id is not None and item.case.about_id == user.pk


def may_work(user: Worker, item: WorkItem) -> bool:
    """A lead may do what members may; what falls to the lead only leads may do.

    What is confidential only leads may do, and whom they have given it to. What is about a person she never may. A
    confirmed mailbox may do what waits in its department, untaken, as long as nobody has a seat there; it checks no
    drafts.
    """
    if isinstance(user, Mailbox):
        return _mailbox_may_work(user, item)
    if is_about(user, item):
        return False
    function = functions_of(user, item.department_id)
    if item.case.is_confidential and function is not None and item.assignee_id in acting_as(user):
        return True
    if function == Function.MEMBER and item.function == Function.MEMBER and not item.case.is_confidential:
        return True
    return is_lead(user, item)


def _mailbox_may_work(mailbox: Mailbox, item: WorkItem) -> bool:
    department = mailbox.department
    waits_there = item.department_id == department.pk and item.assignee_id is None and item.step != Kind.APPROVE
    for_members = item.function == Function.MEMBER and not item.case.is_confidential
    return waits_there and for_members and department.works_by_mail


def may_be_given(user: User, item: WorkItem) -> bool:
    """Whom a lead may give an item to: everybody who could take it, of what is confidential any colleague there.

    Nobody who only stands in: when that is over she would have what she may not do any more.
    """
    if not has_seat(user, item):
        return False
    if item.case.is_confidential:
        return not is_about(user, item) and functions_of(user, item.department_id) is not None
    return may_work(user, item)


def may_take_over(user: Worker, item: WorkItem) -> bool:
    """A lead may take over what somebody has taken, and so may whoever stands in for that person.

    So may every colleague if that person has been deactivated, and if it was escalated where there is no lead: those
    who were told must be able to do something.
    """
    if isinstance(user, Mailbox):
        return False
    if is_lead(user, item):
        return True
    if not may_work(user, item):
        return False
    if item.assignee_id in stood_in_for(user):
        return True
    if item.assignee is not None and not item.assignee.is_active:
        return True
    if item.case.is_confidential:
        return False
    without_lead = item.escalated_at is not None and item.escalated_to_id == item.department_id
    return without_lead and not active(item.department, function=Function.LEAD).exists()


def active(department: Department, *, function: str | None = None) -> QuerySet[User]:
    """The active people of a department, all of them or those with a function."""
    people = User.objects.filter(is_active=True, memberships__department=department)
    if function is not None:
        people = people.filter(memberships__department=department, memberships__function=function)
    return people.distinct()


def with_function(department: Department, function: str) -> QuerySet[User]:
    """Whoever may do work that falls to this function: leads may do what members may."""
    return active(department, function=Function.LEAD if function == Function.LEAD else None)


def responsible_department(service: ServicePage | None, partner: Partner) -> Department | None:
    """The department of the first office that holds the service's responsibility there; often there is none."""
    return answering_department(service, partner) if service is not None else None


def falls_to_others(
    department: Department, function: str, *, without: Collection[int], only_leads: bool = False
) -> tuple[Department, str]:
    """Where a step goes that some people must not do, so that a department of one person does not get stuck.

    Its own department if anybody else may do it there, else the leads of the departments above, nearest first, else
    the partner's triage department. If there is nobody at all it stays: the proof names it.
    """
    if with_function(department, function).exclude(pk__in=without).exists():
        return department, function
    for above in _upwards(department)[1:]:
        if active(above, function=Function.LEAD).exclude(pk__in=without).exists():
            return above, Function.LEAD
    triage = _triage(department.partner)
    at_triage = Function.LEAD if only_leads else Function.MEMBER
    if triage and with_function(triage, at_triage).exclude(pk__in=without).exists():
        return triage, at_triage
    return department, function


def _triage(partner: Partner) -> Department | None:
    return partner.triage_department


def _upwards(department: Department) -> list[Department]:
    """The department and those above it; a circle of parents ends the way."""
    way: list[Department] = []
    step: Department | None = department
    while step is not None and step not in way:
        way.append(step)
        step = step.parent
    return way
