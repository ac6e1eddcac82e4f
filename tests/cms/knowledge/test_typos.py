"""A mistyped word leads to the nearest known ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.knowledge import typos
from cms.knowledge.typos import Neighbours, letters, within


def distance(one: str, other: str) -> int:
    """Optimal string alignment as in the textbook: slow, and the oracle here."""
    table = [
        [row + column if not row or not column else 0 for column in range(len(other) + 1)]
        for row in range(len(one) + 1)
    ]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            cost = one[row - 1] != other[column - 1]
            table[row][column] = min(
                table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + cost
            )
            if row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]:
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
    return table[-1][-1]


WORDS = st.text(alphabet="abc", max_size=7)


@given(WORDS, WORDS)
def test_the_quick_distance_is_the_textbook_one(one, other):
    for limit in (1, 2):
        right = distance(one, other)
        assert within(one, other, limit) == (right if right <= limit else None)


@given(WORDS, WORDS)
def test_the_letters_never_hide_a_neighbour(one, other):
    assert (letters(one) ^ letters(other)).bit_count() <= 2 * distance(one, other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("ausweiss", "ausweis"), ("fuhrershcein", "fuhrerschein"), ("reisepas", "reisepass"), ("reispas", "reisepass")],
)
def test_one_or_two_mistakes_are_forgiven(typed, meant):
    assert [word for word, _ in Neighbours.of(["ausweis", "fuhrerschein", "reisepass", "hund"]).of_word(typed)] == [
        meant
    ]


def test_only_the_nearest_count():
    assert Neighbours.of(["hunde", "hundes"]).of_word("hundess") == [("hundes", 1)]


def test_short_words_are_taken_as_they_are():
    assert Neighbours.of(["amt", "abt"]).of_word("awt") == []


def test_words_come_and_go():
    neighbours = Neighbours.of(["hunde"]).changed(["katze"], ["hunde"])

    assert neighbours.of_word("kazte") == [("katze", 1)]
    assert neighbours.of_word("hunda") == []


@given(st.sets(WORDS), WORDS.filter(lambda word: len(word) >= 4))
def test_without_numpy_the_neighbours_are_the_same(vocabulary, word):
    vocabulary.discard(word)  # who asks has mistyped it
    at_once = Neighbours.of(vocabulary).of_word(word)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typos, "numpy", None)
        one_by_one = Neighbours.of(vocabulary).of_word(word)

    assert sorted(at_once) == sorted(one_by_one)
    assert all(distance(word, other) == mistakes for other, mistakes in at_once)
