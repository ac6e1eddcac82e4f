"""Notes, watching and being seen at a case: for colleagues who may see it, never for the citizen."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from cms.audit.models import Actor
from cms.outbox.models import Job
from tests.factories.cases import opened, town
from workflows.cases import actions, jobs
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


def test_who_watches_is_told_of_replies_and_the_end_as_long_as_she_may_see_it(lindenfurt):
    case = opened(lindenfurt).case
    for person in (lindenfurt.paula, lindenfurt.lena):
        actions.watch(case, by=person)
    actions.receive_reply(case, text="Noch etwas.", by=Actor.citizen())
    actions.close(case, reason="Erledigt.", by=lindenfurt.lena)
    lindenfurt.paula.memberships.all().delete()

    for job in Job.objects.filter(name="tell_watchers"):
        jobs.tell_watchers(**job.payload)

    assert [letter.to for letter in mail.outbox] == [[lindenfurt.lena.email]] * 2
    assert all(case.reference in letter.subject and "Noch etwas" not in letter.body for letter in mail.outbox)


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
