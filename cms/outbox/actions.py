"""What other packages may do with jobs. Everything else here is private."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from . import registry, steps
from .errors import CannotRetry, NotForPayload, OutsideTransaction
from .models import Job

__all__ = ["retry", "send_later", "send_many_later"]

JSON = str | int | float | bool | None | list | dict
LONGEST_TEXT = 200


def send_later(name: str, *, key: str = "", run_at: datetime | None = None, **payload: JSON) -> Job:
    """Write a job into the caller's transaction: it happens if and only if the rest does, at least once.

    A key makes the job unique among the unfinished ones of its name; a second call returns the first job. If that is
    running just now it is run once more afterwards, because it may have read what the caller is about to change. Of a
    job that was joined only number and lane are read; the rest is when it is asked for, as long as the row is there.

    Refuses to run outside a transaction, a name that nobody registered, and payloads that could hold personal data.
    """
    definition = registry.definition(name)
    if not _in_transaction():
        raise OutsideTransaction(f"Send the job {name!r} in the transaction of what it belongs to.")
    _refuse_what_is_not_a_key([key, payload], name)
    now = timezone.now()
    return steps.write(
        name,
        lane=definition.lane,
        key=key,
        payload=payload,
        run_at=run_at or now,
        now=now,
        once_more=True,
    )


def send_many_later(name: str, payloads: Iterable[dict[str, JSON]]) -> int:
    """The same for many jobs of one name without keys, in one statement; returns how many.

    Refuses what ``send_later`` refuses.
    """
    definition = registry.definition(name)
    if not _in_transaction():
        raise OutsideTransaction(f"Send the jobs {name!r} in the transaction of what they belong to.")
    payloads = list(payloads)
    _refuse_what_is_not_a_key(payloads, name)
    steps.write_many(name, lane=definition.lane, payloads=payloads, now=timezone.now())
    return len(payloads)


def retry(job_id: int) -> Job:
    """Let a job that was set aside wait again, with all its attempts."""
    try:
        with transaction.atomic():
            changed = (
                Job.objects.set_aside()
                .filter(pk=job_id)
                .update(state=Job.State.WAITING, attempts=0, run_at=timezone.now())
            )
            if not changed:
                raise CannotRetry(f"No job {job_id} is set aside.")
            job = Job.objects.get(pk=job_id)
            steps.wake(job.lane)
    except IntegrityError:
        raise CannotRetry(f"A newer job with the key of {job_id} is already waiting.") from None
    return job


def _in_transaction() -> bool:
    """Whether the caller opened a transaction; the one that a test case wraps around everything does not count."""
    return any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _refuse_what_is_not_a_key(value: object, name: str) -> None:
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_what_is_not_a_key(inner, name)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_what_is_not_a_key(inner, name)
    elif isinstance(value, str):
        if len(value) > LONGEST_TEXT or "@" in value or any(letter.isspace() for letter in value):
            raise NotForPayload(
                f"The payload of {name!r} holds text that is no key. Keep it in a row, send the row's key."
            )
    elif value is not None and not isinstance(value, bool | int | float):
        raise NotForPayload(f"The payload of {name!r} holds a {type(value).__name__}, which is not JSON.")
