"""The engine beside the database: the same answers, within a second of the commit, and never another partner's."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from cms.knowledge import loading, relevance
from cms.knowledge.actions import rebuild
from cms.knowledge.engines import Terms, Where, beside
from cms.knowledge.engines.elasticsearch import clients, comparing, rebuilding, sets, walking, writing
from cms.knowledge.engines.elasticsearch.documents import IN_USE, TOKENS, name_of
from cms.knowledge.engines.elasticsearch.measuring import made_from
from cms.knowledge.engines.elasticsearch.recall import ElasticsearchEngine
from cms.knowledge.models import Audience, Entry, Following, Kind, Subject
from cms.knowledge.search import search
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory
from tests.factories.made_up_services import asked, made_up
from tests.factories.organisation import MappingFactory
from tests.factories.outbox import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("elasticsearch")]


@pytest.fixture(autouse=True)
def only_the_engine(monkeypatch):
    """The database may not answer here: a test that passes by falling back would prove nothing."""

    def refused(using="default"):
        raise AssertionError("the database was asked for candidates")

    monkeypatch.setattr(beside, "engine", refused)


def found(query, partner, **options) -> list[str]:
    beside.forget()
    return [hit.title for hit in search(query, partner=partner, **options).hits if hit.service_id]


@pytest.fixture
def town(partner, responsibility):
    """A few services, one with local words, one with a note; the engine has all of it."""
    for title in ("Hund anmelden", "Hundesteuer zahlen", "Steuer und Hunde"):
        ServicePageFactory(title=title, responsibility=responsibility)
    fishing = ServicePageFactory(title="Angelschein", responsibility=responsibility)
    LocalServicePageFactory(service=fishing, partner=partner, local_text="<p>Zebrakraut</p>")
    AgentNoteFactory(service=fishing, text="Heidekraut")
    run_jobs()
    return partner


def test_what_is_published_is_found_after_the_job(town, responsibility):
    assert found("Hund", town) == ["Hund anmelden", "Steuer und Hunde"]
    page = ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    run_jobs()
    assert found("Krokodil", town)[0] == "Krokodil anmelden"

    page.unpublish()
    run_jobs()

    assert "Krokodil anmelden" not in found("Krokodil", town)
    assert list(comparing.differences(IN_USE)) == []


def test_words_of_notes_are_for_agents_and_local_words_for_their_partner(town, responsibility):
    other = MappingFactory(responsibility=responsibility).partner
    run_jobs()

    assert found("Heidekraut", town, audience=Audience.AGENT) == ["Angelschein"]
    assert found("Heidekraut", town) == []
    assert found("Zebrakraut", town) == ["Angelschein"]
    assert found("Zebrakraut", other) == []
    assert found("Angelschein", other) == ["Angelschein"]


def test_what_the_database_writes_later_is_never_overwritten_by_what_was_read_earlier(town, responsibility):
    page = ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    earlier, before = writing.as_it_is([Subject(Kind.SERVICE, page.pk)])
    page.unpublish()
    run_jobs()
    assert writing.as_it_is([Subject(Kind.SERVICE, page.pk)])[1] == []

    writing.put(IN_USE, before, earlier)

    assert list(comparing.differences(IN_USE)) == []


def test_the_server_analyses_nothing_and_agents_have_an_index_of_their_own(town):
    public, agents = (clients.writing().indices.get_mapping(index=IN_USE.of(audience)).body for audience in Audience)

    assert public.keys().isdisjoint(agents)
    [mapping] = [each["mappings"] for each in public.values()]
    assert mapping["dynamic"] == "strict"
    assert {field: mapping["properties"][field]["analyzer"] for field in TOKENS} == dict.fromkeys(TOKENS, "whitespace")
    assert [len(names_with("heidekraut", audience)) for audience in Audience] == [0, 1]


def test_searches_find_the_same_while_sets_change(town):
    where = Where((town.pk,), Audience.PUBLIC, loading.stand().generation, timezone.now())
    asked = [Terms(10, {("hund",): 1.0})]
    expected = ElasticsearchEngine().proposed(asked, where)
    assert expected
    over, found, wrong = threading.Event(), [], []

    def search_on_and_on():
        while not over.is_set():
            try:
                found.append(sorted(ElasticsearchEngine().proposed(asked, where)))
            except Exception as error:
                wrong.append(error)

    searching = threading.Thread(target=search_on_and_on)
    searching.start()
    for _ in range(3):
        call_command("rebuild_index", engine="elasticsearch")
    over.set()
    searching.join()

    assert wrong == []
    assert {tuple(each) for each in found} == {tuple(sorted(expected))}


def test_a_new_set_is_filled_beside_the_old_one_with_what_changes_meanwhile(town, responsibility):
    old = sets.in_use()
    rebuilding.begin_or_take_up()
    assert walking.step() is not None
    ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    assert sets.in_use() == old

    call_command("rebuild_index", engine="elasticsearch")

    assert sets.in_use() != old
    assert found("Krokodil", town)[0] == "Krokodil anmelden"
    assert list(comparing.differences(IN_USE)) == []
    assert sets.old() == [old]
    call_command("rebuild_index", engine="elasticsearch", remove_old=True)
    assert sets.old() == []


def test_what_a_killed_rebuild_had_taken_is_written_all_the_same(town):
    rebuilding.begin_or_take_up()
    Following.objects.update(walk_last=Entry.objects.latest("pk").pk)  # taken by somebody who never wrote it

    call_command("rebuild_index", engine="elasticsearch")

    assert list(comparing.differences(IN_USE)) == []
    assert found("Hund", town)[0] == "Hund anmelden"


def test_the_comparison_names_and_mends_what_differs(town, responsibility):
    page = ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    run_jobs()
    version, (*_, document) = writing.as_it_is([Subject(Kind.SERVICE, page.pk)])
    other = replace(document, body={**document.body, "fingerprint": "another"})
    stray = replace(document, name=f"service-{page.pk}-stray")
    writing.put(IN_USE, [other, stray], version + 100)
    writing.remove(IN_USE, documents_of_one(), version + 100)
    writing.refresh(IN_USE)

    assert said(only_say=True).count("\n") == 5
    assert "is another one in the engine" in said(only_say=True)
    assert "4 documents differed and were mended." in said()

    assert said() == "Nothing differs.\n"


def test_an_engine_that_is_ahead_of_a_database_from_a_backup_is_filled_anew(town, responsibility):
    page = ServicePageFactory(title="Krokodil anmelden", responsibility=responsibility)
    run_jobs()
    old = sets.in_use()
    version, documents = writing.as_it_is([Subject(Kind.SERVICE, page.pk)])
    writing.put(IN_USE, documents, version + 1_000)
    page.title = "Alligator anmelden"
    page.save_revision().publish()

    run_jobs()

    assert sets.in_use() != old
    assert found("Alligator", town)[0] == "Alligator anmelden"
    assert list(comparing.differences(IN_USE)) == []


def test_a_rebuild_of_the_databases_index_is_followed(town):
    old = sets.in_use()
    rebuild()

    run_jobs()

    assert sets.in_use() == old
    assert Following.objects.get().is_whole
    assert list(comparing.differences(IN_USE)) == []
    assert found("Hund", town)[0] == "Hund anmelden"


def test_both_engines_put_the_same_first_on_a_sample():
    services = dict(enumerate(made_up(60), 1))
    chance = random.Random(115)
    queries = [relevance.Query(query, "any", {}) for text in services.values() for query in asked(text.title, chance)]
    with relevance.throw_away():
        loaded = relevance.index(services)
        with made_from(relevance.THROW_AWAY) as one:
            different = relevance.differing(loaded, one, queries)

    assert len(different) <= 0.02 * len(queries), different


def names_with(word, audience) -> list[str]:
    """The documents that have a word, whoever they are for."""
    hits = clients.writing().search(
        index=IN_USE.of(audience), query={"multi_match": {"query": word, "fields": [*TOKENS]}}
    )
    return [hit["_id"] for hit in hits["hits"]["hits"]]


def documents_of_one() -> list:
    """The documents of one service."""
    entries = Entry.objects.filter(title="Hund anmelden")
    return [(Audience(each.audience), name_of(each.kind, each.object_id, each.source)) for each in entries]


def said(**options) -> str:
    out = StringIO()
    call_command("compare_index", stdout=out, **options)
    return out.getvalue()
