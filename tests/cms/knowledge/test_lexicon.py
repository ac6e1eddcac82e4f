"""Rows of a lexicon: shared with the lexicons before, and yet none of them sees what came later."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cms.knowledge import lexicon
from cms.knowledge.lexicon import LayeredRows

WORDS = some.sampled_from("abcdefgh")
CHANGES = some.dictionaries(WORDS, some.tuples(some.integers(-2, 2), some.integers(-2, 2)))


@pytest.mark.parametrize("own_at_most", [0, 3, 2_000])
@given(changes=some.lists(CHANGES, max_size=8))
def test_rows_add_up_and_those_before_stay_as_they_were(own_at_most, changes):
    rows, counted = LayeredRows({"a": (2, 1), "b": (1, 1)}), {"a": (2, 1), "b": (1, 1)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexicon, "OWN_AT_MOST", own_at_most)
        for change in changes:
            before, was = rows, dict(counted)
            for word, added in change.items():
                counted[word] = tuple(map(sum, zip(counted.get(word, (0, 0)), added, strict=True)))
            counted = {word: row for word, row in counted.items() if any(count > 0 for count in row)}

            rows = rows.plus(change)

            assert rows.as_dict() == counted
            assert before.as_dict() == was
            for word in "abcdefgh":
                assert (word in rows, rows.get(word)) == (word in counted, counted.get(word))


def test_a_row_that_is_not_there_is_no_row():
    gone = LayeredRows({"a": (1,)}).plus({"a": (-1,)})

    with pytest.raises(KeyError):
        gone["a"]
    assert list(gone) == []
