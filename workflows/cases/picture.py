"""The picture of a case type: Viewflow's chart of a flow class that is made only to be drawn.

The class is never run and has no rows. The chart's own template writes every word with a capital, which is wrong in
German, so the drawing has a template of its own.
"""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import pgettext
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.chart import calc_layout_data

from .definition import Definition, Kind

# What the engine or a letter does; everything else is done by somebody.
WITHOUT_HANDS = {Kind.CLOSE}


def _never(activation) -> bool:
    return False


def drawing_of(definition: Definition) -> type[flow.Flow]:
    """A flow class with a node for each step: rejections lead back, consulted departments stand side by side."""
    names = [f"step_{number}" for number in range(1, len(definition.steps) + 1)]
    entry = dict(zip((step.key for step in definition.steps), names, strict=True))
    nodes: dict[str, object] = {}
    following = [*names[1:], "end"]
    for step, name, after in zip(definition.steps, names, following, strict=True):
        title = definition.words(step.title)
        consulted = getattr(step, "departments", ())
        if step.kind == Kind.APPROVE and step.reject_to in entry:
            nodes[name] = _by_hand(title, f"{name}_decided")
            nodes[f"{name}_decided"] = (
                flow.If(_never)
                .Annotation(title=pgettext("picture of a case type", "approved?"))
                .Then(getattr(this, after))
                .Else(getattr(this, entry[step.reject_to]))
            )
        elif consulted:
            nodes |= _side_by_side(name, title, len(consulted), after)
        elif step.kind in WITHOUT_HANDS:
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


def picture_of(definition: Definition) -> SafeString:
    """The drawing as SVG to stand in a page; its colours come from the page's style sheet."""
    grid = calc_layout_data(drawing_of(definition))
    titles = ", ".join(definition.words(step.title) for step in definition.steps)
    return render_to_string("cases/picture.svg", {"grid": grid, "titles": titles})
