"""The way of changes that leads from one version of the index to another."""

from __future__ import annotations

from cms.knowledge.models import Change, Subject

AT_ONCE = 200


def changes_after(version: int) -> list[tuple[int, Subject | None]] | None:
    """The next changes after a version; None if the way is not complete."""
    found = Change.objects.filter(version__gt=version).order_by("version")
    changes = list(found.values_list("version", "kind", "object_id")[:AT_ONCE])
    if not changes or changes[0][0] != version + 1 or changes[-1][0] != version + len(changes):
        return None
    return [(at, Subject(kind, number) if number is not None else None) for at, kind, number in changes]
