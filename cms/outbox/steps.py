"""What happens to a job row: it is written, taken, kept, finished, tried again or set aside."""

from __future__ import annotations

import json
import logging
import random
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from traceback import walk_tb

from django.db import IntegrityError, connection, transaction

from . import registry
from .errors import UnknownJob, WorkerLost
from .models import Job

logger = logging.getLogger("cms.outbox")

CHANNEL = "outbox"
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=6)
# One statement, written out: every release joins a job, and to put it together took the ORM longer than to do it.
# What runs has its time behind it: now the time of the next run is meant.
JOIN = f"""
UPDATE {Job._meta.db_table} SET
    run_at = CASE WHEN %s AND state = '{Job.State.RUNNING}' AND NOT again THEN %s ELSE {{least}}(run_at, %s) END,
    again = CASE WHEN %s THEN state = '{Job.State.RUNNING}' ELSE again END
WHERE name = %s AND key = %s AND state IN ('{Job.State.WAITING}', '{Job.State.RUNNING}')
RETURNING id, lane{{and_wake}}
"""
OURS = ("cms.", "workflows.", "townhall.", "desk.", "api.", "kuemmerer.")


def write(name: str, *, lane: str, key: str, payload: dict, run_at: datetime, now: datetime, once_more: bool) -> Job:
    """Write the job, or join the unfinished one of the same key. Must run inside a transaction.

    Joining locks the row until the end of the caller's transaction. A job that still waits is therefore not taken
    before the caller's changes can be seen; one that already runs, and may have read the old state, is run once more.
    """
    if key and (joined := _join(name, key, run_at=run_at, now=now, once_more=once_more)):
        return joined
    job = Job(name=name, lane=lane, key=key, payload=payload, run_at=run_at, created_at=now)
    if not key:
        job.save(force_insert=True)
    else:
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            joined = _join(name, key, run_at=run_at, now=now, once_more=once_more)
            # Gone again in between: it ran before our changes, so ours is needed.
            return joined or write(
                name, lane=lane, key=key, payload=payload, run_at=run_at, now=now, once_more=once_more
            )
    if run_at <= now:
        wake(lane)
    return job


def write_many(name: str, *, lane: str, payloads: list[dict], now: datetime) -> None:
    """Write a job for each payload; they join nothing, because they have no keys. Must run inside a transaction."""
    if not payloads:
        return
    # Thousands at once when many deadlines are due: as objects they take longer than everything else about them.
    each = "jsonb_array_elements(%s::jsonb)" if connection.vendor == "postgresql" else "json_each(%s)"
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Job._meta.db_table} (name, lane, key, payload, state, created_at, run_at, attempts, again,"
            f" leased_by, last_error) SELECT %s, %s, '', value, %s, %s, %s, 0, %s, '', '' FROM {each}",
            [name, lane, Job.State.WAITING, at, at, False, json.dumps(payloads)],
        )
    wake(lane)


def _join(name: str, key: str, *, run_at: datetime, now: datetime, once_more: bool) -> Job | None:
    """Join the unfinished job, if there is one, and wake its lane at the commit if it is due then."""
    at = connection.ops.adapt_datetimefield_value(run_at)
    notifies = connection.vendor == "postgresql"
    and_wake = f", pg_notify('{CHANNEL}', lane)" if notifies and run_at <= now else ""
    join = JOIN.format(least="LEAST" if notifies else "MIN", and_wake=and_wake)
    with connection.cursor() as cursor:
        cursor.execute(join, [once_more, at, at, once_more, name, key])
        row = cursor.fetchone()
    return Job.from_db(connection.alias, ["id", "lane"], row[:2]) if row else None  # the rest is read when asked for


