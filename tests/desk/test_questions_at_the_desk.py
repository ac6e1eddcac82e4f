"""What a case type asks at the desk: in words to be said, with the questions that only agents answer."""

import re

import pytest
from django.urls import reverse

from tests.factories.cases import asking, asks, in_both
from tests.factories.organisation import LocationFactory
from workflows.cases.models import Case

from .test_forwarding_screen import address, filled

PAIR = r"<dt>(.+?)</dt>\s*<dd>\s*(.+?)\s*</dd>"


@pytest.fixture(autouse=True)
def _asking(db):
    asking(
        asks("was", "choice", options=["sofa", "sonstiges"], spoken=in_both("was sollen wir abholen?")),
        asks("welches", required=True, when={"question": "was", "is": ["sonstiges"]}),
        asks("wo", "place"),
        asks("laune", for_whom="agent"),
    )


def test_an_agent_reads_the_questions_aloud_and_has_her_own(town, agent, seat):
    page = seat(agent).get(address(town)).content.decode()

    assert "„Was sollen wir abholen?“" in page
    assert "„Laune“" in page


def test_answers_reach_the_case_and_its_screen(town, agent, seat):
    LocationFactory(partner=town.partner, name="Rathaus", latitude="50.110900", longitude="8.682100")
    client = seat(agent)
    assert '<option value="Rathaus">' in client.get(address(town)).content.decode()
    shown = ["was", "wo", "laune"]
    form = filled(client, address(town), shown=shown, q_was="sofa", q_wo="rathaus", q_laune="gut")

    assert client.post(address(town), form).status_code == 302

    case = Case.objects.get()
    assert case.answers == {
        "was": "sofa",
        "wo": {"text": "Rathaus", "latitude": 50.1109, "longitude": 8.6821},
        "laune": "gut",
    }
    page = seat(town.karl).get(reverse("desk:case", args=[case.reference])).content.decode()
    assert ("Was", "Sofa") in re.findall(PAIR, page)


def test_an_answer_that_leads_to_a_question_brings_the_form_back(town, agent, seat):
    client = seat(agent)
    response = client.post(
        address(town), filled(client, address(town), shown=["was", "wo", "laune"], q_was="sonstiges", q_laune="gut")
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert "führen zu weiteren Fragen: „Welches“" in page
    assert 'value="gut"' in page
    assert not Case.objects.exists()
