"""A new index beside the old one: searchable all the time, nothing lost that is published meanwhile."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.catalogue.models import ServicePage
from cms.knowledge import loading, rebuilding
from cms.knowledge.actions import rebuild
from cms.knowledge.models import Audience, Change, Entry, Rebuild, Snapshot
from cms.knowledge.rebuilding import Overtaken
from cms.knowledge.search import search
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(query, partner, **options) -> list[str]:
    return [hit.title for hit in search(query, partner=partner, **options).hits if hit.service_id]


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


@pytest.fixture
def killed_after_one(monkeypatch):
    """A rebuild in steps of one service that dies after its first."""

    def kill(when: int = 1):
        monkeypatch.setattr(rebuilding, "AT_ONCE", 1)

        def told(done, of):
            if done == when:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            rebuild(told)

    return kill


def given_up() -> None:
    long_ago = timezone.now() - 2 * rebuilding.GIVEN_UP_AFTER
    Rebuild.objects.update(beat_at=long_ago)


def test_a_killed_rebuild_is_taken_up_where_it_stood(town, killed_after_one, counted_anew):
    killed_after_one()
    given_up()
    [left] = Rebuild.objects.all()
    heard = []

    rebuild(lambda done, of: heard.append((done, of)))

    assert heard[0] == (2, of_all := left.of)
    assert heard[-1] == (of_all, of_all)
    assert loading.stand().generation == left.generation
    assert found("Hund", town)
    for audience in Audience:
        assert same(loading.current(audience).lexicon.total(), counted_anew(audience))
    assert not Rebuild.objects.exists()


def test_what_changed_since_a_rebuild_was_killed_is_in_the_index(town, responsibility, killed_after_one, counted_anew):
    killed_after_one(2)
    ServicePage.objects.get(title="Hund anmelden").unpublish()
    ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    given_up()

    rebuild()

    assert "Hund anmelden" not in found("Hund", town)
    assert found("Jagdschein", town)[0] == "Jagdschein"
    assert same(loading.current(Audience.PUBLIC).lexicon.total(), counted_anew())


def test_a_rebuild_that_still_runs_is_left_alone(town, killed_after_one):
    killed_after_one()
    [running] = Rebuild.objects.all()

    rebuild()

    assert loading.stand().generation > running.generation


def test_who_was_overtaken_stops_at_the_next_step(town, monkeypatch):
    monkeypatch.setattr(rebuilding, "AT_ONCE", 1)

    def told(done, of):
        if done == 1:
            monkeypatch.undo()
            rebuild()

    with pytest.raises(Overtaken):
        rebuild(told)

    assert found("Hund", town)


def test_the_command_says_how_far_it_is(town, capsys):
    call_command("rebuild_index")

    shown = capsys.readouterr().out
    assert "8 of 8 written" in shown
