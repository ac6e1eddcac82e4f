"""What a web worker remembers of a town hall: for one version and one host, and never more than fits."""

from itertools import count

import pytest

from cms.organisation import recall


@pytest.fixture(autouse=True)
def empty():
    recall.forget()
    yield
    recall.forget()


@pytest.fixture
def look():
    """Finds another number whenever somebody looks."""
    return count(1).__next__


def test_within_a_version_it_is_looked_at_once(look):
    for _turn in range(3):
        with recall.remembering("lindenfurt", (1,)):
            assert recall.recall("offices", look) == 1


def test_a_new_version_another_host_or_another_key_looks_anew(look):
    found = []
    for host, version, key in [
        ("lindenfurt", (1,), "offices"),
        ("lindenfurt", (2,), "offices"),
        ("moorbach", (2,), "offices"),
        ("lindenfurt", (2,), "footer"),
    ]:
        with recall.remembering(host, version):
            found.append(recall.recall(key, look))

    assert found == [1, 2, 3, 4]


def test_outside_of_a_page_nothing_is_remembered(look):
    with recall.remembering("lindenfurt", (1,)):
        recall.recall("offices", look)

    assert [recall.recall("offices", look), recall.recall("offices", look)] == [2, 3]


def test_what_does_not_hold_any_more_is_looked_at_again(look):
    with recall.remembering("lindenfurt", (1,)):
        recall.recall("open", look)
        assert recall.recall("open", look, holds=lambda number: number > 1) == 2


def test_however_many_town_halls_there_are_it_is_bounded_and_the_one_not_visited_goes_first(monkeypatch, look):
    monkeypatch.setattr(recall, "MOST", 50)

    def visit(host: str) -> None:
        with recall.remembering(host, (1,)):
            assert recall.how_many() <= 50
            for fact in range(10):
                recall.recall(fact, look)

    for number in range(100):
        visit(f"host-{number}")
        visit("host-0")

    with recall.remembering("host-0", (1,)):
        assert recall.recall(0, look) == 1
    with recall.remembering("host-1", (1,)):
        assert recall.recall(0, look) > 1000


def test_one_town_hall_alone_is_bounded_too(monkeypatch, look):
    monkeypatch.setattr(recall, "MOST", 50)

    for turn in range(20):
        with recall.remembering("lindenfurt", (1,)):
            assert recall.how_many() <= 50
            for fact in range(30):
                recall.recall((turn, fact), look)
