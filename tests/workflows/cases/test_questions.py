"""What a case type asks: faults at their place, conditions on the server, input that becomes answers or a sentence."""

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator

from workflows.cases import questions as asking
from workflows.cases.answers import Checked, asked, check, lines, may_be_asked
from workflows.cases.answers_schema import json_schema
from workflows.cases.questions import Audience, parse

CITIZEN, AGENT, DEPARTMENT = Audience.CITIZEN, Audience.AGENT, Audience.DEPARTMENT


def words(text: str) -> dict[str, str]:
    return {"de": text, "en": f"{text} (en)"}


def entry(key: str, kind: str = "text", **more) -> dict:
    return {"key": key, "kind": kind, "label": words(key.capitalize()), **more}


def option(value: str) -> dict:
    return {"value": value, "label": words(value.capitalize())}


WASTE = [
    entry("what", "choices", required=True, options=[option("sofa"), option("fridge"), option("other")]),
    entry("which", required=True, when={"question": "what", "is": ["other"]}),
    entry("how_long", "number", when={"question": "which"}),
    entry("lift", "yes_no"),
    entry("floor", "number", required=True, when={"question": "lift", "is": ["no"]}),
    entry("mood", for_whom="agent"),
    entry("checked", "yes_no", for_whom="department", when={"question": "what", "is": ["fridge"]}),
]


def read(*entries: dict):
    faults = []
    found = parse(list(entries), faults)
    assert faults == []
    return found


def faults_of(*entries) -> list[str]:
    faults = []
    parse(list(entries), faults)
    return [place for place, _sentence in faults]


def keys(questions) -> list[str]:
    return [question.key for question in questions]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (7, "questions.2"),
        ({"key": "b"}, "questions.2"),
        (entry("a"), "questions.2.key"),
        (entry("Große Frage"), "questions.2.key"),
        (entry("b", "riddle"), "questions.2.kind"),
        (entry("b", ["text"]), "questions.2.kind"),
        (entry("b", colour="red"), "questions.2.colour"),
        (entry("b", for_whom="mayor"), "questions.2.for_whom"),
        (entry("b", required="yes"), "questions.2.required"),
        (entry("b", "section", required=True), "questions.2.required"),
        ({**entry("b"), "label": {"de": "Was?"}}, "questions.2.label.en"),
        (entry("b", help={"de": "So", "en": ""}), "questions.2.help.en"),
        (entry("b", "choice"), "questions.2.options"),
        (entry("b", "choice", options=[option("one")]), "questions.2.options"),
        (entry("b", "choice", options=[option("one"), option("one")]), "questions.2.options.2.value"),
        (entry("b", "choice", options=[option("one"), option("Zwei Drei")]), "questions.2.options.2.value"),
        (entry("b", options=[option("one"), option("two")]), "questions.2.options"),
        (entry("b", when={"question": "c"}), "questions.2.when"),
        (entry("b", when={"question": "b"}), "questions.2.when"),
        (entry("b", when={"question": "a", "is": ["x"]}), "questions.2.when"),
        (entry("b", when="always"), "questions.2.when"),
    ],
)
def test_a_fault_is_named_at_its_place(wrong, place):
    assert place in faults_of(entry("a"), wrong)


def test_a_condition_on_a_later_question_is_a_fault():
    assert faults_of(entry("a", when={"question": "b"}), entry("b")) == ["questions.1.when"]


def test_a_condition_names_answers_that_can_be_given():
    choice = entry("a", "choice", options=[option("one"), option("two")])

    assert faults_of(choice, entry("b", when={"question": "a", "is": ["three"]})) == ["questions.2.when"]
    assert faults_of(choice, entry("b", when={"question": "a"})) == ["questions.2.when"]
    assert faults_of(choice, entry("b", when={"question": "a", "is": ["two"]})) == []


def test_nobody_is_asked_because_of_an_answer_she_cannot_give():
    for_agents = entry("a", "yes_no", for_whom="agent")
    when = {"question": "a", "is": ["yes"]}

    assert faults_of(for_agents, entry("b", when=when)) == ["questions.2.when"]
    assert faults_of(for_agents, entry("b", when=when, for_whom="department")) == []


def test_all_faults_are_named_at_once():
    assert faults_of(entry("A"), entry("b", "riddle"), entry("c", when={"question": "z"})) == [
        "questions.1.key",
        "questions.2.kind",
        "questions.3.when",
    ]


