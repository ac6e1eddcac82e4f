"""What cases have to say about the end of a department: open work holds it, and goes where everything goes."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.ending import moves_with_its_department
from cms.organisation.errors import DepartmentStillNeeded
from cms.organisation.models import Department
from cms.organisation.where_used import Use, tells_of

from .models import Case, CaseType, CaseTypeVersion, WorkItem


@tells_of("department")
def uses_of_a_department(department: Department) -> Iterator[Use]:
    """How many concerns are open, never which: who keeps the register need not be somebody who reads them."""
    if number := _open_cases(department).count():
        label = ngettext("%(number)d open concern", "%(number)d open concerns", number) % {"number": number}
        yield Use(_("Concerns"), label, holds=True)
    for case_type in _case_types(department):
        yield Use(_("Case types with a step for it"), str(case_type), holds=True, moves=False)


def keep_department_with_open_cases(*, department: Department, **signal) -> None:
    """Veto the end of a department in which somebody still waits for an answer."""
    if number := _open_cases(department).count():
        raise DepartmentStillNeeded(
            ngettext(
                "%(number)d concern is still open in %(department)s.",
                "%(number)d concerns are still open in %(department)s.",
                number,
            )
            % {"number": number, "department": department}
        )


@moves_with_its_department
def move_open_cases(department: Department, to: Department, by: Actor) -> None:
    """Open concerns with their work go to the other department; what was promised stays, and who has taken what too."""
    cases = _open_cases(department).select_for_update(of=("self",)).order_by("pk")
    if to.gives_information_only and cases:
        raise DepartmentStillNeeded(
            _("%(department)s takes no concerns, but some are open here. Choose another one.") % {"department": to}
        )
    for case in cases:
        items = WorkItem.objects.open().filter(case=case)
        items.filter(department=department).update(department=to)
        items.filter(escalated_to=department).update(escalated_to=to)
        if case.department_id == department.pk:
            Case.objects.filter(pk=case.pk).update(department=to)
        if department.pk in case.handed_over.values():
            moved = {step: to.pk if key == department.pk else key for step, key in case.handed_over.items()}
            Case.objects.filter(pk=case.pk).update(handed_over=moved)
        record("case_moved", case, by=by, old={"department": department.pk}, new={"department": to.pk})


def _open_cases(department: Department) -> QuerySet[Case]:
    """Those it answers for, and those of which a step lies in its inbox or was escalated to it.

    A duplicate that waits for the answer to another concern counts as well: it may yet come back to the department.
    """
    items = WorkItem.objects.open().filter(Q(department=department) | Q(escalated_to=department), case=OuterRef("pk"))
    to_answer = Q(closed_at__isnull=True) | Q(state=Case.State.MERGED)
    return Case.objects.filter(Q(to_answer, department=department) | Exists(items))


def _case_types(department: Department) -> list[CaseType]:
    """Those whose steps fall to it by name: in the version for new concerns, or in one that open concerns follow."""
    found = {}
    newest: set[int] = set()
    pinned = set(Case.objects.open().values_list("version", flat=True))
    for version in CaseTypeVersion.objects.select_related("case_type").order_by("case_type", "-number"):
        for_new_ones = version.case_type.is_active and version.case_type_id not in newest
        newest.add(version.case_type_id)
        steps = version.parsed.steps if for_new_ones or version.pk in pinned else ()
        if any(department.pk in step.fixed_departments for step in steps):
            found[version.case_type_id] = version.case_type
    return list(found.values())
