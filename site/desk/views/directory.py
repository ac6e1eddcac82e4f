"""The staff directory: who in which department does what, for agents and nobody else."""

from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.organisation.models import Colleague, Department, Partner
from desk.access import CALL_DESK, opens

SHOWN = 200
LONGEST_QUERY = 100


@opens(CALL_DESK)
@require_safe
def directory(request):
    """Everybody whose name, tasks, room, number or department holds the words; by department."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    partner = Partner.objects.filter(slug=request.GET.get("partner", "")).first()
    department = _department(request.GET.get("amt", ""))
    standing = Department.objects.standing(timezone.localdate())
    rows = Colleague.objects.found(query).filter(department__in=standing)
    if department is not None:
        rows = rows.filter(department=department)
    elif partner is not None:
        rows = rows.filter(department__partner=partner)
    rows = rows.select_related("department__partner").order_by(
        "department__partner__name", "department__name", "department", "name", "pk"
    )
    found = list(rows[: SHOWN + 1])
    context = {
        "query": query,
        "partner": partner,
        "partners": Partner.objects.own_town_first(),
        "department": department,
        "groups": [(key, list(each)) for key, each in groupby(found[:SHOWN], key=lambda row: row.department)],
        "number": len(found[:SHOWN]),
        "is_cut": len(found) > SHOWN,
    }
    return render(request, "desk/directory.html", context)


def _department(key: str) -> Department | None:
    if not key.isdecimal() or len(key) > 18:
        return None
    return Department.objects.select_related("partner").filter(pk=key).first()
