"""The questions of a case type in a real browser: conditions with and without scripts, every kind accessible."""

import pytest

from tests.browser.plugin import NARROW, SCHEMES, WIDE, faults, follow, too_wide
from tests.factories.cases import asking, asks, in_both
from tests.factories.citizens import ERIKA
from workflows.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASK = "/anliegen/neu/"


@pytest.fixture
def every_kind(lindenfurt):
    return asking(
        asks("abholung", "section", help=in_both("wir kommen zu Ihnen.")),
        asks("was", "choice", options=["sofa", "sonstiges"], required=True),
        asks(
            "welches",
            required=True,
            when={"question": "was", "is": ["sonstiges"]},
            help=in_both("zum Beispiel ein Klavier"),
        ),
        asks("gewicht", "number", when={"question": "welches"}),
        asks("dazu", "choices", options=["lampe", "teppich"]),
        asks("beschreibung", "long_text"),
        asks("wann", "date"),
        asks("aufzug", "yes_no"),
        asks("kontakt", "email"),
        asks("rueckruf", "phone"),
        asks("wohin", "address", required=True),
        asks("standort", "place"),
        asks("achtung", "hint", help=in_both("stellen Sie nichts vor sechs Uhr hinaus.")),
    )


def looked_at(page) -> list[str]:
    return [*faults(page), *(["too wide"] if too_wide(page) else [])]


def test_conditions_follow_the_answers_at_once(visit, lindenfurt, every_kind):
    page = visit(lindenfurt.host, ASK)
    which, weight = page.get_by_label("Welches"), page.get_by_label("Gewicht")
    assert which.count() == 0

    page.get_by_label("Sonstiges").check()
    which.fill("Klavier")
    weight.fill("200")
    page.get_by_label("Sofa").check()
    assert (which.count(), weight.count()) == (0, 0)
    page.get_by_label("Sonstiges").check()

    assert which.input_value() == "Klavier"
    assert weight.input_value() == "200"


def test_an_answer_is_sent_with_what_it_led_to(visit, lindenfurt, every_kind):
    page = visit(lindenfurt.host, ASK)
    page.get_by_label("Worum geht es?").fill("Sperrmüll")
    page.get_by_label("Sonstiges").check()
    page.get_by_label("Welches").fill("Klavier")
    page.get_by_label("Straße und Hausnummer").fill("Am Markt 1")
    page.get_by_label("Postleitzahl").fill("60311")
    page.get_by_label("Ort", exact=True).fill("Lindenfurt")
    page.get_by_label("E-Mail-Adresse").fill(ERIKA["email"])
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    assert looked_at(page) == []
    follow(page, page.get_by_role("button", name="Absenden"))

    assert Case.objects.get().answers["welches"] == "Klavier"


def test_without_scripts_the_form_comes_back_with_what_is_new(visit, lindenfurt, every_kind):
    page = visit(lindenfurt.host, ASK, java_script_enabled=False)
    page.get_by_label("Worum geht es?").fill("Sperrmüll")
    page.get_by_label("Sonstiges").check()
    page.get_by_label("Beschreibung").fill("Schwer.")
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))

    assert page.get_by_label("Welches").is_visible()
    assert page.get_by_label("Beschreibung").input_value() == "Schwer."
    page.get_by_label("Welches").fill("Klavier")
    page.get_by_label("Sofa").check()
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    assert page.get_by_label("Welches").count() == 0
    page.get_by_label("Sonstiges").check()
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    assert page.get_by_label("Welches").input_value() == "Klavier"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_kind_is_accessible(visit, lindenfurt, every_kind, scheme, size):
    page = visit(lindenfurt.host, ASK, scheme=scheme, size=size)
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    found = {"empty": looked_at(page)}
    page.get_by_label("Sonstiges").check()
    found["more"] = looked_at(page)
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    found["errors"] = looked_at(page)

    page.get_by_role("link", name="Bitte füllen Sie „Wohin“ aus").click()
    assert page.evaluate("document.activeElement.id") == "id_q_wohin-street"
    assert {step: faulty for step, faulty in found.items() if faulty} == {}
    assert said == []
