"""How an address is tried: the object it gets, who may open it, and what a valid POST sends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from tests.walks.addresses import filled
from tests.walks.world import MARK, POWER, World

Args = Callable[[World], list]
Post = Callable[[World, HttpResponse], dict]

WRONG = ("wrong", "wrong approver", "agent", "nobody")
# Everybody who works here, and who does not.
ALL_OF_THEM = (
    *("editor", "approver", "central", "centre approver", "administrator", "wrong", "wrong approver", "plain"),
    *("agent", "karl", "clerk of another department", "clerk of another partner", "nobody"),
)


@dataclass(frozen=True)
class Way:
    """The right person gets 200, sees the mark and changes something by ``post``; strangers see and change nothing."""

    args: Args = lambda world: []
    right: str = "editor"
    # Makes what is sent from what she sees.
    post: Post | None = None
    # False: what is sent changes nothing, it asks for something or leads on.
    changes: bool = True
    # True: nothing is sent, not even an empty form.
    bare: bool = False
    query: str | Callable[[World], str] = ""
    # False: the address is only for sending, there is nothing to open.
    looks: bool = True
    # What the right person gets, where that is no page of its own.
    answers: int = 200
    # Which mark she sees there; "" where there is nothing of the marked partner for her either.
    shows: str = MARK
    # Strangers get a page as well, one without the mark: a list of what is theirs. Else they are not let in.
    open: bool = False
    strangers: tuple[str, ...] = WRONG
    # Tables in which they may leave something of their own.
    own: tuple[str, ...] = ()
    # To whom the object is no secret; to change it they are as wrong as the others.
    may_see: tuple[str, ...] = ()
    # What has no name is called by its address.
    at: str = ""

    def leads_to(self, name: str, world: World) -> str:
        """The address that is asked; of a name that stands for several patterns, what is behind the bracket tells."""
        query = self.query(world) if callable(self.query) else self.query
        path = self.at or reverse(name.partition("(")[0], args=self.args(world))
        return f"{path}?{query}" if query else path


def a_list(*args: Args, **more) -> Way:
    """Everybody finds what is theirs there."""
    return Way(*args, open=True, **more)


def with_power(*args: Args, **more) -> Way:
    """Nobody opens this in daily work, only who has taken full power."""
    return Way(*args, **{"right": POWER, "strangers": ALL_OF_THEM, "shows": "", **more})


def closed(*args: Args, **more) -> Way:
    """Nobody gets anything there, not even with full power."""
    return Way(*args, right="", strangers=(*ALL_OF_THEM, POWER), **more)


def public(*args: Args, **more) -> Way:
    """Everybody may see it: there is nothing to hide, and nothing to change."""
    return Way(*args, right="nobody", strangers=ALL_OF_THEM[:-1], may_see=ALL_OF_THEM, **more)


def page(name: str) -> Args:
    return lambda world: [world.pages[name].pk]


def thing(name: str) -> Args:
    return lambda world: [world.things[name].pk]


def these(*parts: str) -> Args:
    """Keys of pages and things by their names; what is none of them is a word of the address."""
    return lambda world: [
        next((found[part].pk for found in (world.pages, world.things) if part in found), part) for part in parts
    ]


def as_it_stands(**changes) -> Post:
    """The form she sees, with some fields changed."""
    return lambda world, seen: filled(seen, **changes)


def sends(**fields) -> Post:
    """These fields and nothing else."""
    return lambda world, seen: fields


nothing = sends()
