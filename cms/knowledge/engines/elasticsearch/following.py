"""The engine follows the database: change by change, and by a walk over all entries where changes are missing."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cms.knowledge import loading
from cms.knowledge.engines import beside
from cms.knowledge.models import Change, Following
from cms.outbox.actions import send_later

from . import clients, sets, walking, writing
from .changes import changes_after
from .documents import IN_USE

SECONDS_OF_FOLLOWING = 60.0  # a job has a limit
SECONDS_OF_WALKING = 4.0  # then changes have their turn again
SOON = timedelta(seconds=5)  # after which an engine that was away is asked again


def follow() -> None:
    """The job: bring the engine to where the database is, or note what is wrong and come back soon.

    It never fails because the engine does: it would be set aside after some hours, and an engine may be away for days.
    """
    Following.objects.get_or_create(pk=1)
    try:
        goes_on = go_on()
    except clients.ERRORS as error:
        beside.note(clients.trouble_of(error))
        come_back(SOON)
        return
    beside.note(None)
    if goes_on:
        come_back(timedelta())


def go_on() -> bool:
    """Follow what there is, or fill a new set where there is none or one of another database; whether there is more."""
    try:
        if sets.in_use():
            return catch_up()
    except writing.Ahead:
        pass
    return fill()


def fill() -> bool:
    """Fill a new set for a while, one that somebody has begun if there is one."""
    if not Following.objects.filter(walk_version__gt=0).exists():
        begin_anew()
    return walking.walk(SECONDS_OF_WALKING)


def begin_anew() -> None:
    Following.objects.update(is_whole=False)
    walking.begin_fresh()


def come_back(after: timedelta) -> None:
    """Run once more: who is running just now waits again when it is done."""
    with transaction.atomic():
        send_later(beside.FOLLOW, key=beside.FOLLOW, run_at=timezone.now() + after)


def catch_up() -> bool:
    """Follow what was written, then walk for a while if that is needed; whether there is more to do."""
    row = Following.objects.get(pk=1)
    if not row.is_whole and not row.walk:
        walking.begin_mending(row, loading.stand().version, whole=False)
    until = time.monotonic() + SECONDS_OF_FOLLOWING
    while follow_some():
        if time.monotonic() > until:
            return True
    if Following.objects.exclude(walk="").exists():
        return walking.walk(SECONDS_OF_WALKING)
    return False


def follow_some() -> bool:
    """Follow some changes; whether there may be more."""
    row = Following.objects.get(pk=1)
    version = loading.stand().version
    if row.version == version:
        return False
    changes = changes_after(row.version)
    if changes is None or any(subject is None for _, subject in changes):
        # A rebuild of the database's index: what it changed is found by comparing. Whoever had everything until then
        # has nearly everything now; whoever lacks changes cannot be asked before the walk is over.
        whole = row.is_whole and Change.objects.filter(version=row.version + 1).exists()
        return walking.begin_mending(row, version, whole=whole)
    writing.write_subjects(IN_USE, list(dict.fromkeys(subject for _, subject in changes)))
    moved = Following.objects.filter(pk=1, version=row.version).update(version=changes[-1][0])
    return bool(moved)
