"""What a web worker remembers of a town hall for as long as its version holds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TypeVar

from django.conf import settings

from .changes import Version, version_of
from .models import Partner

Fact = TypeVar("Fact")

# Facts of all town halls together, about 6 kB each; the town hall nobody has visited for the longest goes first.
MOST = 5_000

_facts: OrderedDict[str, tuple[Version, dict[Hashable, object]]] = OrderedDict()
_lock = threading.Lock()
_here: ContextVar[dict[Hashable, object] | None] = ContextVar("facts of the town hall being shown", default=None)


@contextmanager
def remembering(host: str, version: Version) -> Iterator[None]:
    """Within this, ``recall`` may answer with what was found under the same version of the host before.

    For showing pages only: nothing is written here, and nobody changes what she is given.
    """
    with _lock:
        known = _facts.get(host)
        if known is None or known[0] != version:
            known = _facts[host] = (version, {})
        _facts.move_to_end(host)
        while how_many() > MOST:
            _facts.popitem(last=False)
    token = _here.set(known[1])
    try:
        yield
    finally:
        _here.reset(token)


@contextmanager
def remembering_of(partner: Partner) -> Iterator[None]:
    """The same for a partner's town hall at this moment, for one query; a partner without one is looked up anew."""
    known = version_of(partner) if settings.KEEP_PAGES else None
    with remembering(*known) if known else nullcontext():
        yield


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


def how_many() -> int:
    return sum(len(facts) for _version, facts in _facts.values())


def forget() -> None:
    with _lock:
        _facts.clear()
