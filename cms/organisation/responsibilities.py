"""Which office of a partner holds a responsibility, and which department answers for it."""

from .errors import NoTriageDepartment
from .models import Department, Office, Partner, Responsibility, ResponsibilityMapping


def offices_for(partner: Partner, responsibility: Responsibility | None) -> list[Office]:
    """The partner's offices that hold it, the lowest position first, each with its location and department."""
    if responsibility is None:
        return []
    mappings = (
        ResponsibilityMapping.objects.filter(partner=partner, responsibility=responsibility)
        .select_related("office__location", "office__department")
        .order_by("position", "pk")
    )
    return [mapping.office for mapping in mappings]


def responsible_department(partner: Partner, responsibility: Responsibility | None) -> Department:
    """The department of the first office that holds it, else the one that receives the partner's concerns.

    Raises ``NoTriageDepartment`` where the partner names none.
    """
    offices = offices_for(partner, responsibility)
    if offices:
        return offices[0].department
    if partner.triage_department is None:
        raise NoTriageDepartment(partner)
    return partner.triage_department
