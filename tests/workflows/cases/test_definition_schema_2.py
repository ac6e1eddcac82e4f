"""The second schema: step kinds in any number and order, what is refused where, and the first still read."""

import pytest

from tests.factories.cases import service_hours, step, words
from workflows.calendars.promises import Duration, Unit
from workflows.cases.definition import AskBack, Kind, Outcome, advance, parse
from workflows.cases.errors import DefinitionFault
from workflows.cases.setup import QUESTION_TO_A_DEPARTMENT

ASKED = {"falls_to": "department:12", "due": service_hours(4)}


def definition(*steps, **fields) -> dict:
    return {
        "schema": 2,
        "name": words("Viele Schritte"),
        "for_whom": ["web"],
        "steps": list(steps),
        "promise": service_hours(24),
        "retention": {"answered": {"details_days": 30, "text_days": 180}},
        **fields,
    }


LONG_WAY = [
    step("consult", departments=[ASKED, {"falls_to": "responsible", "due": service_hours(8), "function": "lead"}]),
    step("answer"),
    step("reply", key="interim"),
    step("triage"),
    step("answer", key="answer_again"),
    step("approve", reject_to="triage"),
    step("approve", key="approve_again", function="lead"),
    step("reply"),
    step("inform", falls_to="department:7", acknowledge=True),
    step("close"),
]


def faults(data) -> list[str]:
    with pytest.raises(DefinitionFault) as caught:
        parse(data)
    return [place for place, _sentence in caught.value.faults]


def test_steps_come_in_any_number_and_order():
    parsed = parse(definition(*LONG_WAY))

    assert [each.kind for each in parsed.steps][:3] == [Kind.CONSULT, Kind.ANSWER, Kind.REPLY]
    assert [asked.falls_to for asked in parsed.steps[0].departments] == ["department:12", "responsible"]
    assert parsed.steps[0].fixed_departments == {12}
    assert parsed.steps[6].reject_to == "answer_again"
    assert parsed.steps[8].acknowledge
    assert parsed.last_reply == 8


def test_the_first_schema_is_still_read():
    assert [each.kind for each in parse(QUESTION_TO_A_DEPARTMENT).steps][-1] == Kind.CLOSE
    assert "steps.2.kind" in faults(
        {**QUESTION_TO_A_DEPARTMENT, "steps": [QUESTION_TO_A_DEPARTMENT["steps"][0], step("consult")]}
    )


@pytest.mark.parametrize(
    ("position", "outcome", "expected"),
    [
        (0, Outcome.PLACED, 1),
        (0, Outcome.REOPENED, 2),
        (1, Outcome.DONE, 2),
        (2, Outcome.ASKED, 2),
        (2, Outcome.CONSULTED, 2),
        (2, Outcome.REASSIGNED, 2),
        (2, Outcome.NO_REPLY, 2),
        (3, Outcome.DONE, 4),
        (6, Outcome.REJECTED, 4),
        (7, Outcome.REJECTED, 5),
        (7, Outcome.APPROVED, 8),
        (9, Outcome.DONE, 10),
    ],
)
def test_where_a_case_goes_on_a_long_way(position, outcome, expected):
    assert advance(parse(definition(*LONG_WAY)), position, outcome) == expected


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ([step("answer"), step("close")], "steps"),
        ([step("answer"), step("reply")], "steps"),
        ([step("reply"), step("close")], "steps.1.kind"),
        ([step("answer"), step("reply", key="one"), step("reply"), step("close")], "steps.3.kind"),
        ([step("approve"), step("answer"), step("reply"), step("close")], "steps.1.kind"),
        ([step("answer"), step("reply"), step("answer", key="more"), step("close")], "steps.3.kind"),
        ([step("answer"), step("consult"), step("reply"), step("close")], "steps.2.departments"),
        (
            [step("consult", departments=[ASKED, ASKED]), step("answer"), step("reply")],
            "steps.1.departments.2.falls_to",
        ),
        ([step("consult", departments=[{"falls_to": "department:1"}])], "steps.1.departments.1.due"),
        ([step("consult", departments=[{**ASKED, "falls_to": "moon"}])], "steps.1.departments.1.falls_to"),
        ([step("consult", departments=[{**ASKED, "colour": "blue"}])], "steps.1.departments.1.colour"),
        ([step("answer", acknowledge=True)], "steps.1.acknowledge"),
        ([step("inform", acknowledge="yes")], "steps.1.acknowledge"),
        ([step("answer"), step("approve", reject_to="reply"), step("reply"), step("close")], "steps.2.reject_to"),
        (
            [step("answer"), step("reply", key="one"), step("answer", key="two"), step("approve", reject_to="answer")],
            "steps.4.reject_to",
        ),
    ],
)
def test_a_fault_of_a_step_is_named_at_its_place(steps, place):
    assert place in faults(definition(*steps))


def test_a_citizen_has_ten_service_days_to_reply_unless_the_type_says_otherwise():
    usual = [step("answer"), step("reply"), step("close")]

    assert parse(definition(*usual)).ask_back.end == Duration(10, Unit.SERVICE_DAYS)
    quick = {"remind": service_hours(4), "end": service_hours(8)}
    assert parse(definition(*usual, ask_back=quick)).ask_back == AskBack(Duration(4), Duration(8))
    assert faults(definition(*usual, ask_back={"remind": service_hours(8), "end": service_hours(8)})) == [
        "ask_back.remind"
    ]
    assert faults(definition(*usual, ask_back={"end": service_hours(8)})) == ["ask_back.remind"]


def test_what_is_withdrawn_may_be_kept_for_another_time_than_what_is_answered():
    kept = {"answered": {"details_days": 30, "text_days": 180}, "withdrawn": {"details_days": 1, "text_days": 2}}
    parsed = parse(definition(step("answer"), step("reply"), step("close"), retention=kept))

    assert parsed.kept("withdrawn").text_days == 2
    assert parsed.kept("closed").text_days == 180
