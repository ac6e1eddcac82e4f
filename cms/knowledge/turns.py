"""Lets one search of a worker run at a time; the others wait in the order they came.

A search is work for the processor. Four that run at once take four times as long each, and a dear one among them far
longer; one after the other takes no longer in all, and nobody waits much longer than the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Turns:
    """One at a time. Whoever has waited for `patience` seconds goes on all the same: a queue must stop nobody.

    A lock of Python goes to whoever happens to ask when it is free, mostly the one that just gave it back.
    """

    def __init__(self, patience: float):
        self.patience = patience
        self._is_taken = False
        self._waiting: deque[Lock] = deque()  # each is unlocked by whoever hands its turn over
        self._changing = Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn and give it back at the end."""
        has_turn = self._take()
        try:
            yield
        finally:
            if has_turn:
                self._give_back()

    def _take(self) -> bool:
        with self._changing:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=self.patience):
            return True
        with self._changing:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # handed over at the last moment

    def _give_back(self) -> None:
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
