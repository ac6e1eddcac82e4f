"""The proof that no case is lost: empty when all is well, and it names each thing broken on purpose."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from viewflow.workflow.models import Task

from tests.factories.cases import answered, item_of, opened, town
from workflows.cases import actions, proofs, sweeper
from workflows.cases.models import Case, Deadline, WorkItem

pytestmark = pytest.mark.django_db

PROOFS = [
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
