"""What a web worker remembers of a town hall for as long as its version holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from .changes import Version

Fact = TypeVar("Fact")

# Facts of one town hall; a few hundred offices and their hours fit in it.
MOST = 2_000

_facts: dict[str, tuple[Version, dict[Hashable, object]]] = {}
_here: ContextVar[dict[Hashable, object] | None] = ContextVar("facts of the town hall being shown", default=None)


@contextmanager
def remembering(host: str, version: Version) -> Iterator[None]:
    """Within this, ``recall`` may answer with what was found under the same version of the host before.

    For showing pages only: nothing is written here, and nobody changes what she is given.
    """
    known = _facts.get(host)
    if known is None or known[0] != version or len(known[1]) > MOST:
        known = _facts[host] = (version, {})
    token = _here.set(known[1])
    try:
        yield
    finally:
        _here.reset(token)


def recall(key: Hashable, look: Callable[[], Fact], *, holds: Callable[[Fact], bool] = lambda fact: True) -> Fact:
    """What is remembered under the key, else what looking finds; outside of ``remembering`` it always looks.

    What changes with the clock and not only with the version says by ``holds`` whether it is still right.
    """
    known = _here.get()
    if known is None:
        return look()
    if key not in known or not holds(known[key]):
        known[key] = look()
    return known[key]


def forget() -> None:
    _facts.clear()
