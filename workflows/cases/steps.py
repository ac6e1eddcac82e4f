"""What happens inside a step of a case. Everything here runs in the transaction that a door has opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, F
from django.utils import timezone
from django.utils.translation import gettext
from viewflow.workflow.activation import Activation
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Function
from cms.outbox.actions import send_later
from workflows.calendars.promises import Duration, NoServiceHours, Unit, due, minutes_between, promise
from workflows.citizens import actions as citizens
from workflows.citizens.models import ReplyChannel
from workflows.statistics.actions import count_case

from . import addresses, people
from .deadlines import Times, times
from .definition import Consulted, FallsTo, Kind, Outcome, Step, advance
from .errors import AlreadyFinished
from .models import BY_HAND, FOR_THE_CITIZEN, WISHES, Case, Deadline, Message, Watch, WorkItem

ENGINE = Actor.system("case_flow")
# Steps in which others have to say something: they end when they are due, said or unsaid.
ENDING = {Kind.CONSULT, FOR_THE_CITIZEN}
CALENDAR_DAYS_TO_REPLY = timedelta(days=14)


def case_of(activation: Activation) -> Case:
    return activation.process.artifact


def node_for(case: Case) -> str:
    """The name of the step at which the case stands, as its work items bear it."""
    step = case.step()
    if step is None:
        return "close"
    if case.waiting_since is not None:
        return FOR_THE_CITIZEN
    if case.asked_now:
        return Kind.CONSULT.value
    if step.kind == Kind.REPLY and (case.reply_channel in WISHES or no_mail_arrives(case)):
        return BY_HAND
    if step.kind == Kind.INFORM and step.acknowledge:
        return "acknowledge"
    return step.kind.value


def no_mail_arrives(case: Case) -> bool:
    """She wishes the answer by mail, and a letter of ours came back."""
    return case.reply_channel == ReplyChannel.EMAIL and case.undelivered_at is not None


def next_is(node: str) -> Callable[[Activation], bool]:
    """The condition of a branch of the route."""

    def condition(activation: Activation) -> bool:
        return node_for(case_of(activation)) == node

    condition.node = node
    return condition


def asked(activation: Activation) -> list[dict[str, int]]:
    """One branch of the engine for each department that is consulted."""
    return [{"asked": number} for number in range(len(_consulted(case_of(activation))))]


def _consulted(case: Case) -> list[Step]:
    """The consultation at which the case stands, as a step for each department: ad hoc, or as the case type says."""
    step = case.step()
    if case.asked_now:
        departments = [
            Consulted(
                falls_to=f"department:{entry['department']}",
                due=Duration(entry["due"]["amount"], Unit(entry["due"]["unit"])),
            )
            for entry in case.asked_now
        ]
    else:
        departments = step.departments
    return [replace(step.asking(department), kind=Kind.CONSULT) for department in departments]


def step_at_hand(activation: Activation) -> Step:
    """The step of the case, or the share that one consulted department has in it."""
    case, number = case_of(activation), activation.task.data.get("asked")
    return case.step() if number is None else _consulted(case)[number]


def step_of(item: WorkItem) -> Step | None:
    """The step of an open item, or its department's share in a consultation; None if the engine has no task for it."""
    number = item.task.data.get("asked") if item.task and item.task.data else None
    return item.case.step() if number is None else _consulted(item.case)[number]


def permission_to_work(activation: Activation) -> str:
    """The engine's own word for who may do a step; a second line behind the doors, held by nobody outside them."""
    department, function = falls_to(case_of(activation), step_at_hand(activation))
    return f"cases.work_in_{department.pk}_as_{function}"


def falls_to(case: Case, step: Step) -> tuple[Department, str]:
    """The department and the function in whose inbox a step of the case appears."""
    known = getattr(case, "_falls_to", None)
    if known is None or known[0] != (case.revision, step):
        known = ((case.revision, step), *_falls_to(case, step))
        case._falls_to = known
    return known[1], known[2]


