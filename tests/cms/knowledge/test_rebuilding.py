"""A new index beside the old one: searchable all the time, nothing lost that is published meanwhile."""

import pytest

from cms.knowledge import loading, rebuilding
from cms.knowledge.actions import rebuild
from cms.knowledge.models import Audience, Change, Entry, Snapshot
from cms.knowledge.rebuilding import Overtaken
from cms.knowledge.search import search
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(query, partner, **options) -> list[str]:
    return [hit.title for hit in search(query, partner=partner, **options).hits]


def same(one, other) -> bool:
    return (one.services, one.stems, one.words, one.trigrams) == (
        other.services,
        other.stems,
        other.words,
        other.trigrams,
    )


@pytest.fixture
def town(partner, responsibility):
    """A few services, one with local words, one with a note."""
    for title in ("Hund anmelden", "Hundesteuer zahlen", "Steuer und Hunde"):
        ServicePageFactory(title=title, responsibility=responsibility)
    fishing = ServicePageFactory(title="Angelschein", responsibility=responsibility)
    LocalServicePageFactory(service=fishing, partner=partner, local_text="<p>Zebrakraut</p>")
    AgentNoteFactory(service=fishing, text="Heidekraut")
    return partner


def test_a_rebuild_finds_the_same(town):
    before = found("Hund", town), found("Zebrakraut", town), found("Heidekraut", town, audience=Audience.AGENT)

    rebuild()

    assert (
        found("Hund", town),
        found("Zebrakraut", town),
        found("Heidekraut", town, audience=Audience.AGENT),
    ) == before
    assert found("Heidekraut", town) == []


def test_a_rebuild_twice_is_like_once(town):
    first = rebuild()
    lexicon = loading.current(Audience.PUBLIC).lexicon.total()

    assert rebuild() == first == Entry.objects.count()
    assert same(loading.current(Audience.PUBLIC).lexicon.total(), lexicon)


def test_the_lexicon_of_a_rebuild_is_what_its_entries_say(town, counted_anew):
    rebuild()

    for audience in Audience:
        assert same(loading.current(audience).lexicon.total(), counted_anew(audience))


def test_a_worker_follows_from_the_snapshot(town, partner, responsibility):
    rebuild()
    ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    followed = loading.current(Audience.PUBLIC).lexicon.total()

    loading._loaded.clear()

    assert same(loading.current(Audience.PUBLIC).lexicon.total(), followed)
    assert Snapshot.objects.count() == len(Audience)
    assert Change.objects.count() == 2


def test_a_rebuild_learns_compounds_that_came_later(partner, responsibility):
    """The first page was analysed before the corpus knew its parts; the rebuild splits it."""
    ServicePageFactory(title="Zebrakrautsteuer", responsibility=responsibility)
    for number in range(2):
        ServicePageFactory(title=f"Steuer {number}", short_text="Zebrakraut Steuer", responsibility=responsibility)
    [entry] = Entry.objects.filter(title="Zebrakrautsteuer", audience=Audience.PUBLIC)
    assert '"zebrakraut"' not in entry.record

    rebuild()

    [entry] = Entry.objects.filter(title="Zebrakrautsteuer", audience=Audience.PUBLIC)
    assert '"zebrakraut"' in entry.record


@pytest.fixture
def meanwhile(monkeypatch):
    """Does something after the new generation was filled and before it is put in force."""

    def arrange(event):
        swap = rebuilding.swap

        def late(*arguments):
            monkeypatch.setattr(rebuilding, "swap", swap)
            event()
            swap(*arguments)

        monkeypatch.setattr(rebuilding, "swap", late)

    return arrange


def test_what_is_published_meanwhile_is_kept(town, responsibility, meanwhile, counted_anew):
    meanwhile(lambda: ServicePageFactory(title="Jagdschein", responsibility=responsibility))

    rebuild()

    assert found("Jagdschein", town)[0] == "Jagdschein"
    assert same(loading.current(Audience.PUBLIC).lexicon.total(), counted_anew())


def test_what_is_taken_down_meanwhile_is_gone(town, responsibility, meanwhile, counted_anew):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    meanwhile(service.unpublish)

    rebuild()

    assert "Jagdschein" not in found("Jagdschein", town)
    assert same(loading.current(Audience.PUBLIC).lexicon.total(), counted_anew())


def test_people_search_the_old_index_until_the_swap(town, meanwhile):
    seen = []
    meanwhile(lambda: seen.append(found("Hund", town)))
    before = found("Hund", town)

    rebuild()

    assert seen == [before]


def test_the_slower_of_two_rebuilds_gives_way(town, meanwhile):
    meanwhile(rebuild)

    with pytest.raises(Overtaken):
        rebuild()

    assert found("Hund", town)


def test_what_a_killed_rebuild_left_is_removed_by_the_next(town, monkeypatch):
    def killed(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(rebuilding, "swap", killed)
        rebuild()
    assert Entry.objects.values("generation").distinct().count() == 2
    assert found("Hund", town)

    rebuild()

    assert Entry.objects.values("generation").distinct().count() == 1
