"""Two people at the same everyday word, and people who search while one is released."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.knowledge import actions
from cms.knowledge.errors import KnowledgeError
from cms.knowledge.models import EverydayWord
from cms.knowledge.search import search
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import MappingFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PATIENCE = 30


@pytest.fixture
def waiting():
    """A word that waits for its release."""
    mapping = MappingFactory()
    ServicePageFactory(title="Hundesteuer", responsibility=mapping.responsibility)
    editor = UserFactory(groups=[CENTRAL_EDITOR])
    word = actions.propose_everyday_word(kind="one_way", words="Quaxi", means="Hundesteuer", by=editor)
    word.of_partner, word.written_by = mapping.partner, editor
    return word


def at_once(*works: Callable[[], object]) -> list[str]:
    """All begin in the same moment; how each ended, in the order of the words."""
    barrier, ended = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait(PATIENCE)
            work()
            ended.append("done")
        except KnowledgeError:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    return sorted(ended)


def releases(word) -> list[Callable[[], None]]:
    approvers = [UserFactory(groups=[APPROVER]) for _ in range(2)]
    return [lambda by=by: actions.release_everyday_word(word, by=by) for by in approvers]


def test_of_two_who_release_one_is_told_that_it_is_done(waiting):
    assert at_once(*releases(waiting)) == ["done", "refused"]

    assert [hit.title for hit in search("Quaxi", partner=waiting.of_partner).hits] == ["Hundesteuer"]


def test_without_the_lock_both_would_release(waiting, monkeypatch):
    """Proves that the test above can fail: both have looked before either decides."""
    both_have_looked = threading.Barrier(2)
    decides = EverydayWord.current_workflow_task_state.fget

    def looked(word):
        state = decides(word)
        both_have_looked.wait(PATIENCE)
        return state

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(EverydayWord, "current_workflow_task_state", property(looked))

    assert at_once(*releases(waiting)) == ["done", "done"]


def test_a_release_and_a_change_follow_each_other(waiting):
    """The old words are in force and the new ones wait, or the new ones were released: never words nobody released."""
    approver = UserFactory(groups=[APPROVER])

    at_once(
        lambda: actions.release_everyday_word(waiting, by=approver),
        lambda: actions.change_everyday_word(waiting, words="Wuffwuff", means="Hundesteuer", by=waiting.written_by),
    )

    word = EverydayWord.objects.with_state().get(pk=waiting.pk)
    draft = word.get_latest_revision_as_object()
    assert draft.words == "Wuffwuff"
    if word.live and word.words == "Wuffwuff":  # the change came first, and it was what the approver released
        assert not word.waits
    else:
        assert word.waits
        assert search("Wuffwuff", partner=waiting.of_partner).hits == []


def test_two_who_press_the_buttons_of_the_screen_release_once(waiting):
    state = waiting.current_workflow_task_state
    where = reverse("wagtailsnippets_knowledge_everydayword:workflow_action", args=[waiting.pk, "approve", state.pk])

    def press(by) -> None:
        client = Client()
        client.force_login(by)
        client.post(where)

    approvers = [UserFactory(groups=[APPROVER]) for _ in range(2)]
    assert at_once(*(lambda by=by: press(by) for by in approvers)) == ["done", "done"]

    assert waiting.workflow_states.filter(status="approved").count() == 1
    published = [entry for entry in registry.get_logs_for_instance(waiting) if entry.action == "wagtail.publish"]
    assert len(published) == 1


def test_whoever_searches_while_it_is_released_finds_either_nothing_or_the_page(waiting):
    seen: list[tuple[str, ...]] = []
    done = threading.Event()

    def search_on() -> None:
        try:
            while not done.is_set():
                seen.append(tuple(hit.title for hit in search("Quaxi", partner=waiting.of_partner).hits))
        finally:
            connection.close()

    searchers = [threading.Thread(target=search_on) for _ in range(2)]
    for each in searchers:
        each.start()
    actions.release_everyday_word(waiting, by=UserFactory(groups=[APPROVER]))
    after = [hit.title for hit in search("Quaxi", partner=waiting.of_partner).hits]
    done.set()
    for each in searchers:
        each.join(PATIENCE)

    assert after == ["Hundesteuer"]
    assert {*seen} <= {(), ("Hundesteuer",)}