def _falls_to(case: Case, step: Step) -> tuple[Department, str]:
    department = case.department
    handed_over = case.handed_over.get(step.key) if step.kind != Kind.CONSULT else None
    if handed_over is not None:
        department = Department.objects.select_related("partner").get(pk=handed_over)
    elif step.kind == Kind.TRIAGE or step.falls_to == FallsTo.TRIAGE:
        department = case.partner.triage_department or department
    elif step.falls_to == FallsTo.RESPONSIBLE:
        department = people.responsible_department(case.service, case.partner) or department
    elif step.fixed_department is not None:
        department = Department.objects.select_related("partner").get(pk=step.fixed_department)
    if node_for(case) == BY_HAND and department.works_by_mail:
        # Nobody there calls or writes letters by a link.
        department = case.partner.triage_department or department
    function = Function.LEAD if case.is_confidential else step.function
    without = {case.about_id} - {None}
    if step.kind == Kind.APPROVE and (author := author_of_draft(case)):
        without.add(author.pk)
    # A case's own department may have no seats, which no release could know: nobody there checks a draft or leads.
    nobody_there = (step.kind == Kind.APPROVE or function == Function.LEAD) and department.works_by_mail
    if without or case.is_confidential or nobody_there:
        return people.falls_to_others(department, function, without=without, only_leads=case.is_confidential)
    return department, function


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
    step = step_at_hand(activation)
    department, function = falls_to(case, step)
    now, node = timezone.now(), node_for(case)
    moments = _moments(case, step, node, _hours(case, department), now)
    item = WorkItem.objects.create(
        case=case,
        version=case.version,
        task=task,
        step=node,
        position=case.position,
        department=department,
        function=function,
        created_at=now,
        due_at=moments.due_at,
        is_ad_hoc=bool(case.asked_now),
    )
    _watch_over(item, moments)
    _to_whom_it_was_before(case, item, activation)
    if department.mailbox and node != FOR_THE_CITIZEN:
        send_later("tell_department", item=item.pk, occasion="arrived")


def _moments(case: Case, step: Step, node: str, hours: Hours, now: datetime) -> Times:
    if node != FOR_THE_CITIZEN:
        return times(step, arrived_at=now, promised_at=case.promised_at, hours=hours)
    patience = case.version.parsed.ask_back
    try:
        end = due(now, patience.end, hours).due_at
        return Times(end, due(now, patience.remind, hours).due_at, end)
    except NoServiceHours:
        end = now + CALENDAR_DAYS_TO_REPLY
        return Times(end, None, end)


def _watch_over(item: WorkItem, moments: Times) -> None:
    Deadline.objects.bulk_create(deadlines_of(item, moments))


def deadlines_of(item: WorkItem, moments: Times) -> list[Deadline]:
    """What somebody else has to say ends by itself when it is due; everything else is escalated."""
    ends = item.step in ENDING
    deadlines = []
    if ends:
        deadlines.append(Deadline(item=item, kind=Deadline.Kind.END, due_at=moments.due_at))
    if not ends or (item.step == Kind.CONSULT and moments.escalate_at < moments.due_at):
        deadlines.append(Deadline(item=item, kind=Deadline.Kind.ESCALATE, due_at=moments.escalate_at))
    if moments.remind_at is not None and moments.remind_at < moments.due_at:
        deadlines.append(Deadline(item=item, kind=Deadline.Kind.REMIND, due_at=moments.remind_at))
    return deadlines


def _to_whom_it_was_before(case: Case, item: WorkItem, activation: Activation) -> None:
    """What was sent back, asked or reopened goes to whoever had it, if she may still do it; else to everybody."""
    person, case._back_to = getattr(case, "_back_to", None), None
    if person is None or not people.may_be_given(person, item):
        return
    WorkItem.objects.filter(pk=item.pk).update(assignee=person, taken_at=item.created_at)
    activation.assign(person)


def finish(activation: Activation, item: WorkItem, *, outcome: Outcome, by: User | None, **changes) -> None:
    """End a work item and let the case go on, up to where it waits again; ``changes`` are written to the case with it.

    The conditional updates here and in ``go_on`` refuse what the lock has let through, should it ever fail. A
    consultation goes on when all departments have spoken (``gather``). ``by`` is nobody when time ended the item.
    """
    case, now = item.case, timezone.now()
    ended = {"done_at": now, "done_by": by, "outcome": outcome}
    if by is not None:
        ended |= {"assignee": by, "taken_at": item.taken_at or now, "done_for": getattr(item, "acts_for", None)}
    insist(WorkItem.objects.filter(pk=item.pk, done_at__isnull=True).update(**ended))
    Deadline.objects.filter(item=item, closed_at__isnull=True).update(closed_at=now)
    if item.step != Kind.CONSULT:
        go_on(case, outcome, **changes)
    activation.process.artifact = case
    if by is not None:
        own(activation, by)
    elif activation.task.status == STATUS.NEW:
        activation.assign(None)
    activation.start(None)
    activation.task.data = {**activation.task.data, "outcome": str(outcome), "position": item.position}
    activation.execute()


