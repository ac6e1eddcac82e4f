"""Keeps this worker's lexicon at the version of the database: one small row per search, differences when it moved."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db import connection

from cms.prepared import Blank, Prepared

from .lexicon import Difference, Lexicon
from .models import Audience, Change, Index, Snapshot
from .words_in_force import InForce

ATTEMPTS = 3
SHORT_WAY = 20
AT_MOST_CHANGES = 2_000  # further behind than this, the snapshot is quicker


class Stand(NamedTuple):
    """Where the index is: all that a search asks before it uses what this worker remembers."""

    generation: int = 0
    version: int = 0
    token: str = ""
    words: str = ""


@dataclass(frozen=True)
class Loaded:
    """A lexicon, the everyday words and the version of the index they belong to."""

    generation: int
    version: int
    token: str
    lexicon: Lexicon
    words: InForce = field(default_factory=lambda: InForce(""))

    @property
    def stand(self) -> Stand:
        return Stand(self.generation, self.version, self.token, self.words.token)


_loaded: dict[Audience, Loaded] = {}
_loading = threading.Lock()


def current(audience: Audience, locked: Index | None = None) -> Loaded:
    """The lexicon as the database has it now, seen from the caller's transaction, who may hold the index's lock."""
    for _ in range(ATTEMPTS):
        now = Stand(*(getattr(locked, name) for name in Stand._fields)) if locked else stand()
        mine = _loaded.get(audience)
        if mine and mine.stand == now:
            return mine
        with _loading:
            mine = _loaded.get(audience)
            loaded = (mine and follow(mine, audience, *now[:3])) or load(audience, *now[:3])
            if loaded:
                _loaded[audience] = replace(loaded, words=words_at(now.words))
                return _loaded[audience]
    raise RuntimeError("The search index changed more often than it could be read.")


def at_hand(audience: Audience) -> Loaded:
    """What this worker has, however old, without a question to the database; loaded only if it has nothing."""
    return _loaded.get(audience) or current(audience)


def forget() -> None:
    """Begin anew with the next search."""
    _loaded.clear()


def stand() -> Stand:
    """Where the database has the index now; 0 before anything was written."""
    with connection.cursor() as cursor:  # every search asks this: the ORM takes longer than the database
        cursor.execute(f"SELECT {', '.join(Stand._fields)} FROM {Index._meta.db_table}")
        return Stand(*(cursor.fetchone() or ()))


def words_at(token: str) -> InForce:
    """The everyday words of a release, as another audience has them already or else from the database."""
    for loaded in _loaded.values():
        if loaded.words.token == token:
            return loaded.words
    return InForce.read(token)


def follow(mine: Loaded, audience: Audience, generation: int, version: int, token: str) -> Loaded | None:
    """Apply what was written since; None if the way from here to there is not complete.

    The way begins with our own version: if its token is another one, ours was rolled back.
    """
    if mine.generation != generation or not 0 <= version - mine.version <= AT_MOST_CHANGES:
        return None
    first, *changes = way(mine, version, token) or [None]
    if mine.version:
        if first is None or (first.version, first.token) != (mine.version, mine.token):
            return None
    elif mine.token:
        return None
    elif first:
        changes = [first, *changes]
    if [change.version for change in changes] != list(range(mine.version + 1, version + 1)):
        return None
    if changes and changes[-1].token != token:
        return None
    total = Difference()
    for change in changes:
        total.add(Difference.from_json(getattr(change, audience)))
    return Loaded(generation, version, token, mine.lexicon.changed(total))


class Step(NamedTuple):
    """A version with what it changed for each audience."""

    version: int
    token: str
    public: str
    agent: str


_CHANGES = Prepared(
    lambda: (
        Change.objects.filter(version__gte=Blank("first"), version__lte=Blank("last"))
        .order_by("version")
        .values_list(*Step._fields)
    )
)
_last_way: tuple[tuple, list[Step]] = ((), [])  # a short one; the other audience most often goes the same


def way(mine: Loaded, version: int, token: str) -> list[Step]:
    """What the database has from this version on, which comes first. Tokens name the ends: it is never another way."""
    global _last_way
    asked = (mine.version, mine.token, version, token)
    known, steps = _last_way
    if known != asked:
        steps = [Step(*row) for row in _CHANGES.rows(first=max(mine.version, 1), last=version)]
        if len(steps) <= SHORT_WAY:
            _last_way = (asked, steps)
    return steps


def load(audience: Audience, generation: int, version: int, token: str) -> Loaded | None:
    """Begin anew with the generation's snapshot; None if something moved meanwhile."""
    snapshot = (
        Snapshot.objects.filter(audience=audience, generation=generation, version__lte=version)
        .values_list("version", "lexicon")
        .first()
    )
    at, lexicon = (snapshot[0], unpacked(bytes(snapshot[1]))) if snapshot else (0, Lexicon())
    changes = list(
        Change.objects.filter(version__gt=at, version__lte=version)
        .order_by("version")
        .values_list("version", "token", audience.value)
    )
    if [change[0] for change in changes] != list(range(at + 1, version + 1)) or (changes and changes[-1][1] != token):
        return None
    since = Difference()
    for _, _, difference in changes:
        since.add(Difference.from_json(difference))
    return Loaded(generation, version, token, lexicon.changed(since))


def packed(lexicon: Lexicon) -> bytes:
    """A lexicon as a snapshot holds it."""
    return zlib.compress(lexicon.total().as_json().encode())


def unpacked(snapshot: bytes) -> Lexicon:
    return Lexicon.of(Difference.from_json(zlib.decompress(snapshot).decode()))
