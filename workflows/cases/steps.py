"""What happens inside a step of a case. Everything here runs in the transaction that a door has opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Task

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.hours import Hours
from cms.organisation.models import Department
from cms.outbox.actions import send_later
from workflows.citizens import actions as citizens
from workflows.citizens.models import ReplyChannel

from . import addresses, people
from .deadlines import times
from .definition import FallsTo, Kind, Outcome, Step, advance
from .errors import AlreadyFinished
from .models import BY_HAND, WISHES, Case, Deadline, Message, WorkItem

ENGINE = Actor.system("case_flow")


def case_of(activation: Activation) -> Case:
    return activation.process.artifact


def node_for(case: Case) -> str:
    """The name of the node that does the step at which the case stands."""
    step = case.step()
    if step is None:
        return "close"
    if step.kind == Kind.REPLY and case.reply_channel in WISHES:
        return BY_HAND
    return step.kind.value


def next_is(node: str) -> Callable[[Activation], bool]:
    """The condition of a branch of the route."""

    def condition(activation: Activation) -> bool:
        return node_for(case_of(activation)) == node

    return condition


def permission_to_work(activation: Activation) -> str:
    """The engine's own word for who may do a step; a second line behind the doors, held by nobody outside them."""
    department, function = falls_to(case_of(activation))
    return f"cases.work_in_{department.pk}_as_{function}"


def falls_to(case: Case) -> tuple[Department, str]:
    """The department and the function in whose inbox the case's current step appears."""
    known = getattr(case, "_falls_to", None)
    if known is None or known[0] != case.position:
        known = (case.position, *_falls_to(case, case.step()))
        case._falls_to = known
    return known[1], known[2]


def _falls_to(case: Case, step: Step) -> tuple[Department, str]:
    department = case.department
    if step.kind == Kind.TRIAGE or step.falls_to == FallsTo.TRIAGE:
        department = case.partner.triage_department or department
    elif step.falls_to == FallsTo.RESPONSIBLE:
        department = people.responsible_department(case.service, case.partner) or department
    elif step.fixed_department is not None:
        department = Department.objects.select_related("partner").get(pk=step.fixed_department)
    if step.kind == Kind.APPROVE:
        return people.approval_falls_to(department, step.function, author=author_of_draft(case))
    return department, step.function


def author_of_draft(case: Case) -> User | None:
    draft = draft_of(case)
    return draft.author if draft else None


def draft_of(case: Case) -> Message | None:
    """The newest draft; asked once per transaction, in which only the door itself writes one."""
    if not hasattr(case, "_draft"):
        case._draft = case.draft
    return case._draft


def remember_draft(case: Case, draft: Message) -> None:
    case._draft = draft


def remember_hours(case: Case, department: Department, hours: Hours) -> None:
    """The hours of the promise are usually those of the first step as well."""
    case._hours = (department.pk, hours)


def _hours(case: Case, department: Department) -> Hours:
    known, hours = getattr(case, "_hours", (None, None))
    return hours if known == department.pk else Hours.of(department)


def hand_out(activation: Activation) -> None:
    """Put the step into the inbox it falls to, with its deadlines; a mailbox hears of it."""
    case, task = case_of(activation), activation.task
    step = case.step()
    department, function = falls_to(case)
    now = timezone.now()
    moments = times(step, arrived_at=now, promised_at=case.promised_at, hours=_hours(case, department))
    item = WorkItem.objects.create(
        case=case,
        task=task,
        step=node_for(case),
        position=case.position,
        department=department,
        function=function,
        created_at=now,
        due_at=moments.due_at,
    )
    deadlines = [Deadline(item=item, kind=Deadline.Kind.ESCALATE, due_at=moments.escalate_at)]
    if moments.remind_at is not None:
        deadlines.append(Deadline(item=item, kind=Deadline.Kind.REMIND, due_at=moments.remind_at))
    Deadline.objects.bulk_create(deadlines)
    _back_to_its_author(case, item, activation)
    if department.mailbox:
        send_later("tell_department", item=item.pk, occasion="arrived")


def _back_to_its_author(case: Case, item: WorkItem, activation: Activation) -> None:
    """A draft that was sent back goes to whoever wrote it, if she may still do it; else to everybody."""
    was_sent_back = getattr(case, "_was_sent_back", False)
    author = author_of_draft(case) if was_sent_back and item.step == Kind.ANSWER else None
    if author is None or not people.may_work(author, item):
        return
    WorkItem.objects.filter(pk=item.pk).update(assignee=author, taken_at=item.created_at)
    activation.assign(author)


