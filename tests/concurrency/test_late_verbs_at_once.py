"""A view, an acknowledgement or an attempt sent by two at once: one counts, the other is told; without the lock too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.concurrency.test_cases_at_once import at_once
from tests.concurrency.test_lives_at_once import meet_before, nothing_is_wrong, without_lock_and_second_thought
from tests.factories.cases import Town, town
from tests.workflows.cases.test_case_refusals import DOORS, item_at
from workflows.cases.actions import work
from workflows.cases.errors import AlreadyFinished, ChangedMeanwhile
from workflows.cases.models import Attempt, Case, Message, WorkItem

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Who sends it beside Karl, and what the later one is told: a try that reached nobody leaves the item with its maker.
ROUNDS = {
    "give_view": ("paula", AlreadyFinished),
    "acknowledge": ("paula", AlreadyFinished),
    "confirm_reply": ("paula", AlreadyFinished),
    "record_attempt": ("karl", ChangedMeanwhile),
}


def sent_twice(door: str, item: WorkItem, lindenfurt: Town) -> Counter:
    _step, act = DOORS[door]
    seen = Case.objects.get(pk=item.case_id).revision
    people = (lindenfurt.karl, getattr(lindenfurt, ROUNDS[door][0]))

    def sending(person) -> Callable[[], str]:
        def send() -> str:
            act(item, person, lindenfurt, seen=seen)
            return "done"

        return send

    return Counter(at_once(*(sending(person) for person in people)))


def written(item: WorkItem) -> int:
    """How often it was said: views and attempts are rows of their own."""
    return Message.objects.filter(kind=Message.Kind.VIEW).count() + Attempt.objects.filter(item=item).count()


@pytest.mark.parametrize("door", ROUNDS)
def test_of_two_at_once_one_counts_and_the_other_is_told(door):
    lindenfurt = town()
    item = item_at(DOORS[door][0], lindenfurt)

    told = sent_twice(door, item, lindenfurt)

    assert told == {"done": 1, ROUNDS[door][1]: 1}
    assert written(item) == (0 if door == "acknowledge" else 1)
    nothing_is_wrong()


@pytest.mark.parametrize("door", ROUNDS)
def test_without_the_lock_both_would_count(door, monkeypatch):
    """Proves that the test above can fail: both have looked before one has written."""
    lindenfurt = town()
    item = item_at(DOORS[door][0], lindenfurt)
    without_lock_and_second_thought(monkeypatch)
    meet_before(monkeypatch, work, "record", 2)

    told = sent_twice(door, item, lindenfurt)

    assert told != {"done": 1, ROUNDS[door][1]: 1}
