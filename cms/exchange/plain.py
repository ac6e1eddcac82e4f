"""Reads a plain JSON list of services and checks it whole: id, name, description, voraussetzungen, unterlagen, link."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from . import run_together
from .errors import BrokenFile
from .jsonfile import Fields, records, repeated
from .records import Export, Item, Link, ServiceRecord

SYSTEM = "json"
LONGEST_NAME = 255
# The headings under which the portal showed the two lists; they stand in front of the first entry.
PREREQUISITES, DOCUMENTS = "Voraussetzungen", "Erforderliche Unterlagen"


def read(services: Path) -> Export:
    """Read the list; raises ``BrokenFile`` with everything that is wrong, by record and field."""
    problems: list[str] = []
    found = records(services, _service, problems)
    problems += repeated(services, (record.id for record in found))
    if problems:
        raise BrokenFile(problems)
    return Export(SYSTEM, services=found)


def _service(record: Fields) -> ServiceRecord:
    link = record.text("link")
    documents = _without_heading(record.text("unterlagen"), DOCUMENTS)
    said, entries = run_together.items(documents)
    nothing = run_together.says_nothing(documents) or (not entries and all(map(run_together.says_nothing, said)))
    return ServiceRecord(
        id=record.key("id"),
        name=record.text("name", required=True, longest=LONGEST_NAME),
        description=run_together.html(record.text("description")),
        prerequisites=_prerequisites(_without_heading(record.text("voraussetzungen"), PREREQUISITES)),
        documents=() if nothing else (*(Item("", text) for text in said), *entries),
        nothing_to_bring=nothing and bool(documents),
        further=(Link(f"Diese Leistung bei {_host(link)}", link),) if link else (),
    )


def _prerequisites(text: str) -> tuple[Item, ...]:
    """What stands before the first entry are conditions too, whole sentences."""
    if run_together.says_nothing(text):
        return ()
    said, entries = run_together.items(text)
    return (*(Item("", sentence) for sentence in said), *entries)


def _without_heading(text: str, heading: str) -> str:
    return text.removeprefix(heading).strip()


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address
