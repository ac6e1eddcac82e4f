"""A walk over all entries: it fills a new set of indexes beside the one in use, or mends the one in use.

The row says how far it is, so it is taken up after a kill and several processes share it; each takes the next entries
for itself. What a killed one had taken is missing then: the counts differ, and a second walk compares and mends.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from cms.knowledge import loading
from cms.knowledge.models import Audience, Entry, Following

from . import comparing, sets, writing
from .changes import changes_after
from .documents import Names, written

AT_ONCE = 500
LOOKS_AT_THE_END, PAUSE = 20, 0.25  # until nobody writes between the last change and the counting

Told = Callable[[int, int], None]


def entries() -> QuerySet:
    """Those in force."""
    return Entry.objects.filter(generation=loading.stand().generation)


def begin_fresh() -> str:
    """Begin to fill a new set instead of any other walk; returns its name."""
    name, version = sets.new(), loading.stand().version
    Following.objects.get_or_create(pk=1)
    Following.objects.filter(pk=1).update(
        walk=name,
        walk_is_fresh=True,
        walk_version=version,
        walk_last=0,
        walk_done=0,
        walk_of=entries().count(),
    )
    return name


def begin_mending(row: Following, version: int, *, whole: bool) -> bool:
    """Begin to mend the set in use; changes after this version are followed as ever. False if somebody was quicker.

    A set that is being filled stays what is walked: it will be in use soon, and it is compared before.
    """
    walk = {} if row.walk_version else {"walk": sets.in_use(), "walk_is_fresh": False, "walk_version": 0}
    if walk:
        walk |= {"walk_last": 0, "walk_done": 0, "walk_of": entries().count()}
    mine = Following.objects.filter(pk=1, version=row.version)
    return bool(mine.update(version=version, is_whole=whole, **walk))


def walk(seconds: float, told: Told = lambda done, of: None) -> bool:
    """Walk for a while; whether there is more to do."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        row = step()
        if row is None:
            return finish()
        told(row.walk_done, row.walk_of)
    return Following.objects.exclude(walk="").exists()


def step() -> Following | None:
    """Take the next entries and write those that differ; None if none are left."""
    with transaction.atomic():
        row = Following.objects.select_for_update().get(pk=1)
        version = loading.stand().version
        some = list(entries().filter(pk__gt=row.walk_last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not row.walk or not some:
            return None
        row.walk_last, row.walk_done = some[-1], row.walk_done + len(some)
        row.save(update_fields=["walk_last", "walk_done"])
    names = Names(row.walk)
    sets.make(row.walk)
    taken = Entry.objects.filter(pk__in=some)
    if row.walk_is_fresh:
        writing.put(names, written(taken), version)
    else:
        comparing.mend(names, comparing.lacking(names, taken), version)
    return row


def finish() -> bool:
    """Everybody has been walked by: put a new set in use once it has what the database has; whether there is more."""
    row = Following.objects.get(pk=1)
    if not row.walk:
        return False
    names = Names(row.walk)
    sets.make(row.walk)
    writing.refresh(names)
    if not row.walk_is_fresh:
        comparing.mend(names, comparing.gone(names), loading.stand().version)
        writing.refresh(names)
    if row.walk != sets.in_use():
        if not has_everything(row, names):
            again = {"walk_is_fresh": False, "walk_last": 0, "walk_done": 0, "walk_version": loading.stand().version}
            Following.objects.filter(pk=1, walk=row.walk).update(**again)
            return True
        sets.take(row.walk)
    followed = {"version": row.walk_version} if row.walk_version else {}
    Following.objects.filter(pk=1, walk=row.walk).update(
        walk="", walk_is_fresh=False, walk_version=0, walk_last=0, walk_done=0, walk_of=0, is_whole=True, **followed
    )
    return False


def has_everything(row: Following, names: Names) -> bool:
    """Replay what was written since the walk began, until nobody writes while both sides are counted."""
    for _ in range(LOOKS_AT_THE_END):
        version = loading.stand().version
        if not replay(row, names, version):
            return False
        in_database = counted()
        if loading.stand().version == version and in_database == writing.counts(names):
            return True
        time.sleep(PAUSE)
    return False


def replay(row: Following, names: Names, version: int) -> bool:
    """Write into a new set what was changed since it was begun; False if the way is not complete."""
    while row.walk_version < version:
        changes = changes_after(row.walk_version)
        if changes is None or any(subject is None for _, subject in changes):
            return False
        writing.write_subjects(names, list(dict.fromkeys(subject for _, subject in changes)))
        row.walk_version = changes[-1][0]
        row.save(update_fields=["walk_version"])
    return True


def counted() -> Sequence[int]:
    """How many entries are in force, for each audience."""
    return [entries().filter(audience=audience).count() for audience in Audience]
