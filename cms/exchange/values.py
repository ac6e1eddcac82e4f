"""Facts as plain values by field, the same whether a file or an editor wrote them, and who changed which of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int | bool | None | list
Values = dict[str, Value]


def fingerprint(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:24]


def fingerprints(values: Mapping[str, Value]) -> dict[str, str]:
    """A fingerprint for each field."""
    return {field: fingerprint(value) for field, value in values.items()}


def whole(prints: Mapping[str, str]) -> str:
    """One fingerprint for all fields."""
    return hashlib.sha256(json.dumps(dict(prints), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Merge:
    """Which fields take the file's value, and in which both sides changed it, so that the one here stays."""

    take: frozenset[str]
    conflicts: tuple[str, ...]


def merge(
    imported: Mapping[str, str], here: Mapping[str, str], there: Mapping[str, str], *, overwrite: bool = False
) -> Merge:
    """Compare what was imported last, what stands here and what the file says now, field by field.

    A field that nobody changed here follows the file; one that only somebody here changed stays. Where both did, the
    one here stays too and is named, unless the file shall win everywhere.
    """
    take, conflicts = set(), []
    for field, wanted in there.items():
        if here[field] == wanted:
            continue
        if overwrite or imported.get(field) == here[field]:
            take.add(field)
        elif imported.get(field) != wanted:
            conflicts.append(field)
    return Merge(frozenset(take), tuple(conflicts))


def remembered(imported: Mapping[str, str], there: Mapping[str, str], conflicts: tuple[str, ...]) -> dict[str, str]:
    """What to compare with next time: the file's, but a conflict stays one until somebody settles it."""
    kept = {field: imported[field] for field in conflicts if field in imported}
    return {field: print_ for field, print_ in there.items() if field not in conflicts} | kept