def gather(activation: Activation) -> None:
    """All who were consulted have spoken, or their time is over; asked ad hoc, it goes back to whoever asked."""
    case = case_of(activation)
    if not case.asked_now:
        go_on(case, Outcome.DONE)
        return
    case._back_to = who_ended(case, Outcome.CONSULTED)
    go_on(case, Outcome.CONSULTED, asked_now=[])


def who_ended(case: Case, outcome: Outcome) -> User | None:
    """Who brought the case where it stands with this outcome, the last time."""
    items = WorkItem.objects.filter(case=case, position=case.position, outcome=outcome).select_related("done_by")
    item = items.order_by("-pk").first()
    return item.done_by if item else None


def inform(activation: Activation) -> None:
    """A department gets to know of the case and has nothing to do: it sees it from now on, and a mail says so."""
    case, now = case_of(activation), timezone.now()
    step = case.step()
    department, function = falls_to(case, step)
    item = WorkItem.objects.create(
        case=case,
        version=case.version,
        step=Kind.INFORM,
        position=case.position,
        department=department,
        function=function,
        created_at=now,
        due_at=now,
        done_at=now,
        outcome=Outcome.DONE,
    )
    send_later("tell_informed", item=item.pk)
    go_on(case, Outcome.DONE)


def own(activation: Activation, user: User) -> None:
    """Keep the engine's owner of a task in step with ours."""
    if activation.task.owner_id is None:
        activation.assign(user)
    elif activation.task.owner_id != user.pk:
        activation.reassign(user)


def disown(activation: Activation) -> None:
    if activation.task.owner_id is not None:
        activation.unassign()


def go_on(case: Case, outcome: Outcome, **changes) -> None:
    """Move the case to its next step, if it still stands where we think."""
    if outcome == Outcome.REJECTED:
        case._back_to = author_of_draft(case)
    position = advance(case.version.parsed, case.position, outcome)
    insist(
        Case.objects.filter(pk=case.pk, position=case.position, state=Case.State.OPEN).update(
            position=position, revision=F("revision") + 1, **changes
        )
    )
    case.position, case.revision = position, case.revision + 1
    for name, value in changes.items():
        setattr(case, name, value)


def insist(changed: int | bool) -> None:
    """Refuse when nothing was changed, because the state it was to start from no longer holds."""
    if not changed:
        raise AlreadyFinished


def send_answer(activation: Activation) -> None:
    """Give the citizen the answer in the way she wished, as far as a program can."""
    case = case_of(activation)
    go_on(case, Outcome.DONE, **give_answer(case))


def give_answer(case: Case, *, by_letter: bool = True) -> dict[str, datetime]:
    """From here on the citizen can read the answer; by mail it leaves with this transaction.

    Returns what changes about the case: with its last reply it is answered.
    """
    draft = draft_of(case)
    now = timezone.now()
    answer = Message.objects.create(
        case=case, kind=Message.Kind.ANSWER, author=draft.author, text=draft.text, created_at=now
    )
    if by_letter and case.reply_channel == ReplyChannel.EMAIL and case.details is not None:
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
    return {"answered_at": now} if case.position >= case.version.parsed.last_reply else {}


def close(activation: Activation) -> None:
    """The case is answered; from now on run the end dates of its details and its text."""
    case = case_of(activation)
    end(case, Case.State.ANSWERED)
    record("case_closed", case, by=ENGINE, old={"state": Case.State.OPEN}, new={"state": Case.State.ANSWERED})


