"""The adapter: what is fitted turns what people say towards what it means, and only for the model it was fitted for."""

from __future__ import annotations

import numpy
import pytest
from django.core.management import CommandError, call_command

from cms.knowledge import adapter, everyday, sentences
from cms.knowledge.adapter_fitting import Pairs, fit, slope_at
from cms.knowledge.everyday import Meaning, Saying, compiled, read, shipped

DIMENSIONS, MEANINGS, EACH = 24, 60, 12


def rows(chance: numpy.random.Generator, count: int) -> numpy.ndarray:
    found = chance.standard_normal((count, DIMENSIONS)).astype(numpy.float32)
    return found / numpy.linalg.norm(found, axis=1, keepdims=True)


def made_up() -> Pairs:
    """People say everything in another direction than it is meant, always by the same turn."""
    chance = numpy.random.default_rng(5)
    meant = rows(chance, MEANINGS)
    turn, _ = numpy.linalg.qr(chance.standard_normal((DIMENSIONS, DIMENSIONS)))
    said = numpy.repeat(meant, EACH, axis=0) @ turn.astype(numpy.float32) + 0.3 * rows(chance, MEANINGS * EACH)
    said /= numpy.linalg.norm(said, axis=1, keepdims=True)
    return Pairs(said, meant, [[place] for place in range(MEANINGS) for _ in range(EACH)])


def test_what_was_fitted_finds_expressions_it_has_not_seen(monkeypatch):
    monkeypatch.setattr("cms.knowledge.adapter_fitting.STEP", 0.02)
    monkeypatch.setattr("cms.knowledge.adapter_fitting.ROUNDS", 40)
    pairs = made_up()
    seen = [number for number in range(len(pairs.said)) if number % EACH]
    unseen = range(0, len(pairs.said), EACH)
    assert pairs.share_nearest(numpy.eye(DIMENSIONS), unseen) < 0.2
    assert pairs.share_nearest(fit(pairs, seen), unseen) > 0.8
    assert (fit(pairs, seen) == fit(pairs, seen)).all()


def test_the_slope_is_that_of_the_surprise():
    chance = numpy.random.default_rng(6)
    pairs = made_up()
    matrix = chance.standard_normal((DIMENSIONS, DIMENSIONS))
    said, worth = pairs.said[:7].astype(float), pairs.worth(range(7)).astype(float)

    def surprise(matrix: numpy.ndarray) -> float:
        turned = said @ matrix
        scores = 15.0 * (turned / numpy.linalg.norm(turned, axis=1, keepdims=True)) @ pairs.meant.T.astype(float)
        return float((worth * (numpy.log(numpy.exp(scores).sum(axis=1, keepdims=True)) - scores)).sum() / len(said))

    slope = slope_at(matrix, said, pairs.meant.astype(float), worth)
    for place in ((0, 0), (3, 17), (23, 5)):
        little = numpy.zeros_like(matrix)
        little[place] = 1e-6
        assert slope[place] == pytest.approx((surprise(matrix + little) - surprise(matrix - little)) / 2e-6, rel=1e-4)


def test_a_further_meaning_counts_less_than_the_first():
    pairs = Pairs(numpy.zeros((2, 3)), numpy.zeros((4, 3)), [[2], [0, 3, 1]])
    assert pairs.worth([1, 0]).tolist() == [
        pytest.approx([1 / 2.4, 0.7 / 2.4, 0, 0.7 / 2.4]),
        [0, 0, 1, 0],
    ]


def test_expressions_are_paired_with_what_their_line_means():
    class Counting:
        name = "counting"

        def queries(self, texts):
            return numpy.array([[len(text), 1.0] for text in texts])

        passages = queries

    home, cash = Meaning(("wohnung",), written="wohnung"), Meaning(("geld",), written="geld")
    pairs = Pairs.of([Saying("neue Bude", (home,)), Saying("Kohle", (cash, home)), Saying("Seite", ())], Counting())
    assert pairs.places == [[0], [1, 0]]
    assert pairs.said.tolist() == [[9, 1], [5, 1]]
    assert numpy.linalg.norm(pairs.meant, axis=1) == pytest.approx([1, 1])


def test_every_shipped_meaning_can_be_read_by_the_model():
    assert all(meaning.written for saying in shipped().sayings for meaning in saying.meanings)


def test_a_vector_of_another_model_stays_as_it_is():
    vector = rows(numpy.random.default_rng(7), 1)[0]
    assert adapter.adapted(vector, "another") is vector


def test_what_is_shipped_was_fitted_for_the_model_that_is_installed(settings):
    settings.SENTENCE_MODEL = "use"
    model = sentences.model()
    matrix = adapter.fitted(model.name)
    assert matrix.shape == (512, 512)
    turned = sentences.towards_pages("meine Oma kann nicht mehr allein bleiben")
    assert numpy.linalg.norm(turned) == pytest.approx(1.0, abs=1e-5)
    plain = sentences.of_query("meine Oma kann nicht mehr allein bleiben")
    (page,) = model.passages(["Pflegegrad und Leistungen der Pflegeversicherung beantragen"])
    assert turned @ page > plain @ page + 0.05


def test_what_is_kept_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(adapter, "FILE", tmp_path / "adapter.npz")
    adapter.fitted.cache_clear()
    adapter.keep(numpy.eye(4, dtype=numpy.float32) * 2, "mine")
    assert adapter.adapted(numpy.array([0.0, 0, 1, 0], dtype=numpy.float32), "mine").tolist() == [0, 0, 1, 0]
    assert adapter.fitted("mine").tolist() == (numpy.eye(4) * 2).tolist()
    monkeypatch.undo()
    adapter.fitted.cache_clear()


def test_the_command_says_what_it_is_worth_and_keeps_it_only_if_it_may(settings, monkeypatch, tmp_path, capsys):
    settings.SENTENCE_MODEL = "use"
    lines = "".join(f"~ Hund {number} ist weg, Katze {number} ist krank => fundtier\n" for number in range(20))
    short = compiled(read(lines, "test"))
    monkeypatch.setattr(everyday, "shipped", lambda: short)
    monkeypatch.setattr(adapter, "FILE", tmp_path / "adapter.npz")

    call_command("fit_adapter", only_say=True)
    assert not adapter.FILE.exists()
    call_command("fit_adapter")
    assert adapter.FILE.exists()
    assert capsys.readouterr().out.count("40 expressions of 1 meanings; of 2 left out") == 2
    adapter.fitted.cache_clear()


def test_without_a_model_the_command_says_so(settings):
    settings.SENTENCE_MODEL = "none"
    with pytest.raises(CommandError, match="no sentence model"):
        call_command("fit_adapter")
