"""Several people at the same case at the same time: real threads on PostgreSQL, each also with the lock taken away."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from viewflow.workflow.models import Task

from cms.audit.models import Event
from cms.outbox.models import Job
from tests.factories.cases import item_of, member, opened, town
from workflows.cases import actions, steps, sweeper
from workflows.cases.actions import holding
from workflows.cases.errors import AlreadyFinished, AlreadyTaken, Busy, CaseError
from workflows.cases.models import Case, CaseProcess, Deadline, Message, WorkItem
from workflows.citizens import references

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 8


def at_once(*attempts: Callable[[], object]) -> list[object]:
    """Run each attempt in a thread and connection of its own, started together; refusals are results too."""
    start = threading.Barrier(len(attempts))
    results: list[object] = [None] * len(attempts)

    def run(number: int, attempt: Callable[[], object]) -> None:
        try:
            start.wait(timeout=20)
            results[number] = attempt()
        except CaseError as refusal:
            results[number] = type(refusal)
        except Exception as fault:  # shown by the assertion
            results[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, attempt)) for number, attempt in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def eight_people_answer(lindenfurt) -> tuple[Counter, Case]:
    """All eight answer the same item at once; what each of them was told, and the case."""
    people = [member(lindenfurt.department, f"Person{number}") for number in range(PEOPLE)]
    case = opened(lindenfurt).case
    item = item_of(case)
    told = at_once(*(lambda person=person: actions.answer(item, text="Ja.", by=person) or "done" for person in people))
    return Counter(told), case


def meet_after_the_check(monkeypatch) -> None:
    """Everybody who was let through waits for the others before anything is written."""
    meeting, whole = threading.Barrier(PEOPLE), steps.finish

    def finish(*args, **options):
        meeting.wait(timeout=20)
        whole(*args, **options)

    monkeypatch.setattr(steps, "finish", finish)


def test_one_of_eight_finishes_an_item_and_seven_are_told():
    lindenfurt = town()

    for _round in range(3):
        told, case = eight_people_answer(lindenfurt)

        assert told == {"done": 1, AlreadyFinished: PEOPLE - 1}
        assert case.messages.filter(kind=Message.Kind.DRAFT).count() == 1
        assert Task.objects.filter(process=case.process_id, flow_task_type="HUMAN").count() == 2
        assert WorkItem.objects.filter(case=case, step="approve").count() == 1


def test_without_the_lock_all_eight_would_get_as_far_as_writing(monkeypatch):
    """Proves that the test above can fail: lock and conditional updates taken away, everybody finishes it."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(steps, "insist", lambda changed: None)
    meet_after_the_check(monkeypatch)

    told, case = eight_people_answer(town())

    assert told["done"] > 1
    assert WorkItem.objects.filter(case=case, step="approve").count() > 1


def test_without_the_lock_the_conditional_update_still_lets_only_one_through(monkeypatch):
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    meet_after_the_check(monkeypatch)

    told, case = eight_people_answer(town())

    assert told == {"done": 1, AlreadyFinished: PEOPLE - 1}
    assert WorkItem.objects.filter(case=case, step="approve").count() == 1


def test_of_two_who_take_an_item_one_has_it():
    lindenfurt = town()

    for _round in range(5):
        item = item_of(opened(lindenfurt).case)
        told = at_once(
            lambda item=item: actions.take(item, by=lindenfurt.karl) or "taken",
            lambda item=item: actions.take(item, by=lindenfurt.paula) or "taken",
        )

        assert sorted(map(str, told)) == sorted(["taken", str(AlreadyTaken)])
        item.refresh_from_db()
        assert item.assignee == (lindenfurt.karl if told[0] == "taken" else lindenfurt.paula)


def test_approving_and_rejecting_at_once_is_one_of_both():
    lindenfurt = town()

    for _round in range(3):
        case = opened(lindenfurt).case
        actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
        item = item_of(case)
        told = at_once(
            lambda item=item: actions.approve(item, by=lindenfurt.paula) or "approved",
            lambda item=item: actions.reject(item, reason="Nein.", by=lindenfurt.lena) or "rejected",
        )

        assert sorted(map(str, told))[0] == str(AlreadyFinished)
        case.refresh_from_db()
        expected = Case.State.ANSWERED if "approved" in told else Case.State.OPEN
        assert case.state == expected


