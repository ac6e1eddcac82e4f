"""What an app registers in its `jobs.py`: jobs by name, recurring jobs by schedule, loops of the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from .errors import AlreadyRegistered, UnknownJob

LANES = ("default", "mail", "wagtail", "index", "engine", "web", "recurring")
RECURRING_LANE = "recurring"

DEFAULT_ATTEMPTS = 8
DEFAULT_LIMIT = timedelta(minutes=5)
OVERDUE_AFTER = timedelta(minutes=15)

Handler = Callable[..., None]


@dataclass(frozen=True)
class JobDefinition:
    """How jobs of one name are run."""

    name: str
    handler: Handler
    lane: str
    attempts: int
    limit: timedelta


@dataclass(frozen=True)
class RecurringDefinition:
    """When a job without payload is due: at a time of the day in the town's time zone, or every so often."""

    name: str
    at: time | None
    every: timedelta | None
    overdue_after: timedelta

    @property
    def schedule(self) -> str:
        """The schedule in one word, to notice when a new version of the program changes it."""
        return f"at {self.at:%H:%M:%S}" if self.at else f"every {self.every.total_seconds():g} s"

    def next_after(self, moment: datetime, *, planned: datetime | None = None) -> datetime:
        """The next time it is due strictly after the moment; `planned` keeps the beat of an interval."""
        if self.every is not None:
            start = planned or moment
            beats = max(0, (moment - start) // self.every) + 1
            return start + beats * self.every
        day = timezone.localtime(moment).date()
        zone = timezone.get_default_timezone()
        for offset in range(3):
            due = datetime.combine(day + timedelta(days=offset), self.at, zone).astimezone(
                timezone.get_default_timezone()
            )
            if due > moment:
                return due
        raise AssertionError("a day has at most 25 hours")


@dataclass(frozen=True)
class LoopDefinition:
    """A function that every worker calls again and again; it must share its work by row locks."""

    name: str
    function: Callable[[], None]
    every: timedelta


jobs: dict[str, JobDefinition] = {}
recurring_jobs: dict[str, RecurringDefinition] = {}
loops: dict[str, LoopDefinition] = {}


def job(
    name: str, *, lane: str = "default", attempts: int = DEFAULT_ATTEMPTS, limit: timedelta = DEFAULT_LIMIT
) -> Callable[[Handler], Handler]:
    """Register a handler, called with the payload as keyword arguments.

    It is called outside a transaction and at least once: it may find its work already done. After `attempts` failures
    the job is set aside. A run longer than `limit` counts as failed; its thread is left behind, since threads cannot be
    killed, so whatever waits for a network must have a time-out of its own.
    """
    if lane not in LANES:
        raise ValueError(f"There is no lane {lane!r}, only {', '.join(LANES)}.")

    def register(handler: Handler) -> Handler:
        _only_once(jobs, name, handler)
        jobs[name] = JobDefinition(name, handler, lane, attempts, limit)
        return handler

    return register


def recurring(
    name: str,
    *,
    at: time | None = None,
    every: timedelta | None = None,
    lane: str = RECURRING_LANE,
    attempts: int = 3,
    limit: timedelta = timedelta(minutes=30),
    overdue_after: timedelta = OVERDUE_AFTER,
) -> Callable[[Handler], Handler]:
    """Register a function without arguments that is due daily at a time or every so often.

    Once across all machines; after downtime it is caught up once, however many times were missed. When it is due it
    becomes a job like any other, so a killed worker loses nothing.
    """
    if (at is None) == (every is None):
        raise ValueError("Give either a time of the day or an interval.")

    def register(function: Handler) -> Handler:
        job(name, lane=lane, attempts=attempts, limit=limit)(function)
        recurring_jobs[name] = RecurringDefinition(name, at, every, overdue_after)
        return function

    return register


def loop(name: str, *, every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function without arguments that each worker calls again and again, in a thread of its own."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        _only_once(loops, name, function)
        loops[name] = LoopDefinition(name, function, every)
        return function

    return register


def definition(name: str) -> JobDefinition:
    """How jobs of this name are run; refuses a name that nobody registered."""
    try:
        return jobs[name]
    except KeyError:
        raise UnknownJob(f"No job is called {name!r}. Is it registered in the jobs.py of an installed app?") from None


def autodiscover() -> None:
    """Import `jobs.py` of every installed app."""
    autodiscover_modules("jobs")


def _only_once(registered: dict, name: str, function: Callable[..., None]) -> None:
    """The same function may be registered again (a module imported twice), another one may not."""
    other = registered.get(name)
    if other is None:
        return
    known = getattr(other, "handler", None) or getattr(other, "function", None)
    if (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
        raise AlreadyRegistered(f"{name!r} is already registered by {known.__module__}.{known.__qualname__}.")
