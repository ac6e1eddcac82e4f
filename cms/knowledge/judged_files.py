"""Reads what is measured with: catalogues as towns publish them, queries with the pages that answer them."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from .entries import plain
from .records import Text
from .relevance import EXACT, Query

GLUED = re.compile(r"(?<=[a-zäöüß)\]])(?=[A-ZÄÖÜ][a-zäöüß])")


class UnknownFormat(ValueError):
    """The file is not what this measurement reads."""


def read_services(path: Path) -> dict[int, Text]:
    """Services as Berlin publishes them in one list, or as a DLDB export has them; editors' keywords stay out."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {int(service["id"]): _from_dldb(service) for service in found["data"]}
        return {int(service["id"]): _from_list(service) for service in found}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnknownFormat(f"{path.name} is not a list of services with name and description.") from error


def _from_list(service: dict) -> Text:
    """The blanks lost between list items are put back."""
    return Text(
        title=service["name"],
        body=GLUED.sub(" ", service["description"]),
        requirements=GLUED.sub(" ", service["voraussetzungen"]),
        documents=GLUED.sub(" ", service["unterlagen"]),
    )


def _from_dldb(service: dict) -> Text:
    return Text(
        title=service["name"],
        body=plain(service["description"]),
        requirements=_items(service.get("requirements")),
        documents=" ".join((_items(service.get("prerequisites")), plain(service.get("fees") or ""))),
    )


def _items(found: list[dict] | str | None) -> str:
    if not isinstance(found, list):
        return plain(found or "")
    return " ".join(plain(f"{item.get('name') or ''} {item.get('description') or ''}") for item in found)


def read_queries(path: Path) -> list[Query]:
    """Judged queries, one JSON object per line; or editors' keywords in columns, without those the title has."""
    if path.suffix == ".tsv":
        return _keywords(path)
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [
            Query(row["query"], row["kind"], {int(number): int(grade) for number, grade in row["relevant"].items()})
            for row in rows
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnknownFormat(f"{path.name} has lines without query, kind and relevant.") from error


def _keywords(path: Path) -> list[Query]:
    """A keyword may stand at several services: each answers it."""
    with path.open(encoding="utf-8", newline="") as file:
        grades: dict[str, dict[int, int]] = {}
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["literal_in_title"] == "0":
                grades.setdefault(row["keyword"].strip().lower(), {})[int(row["service_id"])] = EXACT
    return [Query(keyword, "keyword", relevant) for keyword, relevant in grades.items()]
