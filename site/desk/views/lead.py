"""The lead's view: who has how much, what is late or about to be, and who waits for whom."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.access import INBOX, opens
from workflows.assurance.models import ProofRun
from workflows.cases import actions
from workflows.cases.models import FOR_THE_CITIZEN, Case, WorkItem

SOON = timedelta(hours=24)
LINES = 100


@opens(INBOX)
@require_safe
def lead(request):
    """For whoever leads a department, or stands in for somebody who does; for everybody else it does not exist."""
    has_list = Exists(request.user.memberships.filter(department=OuterRef("pk")))
    led = actions.led_by(request.user).annotate(has_list=has_list)
    departments = list(led.select_related("partner").order_by("name"))
    if not departments:
        raise Http404
    now = timezone.now()
    items = WorkItem.objects.open().filter(department__in=departments).exclude(case__about=request.user)
    late = Q(due_at__lt=now)
    load = (
        items.exclude(step=FOR_THE_CITIZEN)
        .order_by("department__name", "assignee__last_name", "assignee__first_name")
        .values("department_id", "assignee_id", "assignee__first_name", "assignee__last_name", "assignee__is_active")
        .annotate(
            number=Count("pk"),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=~late & Q(due_at__lt=now + SOON)),
        )
    )
    by_department = {department.pk: (department, []) for department in departments}
    for row in load:
        by_department[row["department_id"]][1].append(row)
    waiting = (
        WorkItem.objects.open()
        .filter(case__department__in=departments, step__in=["consult", FOR_THE_CITIZEN])
        .exclude(case__about=request.user)
        .select_related("case__version__case_type", "case__department", "department", "case__partner")
        .order_by("due_at", "pk")[:LINES]
    )
    broken = (
        Case.objects.open()
        .filter(department__in=departments)
        .promised_before(now)
        .exclude(about=request.user)
        .select_related("department", "service")
        .order_by("promised_at")[:LINES]
    )
    doubtful = (
        Case.objects.open()
        .filter(department__in=departments, promise_in_doubt__isnull=False)
        .exclude(about=request.user)
        .select_related("department", "service")
        .order_by("promised_at")[:LINES]
    )
    run = ProofRun.objects.last()
    context = {
        "departments": list(by_department.values()),
        "waiting": list(waiting),
        "broken": list(broken),
        "doubtful": list(doubtful),
        "now": now,
        "run": run,
        "is_late": run is not None and run.is_late(now),
    }
    return render(request, "desk/lead.html", context)
