"""Keeps this worker's lexicon at the version of the database: one small row per search, differences when it moved."""

from __future__ import annotations

import threading
import zlib
from dataclasses import dataclass

from .lexicon import Difference, Lexicon
from .models import Audience, Change, Index, Snapshot

ATTEMPTS = 3
AT_MOST_CHANGES = 2_000  # further behind than this, the snapshot is quicker


@dataclass(frozen=True)
class Loaded:
    """A lexicon and the version of the index it belongs to."""

    generation: int
    version: int
    token: str
    lexicon: Lexicon

    @property
    def stand(self) -> tuple[int, int, str]:
        return self.generation, self.version, self.token


_loaded: dict[Audience, Loaded] = {}
_loading = threading.Lock()


def current(audience: Audience) -> Loaded:
    """The lexicon as the database has it now, seen from the caller's transaction."""
    for _ in range(ATTEMPTS):
        now = stand()
        mine = _loaded.get(audience)
        if mine and mine.stand == now:
            return mine
        with _loading:
            mine = _loaded.get(audience)
            loaded = (mine and follow(mine, audience, *now)) or load(audience, *now)
            if loaded:
                _loaded[audience] = loaded
                return loaded
    raise RuntimeError("The search index changed more often than it could be read.")


def stand() -> tuple[int, int, str]:
    """Generation, version and token of the index; 0 before anything was written."""
    return Index.objects.values_list("generation", "version", "token").first() or (0, 0, "")


def follow(mine: Loaded, audience: Audience, generation: int, version: int, token: str) -> Loaded | None:
    """Apply what was written since; None if the way from here to there is not complete.

    The way begins with our own version: if its token is another one, ours was rolled back.
    """
    if mine.generation != generation or not 0 <= version - mine.version <= AT_MOST_CHANGES:
        return None
    changes = list(
        Change.objects.filter(version__gte=max(mine.version, 1), version__lte=version)
        .order_by("version")
        .values_list("version", "token", audience.value)
    )
    if mine.version:
        if not changes or changes.pop(0)[:2] != (mine.version, mine.token):
            return None
    elif mine.token:
        return None
    if [change[0] for change in changes] != list(range(mine.version + 1, version + 1)):
        return None
    if changes and changes[-1][1] != token:
        return None
    lexicon = mine.lexicon
    for _, _, difference in changes:
        lexicon = lexicon.changed(Difference.from_json(difference))
    return Loaded(generation, version, token, lexicon)


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
    total = lexicon.total()
    for _, _, difference in changes:
        total = total.plus(Difference.from_json(difference))
    return Loaded(generation, version, token, Lexicon.of(total) if changes else lexicon)


def packed(lexicon: Lexicon) -> bytes:
    """A lexicon as a snapshot holds it."""
    return zlib.compress(lexicon.total().as_json().encode())


def unpacked(snapshot: bytes) -> Lexicon:
    return Lexicon.of(Difference.from_json(zlib.decompress(snapshot).decode()))
