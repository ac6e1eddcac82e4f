"""The order by words and sentences together: each term for itself, then the fitted model."""

import numpy

from cms.knowledge import fitting, ranker, relevance
from cms.knowledge.models import Kind, Subject
from cms.knowledge.rank import Ranked
from cms.knowledge.ranker import Evidence, Similar


def similar(**values: float) -> Similar:
    pages = {int(page.lstrip("p")): value for page, value in values.items()}
    return Similar(pages, mean=1.0, deviation=0.5, best=max(pages.values()), last=1.0, candidates=frozenset(pages))


def row(evidence: Evidence, at: int = 0) -> dict[str, float]:
    return dict(zip(ranker.TERMS, ranker.features(evidence)[at], strict=True))


def test_likeness_is_told_against_the_other_pages():
    likeness = similar(p1=3.0, p2=1.5, p3=0.0)

    assert (likeness.near(1), likeness.near(2), likeness.near(3), likeness.near(9)) == (1.0, 0.25, 0.0, 0.0)
    assert likeness.far(1) > likeness.far(2) > 0 > likeness.far(3)
    assert likeness.far(9) == 0.0


def test_one_text_that_is_very_like_counts_besides_all_of_a_page():
    likeness = Similar({1: 3.0, 2: 3.0}, likest={1: 0.9, 2: 0.3}, likest_mean=0.2, likest_deviation=0.2)

    assert likeness.far(1) == likeness.far(2)
    assert likeness.far_likest(1) > likeness.far_likest(2) > likeness.far_likest(9) == 0.0


def test_a_query_is_long_from_ten_words_on():
    assert [ranker.length(words) for words in (1, 2, 6, 10, 40)] == [0, 0, 0.5, 1, 1]


def test_sentences_count_with_the_length_of_the_query_and_with_doubt():
    sure, doubtful = Ranked(1, 4.0, 0.9), Ranked(1, 4.0, 0.2)
    likeness = similar(p1=3.0)

    short = row(Evidence([sure], likeness, {1: 0.5}, {1: 0.2}, words=1))
    long = row(Evidence([sure], likeness, {1: 0.5}, {1: 0.2}, words=10))
    unsure = row(Evidence([doubtful], likeness, {}, {}, words=1))

    assert (short["near*long"], long["near*long"]) == (0, 1)
    assert (short["said"], long["said*long"]) == (0.5, 0.5)
    assert (short["shared"], short["shared*long"], long["shared*long"]) == (0.2, 0, 0.2)
    assert unsure["near*unsure"] > short["near*unsure"]


def test_words_are_told_against_the_best_page():
    evidence = Evidence([Ranked(1, 4.0, 0.9), Ranked(2, 1.0, 0.1)], similar(p1=1.0), {}, {}, words=2)

    assert [row(evidence, at)["words"] for at in (0, 1)] == [1.0, 0.25]


def test_without_any_words_the_likest_page_comes_first():
    evidence = Evidence([Ranked(1, 0.0, 0.0), Ranked(2, 0.0, 0.0)], similar(p1=1.2, p2=3.0), {}, {}, words=6)

    assert [each.key for each in ranker.order(evidence)] == [2, 1]


def test_a_title_that_was_asked_for_stays_first():
    evidence = Evidence(
        [Ranked(1, 9.0, 1.0, 1.0, 1.0), Ranked(2, 2.0, 0.3, 0.5, 0.2)], similar(p1=2.0, p2=2.6), {}, {}, words=1
    )

    assert [each.key for each in ranker.order(evidence)] == [1, 2]


def test_nothing_is_put_in_order():
    assert ranker.order(Evidence([], similar(p1=1.0), {}, {}, words=1)) == []


def test_fitting_finds_the_term_that_tells_right_from_wrong():
    chance = numpy.random.default_rng(115)
    samples = []
    for number in range(40):
        rows = chance.normal(size=(20, len(ranker.TERMS)))
        right = int(rows[:, 3].argmax())
        worth = numpy.zeros(20)
        worth[right] = 1.0
        query = relevance.Query(str(number), "test", {right: 3})
        samples.append(fitting.Sample(query, rows, [Subject(Kind.SERVICE, page) for page in range(20)], worth))
    judged = fitting.Judgements("test", samples, [])

    weights = fitting.fit([judged])

    assert max(range(len(weights)), key=weights.__getitem__) == 3
    assert fitting.figures(samples, weights).reciprocal_rank > 0.9