def test_versions_of_the_first_schema_are_still_read():
    faults = []
    found = parse([entry("a", "riddle"), entry("B", "choice"), entry("c", "date")], faults, schema=1)

    assert faults == []
    assert [question.kind for question in found] == ["text", "text", "date"]


def test_who_is_asked_what():
    questions = read(*WASTE)

    assert keys(may_be_asked(questions, CITIZEN)) == ["what", "which", "how_long", "lift", "floor"]
    assert keys(asked(questions, {}, CITIZEN)) == ["what", "lift"]
    assert keys(asked(questions, {}, AGENT)) == ["what", "lift", "mood"]
    assert keys(asked(questions, {"what": ["fridge"]}, DEPARTMENT)) == ["checked"]
    assert keys(asked(questions, {"what": ["other", "sofa"], "lift": False}, CITIZEN)) == [
        "what",
        "which",
        "lift",
        "floor",
    ]


def test_what_depends_on_a_question_that_is_not_asked_is_not_asked_either():
    questions = read(*WASTE)
    stale = {"what": ["sofa"], "which": "Klavier"}

    assert "how_long" not in keys(asked(questions, stale, CITIZEN))


def test_only_what_is_asked_is_stored():
    typed = {"what": ["sofa"], "which": "Klavier", "lift": "yes", "floor": "drei", "mood": "gut", "checked": "yes"}

    assert check(read(*WASTE), typed, CITIZEN) == Checked({"what": ["sofa"], "lift": True}, {})
    assert check(read(*WASTE), typed, AGENT).answers == {"what": ["sofa"], "lift": True, "mood": "gut"}


def test_a_condition_makes_a_question_required():
    checked = check(read(*WASTE), {"what": ["other"], "lift": "no"}, CITIZEN)

    assert set(checked.faults) == {"which", "floor"}
    assert checked.answers == {"what": ["other"], "lift": False}


def test_a_department_answers_its_own_questions_on_what_was_said_before():
    given = {"what": ["fridge"]}

    assert check(read(*WASTE), {"checked": "yes", "what": ["sofa"]}, DEPARTMENT, given=given).answers == {
        "checked": True
    }


PLACES = {"Rathaus": {"latitude": 50.11, "longitude": 8.68}}


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  Klavier ", "Klavier"),
        ("long_text", "a\r\nb", "a\nb"),
        ("number", "1250,5", 1250.5),
        ("number", "12", 12),
        ("number", 0, 0),
        ("date", "24.12.2026", "2026-12-24"),
        ("date", "2026-12-24", "2026-12-24"),
        ("yes_no", "no", False),
        ("yes_no", True, True),
        ("email", "erika@example.org", "erika@example.org"),
        ("phone", "+49 69 90009-100", "+49 69 90009-100"),
        (
            "address",
            {"street": "Am Markt 1", "postcode": "60311", "town": "Lindenfurt"},
            {"street": "Am Markt 1", "postcode": "60311", "town": "Lindenfurt"},
        ),
        ("place", "rathaus", {"text": "Rathaus", "latitude": 50.11, "longitude": 8.68}),
        ("place", "50.1109, 8.6821", {"text": "50.1109, 8.6821", "latitude": 50.1109, "longitude": 8.6821}),
        ("place", "hinter der Kirche", {"text": "hinter der Kirche"}),
    ],
)
def test_what_is_typed_becomes_an_answer(kind, typed, stored):
    checked = check(read(entry("a", kind)), {"a": typed}, CITIZEN, places=PLACES)

    assert checked == Checked({"a": stored}, {})


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("text", "x" * 251, "höchstens 250 Zeichen"),
        ("text", ["a"], "als Text"),
        ("long_text", "x" * 4001, "höchstens 4000 Zeichen"),
        ("number", "1.250,50", "1250,50"),
        ("number", "viele", "1250,50"),
        ("number", True, "1250,50"),
        ("date", "31.02.2026", "24.12.2026"),
        ("date", "0001-01-01", "24.12.2026"),
        ("yes_no", "vielleicht", "Ja oder Nein"),
        ("yes_no", ["yes"], "Ja oder Nein"),
        ("email", "erika@", "name@example.org"),
        ("phone", "ruf mich an 123", "069 90009 100"),
        ("address", {"street": "Am Markt 1"}, "Postleitzahl, Ort"),
        ("address", {"street": "Am Markt 1", "postcode": "603", "town": "L"}, "fünf Ziffern"),
        ("address", "Am Markt 1", "Postleitzahl"),
        ("place", "99.5, 8.5", "50.1109, 8.6821"),
        ("file", ["a"] * 6, "Höchstens 5"),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_not_stored(kind, typed, sentence):
    checked = check(read(entry("a", kind)), {"a": typed}, CITIZEN)

    assert sentence in checked.faults["a"]
    assert checked.answers == {}


