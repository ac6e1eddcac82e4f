"""Consulting, withdrawing, merging and reopening at the same time: real threads, each also with the lock taken away."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db.models import QuerySet
from viewflow.workflow.models import Process, Task

from cms.audit.models import Actor
from tests.concurrency.test_cases_at_once import at_once
from tests.factories.cases import (
    answered,
    asked_departments,
    consultation,
    item_of,
    items_of,
    kind_of_case,
    opened,
    step,
    town,
    who_of,
)
from workflows.calendars.promises import Duration
from workflows.cases import actions, proofs, steps
from workflows.cases.errors import AlreadyFinished, CaseError, StillOpen
from workflows.cases.flows import CaseFlow
from workflows.cases.models import Case, Message, WorkItem

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DEPARTMENTS = 8
CITIZEN = Actor.citizen()


def without_lock(monkeypatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)


def without_lock_and_second_thought(monkeypatch) -> None:
    """Neither the lock nor the conditional updates behind it."""
    without_lock(monkeypatch)
    monkeypatch.setattr(steps, "insist", lambda changed: None)


def meet_before(monkeypatch, place, name: str, people: int) -> None:
    """Whoever gets as far as this function waits there for the others."""
    meeting, whole = threading.Barrier(people), getattr(place, name)

    def and_meet(*args, **options):
        meeting.wait(timeout=10)
        return whole(*args, **options)

    monkeypatch.setattr(place, name, and_meet)


def nothing_is_wrong() -> None:
    checks = [
        proofs.open_cases_have_an_open_item,
        proofs.open_items_have_their_engine_task,
        proofs.open_items_have_a_live_deadline,
        proofs.duplicates_go_on_elsewhere,
        proofs.waiting_for_the_citizen_ends,
        proofs.answered_cases_have_their_answer,
    ]
    assert [(str(thing), sentence) for check in checks for thing, sentence in check()] == []


# Consulting


def eight_views_at_once(lindenfurt, case: Case) -> Counter:
    items = items_of(case, "consult")
    assert len(items) == DEPARTMENTS
    told = at_once(
        *(
            lambda item=item: actions.give_view(item, text="Von uns aus ja.", by=who_of(item.department)) or "said"
            for item in items
        )
    )
    return Counter(told)


def consulted_case(lindenfurt) -> Case:
    departments = asked_departments(lindenfurt, DEPARTMENTS)
    case_type = kind_of_case(consultation(*departments), step("answer"), slug=f"typ-{Case.objects.count()}")
    return opened(lindenfurt, case_type=case_type).case


def test_eight_departments_that_speak_at_once_are_joined_once():
    for _round in range(3):
        lindenfurt = town()
        case = consulted_case(lindenfurt)

        assert eight_views_at_once(lindenfurt, case) == {"said": DEPARTMENTS}

        assert item_of(case).step == "answer"
        joins = Task.objects.filter(process=case.process_id, flow_task_type="JOIN")
        assert [join.status for join in joins] == ["DONE"]
        assert case.messages.filter(kind=Message.Kind.VIEW).count() == DEPARTMENTS
        nothing_is_wrong()


def test_eight_departments_asked_ad_hoc_are_joined_once():
    lindenfurt = town()
    case = opened(lindenfurt).case
    departments = asked_departments(lindenfurt, DEPARTMENTS)
    actions.consult(
        item_of(case), departments=departments, question="Was meinen Sie?", due=Duration(4), by=lindenfurt.karl
    )

    assert eight_views_at_once(lindenfurt, case) == {"said": DEPARTMENTS}

    item = item_of(case)
    assert (item.step, item.assignee) == ("answer", lindenfurt.karl)
    nothing_is_wrong()


def test_without_the_lock_the_departments_would_not_be_joined_once(monkeypatch):
    """Proves that the tests above can fail: each sees the others still speaking, or makes a join of its own."""
    lindenfurt = town()
    case = consulted_case(lindenfurt)
    without_lock_and_second_thought(monkeypatch)
    meet_before(monkeypatch, steps, "own", DEPARTMENTS)

    told = eight_views_at_once(lindenfurt, case)

    joins = Task.objects.filter(process=case.process_id, flow_task_type="JOIN")
    answers = WorkItem.objects.filter(case=case, step="answer").count()
    assert told != {"said": DEPARTMENTS} or joins.count() != 1 or answers != 1


def test_a_view_and_the_end_of_its_time_at_once_are_one_of_both():
    for _round in range(4):
        lindenfurt = town()
        case = consulted_case(lindenfurt)
        items = items_of(case, "consult")
        for item in items[1:]:
            actions.give_view(item, text="Ja.", by=who_of(item.department))
        told = at_once(
            lambda item=items[0]: actions.give_view(item, text="Ja.", by=who_of(item.department)) or "said",
            lambda item=items[0]: actions.end_unanswered(item) or "ended",
        )

        assert told[0] in {"said", AlreadyFinished}
        assert told[1] in {"ended", AlreadyFinished}
        assert WorkItem.objects.get(pk=items[0].pk).outcome == ("done" if told[0] == "said" else "no_answer")
        assert item_of(case).step == "answer"


# Withdrawing


def test_withdrawing_and_answering_at_once_is_one_of_both():
    lindenfurt = town()
    for _round in range(4):
        case = opened(lindenfurt).case
        item = item_of(case)
        told = at_once(
            lambda item=item: actions.answer(item, text="Ja.", by=lindenfurt.karl) or "answered",
            lambda case=case: actions.withdraw(case, by=CITIZEN) or "withdrawn",
        )

        case.refresh_from_db()
        assert told[1] == "withdrawn"
        assert told[0] in {"answered", AlreadyFinished}
        assert case.state == Case.State.WITHDRAWN
        assert not items_of(case)
        nothing_is_wrong()


def withdraw_twice(lindenfurt) -> tuple[Counter, Case]:
    case = opened(lindenfurt).case
    return Counter(at_once(*(lambda: actions.withdraw(case, by=CITIZEN) or "withdrawn" for _time in range(2)))), case


def test_a_case_is_withdrawn_once():
    lindenfurt = town()
    for _round in range(4):
        told, _case = withdraw_twice(lindenfurt)

        assert told == {"withdrawn": 1, AlreadyFinished: 1}


def test_without_the_lock_both_would_withdraw_it(monkeypatch):
    lindenfurt = town()
    without_lock_and_second_thought(monkeypatch)
    meet_before(monkeypatch, steps, "stop", 2)

    told, _case = withdraw_twice(lindenfurt)

    assert told["withdrawn"] == 2


def test_without_the_lock_the_conditional_update_still_lets_one_withdraw(monkeypatch):
    lindenfurt = town()
    without_lock(monkeypatch)
    meet_before(monkeypatch, steps, "stop", 2)

    told, case = withdraw_twice(lindenfurt)

    assert told["withdrawn"] == 1
    assert Case.objects.get(pk=case.pk).state == Case.State.WITHDRAWN


# Merging


def test_two_cases_merged_into_each_other_at_once_leave_one_open():
    lindenfurt = town()
    for _round in range(4):
        one, other = opened(lindenfurt).case, opened(lindenfurt).case
        told = at_once(
            lambda one=one, other=other: actions.merge(one, into=other, by=lindenfurt.karl) or "merged",
            lambda one=one, other=other: actions.merge(other, into=one, by=lindenfurt.paula) or "merged",
        )

        assert Counter(told) == {"merged": 1, AlreadyFinished: 1}
        assert sorted(Case.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == [
            "merged",
            "open",
        ]
        nothing_is_wrong()


def test_without_the_lock_both_would_wait_for_each_other_for_ever(monkeypatch):
    """Proves that the test above can fail: each is a duplicate of the other, and nobody answers."""
    lindenfurt = town()
    one, other = opened(lindenfurt).case, opened(lindenfurt).case
    without_lock(monkeypatch)
    meet_before(monkeypatch, steps, "stop", 2)

    told = at_once(
        lambda: actions.merge(one, into=other, by=lindenfurt.karl) or "merged",
        lambda: actions.merge(other, into=one, by=lindenfurt.paula) or "merged",
    )

    assert told == ["merged", "merged"]
    assert not Case.objects.open().exists()


def test_merging_into_a_case_that_is_being_answered_loses_nobody():
    lindenfurt = town()
    for _round in range(4):
        main, duplicate = opened(lindenfurt).case, opened(lindenfurt).case
        actions.answer(item_of(main), text="Ja.", by=lindenfurt.karl)
        item = item_of(main)
        told = at_once(
            lambda item=item: actions.approve(item, by=lindenfurt.paula) or "approved",
            lambda main=main, duplicate=duplicate: actions.merge(duplicate, into=main, by=lindenfurt.lena) or "merged",
        )
        assert told[0] == "approved"
        assert told[1] in {"merged", AlreadyFinished}

        actions.go_on_with_duplicates(main)

        duplicate.refresh_from_db()
        assert duplicate.state == (Case.State.ANSWERED if told[1] == "merged" else Case.State.OPEN)
        nothing_is_wrong()


# Reopening


def reopen_at_once(case: Case, lindenfurt) -> Counter:
    return Counter(
        at_once(
            lambda: actions.reopen(case, reason="Das hilft mir nicht.", by=CITIZEN) or "reopened",
            lambda: actions.reopen(case, reason="Da fehlt etwas.", by=Actor.person(lindenfurt.karl)) or "reopened",
        )
    )


def open_courses(case: Case) -> int:
    open_ones = Process.objects.filter(status="NEW", artifact_object_id=case.pk)
    return sum(process.flow_class is CaseFlow for process in open_ones)


def test_a_case_is_reopened_once_and_has_one_open_course():
    lindenfurt = town()
    for _round in range(4):
        case = answered(lindenfurt)

        assert reopen_at_once(case, lindenfurt) == {"reopened": 1, StillOpen: 1}

        assert open_courses(case) == 1
        assert len(items_of(case)) == 1
        nothing_is_wrong()


def test_without_the_lock_it_would_have_two_open_courses(monkeypatch):
    lindenfurt = town()
    case = answered(lindenfurt)
    without_lock_and_second_thought(monkeypatch)
    meet_before(monkeypatch, steps, "author_of_draft", 2)

    reopen_at_once(case, lindenfurt)

    assert open_courses(case) > 1 or len(items_of(case)) > 1


def test_without_the_lock_the_conditional_update_still_makes_one_course(monkeypatch):
    lindenfurt = town()
    case = answered(lindenfurt)
    without_lock(monkeypatch)
    meet_before(monkeypatch, steps, "author_of_draft", 2)

    told = reopen_at_once(case, lindenfurt)

    assert told["reopened"] == 1
    assert open_courses(case) == 1


def test_a_verb_that_waited_for_a_case_while_it_was_reopened_sees_the_new_course():
    lindenfurt = town()
    for _round in range(4):
        case = answered(lindenfurt)
        told = at_once(
            lambda case=case: actions.reopen(case, reason="Nein.", by=CITIZEN) or "reopened",
            lambda case=case: actions.withdraw(case, by=CITIZEN) or "withdrawn",
        )

        assert told[0] == "reopened"
        assert told[1] in {"withdrawn", AlreadyFinished}
        case.refresh_from_db()
        assert case.state == (Case.State.WITHDRAWN if told[1] == "withdrawn" else Case.State.OPEN)
        nothing_is_wrong()


def test_a_reply_and_the_end_of_waiting_at_once_resume_the_promise_once():
    lindenfurt = town()
    for _round in range(4):
        case = opened(lindenfurt).case
        actions.ask_citizen(item_of(case), question="Wie groß?", by=lindenfurt.karl)
        waiting = item_of(case)
        told = at_once(
            lambda case=case: actions.receive_reply(case, text="30 qm.", by=CITIZEN) and "received",
            lambda waiting=waiting: actions.end_unanswered(waiting) or "ended",
        )

        assert told[0] == "received"
        assert told[1] == "ended" or issubclass(told[1], CaseError)
        case.refresh_from_db()
        assert case.waiting_since is None
        assert item_of(case).step == "answer"
        assert case.messages.filter(kind=Message.Kind.REPLY).count() == 1
        nothing_is_wrong()
