"""That no case is lost: each function yields (object, sentence) for what is wrong, and nothing when all is well.

Found by whoever proves it for all apps; nothing is imported from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from cms.accounts.models import User
from cms.organisation.models import Department, Function, Partner

from . import files
from .definition import DefinitionFault, Kind
from .file_models import CaseFile
from .flows import CaseFlow
from .models import FOR_THE_CITIZEN, Case, CaseProcess, CaseTypeVersion, Deadline, Message, WorkItem
from .rosters import Roster
from .sweeper import MOST_ATTEMPTS

Fault = tuple[models.Model, str]
SWEPT_WITHIN = timedelta(minutes=15)
WHO_HAS_IT = [
    *("step", "function", "department", "escalated_to"),
    *("assignee__is_active", "case__reference", "case__about", "case__is_confidential"),
]


def counted() -> dict[str, int]:
    """What the checks below look at."""
    return {
        str(_("open cases")): Case.objects.open().count(),
        str(_("ended cases")): Case.objects.filter(closed_at__isnull=False).count(),
        str(_("open work items")): WorkItem.objects.open().count(),
        str(_("live deadlines")): Deadline.objects.live().count(),
        str(_("files at cases")): CaseFile.objects.exclude(case=None).count(),
    }


def open_cases_have_an_open_item() -> Iterator[Fault]:
    """Every open case waits in some inbox, every ended one in none."""
    items = WorkItem.objects.open().filter(case=OuterRef("pk"))
    for case in Case.objects.open().filter(~Exists(items)):
        yield case, _("is open, but waits in no inbox.")
    for case in Case.objects.filter(Exists(items), closed_at__isnull=False):
        yield case, _("has ended, but still waits in an inbox.")


def answered_cases_have_their_answer() -> Iterator[Fault]:
    """What counts as answered has an answer that the citizen can read."""
    answers = Message.objects.filter(case=OuterRef("pk"), kind=Message.Kind.ANSWER)
    for case in Case.objects.filter(answered_at__isnull=False).filter(~Exists(answers)):
        yield case, _("counts as answered, but there is no answer.")


def files_lie_where_they_should() -> Iterator[Fault]:
    """What was put to a case can be read, and goes with its texts."""
    lying = set(files.stored_names())
    for file in CaseFile.objects.exclude(case=None).only("pk", "stored").iterator():
        if file.stored not in lying:
            yield file, _("was added, but is not in the storage.")
    for file in CaseFile.objects.filter(case__emptied_at__isnull=False):
        yield file, _("should have been deleted.")


def what_open_cases_stand_on_is_there() -> Iterator[Fault]:
    """Version, partner, departments and people; and the version can be read and has the step where the case is."""
    cases = Case.objects.open()
    yield from _without(cases, version=CaseTypeVersion, partner=Partner, department=Department)
    yield from _without(WorkItem.objects.open(), department=Department, assignee=User)
    for case in cases.filter(department__ended_on__lte=timezone.localdate()):
        yield case, _("is with a department that has ended.")
    departments = set(Department.objects.values_list("pk", flat=True))
    for case in cases.exclude(handed_over={}).only("reference", "handed_over"):
        if not departments.issuperset(case.handed_over.values()):
            yield case, _("was handed to a department that is not there.")
    for version in CaseTypeVersion.objects.filter(pk__in=cases.values("version")).select_related("case_type"):
        try:
            definition = version.parsed
        except DefinitionFault:
            yield version, _("cannot be read, and open concerns follow it.")
            continue
        if not departments.issuperset(key for step in definition.steps for key in step.fixed_departments):
            yield version, _("has a step for a department that is not there, and open concerns follow it.")
        on_it = cases.filter(version=version)
        positions = on_it.order_by().values_list("position", flat=True).distinct()
        for case in on_it.filter(position__in=[each for each in positions if definition.at(each) is None]):
            yield case, _("stands at a step that its version does not have.")


def _without(rows: models.QuerySet, **wanted: type[models.Model]) -> Iterator[Fault]:
    """Rows that name something that is not there; a database without constraints, or one brought back, could."""
    for field, model in wanted.items():
        for row in rows.filter(**{f"{field}__isnull": False}).exclude(**{f"{field}__in": model.objects.all()}):
            yield row, _("names something that is not there: %(what)s.") % {"what": model._meta.verbose_name}


def duplicates_go_on_elsewhere() -> Iterator[Fault]:
    """A duplicate waits for a concern that is open; when that ends, the worker goes on with the duplicate."""
    waited = Q(merged_into__closed_at__isnull=False, merged_into__closed_at__lte=timezone.now() - SWEPT_WITHIN)
    for case in Case.objects.merged().filter(waited):
        yield case, _("waits for the answer to a concern that has ended.")


def waiting_for_the_citizen_ends() -> Iterator[Fault]:
    """Where the promise rests somebody has been asked, and the waiting has an end."""
    waits = WorkItem.objects.open().filter(case=OuterRef("pk"), step=FOR_THE_CITIZEN)
    for case in Case.objects.waiting_for_citizen().filter(~Exists(waits)):
        yield case, _("waits for the citizen, but nobody has asked her.")
    for case in Case.objects.open().filter(Exists(waits), waiting_since__isnull=True):
        yield case, _("has asked the citizen, but its promise does not rest.")


def open_items_have_their_engine_task() -> Iterator[Fault]:
    """Our items and the engine's human tasks tell the same story, both ways."""
    for item in WorkItem.objects.open().filter(Q(task__isnull=True) | Q(task__finished__isnull=False)):
        yield item, _("is open, but the engine has no open task for it.")
    ours = WorkItem.objects.open().filter(task=OuterRef("pk"))
    human = Task.objects.filter(flow_task_type="HUMAN", finished__isnull=True, process__status=PROCESS.NEW)
    for task in human.filter(~Exists(ours)):
        yield task, _("is open in the engine, but stands in no inbox.")
    for case in Case.objects.open().exclude(process__status=PROCESS.NEW):
        yield case, _("is open, but its course has ended.")
    for case in Case.objects.filter(closed_at__isnull=False, process__status=PROCESS.NEW):
        yield case, _("has ended, but its course goes on.")
    on_it = Case.objects.filter(process=OuterRef("pk"))
    for course in CaseProcess.objects.filter(~Exists(on_it), status=PROCESS.NEW, flow_class=CaseFlow):
        yield course, _("is a course that goes on, but no case is on it.")


