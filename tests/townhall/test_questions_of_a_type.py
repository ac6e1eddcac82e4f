"""What a case type asks a citizen: conditions on the server, everything typed survives, answers reach the case."""

import pytest

from tests.factories.cases import asking, asks
from tests.factories.citizens import ERIKA
from workflows.cases import setup, shaping
from workflows.cases.models import Case, CaseType, ServiceOfCaseType
from workflows.cases.setup import QUESTION_TO_A_DEPARTMENT

ASK = "/anliegen/neu/?leistung=personalausweis-beantragen"
TYPED = {"concern": "Mein Sofa muss weg.", "reply_channel": "email", **ERIKA}
pytestmark = pytest.mark.django_db


@pytest.fixture
def bulky_waste(lindenfurt):
    return asking(
        asks("abholung", "section"),
        asks("was", "choice", options=["sofa", "sonstiges"], required=True),
        asks("welches", required=True, when={"question": "was", "is": ["sonstiges"]}),
        asks("wohin", "address"),
        asks("laune", for_whom="agent"),
    )


def post(citizen, step="check", shown=("abholung", "was", "wohin"), **typed):
    return citizen.post(ASK, {**TYPED, "shown": list(shown), **typed, "step": step})


def names_in(html: str) -> str:
    """The page as somebody without JavaScript sees it: what stands in a template is not there."""
    import re

    return re.sub(r"<template>.*?</template>", "", html, flags=re.DOTALL)


def test_questions_stand_on_the_form_and_conditional_ones_wait(lindenfurt, bulky_waste):
    page = lindenfurt.citizen.get(ASK).content.decode()

    assert 'name="q_was"' in names_in(page)
    assert 'name="q_wohin-street"' in names_in(page)
    assert 'name="q_welches"' in page
    assert 'name="q_welches"' not in names_in(page)
    assert "q_laune" not in page
    assert "kern/questions.js" in page


def test_a_form_without_conditions_needs_no_script(lindenfurt):
    assert "kern/questions.js" not in lindenfurt.citizen.get(ASK).content.decode()


def test_an_answer_that_leads_to_a_question_brings_the_form_back_with_it(lindenfurt, bulky_waste):
    response = post(
        lindenfurt.citizen, q_was="sonstiges", **{"q_wohin-street": "Am Markt 1", "q_wohin-postcode": "60311"}
    )
    page = names_in(response.content.decode())

    assert 'name="q_welches"' in page
    assert "führen zu weiteren Fragen: „Welches“" in page
    assert 'value="Am Markt 1"' in page
    assert "Mein Sofa muss weg." in page
    assert "Bitte füllen Sie „Welches“ aus" not in page


def test_what_was_shown_and_left_empty_is_named_beside_it(lindenfurt, bulky_waste):
    shown = ("abholung", "was", "welches", "wohin")
    page = post(lindenfurt.citizen, shown=shown, q_was="sonstiges").content.decode()

    assert page.count("Bitte füllen Sie „Welches“ aus.") == 2
    assert 'id="id_q_welches_error"' in page


def test_a_part_of_an_address_is_named_at_its_field(lindenfurt, bulky_waste):
    page = post(lindenfurt.citizen, q_was="sofa", **{"q_wohin-street": "Am Markt 1"}).content.decode()

    assert "Es fehlt noch: Postleitzahl, Ort." in page
    assert 'id="id_q_wohin-postcode_error"' in page
    assert 'value="Am Markt 1"' in page


def test_what_is_not_asked_any_more_is_kept_for_coming_back(lindenfurt, bulky_waste):
    shown = ("abholung", "was", "welches", "wohin")
    page = post(lindenfurt.citizen, shown=shown, q_was="sofa", q_welches="Klavier", concern="").content.decode()

    assert '<input type="hidden" name="q_welches" value="Klavier"' in page


def test_answers_are_read_over_and_reach_the_case(lindenfurt, bulky_waste):
    typed = {"q_was": "sofa", "q_wohin-street": "Am Markt 1", "q_wohin-postcode": "60311", "q_wohin-town": "Lindenfurt"}
    checked = post(lindenfurt.citizen, **typed)
    page = checked.content.decode()
    assert "Am Markt 1<br>60311 Lindenfurt" in page

    sent = post(lindenfurt.citizen, step="send", seal=checked.context["seal"], **typed)

    assert sent.status_code == 302
    case = Case.objects.get()
    assert case.answers == {
        "was": "sofa",
        "wohin": {"street": "Am Markt 1", "postcode": "60311", "town": "Lindenfurt"},
    }
    assert [(line.label, line.words) for line in case.answer_lines()][:2] == [("Abholung", ""), ("Was", "Sofa")]


def test_the_hidden_form_for_reading_over_carries_every_answer(lindenfurt):
    asking(asks("was", "choices", options=["sofa", "schrank"]))
    page = post(lindenfurt.citizen, shown=("was",), q_was=["sofa", "schrank"]).content.decode()

    assert 'name="q_was" value="sofa"' in page
    assert 'name="q_was" value="schrank"' in page
    assert 'name="shown" value="was"' in page


def test_nobody_answers_what_only_agents_are_asked(lindenfurt, bulky_waste):
    checked = post(lindenfurt.citizen, q_was="sofa", q_laune="gut")
    post(lindenfurt.citizen, step="send", seal=checked.context["seal"], q_was="sofa", q_laune="gut")

    assert Case.objects.get().answers == {"was": "sofa"}


def test_a_service_with_several_types_asks_which_one(lindenfurt):
    for slug, name in (("verlust", "Verlust melden"), ("frage", "Frage zum Ausweis")):
        row = CaseType.objects.create(slug=slug, **{**shaping.fields_of(QUESTION_TO_A_DEPARTMENT), "name": name})
        setup.freeze(row)
        ServiceOfCaseType.objects.create(case_type=row, service=lindenfurt.identity_card)

    page = lindenfurt.citizen.get(ASK).content.decode()
    assert '?leistung=personalausweis-beantragen&amp;art=verlust">Verlust melden</a>' in page

    checked = lindenfurt.citizen.post(f"{ASK}&art=verlust", {**TYPED, "step": "check"})
    lindenfurt.citizen.post(f"{ASK}&art=verlust", {**TYPED, "step": "send", "seal": checked.context["seal"]})
    assert Case.objects.get().version.case_type.slug == "verlust"


def test_the_citizen_finds_her_answers_again_but_not_those_of_agents(lindenfurt, bulky_waste):
    checked = post(lindenfurt.citizen, q_was="sofa")
    post(lindenfurt.citizen, step="send", seal=checked.context["seal"], q_was="sofa")
    case = Case.objects.get()
    Case.objects.update(answers={**case.answers, "laune": "gereizt"})
    sent = lindenfurt.citizen.get("/anliegen/gesendet/").context["sent"]

    typed = {"reference": sent["reference"], "code": sent["code"]}
    page = lindenfurt.citizen.post("/anliegen/", typed, follow=True).content.decode()

    assert "<dt>Was</dt>" in page
    assert "gereizt" not in page
