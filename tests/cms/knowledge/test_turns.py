"""One search of a worker runs at a time, in the order they came, and nobody waits for ever."""

from __future__ import annotations

import threading
import time

import pytest

from cms.knowledge.turns import Turns

LONG = 30.0


def waiting(turns: Turns, count: int) -> None:
    """Until so many wait."""
    until = time.monotonic() + LONG
    while len(turns._waiting) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


def started(work) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_they_are_served_in_the_order_they_came():
    turns, served = Turns(patience=LONG), []

    def wants(number: int):
        with turns.one():
            served.append(number)

    threads = []
    with turns.one():
        for number in range(8):
            threads.append(started(lambda number=number: wants(number)))
            waiting(turns, number + 1)
        assert served == []
    for thread in threads:
        thread.join(LONG)

    assert served == list(range(8))


def test_never_more_than_one_at_a_time():
    turns, inside, most = Turns(patience=LONG), [], []

    def wants():
        for _ in range(200):
            with turns.one():
                inside.append(1)
                most.append(len(inside))
                time.sleep(0)
                inside.pop()

    threads = [started(wants) for _ in range(8)]
    for thread in threads:
        thread.join(LONG)

    assert max(most) == 1
    assert len(most) == 1_600


def test_who_has_waited_long_enough_goes_on_all_the_same():
    turns, went = Turns(patience=0.01), threading.Event()

    def wants():
        with turns.one():
            went.set()

    with turns.one():
        started(wants).join(LONG)
        assert went.is_set()
        assert not turns._waiting


def test_a_turn_is_given_back_whatever_happens():
    turns = Turns(patience=LONG)
    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError

    with turns.one():
        pass


def test_no_turn_is_lost_to_whoever_gives_up_just_then():
    turns = Turns(patience=0.0005)

    def wants():
        for _ in range(300):
            with turns.one():
                time.sleep(0.0004)

    threads = [started(wants) for _ in range(8)]
    for thread in threads:
        thread.join(LONG)

    assert not turns._is_taken
    assert not turns._waiting
