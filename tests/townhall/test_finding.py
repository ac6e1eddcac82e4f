"""The search page and what is offered while typing; what is found, and in which order, is tested with knowledge."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cms.catalogue.models import AgentNote
from cms.knowledge.search import search as find
from tests.factories.catalogue import (
    LifeSituationFactory,
    LocalServicePageFactory,
    ServicePageFactory,
    TopicFactory,
    written_in,
)
from townhall.views import finding

pytestmark = pytest.mark.django_db

SUNDAY = datetime(2031, 3, 2, 12, tzinfo=ZoneInfo("Europe/Berlin"))


def main_of(response) -> str:
    """What stands on the page itself, blanks and line ends as a browser shows them."""
    page = response.content.decode()
    return re.sub(r"\s+", " ", page[page.index("<main") : page.index("</main>")])


def test_a_hit_leads_to_its_service_and_the_words_stay_in_the_box(lindenfurt):
    page = lindenfurt.citizen.get("/suche/?q=personalausweis").content.decode()

    assert 'href="/leistungen/personalausweis-beantragen/"' in page
    assert "Sie brauchen einen neuen <mark>Personalausweis</mark>." in page
    assert 'value="personalausweis"' in page
    assert "Treffer zu „personalausweis“" in page
    assert 'content="noindex"' in page


def test_nothing_found_leads_on(lindenfurt):
    page = lindenfurt.citizen.get("/suche/?q=xyzzyq").content.decode()

    assert "Nichts gefunden zu „xyzzyq“" in page
    assert 'href="/leistungen/"' in page
    assert 'href="tel:115"' in page
    assert 'href="/anliegen/neu/"' in page


def test_another_partner_finds_nothing_of_it(lindenfurt, moorbach):
    page = moorbach.citizen.get("/suche/?q=personalausweis").content.decode()

    assert "Sie brauchen einen neuen" not in page


@pytest.mark.parametrize("query", ["", "%20%20", "%00", "%22%27%3B--", "%F0%9F%98%80", "a" * 5000, "%3Cscript%3E"])
def test_any_input_gets_a_page(lindenfurt, query):
    response = lindenfurt.citizen.get(f"/suche/?q={query}")

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_english_says_so_in_english(lindenfurt):
    page = lindenfurt.citizen.get("/en/suche/?q=personalausweis").content.decode()

    assert "for “personalausweis”" in page
    assert 'href="/en/leistungen/personalausweis-beantragen/"' in page


def test_what_is_written_in_leichte_sprache_is_named_in_it_and_the_rest_in_german(lindenfurt):
    lindenfurt.partner.languages = ["de", "de-simple"]
    lindenfurt.partner.save()
    written_in(lindenfurt.identity_card, "de-simple", title="Neuer Ausweis", teaser="Sie brauchen einen Ausweis.")

    page = lindenfurt.citizen.get("/de-simple/suche/?q=personalausweis").content.decode()
    other = lindenfurt.citizen.get("/de-simple/suche/?q=sperrm%C3%BCll").content.decode()

    assert ">Neuer <mark>Ausweis</mark></a>" in page
    assert "Sie brauchen einen <mark>Ausweis</mark>." in page
    assert ' lang="de">Übergroßen <mark>Sperrmüll</mark> abholen lassen</a>' in other


def test_mistyped_words_are_offered_as_they_were_meant(lindenfurt):
    page = main_of(lindenfurt.citizen.get("/suche/?q=personalausweis%20beantargen"))

    assert 'Meinten Sie: <a href="?q=personalausweis+beantragen">personalausweis beantragen</a>' in page
    assert "<mark>Personalausweis</mark> <mark>beantragen</mark>" in page
    assert "Meinten Sie" not in main_of(lindenfurt.citizen.get("/suche/?q=personalausweis"))


def test_a_topic_narrows_the_results_and_can_be_taken_away(lindenfurt):
    rubbish = TopicFactory(name="Müll & Abfall", slug="abfall", name_en="Waste")
    responsibility = lindenfurt.identity_card.responsibility
    ServicePageFactory(title="Personalausweis entsorgen", topics=[rubbish], responsibility=responsibility)

    everything = main_of(lindenfurt.citizen.get("/suche/?q=personalausweis"))
    narrowed = main_of(lindenfurt.citizen.get("/suche/?q=personalausweis&thema=abfall"))
    in_english = main_of(lindenfurt.citizen.get("/en/suche/?q=personalausweis&thema=abfall"))

    assert 'href="?q=personalausweis&amp;thema=abfall"' in everything
    assert 'href="/leistungen/personalausweis-beantragen/"' in everything
    assert "1 Treffer" in narrowed
    assert "<mark>Personalausweis</mark> entsorgen" in narrowed
    assert 'href="/leistungen/personalausweis-beantragen/"' not in narrowed
    assert 'href="?q=personalausweis" aria-current="true"' in narrowed
    assert "Müll &amp; Abfall" in narrowed
    assert "<span>Waste</span>" in in_english


def test_other_kinds_say_what_they_are_and_are_chosen_by_a_filter(lindenfurt):
    everything = main_of(lindenfurt.citizen.get("/suche/?q=b%C3%BCrgerb%C3%BCro"))
    offices = main_of(lindenfurt.citizen.get("/suche/?q=ausweise&art=themen"))
    offered = lindenfurt.citizen.get("/suche/vorschlaege/?q=b%C3%BCrgerb").content.decode()

    assert 'Dienststelle</span> <a href="/dienststellen/buergerbuero/"' in everything
    assert 'href="/themen/ausweise/"' in offices
    assert 'href="/leistungen/' not in offices[offices.index("<ol") : offices.index("</ol>")]
    assert 'href="/dienststellen/buergerbuero/"' in offered


def test_one_filter_keeps_the_other(lindenfurt):
    page = main_of(lindenfurt.citizen.get("/suche/?q=personalausweis&art=leistungen&thema=ausweise"))

    assert 'href="?q=personalausweis&amp;thema=ausweise" aria-current="true"' in page
    assert 'href="?q=personalausweis&amp;art=leistungen" aria-current="true"' in page


@pytest.mark.parametrize(("likely", "shown"), [(1, 5), (7, 7), (30, 9)])
def test_noise_is_shown_up_to_the_fifth_hit_only(lindenfurt, monkeypatch, likely, shown):
    for number in range(9):
        ServicePageFactory(title=f"Zeugnis {number}", responsibility=lindenfurt.identity_card.responsibility)
    monkeypatch.setattr(finding, "find", lambda *asked, **how: replace(find(*asked, **how), likely=likely))

    assert f"{shown} Treffer" in main_of(lindenfurt.citizen.get("/suche/?q=zeugnis"))


def test_a_filter_that_leaves_nothing_leads_back(lindenfurt):
    TopicFactory(name="Leer", slug="leer")

    page = main_of(lindenfurt.citizen.get("/suche/?q=personalausweis&thema=leer"))

    assert "Nichts gefunden" in page
    assert '<a href="?q=personalausweis">Ohne den Filter suchen</a>' in page


def test_a_filter_that_is_none_filters_nothing(lindenfurt):
    for odd in ("art=quatsch", "thema=quatsch", "thema=%00", "art=%27"):
        page = main_of(lindenfurt.citizen.get(f"/suche/?q=personalausweis&{odd}"))
        assert 'href="/leistungen/personalausweis-beantragen/"' in page


def test_what_is_not_certain_says_so_and_shows_what_is_near(lindenfurt):
    page = main_of(lindenfurt.citizen.get("/suche/?q=große%20quittenernte%20im%20weinberg%20morgen"))

    assert "Nichts Sicheres gefunden zu" in page
    assert "Das hier kommt dem am nächsten." in page
    assert 'href="/leistungen/sperrmuell/"' in page


def test_what_is_not_offered_says_whose_it_is(lindenfurt):
    LocalServicePageFactory(
        service=lindenfurt.identity_card,
        partner=lindenfurt.partner,
        offered=False,
        whose_name="Kreis <Linden>",
        whose_phone="069 1234-0",
    )

    page = main_of(lindenfurt.citizen.get("/suche/?q=personalausweis"))

    assert "wird hier nicht angeboten" in page or "hier nicht angeboten" in page
    assert "Das macht: <strong>Kreis &lt;Linden&gt;</strong>" in page
    assert 'href="tel:06912340"' in page


def test_an_empty_page_helps(lindenfurt, stop_clock):
    situation = LifeSituationFactory(name="Umziehen", slug="umziehen")
    lindenfurt.identity_card.life_situations.add(situation)
    lindenfurt.identity_card.save_revision().publish()
    stop_clock(SUNDAY)

    page = main_of(lindenfurt.citizen.get("/suche/?q=xyzzyq"))

    assert 'href="/lebenslagen/umziehen/"' in page
    assert 'href="tel:115"' in page
    assert "erreichbar morgen ab 8 Uhr" in page


def test_suggestions_lead_to_their_pages(lindenfurt):
    piece = lindenfurt.citizen.get("/suche/vorschlaege/?q=neuer%20per").content.decode()

    assert piece.count('role="option"') == 1
    assert 'href="/leistungen/personalausweis-beantragen/"' in piece
    assert ">Neuer Perso</span>" in piece
    assert ">Personalausweis beantragen</span>" in piece
    assert "1 Vorschlag." in piece


def test_suggestions_in_english_are_named_in_english_as_far_as_they_are_written_in_it(lindenfurt):
    written_in(lindenfurt.identity_card, "en", title="Identity <card>", teaser="")

    piece = lindenfurt.citizen.get("/en/suche/vorschlaege/?q=perso").content.decode()
    other = lindenfurt.citizen.get("/en/suche/vorschlaege/?q=sperrm").content.decode()

    assert 'href="/en/leistungen/personalausweis-beantragen/"' in piece
    assert ">Identity &lt;card&gt;</span>" in piece
    assert "1 suggestion." in piece
    assert 'lang="de">Übergroßen Sperrmüll abholen lassen</span>' in other


def test_no_suggestions_say_so(lindenfurt):
    for letters in ("", "x", "xyzzyq", "%00", "%3Cscript%3E", "a" * 5000):
        response = lindenfurt.citizen.get(f"/suche/vorschlaege/?q={letters}")

        assert response.status_code == 200
        assert 'role="option"' not in response.content.decode()
        assert "Keine Vorschläge." in response.content.decode()


def test_neither_marks_nor_suggestions_know_what_is_for_agents(lindenfurt):
    AgentNote.objects.create(service=lindenfurt.identity_card, text="Zebrakraut fragen")

    assert "Keine Vorschläge." in lindenfurt.citizen.get("/suche/vorschlaege/?q=zebrakr").content.decode()
    assert "<mark>" not in main_of(lindenfurt.citizen.get("/suche/?q=zebrakraut"))
    assert "Meinten Sie" not in main_of(lindenfurt.citizen.get("/suche/?q=zebrakrauz"))


def test_only_looking_is_allowed(lindenfurt):
    for address in ("/suche/", "/suche/vorschlaege/"):
        assert lindenfurt.citizen.post(address, {"q": "perso"}).status_code == 405
