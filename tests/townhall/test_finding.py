"""The search page: hits, nothing found, no words, odd words; its ranking is tested with knowledge."""

import pytest

from tests.factories.catalogue import written_in

pytestmark = pytest.mark.django_db


def test_a_hit_leads_to_its_service_and_the_words_stay_in_the_box(lindenfurt):
    page = lindenfurt.citizen.get("/suche/?q=personalausweis").content.decode()

    assert 'href="/leistungen/personalausweis-beantragen/"' in page
    assert "Sie brauchen einen neuen Personalausweis." in page
    assert 'value="personalausweis"' in page
    assert "1 Treffer zu „personalausweis“" in page
    assert 'content="noindex"' in page


def test_nothing_found_leads_on(lindenfurt):
    page = lindenfurt.citizen.get("/suche/?q=xyzzyq").content.decode()

    assert "Nichts gefunden zu „xyzzyq“" in page
    assert 'href="/leistungen/"' in page
    assert 'href="tel:115"' in page
    assert 'href="/anliegen/neu/"' in page


def test_another_partner_finds_nothing_of_it(lindenfurt, moorbach):
    page = moorbach.citizen.get("/suche/?q=personalausweis").content.decode()

    assert "Sie brauchen einen neuen Personalausweis." not in page or "wird hier nicht angeboten" in page


@pytest.mark.parametrize("query", ["", "%20%20", "%00", "%22%27%3B--", "%F0%9F%98%80", "a" * 5000, "%3Cscript%3E"])
def test_any_input_gets_a_page(lindenfurt, query):
    response = lindenfurt.citizen.get(f"/suche/?q={query}")

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_english_says_so_in_english(lindenfurt):
    page = lindenfurt.citizen.get("/en/suche/?q=personalausweis").content.decode()

    assert "1 result for “personalausweis”" in page
    assert 'href="/en/leistungen/personalausweis-beantragen/"' in page


def test_what_is_written_in_leichte_sprache_is_named_in_it_and_the_rest_in_german(lindenfurt):
    lindenfurt.partner.languages = ["de", "de-simple"]
    lindenfurt.partner.save()
    written_in(lindenfurt.identity_card, "de-simple", title="Neuer Ausweis", teaser="Sie brauchen einen Ausweis.")

    page = lindenfurt.citizen.get("/de-simple/suche/?q=personalausweis").content.decode()
    other = lindenfurt.citizen.get("/de-simple/suche/?q=sperrm%C3%BCll").content.decode()

    assert ">Neuer Ausweis</a>" in page
    assert "Sie brauchen einen Ausweis." in page
    assert ' lang="de">Übergroßen Sperrmüll abholen lassen</a>' in other
