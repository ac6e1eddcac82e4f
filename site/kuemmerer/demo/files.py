"""Reads the data files of the demo town, and the plain way in which they write longer texts."""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent


def read(name: str) -> dict:
    """One of the data files beside this module."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def read_services() -> list[dict]:
    """The services of all files in their folder, in a fixed order."""
    return [
        row for file in sorted((FOLDER / "services").glob("*.toml")) for row in read(f"services/{file.stem}")["service"]
    ]


def rich(text: str) -> str:
    """Rich text from plain lines: “### ” a heading, “- ” a list, an empty line between paragraphs.

    Lines of one paragraph stay lines: Leichte Sprache has each sentence on its own.
    """
    parts: list[str] = []
    rows: list[str] = []
    kind = ""
    for line in [*text.strip().split("\n"), ""]:
        now = "h3" if line.startswith("### ") else "ul" if line.startswith("- ") else "p" if line else ""
        if rows and (now != kind or now == "h3"):
            parts.append(_part(kind, rows))
            rows = []
        if now:
            rows.append(line.removeprefix("### ").removeprefix("- "))
        kind = now
    return "".join(parts)


def _part(kind: str, rows: list[str]) -> str:
    if kind == "ul":
        return "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"
    return f"<{kind}>" + "<br/>".join(rows) + f"</{kind}>"
