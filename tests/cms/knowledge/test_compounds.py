"""Compounds are split into words the corpus itself uses."""

import pytest

from cms.knowledge.compounds import Compounds, best_split

PARTS = {"fuhrerschein": 9, "fuhrer": 3, "schein": 4, "umtausch": 5, "personal": 3, "ausweis": 8, "arbeit": 4, "amt": 9}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("fuhrerscheinumtausch", ("fuhrerschein", "umtausch")),
        ("personalausweises", ("personal", "ausweis")),
        ("arbeitsamt", ("arbeit", "amt")),
        ("ausweis", ()),
        ("quark", ()),
        ("2026ausweis", ()),
    ],
)
def test_a_compound_becomes_the_fewest_known_parts(word, parts):
    assert best_split(word, PARTS) == parts


def test_endings_and_rare_words_are_no_parts():
    compounds = Compounds.of({"ausweis": 2, "heit": 50, "quark": 1, "und": 99})

    assert "ausweis" in compounds.parts
    assert not {"heit", "quark", "und"} & compounds.parts.keys()


def test_a_new_word_splits_what_was_whole_before():
    before = Compounds.of({"umtausch": 2})
    assert before.split("fuhrerscheinumtausch") == ()

    after = before.changed({"fuhrerschein": 2}, ["fuhrerschein"])

    assert after.split("fuhrerscheinumtausch") == ("fuhrerschein", "umtausch")
    assert before.split("fuhrerscheinumtausch") == ()


def test_a_word_that_goes_takes_its_splits_along():
    before = Compounds.of({"umtausch": 2, "fuhrerschein": 2})
    assert before.split("fuhrerscheinumtausch")

    after = before.changed({"fuhrerschein": 0}, ["fuhrerschein"])

    assert after.split("fuhrerscheinumtausch") == ()


def test_two_that_follow_the_same_one_do_not_mix_up_their_splits():
    before = Compounds.of({"umtausch": 2})
    one, other = (before.changed({word: 2}, [word]) for word in ("fuhrerschein", "ausweis"))

    for _ in range(2):
        assert one.split("fuhrerscheinumtausch") == ("fuhrerschein", "umtausch")
        assert other.split("fuhrerscheinumtausch") == ()
        assert other.split("ausweisumtausch") == ("ausweis", "umtausch")
        assert one.split("ausweisumtausch") == before.split("ausweisumtausch") == ()


def test_after_very_many_new_words_the_splits_are_right():
    compounds = Compounds.of({"umtausch": 2})
    for number in range(400):
        compounds = compounds.changed({f"wort{number}": 2}, [f"wort{number}"])
        assert compounds.split(f"wort{number}umtausch") == (f"wort{number}", "umtausch")
        assert compounds.split("ausweisumtausch") == ()


def test_a_very_long_word_is_split_at_once():
    assert best_split("donau" * 12, {"donau": 5}) == ()
