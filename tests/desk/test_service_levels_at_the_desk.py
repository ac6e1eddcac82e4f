"""Agents see where nothing is forwarded, and what to say instead."""

import pytest

from cms.organisation.models import ServiceLevel
from tests.factories.cases import item_of, opened
from tests.factories.organisation import ContactPointFactory
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db

SAY = "Bitte wenden Sie sich direkt dorthin:"


def level(row, level: ServiceLevel):
    row.service_level = level
    row.save()


def card_of(town) -> str:
    return f"/desk/wissen/{town.partner.slug}/{town.service.slug}/"


def form_of(town) -> str:
    return f"/desk/weiterleiten/{town.partner.slug}/{town.service.slug}/"


def test_the_card_says_what_to_say_instead_of_forwarding(town, agent, seat):
    ContactPointFactory(office=town.office, phone="06421 5550 100")
    level(town.department, ServiceLevel.INFORMATION)

    page = seat(agent).get(card_of(town)).content.decode()

    assert "Bauaufsicht nimmt keine Anliegen entgegen" in page
    assert f"{SAY} {town.office.name}. Die Nummer ist 06421 5550 100." in page
    assert 'data-key="w"' not in page


def test_an_office_without_a_number_is_named_with_its_address(town, agent, seat):
    level(town.department, ServiceLevel.INFORMATION)

    page = seat(agent).get(card_of(town)).content.decode()

    assert f"{SAY} {town.office.name}, {town.office.location.name}, Marktplatz 1, Lindenfurt." in page


def test_at_any_other_level_the_card_forwards(town, agent, seat):
    for chosen in (ServiceLevel.FORWARDING, ServiceLevel.FULL):
        level(town.department, chosen)

        page = seat(agent).get(card_of(town)).content.decode()

        assert 'data-key="w"' in page
        assert SAY not in page


def test_the_form_explains_and_asks_nothing(town, agent, seat):
    level(town.department, ServiceLevel.INFORMATION)

    page = seat(agent).get(form_of(town)).content.decode()

    assert "Bauaufsicht nimmt keine Anliegen entgegen" in page
    assert SAY in page
    assert "<textarea" not in page


def test_what_was_typed_before_the_level_changed_stays_on_the_screen(town, agent, seat):
    level(town.department, ServiceLevel.INFORMATION)

    answer = seat(agent).post(form_of(town), {"concern": "Carport?", "reply_channel": "status_page", "once": "a" * 32})

    assert answer.status_code == 422
    assert "Carport?" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_partner_of_which_one_only_informs_is_named_with_its_number(town, agent, seat):
    town.partner.phone = "06421 5550 0"
    level(town.partner, ServiceLevel.INFORMATION)

    page = seat(agent).get(f"/desk/weiterleiten/{town.partner.slug}/").content.decode()

    assert f"{SAY} {town.partner}. Die Nummer ist 06421 5550 0." in page
    found = seat(agent).post("/desk/wissen/", {"partner": town.partner.slug, "q": "xyzzyx"}).content.decode()
    assert "ohne Leistung weiter" not in found.partition('id="found"')[2]


def test_triage_is_not_offered_a_department_that_takes_none(town, seat):
    case = opened(town, service=None).case
    level(town.department, ServiceLevel.INFORMATION)

    screen = seat(town.tim).get(f"/desk/anliegen/{case.reference}/")

    offered = screen.context["triage_form"].fields["department"].queryset
    assert town.department not in offered
    assert town.partner.triage_department in offered
    assert item_of(case).step == "triage"
