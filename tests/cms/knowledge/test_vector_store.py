"""Vectors are kept once, and are the same at whatever place and in whatever piece they are."""

from __future__ import annotations

import numpy
import pytest

from cms.knowledge import vector_store
from cms.knowledge.vector_store import VectorStore
from cms.knowledge.vectors import DIMENSIONS, Vectors, pack


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(vector_store, "VECTORS_OF_A_PIECE", 6)  # three pages of two vectors


def packed(number: int, vectors: int = 2) -> bytes:
    chance = numpy.random.default_rng(number)
    return b"".join(map(pack, chance.standard_normal((vectors, DIMENSIONS)).astype(numpy.float32)))


@pytest.mark.parametrize(
    "places",
    [[], [0], [0, 1, 2], [1, 2, 3, 4], [0, 2, 3, 7], [0, 0, 2, 2], list(range(10)), [8, 9], [3, 3, 5], [9]],
)
def test_products_are_those_of_the_packed_vectors(places):
    store = VectorStore(2)
    for number in range(10):
        assert store.put(f"page {number}", packed(number)) == number
    query = numpy.random.default_rng(99).standard_normal(DIMENSIONS).astype(numpy.float32)

    found = store.products(numpy.array(places, dtype=numpy.int64), query)

    expected = [Vectors.of(packed(place)).products(query).tolist() for place in places]
    assert found.shape == (len(places), 2)
    assert found.tolist() == [pytest.approx(each, rel=1e-5) for each in expected]


def test_what_has_a_place_keeps_it_and_takes_no_more_room():
    store = VectorStore(2)
    places = [store.put(name, packed(1)) for name in ("one", "two", "one")]

    assert places == [0, 1, 0]
    assert len(store) == 2
    assert store.bytes == 3 * 2 * (DIMENSIONS + 4)
