"""Candidates in their order: each idea for itself, then all together."""

import math

import pytest

from cms.knowledge import rank as ranking
from cms.knowledge import weights
from cms.knowledge.lexicon import Lexicon, contribution, damping, idf
from cms.knowledge.plan import Alternative, Group, Plan, plan
from cms.knowledge.rank import Bag, Candidate, Query, rank
from cms.knowledge.records import Record, Text, record_of, word_counts, word_rows


def whole(word: str) -> tuple[str, ...]:
    return ()


def corpus(*texts: Text) -> tuple[Lexicon, list[Candidate]]:
    lexicon, candidates = Lexicon(), []
    for number, text in enumerate(texts):
        record = record_of(text, whole)
        lexicon = lexicon.changed(contribution([(record, word_rows(word_counts(text), whole))]))
        candidates.append(Candidate(number, record))
    return lexicon, candidates


def keys(query: str, *texts: Text) -> list[int]:
    lexicon, candidates = corpus(*texts)
    return [ranked.key for ranked in rank(plan(query, lexicon), lexicon, candidates)]


def test_saturation_grows_less_and_less():
    first, second, tenth = (ranking.saturation(times, damping(10, 10, 0.5)) for times in (1, 2, 10))

    assert first < second < tenth < 1
    assert second - first < first


def test_saturation_is_less_in_a_long_text():
    assert ranking.saturation(1, damping(100, 10, 0.5)) < ranking.saturation(1, damping(10, 10, 0.5))


def test_idf_says_most_of_the_rarest():
    assert idf(100, 1) > idf(100, 50) > idf(100, 100) > 0


def test_a_title_is_the_surest_place():
    assert ranking.place_quality((1.0, 0, 0, 0, 0)) == weights.FOUND_IN_TITLE
    assert ranking.place_quality((0, 0, 3.0, 0, 0)) == weights.FOUND_IN_BODY
    assert weights.FOUND_IN_BODY < ranking.place_quality((0.35, 0, 0, 0, 0)) < weights.FOUND_IN_TITLE


def test_coverage_is_the_share_of_the_query_that_is_explained():
    lexicon, candidates = corpus(Text("Hund"), Text("Katze"))
    query = Query(plan("Hund Katze", lexicon), lexicon)
    groups = ranking.found_groups(query, ranking.found_stems(query.field_values, candidates[0].record, lexicon))

    assert ranking.coverage(query, groups) == pytest.approx(0.5)


def test_title_cover_is_the_share_of_the_title_that_was_asked_for():
    lexicon, candidates = corpus(Text("Hund anmelden"), Text("Katze"))

    assert ranking.title_cover(Query(plan("Hund anmelden", lexicon), lexicon), candidates[0].record) == pytest.approx(1)
    assert 0 < ranking.title_cover(Query(plan("Hund", lexicon), lexicon), candidates[0].record) < 1
    assert ranking.title_cover(Query(plan("Katze", lexicon), lexicon), candidates[0].record) == 0


def test_likeness_is_one_for_the_same_letters():
    lexicon, candidates = corpus(Text("Hundesteuer"), Text("Katze"))
    query = Query(plan("hundesteuer", lexicon), lexicon)

    assert ranking.likeness(query, candidates[0].record) == pytest.approx(1)
    assert ranking.likeness(query, candidates[1].record) < 0.5


def test_words_of_a_bag_count_much_less_when_one_is_missing():
    lexicon, [both, one, _] = corpus(Text("Führer Schein"), Text("Schein"), Text("Anderes"))
    bag = Alternative(("fuhr", "schein"), 1.0)
    group = Group("führerschein", (bag,))
    query = Query(Plan((group,), frozenset()), lexicon)

    counted = Bag.of(bag, lexicon)
    full, _ = ranking.bag_value(counted, ranking.found_stems(query.field_values, both.record, lexicon))
    half, _ = ranking.bag_value(counted, ranking.found_stems(query.field_values, one.record, lexicon))

    assert half < full / 2


def test_the_best_alternative_counts_not_the_sum():
    record = Record({"hund": (1.0, 0, 0, 0, 0), "tier": (1.0, 0, 0, 0, 0)}, (2, 0, 0, 0, 0), {}, frozenset())
    lexicon = Lexicon().changed(contribution([(record, {})])).changed(contribution([(record, {})]))
    one = Query(Plan((Group("hund", (Alternative(("hund",), 1.0),)),), frozenset()), lexicon)
    two = Query(
        Plan((Group("hund", (Alternative(("hund",), 1.0), Alternative(("tier",), 0.8))),), frozenset()), lexicon
    )

    values = [
        ranking.words_value(
            query, ranking.found_groups(query, ranking.found_stems(query.field_values, record, lexicon))
        )
        for query in (one, two)
    ]

    assert math.isclose(*values)


def test_the_title_beats_the_body():
    assert keys("hund", Text("Katze", body="Hund"), Text("Hund", body="Katze"), Text("Vogel")) == [1, 0]


def test_who_explains_more_of_the_query_comes_first():
    assert keys("Hund Steuer", Text("Hund"), Text("Steuer für den Hund"), Text("Steuer"), Text("Vogel"))[0] == 1


def test_the_exacter_title_comes_first():
    assert keys("Reisepass", Text("Reisepass für Kinder im Ausland"), Text("Reisepass"), Text("Vogel"))[0] == 1


def test_a_draw_is_settled_the_same_way_every_time():
    assert keys("hund", Text("Hund"), Text("Hund"), Text("Vogel")) == [0, 1]


def test_confidence_is_high_for_the_title_and_low_for_a_side_word():
    lexicon, candidates = corpus(Text("Hund anmelden"), Text("Katze", body="hier anmelden"), Text("Vogel"))

    sure = rank(plan("Hund anmelden", lexicon), lexicon, candidates)[0].confidence
    unsure = rank(plan("Krokodil anmelden", lexicon), lexicon, candidates)[0].confidence

    assert sure > weights.UNSURE_BELOW > unsure
