"""Where the service centre only informs, no page offers a question; it says whom to turn to."""

import pytest

from cms.organisation.models import ServiceLevel
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db

PATH = "/leistungen/personalausweis-beantragen/"
ASK = "/anliegen/neu/"
ASK_ABOUT = f"{ASK}?leistung=personalausweis-beantragen"
CONCERN = "Gilt mein Ausweis noch?"


def level(row, level: ServiceLevel):
    row.service_level = level
    row.save()


def asked(town_hall, address: str, concern: str = CONCERN):
    return town_hall.citizen.post(
        address, {"step": "check", "concern": concern, "reply_channel": "status_page"}
    ).content.decode()


def test_at_any_other_level_one_may_ask(lindenfurt):
    for chosen in (ServiceLevel.FULL, ServiceLevel.FORWARDING):
        level(lindenfurt.partner, chosen)
        page = lindenfurt.citizen.get(PATH).content.decode()

        assert f'href="{ASK_ABOUT}"' in page
        assert f'href="{ASK}"' in page


def test_a_department_that_only_informs_is_not_asked_on_its_service_page(lindenfurt):
    assert f'href="{ASK_ABOUT}"' in lindenfurt.citizen.get(PATH).content.decode()

    level(lindenfurt.department, ServiceLevel.INFORMATION)

    page = lindenfurt.citizen.get(PATH).content.decode()
    assert ASK_ABOUT not in page
    assert "Bitte wenden Sie sich direkt dorthin: Bürgerbüro" in page
    assert f'href="{ASK}"' in page  # a question about something else


def test_a_partner_of_which_one_only_informs_offers_no_question_anywhere(lindenfurt):
    level(lindenfurt.partner, ServiceLevel.INFORMATION)

    for address in ("/", PATH, "/leistungen/", "/suche/?q=xyzzy", "/gibt-es-nicht/"):
        page = lindenfurt.citizen.get(address).content.decode()
        assert f'href="{ASK}"' not in page, address
        assert ASK_ABOUT not in page, address
    assert 'href="/anliegen/"' in lindenfurt.citizen.get("/").content.decode()


def test_the_address_of_the_form_says_how_else_to_reach_the_office(lindenfurt):
    level(lindenfurt.department, ServiceLevel.INFORMATION)

    page = lindenfurt.citizen.get(ASK_ABOUT).content.decode()

    assert "Bürgeramt nimmt auf diesem Weg keine Anliegen entgegen" in page
    for words in ("Bürgerbüro", "Zimmer 1 bis 8", 'href="tel:06990009110"', "Personalausweis beantragen"):
        assert words in page, words
    assert "<textarea" not in page


def test_without_a_service_it_gives_the_partners_number(lindenfurt):
    level(lindenfurt.partner, ServiceLevel.INFORMATION)

    page = lindenfurt.citizen.get(ASK).content.decode()

    assert 'href="tel:115"' in page
    assert 'href="/aemter/"' in page
    assert "<textarea" not in page


def test_what_was_typed_meanwhile_is_not_lost(lindenfurt):
    level(lindenfurt.department, ServiceLevel.INFORMATION)

    page = asked(lindenfurt, ASK_ABOUT)

    assert "nimmt auf diesem Weg keine Anliegen entgegen" in page
    assert CONCERN in page
    assert not Case.objects.exists()


def test_a_department_above_its_partners_level_is_asked(lindenfurt):
    level(lindenfurt.partner, ServiceLevel.INFORMATION)
    level(lindenfurt.department, ServiceLevel.FORWARDING)

    assert f'href="{ASK_ABOUT}"' in lindenfurt.citizen.get(PATH).content.decode()
    assert "<textarea" in lindenfurt.citizen.get(ASK_ABOUT).content.decode()
