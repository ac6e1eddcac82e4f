"""An entry's record comes back from the database as it was, whoever wrote it."""

from __future__ import annotations

import json

import pytest

from cms.knowledge.compounds import Compounds
from cms.knowledge.records import Record, Text, record_of

SPLIT = Compounds.of({"hund": 5, "steuer": 5, "marke": 5}).split
TEXTS = [
    Text("Hundesteuer und Hundemarke", "Hund anmelden", "Wer einen Hund hält, zahlt Steuer. Hund!", "", "Ausweis"),
    Text("", "", "nur Text"),
    Text(""),
    Text("Œuvre & 115 – § 23", "ÄÖÜß 🐕"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_written_is_read(text):
    record = record_of(text, SPLIT)

    assert Record.from_json(record.as_json()) == record
    assert Record.from_json(record.as_json()).as_json() == record.as_json()


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_written_each_stem_for_itself_is_read_too(text):
    record = record_of(text, SPLIT)
    as_before = json.dumps([record.stems, record.lengths, record.title, record.trigrams])

    assert Record.from_json(as_before) == record


def test_tokens_stand_once_in_each_field():
    record = record_of(TEXTS[0], SPLIT)

    assert record.tokens[2].count("hund") == 1
    assert {"hund", "steu"} <= record.in_titles
    assert "zahl" not in record.in_titles
