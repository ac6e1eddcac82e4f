"""Sets of indexes, one for each audience, and the aliases that name the set in use."""

from __future__ import annotations

import secrets

from django.utils import timezone
from elasticsearch import NotFoundError

from cms.knowledge.models import Audience

from . import clients, documents
from .documents import IN_USE, Names


def new() -> str:
    """A name that no other set has; names are in the order of their making."""
    return f"{timezone.now():%Y%m%d%H%M%S}{secrets.token_hex(2)}"


def make(name: str) -> None:
    """Its empty indexes, unless they are there."""
    for audience in Audience:
        if not clients.writing().indices.exists(index=Names(name).of(audience)):
            documents.create(clients.writing(), Names(name), audience)


def in_use() -> str:
    """The set that searches ask; none if an alias or what it names is missing."""
    found = {name_in(audience) for audience in Audience}
    return found.pop() if len(found) == 1 else ""


def name_in(audience: Audience) -> str:
    try:
        there = clients.writing().indices.get_alias(name=IN_USE.of(audience))
    except NotFoundError:
        return ""
    return max(there).removeprefix(f"{IN_USE.of(audience)}-")


def take(name: str) -> None:
    """Let searches ask this set from now on: both audiences at once."""
    actions = []
    for audience in Audience:
        alias = IN_USE.of(audience)
        actions.append({"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}})
        actions.append({"add": {"index": Names(name).of(audience), "alias": alias}})
    clients.writing().indices.update_aliases(actions=actions)


def old(but: str = "") -> list[str]:
    """The sets that nobody asks, and that are not this one."""
    alias = IN_USE.of(Audience.PUBLIC)
    there = clients.writing().indices.get(index=f"{alias}-*", features="aliases", expand_wildcards="open")
    names = {name.removeprefix(f"{alias}-") for name in there}
    return sorted(names - {in_use(), but})


def remove(name: str) -> None:
    clients.writing().indices.delete(index=Names(name).all, ignore_unavailable=True)
