"""The definition of a case type: what it may say, what is refused where, and the interpreter as a table."""

import copy

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from tests.factories.cases import question
from workflows.calendars.promises import Duration, Unit
from workflows.cases import definition, setup
from workflows.cases.definition import Outcome, advance, parse
from workflows.cases.errors import DefinitionFault, VersionIsFrozen
from workflows.cases.models import CaseType, CaseTypeVersion
from workflows.cases.setup import QUESTION_TO_A_DEPARTMENT


def changed(path: str, value) -> dict:
    """The definition with one place set to something else; a missing value takes the place away."""
    data = copy.deepcopy(QUESTION_TO_A_DEPARTMENT)
    *way, last = path.split(".")
    place = data
    for key in way:
        place = place[int(key) - 1] if isinstance(place, list) else place[key]
    key = int(last) - 1 if isinstance(place, list) else last
    if value is MISSING:
        del place[key]
    else:
        place[key] = value
    return data


MISSING = object()


def faults(data) -> list[str]:
    with pytest.raises(DefinitionFault) as caught:
        parse(data)
    return [place for place, _sentence in caught.value.faults]


def test_the_question_to_a_department_promises_24_service_hours():
    parsed = parse(QUESTION_TO_A_DEPARTMENT)

    assert parsed.promise == Duration(24, Unit.SERVICE_HOURS)
    assert [step.kind for step in parsed.steps] == ["triage", "answer", "approve", "reply", "close"]


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("schema", 3, "schema"),
        ("name", "Frage", "name"),
        ("name.en", "", "name.en"),
        ("colour", "blue", "colour"),
        ("for_whom", [], "for_whom"),
        ("for_whom", ["pigeon"], "for_whom"),
        ("questions", {}, "questions"),
        ("questions", [{"kind": "text"}], "questions.1"),
        ("steps", [], "steps"),
        ("steps.2.kind", "dance", "steps.2.kind"),
        ("steps.2.key", "triage", "steps.2.key"),
        ("steps.2.title.de", " ", "steps.2.title.de"),
        ("steps.2.falls_to", "department:x", "steps.2.falls_to"),
        ("steps.2.falls_to", "somebody", "steps.2.falls_to"),
        ("steps.2.function", "boss", "steps.2.function"),
        ("steps.2.due", {"amount": 0, "unit": "service_hours"}, "steps.2.due"),
        ("steps.2.due", {"amount": True, "unit": "service_hours"}, "steps.2.due"),
        ("steps.2.due", {"amount": 4, "unit": "weeks"}, "steps.2.due"),
        ("steps.2.reject_to", "answer", "steps.2.reject_to"),
        ("steps.3.reject_to", "reply", "steps.3.reject_to"),
        ("steps.3.reject_to", "nowhere", "steps.3.reject_to"),
        ("promise", MISSING, "promise"),
        ("promise.amount", "24", "promise"),
        ("retention", {}, "retention.answered"),
        ("retention.answered.text_days", -1, "retention.answered"),
        ("texts", [], "texts"),
        ("confidential", "no", "confidential"),
        ("steps.5", MISSING, "steps"),
        ("steps.4", MISSING, "steps"),
        ("steps.3.kind", "triage", "steps"),
    ],
)
def test_a_fault_is_named_at_its_place(path, value, place):
    assert place in faults(changed(path, value))


def test_all_faults_are_named_at_once():
    data = changed("promise", None)
    data["for_whom"] = []
    data["steps"][1]["title"] = {}

    assert {"promise", "for_whom", "steps.2.title.de", "steps.2.title.en"} <= set(faults(data))


def test_what_is_no_object_is_refused():
    assert faults([]) == [""]


def test_a_promise_may_be_given_in_service_days():
    parsed = parse(changed("promise", {"amount": 3, "unit": "service_days"}))

    assert parsed.promise == Duration(3, Unit.SERVICE_DAYS)


def test_a_step_may_fall_to_a_fixed_department():
    assert parse(changed("steps.2.falls_to", "department:12")).steps[1].fixed_department == 12


@pytest.mark.parametrize(
    ("position", "outcome", "expected"),
    [
        (0, Outcome.PLACED, 2),
        (0, Outcome.UNPLACED, 1),
        (1, Outcome.DONE, 2),
        (2, Outcome.DONE, 3),
        (3, Outcome.APPROVED, 4),
        (3, Outcome.REJECTED, 2),
        (4, Outcome.DONE, 5),
    ],
)
def test_where_a_case_goes_next(position, outcome, expected):
    assert advance(parse(QUESTION_TO_A_DEPARTMENT), position, outcome) == expected


def test_without_a_triage_step_a_case_begins_with_the_first():
    without = parse(changed("steps.1", MISSING))

    assert advance(without, 0, Outcome.PLACED) == advance(without, 0, Outcome.UNPLACED) == 1


def test_two_approvals_each_send_back_to_the_answer_they_name():
    data = copy.deepcopy(QUESTION_TO_A_DEPARTMENT)
    second = {**data["steps"][2], "key": "approve_again", "function": "lead"}
    data["steps"].insert(3, second)
    parsed = parse(data)

    assert advance(parsed, 4, Outcome.REJECTED) == 2
    assert advance(parsed, 3, Outcome.DONE) == 4


def test_words_are_in_the_active_language():
    parsed = parse(QUESTION_TO_A_DEPARTMENT)

    with translation.override("de"):
        assert definition.Definition.words(parsed.name) == "Frage an das Amt"
    with translation.override("en"):
        assert definition.Definition.words(parsed.name) == "Question to a department"


@pytest.mark.django_db
def test_the_setup_makes_one_type_with_one_version_however_often_it_runs():
    for _time in range(3):
        setup.make_question_to_a_department()

    assert CaseType.objects.get(slug="frage-an-das-amt").current_version().number == 1


@pytest.mark.django_db
def test_releasing_adds_a_version_and_leaves_the_first():
    case_type = question()
    first = case_type.current_version()

    second = setup.release(case_type, changed("promise.amount", 48))

    assert (second.number, case_type.current_version()) == (2, second)
    first = CaseTypeVersion.objects.get(pk=first.pk)
    assert first.parsed.promise.amount == 24


@pytest.mark.django_db
def test_a_definition_with_faults_is_not_released():
    case_type = question()

    with pytest.raises(DefinitionFault):
        setup.release(case_type, changed("promise", MISSING))

    assert case_type.versions.count() == 1


@pytest.mark.django_db
def test_a_version_is_never_changed_by_the_program():
    question()

    for attempt in (
        lambda: CaseTypeVersion.objects.update(number=7),
        lambda: CaseTypeVersion.objects.all().delete(),
        lambda: CaseTypeVersion.objects.bulk_update(CaseTypeVersion.objects.all(), ["number"]),
    ):
        with pytest.raises(VersionIsFrozen):
            attempt()


@pytest.mark.both
@pytest.mark.django_db
def test_a_version_is_never_changed_in_the_database():
    version = question().current_version()
    version.number = 7

    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()
