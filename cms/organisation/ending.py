"""The end of a department: what still holds it, where that could go, and who moves it there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

from cms.audit.models import Actor

from . import signals
from .errors import DepartmentStillNeeded
from .models import Department
from .where_used import Use, uses_of

# (department, to, by): moves what an upper app keeps for a department; runs in the transaction of the move, before
# the people go, and may raise DepartmentStillNeeded.
Mover = Callable[[Department, Department, Actor], None]
movers: list[Mover] = []


def moves_with_its_department(mover: Mover) -> Mover:
    """Registers a mover; call it while apps become ready."""
    if mover not in movers:
        movers.append(mover)
    return mover


def what_holds(department: Department) -> list[Use]:
    """Everything for which the department is still needed."""
    return [use for use in uses_of(department) if use.holds]


def veto(department: Department) -> str:
    """What an upper app says against the end of a department, in its own words; "" where nobody minds."""
    try:
        signals.department_ending.send(sender=Department, department=department)
    except DepartmentStillNeeded as refusal:
        return str(refusal)
    return ""


def other_departments(department: Department, on: date) -> QuerySet:
    """Where everything could go: departments of the same partner that stand, but none that belongs to this one."""
    below = [row.pk for row in department.below()]
    return Department.objects.filter(partner=department.partner_id).standing(on).exclude(pk__in=[department.pk, *below])