def end(case: Case, state: str, **changes) -> None:
    """Nothing is left to do: the end dates run, and duplicates that waited for this case go on by themselves."""
    now = timezone.now()
    retention = case.version.parsed.kept(state)
    ended = {
        "state": state,
        "outcome": state,
        "closed_at": now,
        "delete_after": _days_after(now, retention.text_days),
        "waiting_since": None,
        "minutes_left": None,
        "promise_in_doubt": None,
        "asked_now": [],
        "revision": F("revision") + 1,
        **changes,
    }
    insist(Case.objects.filter(pk=case.pk, state=case.state).update(**ended))
    for name, value in ended.items():
        setattr(case, name, case.revision + 1 if name == "revision" else value)
    if case.details is not None:
        citizens.keep_until(case.details, _days_after(now, retention.details_days))
    count(case)
    duplicates = Case.objects.filter(merged_into=case, state=Case.State.MERGED)
    others = Case.objects.filter(pk=case.pk).values_list(Exists(duplicates), Exists(Watch.objects.filter(case=case)))
    has_duplicates, is_watched = others.get()
    if has_duplicates:
        send_later("go_on_with_duplicates", case=case.pk)
    if is_watched:
        send_later("tell_watchers", case=case.pk, revision=case.revision)


def count(case: Case) -> None:
    """Write the figures of the case as it stands now: without anything about the people in it."""
    count_case(
        case.pk,
        partner=case.partner,
        page=case.service,
        case_type=case.version.case_type.slug,
        channel=case.channel,
        outcome=case.state,
        opened_at=case.opened_at,
        promised_at=first_promise(case),
        answered_at=case.answered_at,
        times_reopened=case.times_reopened,
    )


def first_promise(case: Case) -> datetime:
    """What the citizen was promised before a lead told her a new date: the figures do not get better by that."""
    moved = next((reason for reason in case.promise_reasons if reason.get("new_date")), None)
    return datetime.fromisoformat(moved["from"]) if moved else case.promised_at


def tell_watchers(case: Case) -> None:
    """Whoever watches the case hears that something has happened."""
    if Watch.objects.filter(case=case).exists():
        send_later("tell_watchers", case=case.pk, revision=case.revision)


def stop(case: Case, outcome: Outcome, *, by: User | None) -> None:
    """Take the case out of every inbox and end its course in the engine, wherever it stands."""
    now = timezone.now()
    items = WorkItem.objects.filter(case=case, done_at__isnull=True)
    Deadline.objects.filter(item__in=items, closed_at__isnull=True).update(closed_at=now)
    items.update(done_at=now, done_by=by, outcome=outcome)
    if case.process.finished is None:
        case.process.flow_class.instance.cancel(case.process)


def pause(case: Case) -> dict[str, datetime | int | None]:
    """The promise rests while the citizen is asked: what changes about the case."""
    now = timezone.now()
    hours = Hours.of(case.promise_department or case.department)
    return {
        "waiting_since": now,
        "minutes_left": minutes_between(now, case.promised_at, hours),
        "promise_in_doubt": None,  # it runs on by the hours of then
    }


def resume(case: Case) -> dict[str, datetime | int | list | None]:
    """The promise runs on with the service minutes that were left; one that had passed stays where it was."""
    now = timezone.now()
    changes = {"waiting_since": None, "minutes_left": None}
    if case.promised_at <= case.waiting_since:
        return changes
    hours = Hours.of(case.promise_department or case.department)
    try:
        rest = promise(now, case.minutes_left, hours)
    except NoServiceHours:
        return changes | {"promised_at": now + (case.promised_at - case.waiting_since)}
    reasons = [*_until(case.promise_reasons, case.waiting_since), _rested(case.waiting_since, now), *rest.reasons()]
    return changes | {"promised_at": rest.due_at, "promise_reasons": reasons}


def _until(reasons: list[dict], moment: datetime) -> list[dict]:
    """The stretches up to a moment, the last one cut there."""
    kept = []
    for reason in reasons:
        start, until = datetime.fromisoformat(reason["from"]), datetime.fromisoformat(reason["until"])
        if start >= moment:
            break
        if until > moment:
            minutes = int((moment - start).total_seconds() // 60)
            reason = {**reason, "until": timezone.localtime(moment).isoformat(), "minutes": minutes}
        kept.append(reason)
    return kept


def _rested(since: datetime, until: datetime) -> dict:
    return {
        "from": timezone.localtime(since).isoformat(),
        "until": timezone.localtime(until).isoformat(),
        "counts": False,
        "minutes": int((until - since).total_seconds() // 60),
        "reason": gettext("We were waiting for your reply"),
    }


def about(case: Case) -> dict[str, object]:
    """What every letter about a case may say."""
    language = case.details.language if case.details else "de"
    return {
        "name": case.details.name if case.details else "",
        "partner": case.partner,
        "department": case.department.name,
        "service": case.service.title if case.service else "",
        "status_url": addresses.status_page(case.partner, case.reference, language),
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
