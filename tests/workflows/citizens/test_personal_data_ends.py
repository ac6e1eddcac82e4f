"""Personal data has an end: details after their date, text after its own, and nothing of an open case."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cms.audit.models import Event
from tests.factories.cases import answered, item_of, opened, town
from tests.factories.citizens import CallerDetailsFactory, LetterFactory
from workflows.cases import actions, retention
from workflows.cases.models import Case
from workflows.citizens.actions import delete_expired, keep_details
from workflows.citizens.models import CallerDetails, Letter

pytestmark = pytest.mark.django_db

TODAY = date(2099, 6, 15)


def test_details_go_the_day_after_their_last_day_and_letters_with_them():
    gone = CallerDetailsFactory(delete_after=TODAY - timedelta(days=1))
    LetterFactory(details=gone)
    kept = CallerDetailsFactory(delete_after=TODAY)

    assert delete_expired(TODAY) == 1

    assert list(CallerDetails.objects.all()) == [kept]
    assert not Letter.objects.exists()
    assert Event.objects.filter(verb="caller_details_deleted", object_key=str(gone.pk)).exists()


def test_details_that_say_nothing_are_refused():
    with pytest.raises(IntegrityError):
        keep_details(delete_after=TODAY)


def test_nothing_of_an_open_case_is_deleted():
    case = opened(town()).case
    CallerDetails.objects.update(delete_after=date(2020, 1, 1))

    assert delete_expired(TODAY) == 0
    assert retention.empty_expired_text(TODAY) == 0

    case.refresh_from_db()
    assert case.details is not None
    assert case.delete_after is None


def test_the_end_dates_run_from_the_end_of_the_case():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)

    case.refresh_from_db()
    ended = timezone.localdate(case.answered_at)
    assert case.details.delete_after == ended + timedelta(days=30)
    assert case.delete_after == ended + timedelta(days=180)


def test_the_case_stays_when_its_details_and_its_text_have_gone():
    case = answered(town())

    assert delete_expired(case.details.delete_after + timedelta(days=1)) == 1
    case.refresh_from_db()
    assert case.details is None
    assert case.concern

    assert retention.empty_expired_text(case.delete_after + timedelta(days=1)) == 1
    case.refresh_from_db()
    assert (case.concern, case.answers, case.state) == ("", {}, Case.State.ANSWERED)
    assert {message.text for message in case.messages.all()} == {""}
    assert case.emptied_at is not None
    assert case.for_citizen().text_deleted_at == case.emptied_at
    assert retention.empty_expired_text(case.delete_after + timedelta(days=1)) == 0
