"""The entries that a worker has read for its searches, those asked for last: each is read from the database once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from .engines import Recalled
from .models import Entry
from .records import Record

AT_MOST = 1_500  # about 6 KB each


class EntriesGone(Exception):
    """The index was swapped or an entry replaced between two reads of one search."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """An entry as this worker keeps it; entries never change, so it is never stale."""

    slug: str
    title: str
    everyday_title: str
    teaser: str
    record: Record


_entries: OrderedDict[str, Remembered] = OrderedDict()  # by digest, the one asked for last at the end
_reading = Lock()


def entries(recalled: Sequence[Recalled]) -> dict[str, Remembered]:
    """The candidates' entries by digest, from memory or else from the database in one query.

    Raises ``EntriesGone`` if the database no longer has one of them.
    """
    found: dict[str, Remembered] = {}
    with _reading:
        for each in recalled:
            entry = _entries.get(each.digest)
            if entry:
                _entries.move_to_end(each.digest)
                found[each.digest] = entry
    missing = [each.entry_id for each in recalled if each.digest not in found]
    if missing:
        read = Entry.objects.filter(pk__in=missing).values_list(
            "digest", "slug", "title", "everyday_title", "teaser", "record"
        )
        new = {name: Remembered(*shown, Record.from_json(record)) for name, *shown, record in read}
        found |= new
        with _reading:
            _entries.update(new)
            while len(_entries) > AT_MOST:
                _entries.popitem(last=False)
    if any(each.digest not in found for each in recalled):
        raise EntriesGone
    return found


def forget() -> None:
    """Begin anew with the next search."""
    with _reading:
        _entries.clear()
