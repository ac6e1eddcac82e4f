"""The proof that no case is lost: empty when all is well, and it names each thing broken on purpose."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import PROCESS

from tests.factories.cases import answered, item_of, opened, question, town
from workflows.cases import actions, proofs, sweeper
from workflows.cases.flows import CaseFlow
from workflows.cases.models import Case, CaseProcess, CaseTypeVersion, Deadline, Message, WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOBODY = 987_654_321
PROOFS = [
    proofs.what_open_cases_stand_on_is_there,
    proofs.answered_cases_have_their_answer,
    proofs.open_cases_have_an_open_item,
    proofs.open_items_have_their_engine_task,
    proofs.open_items_have_a_live_deadline,
    proofs.passed_promises_were_escalated,
    proofs.open_items_have_somebody,
]


def named() -> dict:
    """What each proof names, without those that name nothing."""
    found = {proof.__name__: [thing for thing, _sentence in proof()] for proof in PROOFS}
    return {name: things for name, things in found.items() if things}


def test_all_is_well_at_every_step():
    lindenfurt = town()
    case = opened(lindenfurt, service=None).case
    assert named() == {}
    actions.triage(item_of(case), department=lindenfurt.department, by=lindenfurt.tim)
    assert named() == {}
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    assert named() == {}
    actions.approve(item_of(case), by=lindenfurt.paula)
    assert named() == {}


def test_an_open_case_in_no_inbox_is_named():
    case = opened(town()).case
    WorkItem.objects.filter(case=case).update(done_at=timezone.now())

    assert named()["open_cases_have_an_open_item"] == [case]


def test_an_answered_case_in_an_inbox_is_named():
    case = answered(town())
    WorkItem.objects.filter(case=case, step="approve").update(done_at=None)

    assert named()["open_cases_have_an_open_item"] == [case]


def test_an_item_without_its_task_is_named():
    item = item_of(opened(town()).case)
    Task.objects.filter(pk=item.task_id).update(finished=timezone.now())

    assert named()["open_items_have_their_engine_task"] == [item]


def test_a_task_without_its_item_is_named():
    item = item_of(opened(town()).case)
    task = item.task
    item.delete()

    assert named()["open_items_have_their_engine_task"] == [task]


def test_an_item_that_would_never_be_escalated_is_named():
    item = item_of(opened(town()).case)
    item.deadlines.all().delete()

    assert named()["open_items_have_a_live_deadline"] == [item]


def test_a_deadline_that_was_set_aside_is_named():
    item = item_of(opened(town()).case)
    item.deadlines.update(attempts=sweeper.MOST_ATTEMPTS)

    assert len(named()["open_items_have_a_live_deadline"]) == 2


def test_a_passed_promise_without_escalation_is_named_until_it_is_escalated():
    case = opened(town(), at=datetime(2020, 1, 6, 9, 0, tzinfo=UTC)).case
    Deadline.objects.update(due_at=datetime(2020, 1, 8, 9, 0, tzinfo=UTC))
    assert named()["passed_promises_were_escalated"] == [case]

    WorkItem.objects.filter(case=case).update(escalated_at=timezone.now())
    Deadline.objects.update(closed_at=timezone.now())
    assert named() == {}


def test_what_waits_where_nobody_is_and_what_somebody_took_who_left_is_named():
    lindenfurt = town()
    waiting, taken = item_of(opened(lindenfurt).case), item_of(opened(lindenfurt).case)
    actions.take(taken, by=lindenfurt.karl)
    for person in (lindenfurt.karl, lindenfurt.paula, lindenfurt.lena):
        person.is_active = False
        person.save()

    assert set(named()["open_items_have_somebody"]) == {waiting, taken}
    assert Case.objects.open().count() == 2


def test_an_open_case_whose_course_has_ended_is_named():
    case = opened(town()).case
    CaseProcess.objects.filter(pk=case.process_id).update(status=PROCESS.DONE)

    assert case in named()["open_items_have_their_engine_task"]


def test_an_ended_case_whose_course_goes_on_is_named():
    case = answered(town())
    CaseProcess.objects.filter(pk=case.process_id).update(status=PROCESS.NEW)

    assert named()["open_items_have_their_engine_task"] == [case]


def test_a_course_on_which_no_case_is_is_named():
    course = CaseProcess.objects.create(flow_class=CaseFlow, status=PROCESS.NEW)

    assert named()["open_items_have_their_engine_task"] == [course]


def test_what_should_have_ended_unanswered_is_named():
    item = item_of(opened(town()).case)
    item.deadlines.filter(kind=Deadline.Kind.ESCALATE).update(kind=Deadline.Kind.END)
    long_ago = timezone.now() - timedelta(hours=1)
    item.deadlines.update(fired_at=long_ago, closed_at=long_ago)

    assert item in named()["open_items_have_a_live_deadline"]


def test_a_deadline_that_nobody_swept_is_named_and_one_that_waits_for_the_opening_is_not():
    item = item_of(opened(town()).case)
    overlooked = item.deadlines.get(kind=Deadline.Kind.REMIND)
    Deadline.objects.filter(pk=overlooked.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert named()["open_items_have_a_live_deadline"] == [overlooked]

    Deadline.objects.filter(pk=overlooked.pk).update(retry_at=timezone.now() + timedelta(hours=9))
    assert named() == {}


def test_what_counts_as_answered_without_an_answer_is_named():
    case = answered(town())
    case.messages.filter(kind=Message.Kind.ANSWER).delete()

    assert named()["answered_cases_have_their_answer"] == [case]


@pytest.mark.parametrize("missing", ["version", "partner", "department"])
def test_a_case_that_names_what_is_not_there_is_named(missing):
    case = opened(town()).case
    there = getattr(case, f"{missing}_id")
    with connection.constraint_checks_disabled():
        Case.objects.filter(pk=case.pk).update(**{f"{missing}_id": NOBODY})
        found = list(proofs.what_open_cases_stand_on_is_there())
        Case.objects.filter(pk=case.pk).update(**{f"{missing}_id": there})

    assert case in [thing for thing, _sentence in found]
    assert named() == {}


def test_a_case_with_a_department_that_has_ended_is_named():
    case = opened(town()).case
    case.department.ended_on = timezone.localdate()
    case.department.save()

    assert named()["what_open_cases_stand_on_is_there"] == [case]


@pytest.mark.parametrize("missing", ["department", "assignee"])
def test_an_item_that_names_what_is_not_there_is_named(missing):
    lindenfurt = town()
    item = item_of(opened(lindenfurt).case)
    actions.take(item, by=lindenfurt.karl)
    item = WorkItem.objects.get(pk=item.pk)
    there = getattr(item, f"{missing}_id")
    with connection.constraint_checks_disabled():
        WorkItem.objects.filter(pk=item.pk).update(**{f"{missing}_id": NOBODY})
        found = list(proofs.what_open_cases_stand_on_is_there())
        WorkItem.objects.filter(pk=item.pk).update(**{f"{missing}_id": there})

    assert [thing for thing, _sentence in found] == [item]
    assert named() == {}


def another_version(case: Case, **changes) -> CaseTypeVersion:
    """One that a case could never have been pinned to by a door."""
    definition = {**case.version.definition, **changes}
    version = CaseTypeVersion.objects.create(case_type=question(), number=99, definition=definition)
    Case.objects.filter(pk=case.pk).update(version=version)
    return version


def test_a_version_that_cannot_be_read_is_named():
    version = another_version(opened(town()).case, steps="none")

    assert named()["what_open_cases_stand_on_is_there"] == [version]


def test_a_version_with_a_step_for_a_department_that_is_gone_is_named():
    case = opened(town()).case
    steps = [{**step} for step in case.version.definition["steps"]]
    next(step for step in steps if step["kind"] == "approve")["falls_to"] = f"department:{NOBODY}"
    version = another_version(case, steps=steps)

    assert named()["what_open_cases_stand_on_is_there"] == [version]


def test_a_case_at_a_step_that_its_version_does_not_have_is_named():
    case = opened(town()).case
    Case.objects.filter(pk=case.pk).update(position=40)

    assert named()["what_open_cases_stand_on_is_there"] == [case]


def test_a_case_handed_to_a_department_that_is_gone_is_named():
    case = opened(town()).case
    Case.objects.filter(pk=case.pk).update(handed_over={"answer": NOBODY})

    assert named()["what_open_cases_stand_on_is_there"] == [case]
