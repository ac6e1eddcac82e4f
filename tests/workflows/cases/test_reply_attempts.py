"""A reply by telephone or letter: every try is recorded, and only reaching the citizen answers the case."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories.cases import item_of, opened, town
from workflows.cases import actions, retention
from workflows.cases.errors import NotThisResult, NotYourWork, TextTooLong
from workflows.cases.models import Attempt, Case, Message

pytestmark = pytest.mark.django_db

Result = Attempt.Result


@pytest.fixture
def lindenfurt():
    return town()


def to_be_given(lindenfurt, channel="phone") -> Case:
    details = {"phone": "0381 1234"} if channel == "phone" else {"address": "Weg 1, 18055 Rostock"}
    case = opened(lindenfurt, reply_channel=channel, details=details).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)
    return Case.objects.get(pk=case.pk)


def test_a_call_that_nobody_answers_leaves_the_promise_running(lindenfurt):
    case = to_be_given(lindenfurt)
    item = item_of(case)

    actions.record_attempt(item, result=Result.NOBODY, note="ab 17 Uhr noch einmal", by=lindenfurt.karl)

    case.refresh_from_db()
    assert (case.state, case.answered_at) == ("open", None)
    assert not case.messages.filter(kind=Message.Kind.ANSWER).exists()
    item.refresh_from_db()
    assert (item.assignee, item.done_at) == (lindenfurt.karl, None)
    actions.record_attempt(item, result=Result.REACHED, by=lindenfurt.karl)
    case.refresh_from_db()
    assert case.state == "answered"
    results = [(attempt.result, attempt.by) for attempt in item.attempts.all()]
    assert results == [("nobody", lindenfurt.karl), ("reached", lindenfurt.karl)]


def test_a_letter_is_sent_and_not_reached(lindenfurt):
    case = to_be_given(lindenfurt, "letter")

    for wrong in (Result.REACHED, "shouted"):
        with pytest.raises(NotThisResult):
            actions.record_attempt(item_of(case), result=wrong, by=lindenfurt.karl)
    actions.record_attempt(item_of(case), result=Result.SENT, by=lindenfurt.karl)

    case.refresh_from_db()
    assert case.state == "answered"


def test_others_record_nothing(lindenfurt):
    case = to_be_given(lindenfurt)

    for person in (lindenfurt.nadia, town().karl, AnonymousUser()):
        with pytest.raises(NotYourWork):
            actions.record_attempt(item_of(case), result=Result.REACHED, by=person)
    with pytest.raises(TextTooLong):
        actions.record_attempt(item_of(case), result=Result.NOBODY, note="x" * 301, by=lindenfurt.karl)
    assert not Attempt.objects.exists()


def test_the_lead_may_close_it_with_a_reason_and_the_answer_stands_on_the_status_page(lindenfurt):
    case = to_be_given(lindenfurt)
    actions.record_attempt(item_of(case), result=Result.WRONG_NUMBER, by=lindenfurt.karl)

    with pytest.raises(NotYourWork):
        actions.close(case, reason="Dreimal angerufen.", by=lindenfurt.karl)
    actions.close(case, reason="Dreimal angerufen.", by=lindenfurt.lena)

    case.refresh_from_db()
    assert (case.state, case.answered_at is not None) == ("answered", True)
    assert case.for_citizen().answer == "Ja."


def test_remarks_of_attempts_end_with_the_text(lindenfurt):
    case = to_be_given(lindenfurt)
    actions.record_attempt(item_of(case), result=Result.NOBODY, note="Ihr Mann war dran", by=lindenfurt.karl)
    actions.confirm_reply(item_of(case), by=lindenfurt.karl)
    case.refresh_from_db()

    retention.empty_expired_text(case.delete_after + timedelta(days=1))

    assert not Attempt.objects.exclude(note="").exists()
