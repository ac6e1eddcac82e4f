"""Which languages a town hall speaks, and that staff's screens know no Leichte Sprache."""

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from tests.factories.accounts import UserFactory
from tests.townhall.test_services import PATH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("languages", "language"), [(["de"], "en"), (["de"], "de-simple"), (["de", "en"], "de-simple")]
)
def test_what_a_partner_does_not_speak_leads_to_the_german_page(lindenfurt, languages, language):
    lindenfurt.partner.languages = languages
    lindenfurt.partner.save()

    for path in ("/", PATH, "/suche/?q=ausweis", "/impressum/"):
        response = lindenfurt.citizen.get(f"/{language}{path}")
        assert (response.status_code, response.headers.get("Location")) == (302, path)


def test_what_it_speaks_is_shown(lindenfurt):
    lindenfurt.partner.languages = ["de", "en", "de-simple"]
    lindenfurt.partner.save()

    for language in ("en", "de-simple"):
        page = lindenfurt.citizen.get(f"/{language}{PATH}").content.decode()
        assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("path", ["/anmelden/", "/desk/"])
def test_staffs_screens_know_no_leichte_sprache(lindenfurt, client, path):
    client.force_login(UserFactory())

    response = client.get(f"/de-simple{path}")

    assert (response.status_code, response.headers["Location"]) == (302, path)
    assert client.get(f"/en{path}").headers.get("Location") != path


def test_leichte_sprache_has_german_words_dates_and_numbers_around_it():
    day = timezone.datetime(2026, 11, 24)

    with translation.override("de-simple"):
        assert gettext("Monday") == "Montag"
        assert date_format(day) == "24. November 2026"
        assert number_format(37.5) == "37,5"
        assert gettext("Services A–Z") == "Leistungen A–Z"


def test_a_question_in_leichte_sprache_is_sent_with_its_language(lindenfurt):
    lindenfurt.partner.languages = ["de", "de-simple"]
    lindenfurt.partner.save()

    assert lindenfurt.citizen.get("/de-simple/anliegen/neu/").status_code == 200
