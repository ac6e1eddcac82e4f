"""What changed between two drafts of an answer, line by line."""

from __future__ import annotations

import difflib
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of the newer draft, or one that is gone from it."""

    text: str
    change: str  # "same", "added" or "removed"


def changed_lines(before: str, after: str) -> list[Line]:
    """Both drafts as one list: removed lines stand where they were, before those that replace them."""
    old, new = before.splitlines(), after.splitlines()
    lines = []
    for kind, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [Line(text, "same") for text in new[new_from:new_to]]
        else:
            lines += [Line(text, "removed") for text in old[old_from:old_to]]
            lines += [Line(text, "added") for text in new[new_from:new_to]]
    return lines
