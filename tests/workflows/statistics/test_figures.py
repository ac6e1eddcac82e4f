"""Figures of ended cases: one row each, true also after corrections and when the people in it are deleted."""

from datetime import timedelta

import pytest

from cms.audit.models import Actor
from tests.factories.cases import answered, item_of, opened, town
from workflows.cases import actions
from workflows.citizens import actions as citizens
from workflows.citizens.models import CallerDetails
from workflows.statistics.models import CaseFigure

pytestmark = pytest.mark.django_db


def test_an_answered_case_is_counted_once_with_what_was_promised():
    lindenfurt = town()
    case = answered(lindenfurt)

    figure = CaseFigure.objects.get()
    assert (figure.partner, figure.page, figure.case_type) == (lindenfurt.partner, case.service, "frage-an-das-amt")
    assert (figure.promised_at, figure.answered_at) == (case.promised_at, case.answered_at)
    assert (figure.outcome, figure.times_reopened) == ("answered", 0)


def test_open_cases_are_not_counted_and_withdrawn_ones_as_what_they_are():
    lindenfurt = town()
    opened(lindenfurt)
    withdrawn = opened(lindenfurt).case
    actions.withdraw(withdrawn, by=Actor.citizen())

    assert [(figure.outcome, figure.answered_at) for figure in CaseFigure.objects.all()] == [("withdrawn", None)]


def test_reopening_and_answering_again_write_the_same_row_anew():
    lindenfurt = town()
    case = answered(lindenfurt)
    actions.reopen(case, reason="Das hilft mir nicht.", by=Actor.citizen())
    figure = CaseFigure.objects.get()
    assert (figure.outcome, figure.answered_at, figure.times_reopened) == ("open", None, 1)

    actions.answer(item_of(case), text="Dann so.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)

    figure = CaseFigure.objects.get()
    case.refresh_from_db()
    assert (figure.outcome, figure.answered_at, figure.times_reopened) == ("answered", case.answered_at, 1)


def test_deleting_the_person_leaves_the_figures_as_they_were():
    case = answered(town())
    before = CaseFigure.objects.values().get()

    citizens.delete_expired(case.details.delete_after + timedelta(days=1))

    assert not CallerDetails.objects.exists()
    assert CaseFigure.objects.values().get() == before


def test_no_column_holds_a_word_of_a_person():
    texts = {
        field.name
        for field in CaseFigure._meta.get_fields()
        if field.get_internal_type() in {"CharField", "TextField", "SlugField"}
    }

    assert texts == {"case_type", "channel", "outcome"}
