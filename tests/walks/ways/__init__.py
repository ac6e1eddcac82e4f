"""One way or several to every address: staff's and machines' for the wrong person, public ones for the canary.

An address without a way fails its walk: whoever adds one says in the module of its face how it is tried.
"""

from __future__ import annotations

from tests.walks.ways import admin, citizens, desk, machines, registers, snippets
from tests.walks.ways.way import Way

WAYS: dict[str, Way | list[Way]] = {
    **admin.WAYS,
    **registers.WAYS,
    **snippets.WAYS,
    **desk.WAYS,
    **machines.WAYS,
    **citizens.DOCUMENTS,
}
PUBLIC_WAYS: dict[str, Way | list[Way]] = {**machines.WAYS, **citizens.WAYS, **citizens.DOCUMENTS}


def ways_to(name: str) -> list[Way]:
    """How an address of staff or machines is tried, by its name; nothing if nobody has said so."""
    return _as_list(WAYS.get(name) or (registers.way_in_a_register(name) if "_modeladmin_" in name else None))


def public_ways_to(name: str) -> list[Way]:
    return _as_list(PUBLIC_WAYS.get(name))


def _as_list(ways: Way | list[Way] | None) -> list[Way]:
    return ways if isinstance(ways, list) else [ways] if ways else []