def wake(lane: str) -> None:
    """Tell the workers at the commit that this lane has something to do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, lane])


def take(lane: str, *, worker: str, now: datetime, lease: timedelta) -> Job | None:
    """Take the oldest due job of the lane for the time of a lease; nobody else gets it meanwhile.

    The attempt is counted now, not at the end: a job that kills its worker must not go on for ever.
    """
    due = Job.objects.due(now, lane=lane)
    if connection.vendor == "sqlite" and not due.exists():
        return None  # looking needs no lock, taking waits for the only writer
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.attempts += 1
        job.leased_by = f"{worker}/{secrets.token_hex(4)}"
        job.lease_until = now + lease
        job.again = False
        job.save(update_fields=["state", "attempts", "leased_by", "lease_until", "again"])
    return job


def keep(jobs: Collection[Job], *, now: datetime, lease: timedelta) -> None:
    """Make the leases longer, as long as the worker lives. A row that a sender has locked is left for the next time."""
    if jobs:
        with transaction.atomic():
            held = Job.objects.running().filter(leased_by__in=[job.leased_by for job in jobs])
            free = held.select_for_update(skip_locked=True).values_list("pk", flat=True)
            Job.objects.filter(pk__in=list(free)).update(lease_until=now + lease)


def finish(job: Job) -> bool:
    """Delete the job that has been done, or let it wait again if it was asked for meanwhile; false if it was lost."""
    mine = _still_mine(job)
    if mine.filter(again=False).delete()[0]:
        return True
    return bool(mine.update(**_free(), again=False, attempts=0, last_error=""))


def hand_back(job: Job, *, now: datetime) -> bool:
    """The worker stops before the job is done: somebody else may take it at once. The attempt does not count."""
    return bool(_still_mine(job).update(**_free(), run_at=now, attempts=job.attempts - 1))


def put_off(job: Job, *, until: datetime) -> bool:
    """Let the job wait until then. Only this attempt does not count: what failed before has failed."""
    return bool(_still_mine(job).update(**_free(), again=False, run_at=until, attempts=job.attempts - 1))


def fail(job: Job, error: BaseException, *, now: datetime) -> bool:
    """Let the job wait for its next attempt, or set it aside after the last; false if it was lost."""
    try:
        attempts = registry.definition(job.name).attempts
    except UnknownJob:
        attempts = registry.DEFAULT_ATTEMPTS
    place = where(error)
    facts = {"job": job.pk, "attempt": job.attempts, "attempts": attempts}
    if job.attempts < attempts:
        wait = wait_before(job.attempts)
        kept = _still_mine(job).update(**_free(), again=False, run_at=now + wait, last_error=place)
        facts["seconds"] = round(wait.total_seconds())
        logger.warning("Job %s %s failed and will be tried again", job.pk, job.name, extra=facts, exc_info=error)
        return bool(kept)
    with transaction.atomic():
        kept = _still_mine(job).update(**_free(Job.State.SET_ASIDE), again=False, last_error=place)
        if kept and job.key:
            # The newest failure of a key is enough; a recurring job would leave one behind every night.
            Job.objects.set_aside().filter(name=job.name, key=job.key).exclude(pk=job.pk).delete()
    logger.error("Job %s %s failed for good and is set aside", job.pk, job.name, extra=facts, exc_info=error)
    return bool(kept)


def reclaim(*, now: datetime, except_for: Collection[str] = ()) -> int:
    """Let the jobs of workers that did not come back wait again; returns how many. Not the leases given, who live."""
    lost = Job.objects.lease_ended(now).exclude(leased_by__in=except_for)
    if not lost.exists():
        return 0
    with transaction.atomic():
        return sum(fail(job, WorkerLost(), now=now) for job in list(lost.select_for_update(skip_locked=True)))


def wait_before(attempt: int) -> timedelta:
    """5 s, 20 s, 80 s and so on up to 6 hours, a quarter more or less so that not all come back at once."""
    wait = min(FIRST_WAIT * 4 ** min(attempt - 1, 12), LONGEST_WAIT)
    return wait * random.uniform(0.75, 1.25)


def where(error: BaseException) -> str:
    """The class of the exception and the place in the code, never its message: that may hold personal data."""
    kind = type(error)
    text = f"{kind.__module__}.{kind.__qualname__}"
    frames = [
        (frame.f_globals.get("__name__", "?"), line, frame.f_code.co_name)
        for frame, line in walk_tb(error.__traceback__)
    ]
    if frames:
        module, line, function = frames[-1]
        text += f" at {module}:{line} {function}"
        inner = [frame for frame in frames if frame[0].startswith(OURS) and not frame[0].startswith("cms.outbox.")]
        if inner and inner[-1] != frames[-1]:
            module, line, function = inner[-1]
            text += f", from {module}:{line} {function}"
    return text[:300]


def _still_mine(job: Job):
    return Job.objects.running().filter(pk=job.pk, leased_by=job.leased_by)


def _free(state: str = Job.State.WAITING) -> dict:
    return {"state": state, "leased_by": "", "lease_until": None}