def test_two_cases_at_once_get_different_references(monkeypatch):
    lindenfurt = town()
    drawn = iter(["LIN-234-56A", "LIN-234-56A", "LIN-234-56B", "LIN-234-56C"])
    lock = threading.Lock()

    def next_reference(prefix):
        with lock:
            return next(drawn)

    monkeypatch.setattr(references, "new_reference", next_reference)

    first, second = at_once(lambda: opened(lindenfurt).case, lambda: opened(lindenfurt).case)

    assert {first.reference, second.reference} == {"LIN-234-56A", "LIN-234-56B"}


def test_four_sweepers_fire_each_deadline_once():
    lindenfurt = town()
    for _number in range(6):
        opened(lindenfurt)
    moment = Deadline.objects.order_by("-due_at").first().due_at
    Deadline.objects.update(due_at=moment)

    fired = at_once(*(lambda: sweeper.sweep(moment, batch=2) for _number in range(4)))
    fired.append(sweeper.sweep(moment))  # what one left to another that held its item comes with the next sweep

    assert sum(fired) == Deadline.objects.filter(fired_at__isnull=False).count() == 12
    assert WorkItem.objects.filter(escalated_at__isnull=False).count() == 6


def all_due_at_once(cases: int):
    lindenfurt = town()
    for _number in range(cases):
        opened(lindenfurt)
    moment = Deadline.objects.order_by("-due_at").first().due_at
    Deadline.objects.update(due_at=moment)
    return moment


def sweepers_that_read_the_same(monkeypatch, moment) -> list[object]:
    """Without the lock: both have read all that is due before either writes."""
    meeting, whole = threading.Barrier(2), sweeper._handle

    def handle(deadlines, now, calendars):
        if len(deadlines) > 1:
            meeting.wait(timeout=20)
        whole(deadlines, now, calendars)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(sweeper, "_handle", handle)
    return at_once(*(lambda: sweeper.sweep(moment) for _number in range(2)))


def test_without_the_lock_and_the_second_look_two_sweepers_would_fire_twice(monkeypatch):
    """Proves that the test above can fail."""
    moment = all_due_at_once(3)
    monkeypatch.setattr(sweeper, "insist", lambda changed: None)

    sweepers_that_read_the_same(monkeypatch, moment)

    assert Event.objects.filter(verb="item_escalated").count() == 6


def test_without_the_lock_the_second_look_still_lets_each_deadline_fire_once(monkeypatch):
    moment = all_due_at_once(3)

    sweepers_that_read_the_same(monkeypatch, moment)

    assert Event.objects.filter(verb="item_escalated").count() == 3
    assert Job.objects.filter(name="tell_person", payload__occasion="escalate").count() == 3
    assert not Deadline.objects.filter(fired_at__isnull=True).exists()


def test_nobody_waits_for_ever_for_a_case_that_somebody_holds(monkeypatch):
    lindenfurt = town()
    case = opened(lindenfurt).case
    item = item_of(case)
    monkeypatch.setattr(holding, "LONGEST_WAIT", timedelta(milliseconds=200))
    held, finished = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(CaseProcess.objects.select_for_update().filter(pk=case.process_id))
            held.set()
            finished.wait(timeout=20)

    def answer():
        held.wait(timeout=20)
        try:
            return actions.answer(item, text="Ja.", by=lindenfurt.karl)
        finally:
            finished.set()

    assert at_once(hold, answer)[1] is Busy
    assert not case.messages.exists()
    actions.answer(item, text="Ja.", by=lindenfurt.karl)


def test_a_door_and_the_sweeper_at_one_item_do_not_dead_lock():
    lindenfurt = town()

    for _round in range(5):
        item = item_of(opened(lindenfurt).case)
        moment = item.due_at
        Deadline.objects.filter(item=item).update(due_at=moment)
        swept, told = at_once(
            lambda moment=moment: sweeper.sweep(moment),
            lambda item=item: actions.answer(item, text="Ja.", by=lindenfurt.karl) or "done",
        )

        assert isinstance(swept, int)
        assert told == "done"
        assert not Deadline.objects.filter(item=item, closed_at__isnull=True).exists()