def test_choices_are_refused_that_are_not_offered():
    questions = read(
        entry("a", "choice", options=[option("one"), option("two")]),
        entry("b", "choices", options=[option("one"), option("two")]),
    )

    assert check(questions, {"a": "two", "b": ["two", "one"]}, CITIZEN).answers == {"a": "two", "b": ["one", "two"]}
    assert set(check(questions, {"a": "three", "b": ["one", {}]}, CITIZEN).faults) == {"a", "b"}


@pytest.mark.parametrize("kind", [kind for kind in asking.Kind if kind not in asking.SAY_ONLY])
def test_an_empty_answer_to_a_required_question_gets_a_sentence(kind):
    options = [option("one"), option("two")] if kind in asking.WITH_OPTIONS else []
    questions = read(entry("a", kind, required=True, options=options))

    for empty in ({}, {"a": ""}, {"a": "  "}, {"a": []}, {"a": None}):
        assert "A" in check(questions, empty, CITIZEN).faults["a"]


def test_answers_are_read_as_lines():
    questions = read(
        entry("first", "section"),
        *WASTE,
        entry("where", "section"),
        entry("day", "date"),
        entry("street", "address"),
        entry("spot", "place"),
        entry("price", "number"),
        entry("end", "section"),
    )
    answers = {
        "what": ["sofa", "fridge"],
        "lift": False,
        "day": "2026-12-24",
        "street": {"street": "Am Markt 1", "postcode": "60311", "town": "Lindenfurt"},
        "spot": {"text": "Rathaus", "latitude": 50.11, "longitude": 8.68},
        "price": 2.5,
    }

    assert [(line.label, line.words) for line in lines(questions, answers)] == [
        ("First", ""),
        ("What", "Sofa, Fridge"),
        ("Lift", "Nein"),
        ("Where", ""),
        ("Day", "24.12.2026"),
        ("Street", "Am Markt 1\n60311 Lindenfurt"),
        ("Spot", "Rathaus\n50.11, 8.68"),
        ("Price", "2,50"),
    ]


def test_questions_are_in_the_active_language_and_as_they_are_said():
    (question,) = read(entry("a", spoken=words("Worum geht es?")))

    with translation.override("en"):
        assert (question.title, question.aloud) == ("A (en)", "Worum geht es? (en)")
    (plain,) = read(entry("a"))
    assert plain.aloud == "A"


def test_a_program_learns_what_to_send():
    schema = json_schema(read(*WASTE, entry("about", "section")), CITIZEN)

    assert schema["required"] == ["what"]
    assert list(schema["properties"]) == ["what", "which", "how_long", "lift", "floor"]
    assert schema["properties"]["what"]["items"]["enum"] == ["sofa", "fridge", "other"]
    assert schema["properties"]["which"]["x-asked-if"] == {"question": "what", "is": ["other"]}


def test_a_program_learns_when_a_question_has_to_be_answered():
    entries = (
        entry("what", "choice", required=True, options=[option("sofa"), option("other")]),
        entry("which", required=True, when={"question": "what", "is": ["other"]}),
        entry("how", "choices", options=[option("car"), option("foot")]),
        entry("plate", required=True, when={"question": "how", "is": ["car"]}),
        entry("lift", "yes_no", when={"question": "which"}),
        entry("floor", "number", required=True, when={"question": "lift", "is": ["no"]}),
    )
    schema = json_schema(read(*entries), CITIZEN)
    Draft202012Validator.check_schema(schema)

    for answers in (
        {"what": "sofa"},
        {"what": "other"},
        {"what": "other", "which": "Klavier"},
        {"what": "other", "which": ""},
        {"what": "sofa", "how": ["car", "foot"]},
        {"what": "sofa", "how": ["car"], "plate": "LIN-K 115"},
        {"what": "other", "which": "Klavier", "lift": False},
        {"what": "other", "which": "Klavier", "lift": False, "floor": 3},
        {"what": "sofa", "lift": False},  # not asked, so what depends on it is not asked either
        {"what": "Haus"},
    ):
        fits = Draft202012Validator(schema).is_valid(answers)
        assert fits == (not check(read(*entries), answers, CITIZEN).faults), answers