def open_items_have_a_live_deadline() -> Iterator[Fault]:
    """What is open and not escalated yet will be, or ends by itself: its deadline is there and was not overlooked."""
    coming = Deadline.objects.live().filter(item=OuterRef("pk"), kind__in=[Deadline.Kind.ESCALATE, Deadline.Kind.END])
    ending = Deadline.objects.filter(
        item=OuterRef("pk"), kind=Deadline.Kind.END, fired_at__gt=timezone.now() - SWEPT_WITHIN
    )
    for item in WorkItem.objects.open().filter(~Exists(coming), ~Exists(ending), escalated_at__isnull=True):
        yield item, _("would never be escalated.")
    overdue = Deadline.objects.filter(
        item=OuterRef("pk"), kind=Deadline.Kind.END, fired_at__lte=timezone.now() - SWEPT_WITHIN
    )
    for item in WorkItem.objects.open().filter(Exists(overdue)):
        yield item, _("should have ended unanswered, and is still open.")
    for deadline in Deadline.objects.set_aside(most_attempts=MOST_ATTEMPTS).select_related("item"):
        yield deadline, _("could not be fired and is not tried any more.")
    now = timezone.now()
    overlooked = Deadline.objects.ready(now - SWEPT_WITHIN, most_attempts=MOST_ATTEMPTS)
    for deadline in overlooked.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now - SWEPT_WITHIN)):
        yield deadline, _("is due and nobody has swept it.")


def passed_promises_were_escalated() -> Iterator[Fault]:
    """Where the promised moment has passed, a lead knows, or will with the next opening."""
    now = timezone.now()
    put_off = Deadline.objects.live().filter(item=OuterRef("pk"), retry_at__gt=now)
    waiting = WorkItem.objects.open().filter(~Exists(put_off), case=OuterRef("pk"), escalated_at__isnull=True)
    for case in Case.objects.open().promised_before(now - SWEPT_WITHIN).filter(Exists(waiting)):
        yield case, _("has passed its promise and was not escalated.")


def open_items_have_somebody() -> Iterator[Fault]:
    """Somebody active can do it: who has taken it, else anybody in that function of the department."""
    items = WorkItem.objects.open()
    places = items.order_by().values_list("department", "escalated_to").distinct()
    roster = Roster(place for pair in places for place in pair if place is not None)
    checked = Message.objects.filter(kind=Message.Kind.DRAFT, case__in=items.filter(step=Kind.APPROVE).values("case"))
    authors = dict(checked.order_by("pk").values_list("case", "author"))  # the newest draft stands last
    for item in items.select_related("assignee", "case").only(*WHO_HAS_IT).iterator(chunk_size=500):
        if item.assignee is not None:
            if not item.assignee.is_active:
                yield item, _("was taken by somebody who has left.")
            if item.assignee_id == item.case.about_id:
                yield item, _("is with the person whom it is about.")
            continue
        without = {item.case.about_id, authors.get(item.case_id) if item.step == Kind.APPROVE else None}
        able = set(roster.able(item.department_id, item.function)) - without
        for_members = item.function == Function.MEMBER and not item.case.is_confidential
        by_mail = for_members and item.step != Kind.APPROVE and roster.works_by_mail(item.department_id)
        if not able and not by_mail and not roster.able(item.escalated_to_id, Function.MEMBER):
            yield item, _("waits in an inbox that nobody can open.")
