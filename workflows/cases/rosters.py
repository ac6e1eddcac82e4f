"""Who is active in which department, read at once for many work items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from cms.organisation.models import Department, Function, Membership


class Roster:
    """The active people of some departments, of those above them and of their triage; two queries for any number."""

    def __init__(self, departments: Iterable[int]):
        found = Department.objects.select_related("parent__parent", "partner__triage_department")
        self.departments = found.in_bulk(set(departments))
        everywhere = {place.pk for department in self.departments.values() for place in _way_up(department)}
        self._people: dict[int, dict[int, str]] = defaultdict(dict)
        self._with_seats: set[int] = set()
        seats = Membership.objects.filter(department__in=everywhere).order_by("user_id")
        for department, person, function, is_active in seats.values_list(
            "department_id", "user_id", "function", "user__is_active"
        ):
            self._with_seats.add(department)
            if is_active:
                self._people[department][person] = function

    def works_by_mail(self, department: int) -> bool:
        """Nobody has a seat there, and whoever reads the confirmed mailbox does the work."""
        return bool(self.departments[department].confirmed_mailbox) and department not in self._with_seats

    def able(self, department: int, function: str) -> list[int]:
        """Whoever may do what falls to this function there: leads may do what members may."""
        people = self._people[department]
        return [person for person, hers in people.items() if function == Function.MEMBER or hers == Function.LEAD]

    def leads_for(self, department: int, *, without: Collection[int | None] = ()) -> tuple[int, list[int]]:
        """Whom an escalation reaches: the leads here, else above, else of triage, else everybody in the department.

        ``without`` are those who do not count: the author of a draft that waits for its check, because she must not
        check it herself, and whom the concern is about. Returns the department whose leads they are, so that they can
        see and take over what was escalated to them.
        """
        for candidate in _way_up(self.departments[department]):
            found = [lead for lead in self.able(candidate.pk, Function.LEAD) if lead not in without]
            if found:
                return candidate.pk, found
        return department, [person for person in self._people[department] if person not in without]


def _way_up(department: Department) -> list[Department]:
    """The department, those above it and last the partner's triage; a circle of parents ends the way."""
    way: list[Department] = []
    step: Department | None = department
    while step is not None and step not in way:
        way.append(step)
        step = step.parent
    triage = department.partner.triage_department
    return way if triage is None else [*way, triage]
