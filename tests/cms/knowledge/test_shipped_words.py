"""What the shipped list of everyday words promises: the whole catalogue, in breadth, and nobody's judged queries."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.knowledge import analysis, everyday, judged_files

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
SHORTEST_COPY = {"dev.jsonl": 2, "dev-2.jsonl": 2, "munich_keywords.tsv": 3}  # a single word belongs to nobody
ENOUGH = 8
SOME = 3
HEADER = re.compile(r"## (\S+)")
TRIED_OUT = {"L64", "L65", "L66"}  # rows that somebody typed to try the catalogue out


def families() -> Iterator[tuple[str, list[str]]]:
    """Each part of the list under one header: what it is about, and its lines."""
    for path in everyday.shipped_files():
        number, lines = "", []
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := HEADER.match(line):
                yield number, lines
                number, lines = found[1], []
            elif line and not line.startswith("#"):
                lines.append(line)
        yield number, lines


def said(lines: list[str], *, sentences: bool = False) -> int:
    """How many expressions lines have on their left."""
    left = [line.partition("=>")[0] for line in lines if not line.startswith("!")]
    return sum(each.count(",") + 1 for each in left if not sentences or each.startswith("~"))


def catalogue(file: str, field: str) -> list[str]:
    with (DATA / "leika" / file).open(encoding="utf-8", newline="") as rows:
        return [row[field] for row in csv.DictReader(rows)]


@pytest.fixture(scope="module")
def of() -> dict[str, list[str]]:
    """The lines about each service of the catalogue and each life situation (L and its number)."""
    found: dict[str, list[str]] = {}
    for number, lines in families():
        found.setdefault(number, []).extend(lines)
    return found


@pytest.mark.data
def test_each_service_of_the_catalogue_has_its_words_or_says_whose_it_is(of):
    numbers = catalogue("ozg_service_system.csv", "service_key")

    assert len(numbers) == 557
    thin = [
        number
        for number in numbers
        if said(of.get(number, [])) < ENOUGH and not any(line.startswith("!") for line in of.get(number, []))
    ]
    assert thin == []


@pytest.mark.data
def test_each_life_situation_has_its_words_and_sentences(of):
    situations = {f"L{number}" for number in catalogue("ozg_situation.csv", "id")} - TRIED_OUT

    assert {each for each in situations if said(of.get(each, [])) < ENOUGH} == set()
    assert {each for each in situations if said(of.get(each, []), sentences=True) < SOME} == set()


@pytest.mark.data
@pytest.mark.parametrize("name", SHORTEST_COPY)
def test_no_expression_is_a_judged_query(name):
    queries = {plain(query.text) for query in judged_files.read_queries(DATA / "relevance" / name)}

    copied = [
        each.written
        for each in everyday.shipped_expressions()
        if plain(each.written) in queries and len(plain(each.written)) >= SHORTEST_COPY[name]
    ]
    assert copied == []


def plain(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in analysis.words(text) if not word.joined)
