"""The picture of a case type: Viewflow's chart of a flow class that is made only to be drawn.

The class is never run and has no rows. The chart's own template writes every word with a capital, which is wrong in
German, so the drawing has a template of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.chart import calc_layout_data

from .definition import Definition, Kind
from .models import Case, WorkItem

# What the engine or a letter does; everything else is done by somebody.
WITHOUT_HANDS = {Kind.CLOSE}
# About 8 kB each. A version has as many as its cases have places to stand; nothing of a case is in them.
DRAWINGS_KEPT = 300


def _never(activation) -> bool:
    return False


class Station(NamedTuple):
    """What the drawing needs of a step, in the language of the reader."""

    key: str
    kind: Kind
    title: str
    reject_to: str
    asked: int


def stations_of(definition: Definition) -> tuple[Station, ...]:
    return tuple(
        Station(step.key, step.kind, definition.words(step.title), step.reject_to, len(step.departments))
        for step in definition.steps
    )


def drawing_of(stations: Sequence[Station]) -> type[flow.Flow]:
    """A flow class with a node for each step: rejections lead back, consulted departments stand side by side."""
    names = [f"step_{number}" for number in range(1, len(stations) + 1)]
    entry = dict(zip((station.key for station in stations), names, strict=True))
    nodes: dict[str, object] = {}
    following = [*names[1:], "end"]
    for station, name, after in zip(stations, names, following, strict=True):
        title = station.title
        if station.kind == Kind.APPROVE and station.reject_to in entry:
            nodes[name] = _by_hand(title, f"{name}_decided")
            nodes[f"{name}_decided"] = (
                flow.If(_never)
                .Annotation(title=pgettext("picture of a case type", "approved?"))
                .Then(getattr(this, after))
                .Else(getattr(this, entry[station.reject_to]))
            )
        elif station.asked:
            nodes |= _side_by_side(name, title, station.asked, after)
        elif station.kind in WITHOUT_HANDS:
            nodes[name] = flow.Function(_never).Annotation(title=title).Next(getattr(this, after))
        else:
            nodes[name] = _by_hand(title, after)
    nodes["start"] = flow.StartHandle().Next(getattr(this, names[0]))
    nodes["end"] = flow.End()
    return type("Drawing", (flow.Flow,), {**nodes, "lock_impl": lock.SelectForUpdateLock(), "__module__": "drawings"})


def _by_hand(title: str, after: str) -> flow.View:
    return flow.View(_never).Annotation(title=title).Next(getattr(this, after))


def _side_by_side(name: str, title: str, number: int, after: str) -> dict[str, object]:
    branches = [f"{name}_{each}" for each in range(1, number + 1)]
    split = flow.Split().Annotation(title=title)
    for branch in branches:
        split = split.Next(getattr(this, branch))
    joined = f"{name}_joined"
    return {
        name: split,
        **{branch: _by_hand(f"{title} ({each})", joined) for each, branch in enumerate(branches, start=1)},
        joined: flow.Join().Annotation(title=title).Next(getattr(this, after)),
    }


def picture_of(definition: Definition, states: Mapping[int, str] | None = None) -> SafeString:
    """The drawing as SVG to stand in a page; its colours come from the page's style sheet.

    With ``states`` it is that of a case: they say by the step's number whether it is done, now or next.
    """
    return _drawn(stations_of(definition), get_language(), tuple(sorted((states or {}).items())))


@lru_cache(maxsize=DRAWINGS_KEPT)
def _drawn(stations: tuple[Station, ...], language: str, states: tuple[tuple[int, str], ...]) -> SafeString:
    """Kept under all that is drawn, words included, so another version or language is another drawing."""
    grid, state = calc_layout_data(drawing_of(stations)), dict(states)
    for cell in grid.cells:
        cell.status = state.get(_number(cell.node.name))
    titles = ", ".join(station.title for station in stations)
    return render_to_string("cases/picture.svg", {"grid": grid, "titles": titles})


def picture_of_case(case: Case, items: Sequence[WorkItem]) -> SafeString:
    """The way of a case, drawn with how far it is; ``items`` are all of its work items."""
    return picture_of(case.version.parsed, how_far(case, items))


def how_far(case: Case, items: Sequence[WorkItem]) -> dict[int, str]:
    """Each step of the type by its number: done, now or next. A triage that was left out is none of them."""
    found = {}
    for number, step in enumerate(case.version.parsed.steps, start=1):
        if case.closed_at is None and number == case.position:
            found[number] = "now"
        elif number < case.position or case.state == Case.State.ANSWERED:
            was_left_out = step.kind == Kind.TRIAGE and not any(item.position == number for item in items)
            found[number] = "" if was_left_out else "done"
        elif case.closed_at is None:
            found[number] = "next"
    return found


def _number(name: str) -> int:
    """Which step a node belongs to; the start and the end belong to none."""
    return int(name.split("_")[1]) if name.startswith("step_") else 0
