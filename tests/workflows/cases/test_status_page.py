"""What the citizen sees with reference and code, and what nobody learns without them."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.audit.models import Event
from tests.factories.cases import answered, item_of, opened, town
from workflows.cases import actions
from workflows.cases.errors import CaseNotFound
from workflows.cases.timeline import Progress

pytestmark = pytest.mark.django_db

AT = datetime(2097, 11, 20, 9, 0, tzinfo=UTC)


def refusal(reference: str, code: str, at: datetime = AT) -> str:
    with pytest.raises(CaseNotFound) as caught:
        actions.case_for_citizen(reference, code, at=at)
    return str(caught.value)


def test_reference_and_code_open_the_case_however_they_are_typed():
    opening = opened(town())
    typed = opening.case.reference.lower().replace("-", " ")

    assert actions.case_for_citizen(typed, opening.code.lower().replace("-", ""), at=AT) == opening.case


def test_a_wrong_reference_and_a_wrong_code_look_the_same():
    opening = opened(town())

    wrong_code = refusal(opening.case.reference, "2222-2222")
    wrong_reference = refusal("LIN-222-222", opening.code)
    no_reference = refusal("", "")

    assert wrong_code == wrong_reference == no_reference


def test_five_wrong_codes_lock_the_case_for_an_hour_without_saying_so():
    opening = opened(town())
    words = {refusal(opening.case.reference, "2222-2222") for _attempt in range(5)}

    words.add(refusal(opening.case.reference, opening.code))
    words.add(refusal(opening.case.reference, opening.code, AT + timedelta(minutes=59)))

    assert len(words) == 1
    assert Event.objects.about(opening.case).filter(verb="status_page_locked").count() == 1
    later = AT + timedelta(minutes=61)
    assert actions.case_for_citizen(opening.case.reference, opening.code, at=later) == opening.case


def test_the_right_code_forgets_the_wrong_ones():
    opening = opened(town())
    for _round in range(3):
        for _attempt in range(4):
            refusal(opening.case.reference, "2222-2222")
        actions.case_for_citizen(opening.case.reference, opening.code, at=AT)


def test_the_code_of_another_case_does_not_fit():
    lindenfurt = town()
    first, second = opened(lindenfurt), opened(lindenfurt)

    refusal(first.case.reference, second.code)


def test_the_stages_follow_the_case():
    lindenfurt = town()
    case = opened(lindenfurt).case

    def line():
        case.refresh_from_db()
        return [str(stage.progress) for stage in case.timeline()]

    assert line() == ["done", "now", "next", "next"]
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    assert line() == ["done", "done", "now", "next"]
    actions.reject(item_of(case), reason="Nein.", by=lindenfurt.paula)
    assert line() == ["done", "now", "next", "next"]
    actions.answer(item_of(case), text="Ja, gern.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)
    assert line() == ["done"] * 4


def test_triage_is_a_stage_only_where_there_was_one():
    case = opened(town(), service=None).case

    assert [stage.progress for stage in case.timeline()][:2] == [Progress.DONE, Progress.NOW]
    assert len(case.timeline()) == 5


def test_the_citizen_reads_the_answer_and_nothing_of_the_way_there():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Erster Entwurf", by=lindenfurt.karl)
    actions.reject(item_of(case), reason="Zu knapp", by=lindenfurt.paula)
    actions.answer(item_of(case), text="Die Antwort", by=lindenfurt.karl)
    assert case.for_citizen().answer == ""

    actions.approve(item_of(case), by=lindenfurt.paula)
    case.refresh_from_db()
    view = case.for_citizen()

    assert view.answer == "Die Antwort"
    assert view.is_answered
    assert "Entwurf" not in repr(view)
    assert "Zu knapp" not in repr(view)
    assert not any(name in repr(view) for name in ("Karl", "Paula"))


def test_the_last_stage_names_the_promised_moment():
    case = opened(town()).case

    assert case.for_citizen().now.progress == Progress.NOW
    assert case.timeline()[-1].until == case.promised_at


def test_a_promise_that_has_passed_is_said():
    case = opened(town(), at=datetime(2020, 1, 6, 9, 0, tzinfo=UTC)).case

    assert case.for_citizen().is_overdue
    assert not answered(town()).for_citizen().is_overdue
