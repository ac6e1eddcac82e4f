"""Notes, watching and being seen at a case: for colleagues who may see it, never for the citizen."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from tests.factories.cases import opened, town
from workflows.cases import actions
from workflows.cases.errors import NotYourWork, TextMissing
from workflows.cases.models import Case, Message, Presence, Watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def lindenfurt():
    return town()


def test_notes_are_for_colleagues_and_the_citizen_reads_none(lindenfurt):
    case = opened(lindenfurt).case

    actions.add_note(case, text="Ruft immer mittags an.", by=lindenfurt.karl)

    assert case.messages.get().kind == Message.Kind.NOTE
    assert "mittags" not in str(case.for_citizen())
    with pytest.raises(TextMissing):
        actions.add_note(case, text=" ", by=lindenfurt.karl)


def test_strangers_write_no_note_watch_nothing_and_are_not_seen(lindenfurt):
    case = opened(lindenfurt).case

    for person in (lindenfurt.nadia, town().karl, lindenfurt.tim, AnonymousUser()):
        for verb in (actions.watch, actions.be_seen):
            with pytest.raises(NotYourWork):
                verb(case, by=person)
        with pytest.raises(NotYourWork):
            actions.add_note(case, text="Ich war hier.", by=person)


def test_watching_twice_is_watching_once_and_ends_with_the_right_to_see(lindenfurt):
    case = opened(lindenfurt).case
    for _time in range(2):
        actions.watch(case, by=lindenfurt.karl)

    assert Watch.objects.count() == 1
    assert Case.objects.watched_by(lindenfurt.karl).get() == case
    lindenfurt.karl.memberships.all().delete()
    assert not Case.objects.watched_by(lindenfurt.karl).exists()
    actions.stop_watching(case, by=lindenfurt.karl)
    assert not Watch.objects.exists()


def test_who_else_has_it_open_is_known_for_a_while(lindenfurt):
    case, now = opened(lindenfurt).case, timezone.now()
    actions.be_seen(case, by=lindenfurt.karl, at=now - timedelta(minutes=5))
    actions.be_seen(case, by=lindenfurt.karl, at=now)
    actions.be_seen(case, by=lindenfurt.paula, at=now - timedelta(minutes=5))

    def others(person):
        return [presence.user for presence in case.presences.others(person, since=now - timedelta(minutes=1))]

    assert others(lindenfurt.lena) == [lindenfurt.karl]
    assert others(lindenfurt.karl) == []
    assert Presence.objects.count() == 2
