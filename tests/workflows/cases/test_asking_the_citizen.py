"""Asking the citizen back: the promise rests, her reply lets it run on, and silence brings the case back."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cms.audit.models import Actor
from cms.organisation.hours import Hours
from cms.outbox.models import Job
from tests.factories.cases import answered, item_of, opened, town
from tests.workflows.cases.test_steps_in_any_order import swept
from workflows.calendars.promises import minutes_between
from workflows.cases import actions, proofs
from workflows.cases.errors import AlreadyFinished, ChangedMeanwhile, NotThisStep, NotYourWork, TextMissing
from workflows.cases.models import Case, Message
from workflows.citizens.models import Letter

pytestmark = pytest.mark.django_db

CITIZEN = Actor.citizen()
MONDAY_9 = datetime(2031, 3, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def lindenfurt():
    return town()


def at(moment):
    return mock.patch.object(timezone, "now", lambda: moment)


def asked(lindenfurt, moment=MONDAY_9, **fields) -> Case:
    with at(moment):
        case = opened(lindenfurt, at=moment, **fields).case
        actions.ask_citizen(item_of(case), question="Wie groß soll er werden?", by=lindenfurt.karl)
    case.refresh_from_db()
    return case


def test_the_question_leaves_by_mail_and_stands_on_the_status_page(lindenfurt):
    case = asked(lindenfurt)

    letter = Letter.objects.order_by("pk").last()
    assert "Wie groß soll er werden?" in letter.body
    seen = case.for_citizen()
    assert seen.question == "Wie groß soll er werden?"
    assert seen.reply_until == item_of(case).due_at
    item = item_of(case)
    assert (item.step, item.assignee) == ("wait_for_citizen", lindenfurt.karl)


def test_the_promise_rests_and_runs_on_with_the_minutes_that_were_left(lindenfurt):
    case = asked(lindenfurt)
    hours = Hours.of(lindenfurt.department)
    left = minutes_between(MONDAY_9, case.promised_at, hours)
    before = case.promised_at

    with at(MONDAY_9 + timedelta(days=3)):
        actions.receive_reply(case, text="30 Quadratmeter.", by=CITIZEN)

    case.refresh_from_db()
    assert case.waiting_since is None
    assert case.promised_at > before
    assert minutes_between(MONDAY_9 + timedelta(days=3), case.promised_at, hours) == left
    reasons = case.promise_reasons
    assert sum(reason["minutes"] for reason in reasons if reason["counts"]) == 24 * 60
    assert any("warte" in reason["reason"].lower() or "wait" in reason["reason"].lower() for reason in reasons)
    back = item_of(case)
    assert (back.step, back.assignee) == ("answer", lindenfurt.karl)


def test_a_case_that_waits_for_the_citizen_is_not_overdue(lindenfurt):
    case = asked(lindenfurt)

    with at(MONDAY_9 + timedelta(days=20)):
        assert not case.is_overdue
        assert not Case.objects.promised_before(timezone.now()).exists()


def test_a_promise_that_had_passed_stays_passed(lindenfurt):
    with at(MONDAY_9):
        case = opened(lindenfurt, at=MONDAY_9).case
    late = case.promised_at + timedelta(days=1)
    with at(late):
        actions.ask_citizen(item_of(case), question="Wie groß?", by=lindenfurt.karl)
    with at(late + timedelta(days=2)):
        actions.receive_reply(case, text="30.", by=CITIZEN)
        promised = case.promised_at
        case.refresh_from_db()
        assert case.promised_at == promised
        assert case.is_overdue


def test_without_a_reply_she_is_reminded_once_and_then_it_comes_back(lindenfurt):
    case = asked(lindenfurt)
    waiting = item_of(case)
    remind = waiting.deadlines.get(kind="remind")

    with at(remind.due_at):
        swept(remind.due_at)
    assert Letter.objects.filter(key__contains="case_question_again").count() == 1
    assert item_of(case) == waiting
    with at(waiting.due_at):
        swept(waiting.due_at)

    case.refresh_from_db()
    waiting.refresh_from_db()
    assert waiting.outcome == "no_reply"
    assert case.waiting_since is None
    back = item_of(case)
    assert (back.step, back.assignee) == ("answer", lindenfurt.karl)
    assert back.deadlines.filter(kind="escalate").exists()


def test_whom_no_mail_reaches_is_called_and_a_colleague_notes_the_reply(lindenfurt):
    case = asked(lindenfurt, reply_channel="phone", details={"phone": "0381 1234"})
    assert not Letter.objects.exists()

    for person in (lindenfurt.nadia, town().karl):
        with pytest.raises(NotYourWork):
            actions.receive_reply(case, text="30.", by=Actor.person(person))
    actions.receive_reply(case, text="30 Quadratmeter, sagt sie.", by=Actor.person(lindenfurt.karl))

    assert item_of(case).step == "answer"
    assert case.messages.get(kind=Message.Kind.REPLY).author == lindenfurt.karl


def test_only_who_works_on_it_asks_and_only_at_a_step_that_can_wait(lindenfurt):
    case = opened(lindenfurt).case

    for person in (lindenfurt.nadia, town().karl, AnonymousUser()):
        with pytest.raises(NotYourWork):
            actions.ask_citizen(item_of(case), question="Wie groß?", by=person)
    with pytest.raises(TextMissing):
        actions.ask_citizen(item_of(case), question=" ", by=lindenfurt.karl)
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    with pytest.raises(NotThisStep):
        actions.ask_citizen(item_of(case), question="Wie groß?", by=lindenfurt.paula)


def test_what_she_says_unasked_is_kept_and_told(lindenfurt):
    case = opened(lindenfurt).case
    item = item_of(case)

    actions.receive_reply(case, text="Ich habe noch etwas vergessen.", by=CITIZEN)

    assert item_of(case) == item
    assert Job.objects.filter(name="tell_of_reply").count() == 1
    with pytest.raises(ChangedMeanwhile):
        actions.answer(item, text="Ja.", by=lindenfurt.karl, seen=case.revision)
    actions.answer(item, text="Ja.", by=lindenfurt.karl, seen=Case.objects.get().revision)


def test_what_has_ended_takes_no_reply(lindenfurt):
    case = answered(lindenfurt)

    with pytest.raises(AlreadyFinished):
        actions.receive_reply(case, text="Danke.", by=CITIZEN)
    with pytest.raises(TextMissing):
        actions.receive_reply(case, text="", by=CITIZEN)


def test_waiting_without_an_end_is_named(lindenfurt):
    case = asked(lindenfurt, moment=timezone.now())
    assert list(proofs.waiting_for_the_citizen_ends()) == []

    Case.objects.filter(pk=case.pk).update(waiting_since=None, minutes_left=None)
    assert [found for found, _sentence in proofs.waiting_for_the_citizen_ends()] == [case]

    Case.objects.filter(pk=case.pk).update(waiting_since=timezone.now(), minutes_left=3)
    item = item_of(case)
    item.deadlines.all().delete()
    assert [found for found, _sentence in proofs.open_items_have_a_live_deadline()] == [item]
    item.done_at = timezone.now()
    item.save()
    assert [found for found, _sentence in proofs.waiting_for_the_citizen_ends()] == [case]
