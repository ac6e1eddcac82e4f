"""German as tokens: each step for itself."""

import pytest

from cms.knowledge.analysis import base_forms, fold, put_together, stem, trigrams, words


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [("Führerschein", "Fuehrerschein"), ("Straße", "STRASSE"), ("Müll", "mull"), ("Café", "cafe"), ("Öl", "oel")],
)
def test_umlauts_and_their_spellings_are_one(written, otherwise):
    assert fold(written) == fold(otherwise)


@pytest.mark.parametrize("word", ["quelle", "neue", "abenteuer"])
def test_ue_after_a_vowel_or_q_stays(word):
    assert fold(word) == word


def test_a_hyphenated_word_gives_its_parts_and_the_whole():
    assert [tuple(word) for word in words("P-Konto")] == [("p", False), ("konto", False), ("pkonto", True)]


def test_what_is_no_letter_is_no_word():
    assert words("\"' ( ) * ^ : -- /* 😀 \x00 \ud800 &&") == ()


def test_a_word_without_end_is_cut():
    assert [len(word.text) for word in words("x" * 10_000)] == [64]


@pytest.mark.parametrize(
    ("one", "other"),
    [("verlängerung", "verlängern"), ("ausweise", "ausweis"), ("anmeldung", "anmelden"), ("kosten", "kosten")],
)
def test_forms_of_a_word_have_one_stem(one, other):
    assert stem(fold(one)) == stem(fold(other))


def test_participles_lead_to_their_verb():
    assert "ummelden" in base_forms("umgemeldet")
    assert base_forms("anzumelden") == ["anmelden"]
    assert base_forms("ausweis") == []


def test_verbs_that_came_apart_are_put_together():
    assert put_together("an", "melde") == ["anmelde", "anmelden"]


def test_trigrams_know_where_a_word_begins():
    assert trigrams("Hund") == {" hu", "hun", "und", "nd "}