def finish(activation: Activation, item: WorkItem, *, outcome: Outcome, by: User) -> None:
    """End a work item and let the case go on, up to where it waits again.

    The conditional updates here and in ``go_on`` refuse what the lock has let through, should it ever fail.
    """
    case, now = item.case, timezone.now()
    changed = WorkItem.objects.filter(pk=item.pk, done_at__isnull=True).update(
        done_at=now, done_by=by, outcome=outcome, assignee=by, taken_at=item.taken_at or now
    )
    insist(changed)
    Deadline.objects.filter(item=item, closed_at__isnull=True).update(closed_at=now)
    go_on(case, outcome)
    activation.process.artifact = case
    own(activation, by)
    activation.start(None)
    activation.task.data = {"outcome": str(outcome), "position": item.position}
    activation.execute()


def own(activation: Activation, user: User) -> None:
    """Keep the engine's owner of a task in step with ours."""
    if activation.task.owner_id is None:
        activation.assign(user)
    elif activation.task.owner_id != user.pk:
        activation.reassign(user)


def disown(activation: Activation) -> None:
    if activation.task.owner_id is not None:
        activation.unassign()


def go_on(case: Case, outcome: Outcome) -> None:
    """Move the case to its next step, if it still stands where we think."""
    position = advance(case.version.parsed, case.position, outcome)
    insist(Case.objects.filter(pk=case.pk, position=case.position, state=Case.State.OPEN).update(position=position))
    case.position = position
    case._was_sent_back = outcome == Outcome.REJECTED


def insist(changed: int) -> None:
    """Refuse when nothing was changed, because the state it was to start from no longer holds."""
    if not changed:
        raise AlreadyFinished


def send_answer(activation: Activation) -> None:
    """Give the citizen the answer in the way she wished, as far as a program can."""
    case = case_of(activation)
    give_answer(case)
    go_on(case, Outcome.DONE)


def give_answer(case: Case) -> None:
    """From here on the citizen can read the answer; by mail it leaves with this transaction."""
    draft = draft_of(case)
    answer = Message.objects.create(
        case=case, kind=Message.Kind.ANSWER, author=draft.author, text=draft.text, created_at=timezone.now()
    )
    if case.reply_channel == ReplyChannel.EMAIL and case.details is not None:
        citizens.write_letter(
            case.details,
            key=f"case:{case.pk}:answer:{answer.pk}",
            template="case_answered",
            context={
                "reference": case.reference,
                "answer": answer.text,
                "opened_at": case.opened_at,
                **about(case),
            },
        )
    record("answer_given", case, by=ENGINE, new={"reply_channel": case.reply_channel})


def close(activation: Activation) -> None:
    """The case is answered; from now on run the end dates of its details and its text."""
    case = case_of(activation)
    now = timezone.now()
    retention = case.version.parsed.retention[Case.State.ANSWERED]
    end_of_text = _days_after(now, retention.text_days)
    closed = Case.objects.filter(pk=case.pk, state=Case.State.OPEN).update(
        state=Case.State.ANSWERED,
        outcome=Case.State.ANSWERED,
        answered_at=now,
        delete_after=end_of_text,
    )
    insist(closed)
    case.state, case.outcome, case.answered_at, case.delete_after = (
        Case.State.ANSWERED,
        Case.State.ANSWERED,
        now,
        end_of_text,
    )
    if case.details is not None:
        citizens.keep_until(case.details, _days_after(now, retention.details_days))
    record("case_closed", case, by=ENGINE, old={"state": Case.State.OPEN}, new={"state": Case.State.ANSWERED})


def about(case: Case) -> dict[str, object]:
    """What every letter about a case may say."""
    language = case.details.language if case.details else "de"
    return {
        "name": case.details.name if case.details else "",
        "partner": case.partner.name,
        "department": case.department.name,
        "service": case.service.title if case.service else "",
        "status_url": addresses.status_page(case.partner, language),
    }


def wait_no_longer_than(wait: timedelta) -> None:
    """From here to the end of the transaction no row lock is waited for any longer; SQLite waits at the start only."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(wait.total_seconds() * 1000)}ms"])


def engine_task(item: WorkItem) -> Task:
    """The engine's task of an open item; without one the item cannot be worked on any more."""
    task = Task.objects.filter(pk=item.task_id).select_related("process").first()
    if task is None:
        raise AlreadyFinished
    return task


def _days_after(moment: datetime, days: int):
    return timezone.localdate(moment) + timedelta(days=days)
