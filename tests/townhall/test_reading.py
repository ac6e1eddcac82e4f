"""What citizens read: home, A to Z, topics, a service, editorial pages; in German and English, under each host."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from cms.accounts.groups import CENTRAL_EDITOR
from cms.catalogue.models import ServicePage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import ResponsibilityFactory
from tests.factories.townhall import MARKER
from townhall import lists

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY_NOON = datetime(2099, 11, 24, 12, 0, tzinfo=BERLIN)
SUNDAY = datetime(2099, 11, 22, 12, 0, tzinfo=BERLIN)
pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def title_of(response) -> str:
    return " ".join(re.search(r"<title>(.*?)</title>", text_of(response), re.DOTALL)[1].split())


def test_home_begins_with_the_search_and_leads_to_what_is_asked_often(lindenfurt):
    response = lindenfurt.citizen.get("/")

    page = text_of(response)
    assert page.count("<h1") == 1
    assert page.count('role="search"') == 1
    assert "Übergroßen Sperrmüll" in page
    assert "Personalausweis beantragen" in page
    assert "Ausweise und Papiere" in page
    assert title_of(response) == "Startseite – Stadt Lindenfurt"


def test_home_has_few_queries(lindenfurt, django_assert_max_num_queries):
    lindenfurt.citizen.get("/")
    with django_assert_max_num_queries(8):
        lindenfurt.citizen.get("/")


def test_a_to_z_sorts_umlauts_beside_their_vowels(lindenfurt):
    responsibility = lindenfurt.identity_card.responsibility
    for title in ("Abfall", "Änderungen", "Zeugnis", "4. Mahnung"):
        ServicePageFactory(title=title, responsibility=responsibility)

    response = lindenfurt.citizen.get("/leistungen/")

    letters = [(letter, [each.title for each in found]) for letter, found in response.context["page"].letters]
    assert letters == [
        ("#", ["4. Mahnung"]),
        ("A", ["Abfall", "Änderungen"]),
        ("P", ["Personalausweis beantragen"]),
        ("U", ["Übergroßen Sperrmüll abholen lassen"]),
        ("Z", ["Zeugnis"]),
    ]
    assert 'href="#letter-a"' in text_of(response)
    assert 'id="letter-a"' in text_of(response)


def test_a_to_z_does_not_query_per_service(lindenfurt, django_assert_num_queries):
    with django_assert_num_queries(5):
        lindenfurt.citizen.get("/leistungen/")
    for _ in range(5):
        ServicePageFactory(responsibility=lindenfurt.identity_card.responsibility)
    with django_assert_num_queries(5):
        lindenfurt.citizen.get("/leistungen/")


@pytest.mark.postgres
def test_a_to_z_reads_nothing_but_its_index_to_find_what_a_partner_offers(lindenfurt):
    """However few of many thousand services that are; tables as small as here would not be worth an index."""
    wanted = ServicePage.objects.offered_by(lindenfurt.partner).from_a_to_z().values_list("pk", "sort_key")
    with connection.cursor() as cursor:
        for other_way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{other_way} = off")

    assert "Index Only Scan using service_a_to_z" in wanted[:301].explain()


def test_a_large_catalogue_is_turned_over_and_nothing_falls_between_the_pages(lindenfurt, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 3)
    for title in ("Abfall", "Abfall", "Abfall", "Abfall", "Änderungen", "Zeugnis", "4. Mahnung"):
        ServicePageFactory(title=title, responsibility=lindenfurt.identity_card.responsibility)

    address, seen, pages = "/leistungen/", [], 0
    while address:
        page = lindenfurt.citizen.get(address).context["page"]
        seen += [line.pk for _letter, lines in page.letters for line in lines]
        address, pages = page.next_page and f"/leistungen/?{page.next_page}", pages + 1

    everything = ServicePage.objects.offered_by(lindenfurt.partner).from_a_to_z()
    assert seen == [page.pk for page in everything]
    assert (len(seen), pages) == (9, 3)


def test_a_large_catalogue_opens_at_a_letter(lindenfurt, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 1)

    page = lindenfurt.citizen.get("/leistungen/?ab=Ü").context["page"]
    assert [(letter, [line.title for line in lines]) for letter, lines in page.letters] == [
        ("U", ["Übergroßen Sperrmüll abholen lassen"])
    ]
    assert lindenfurt.citizen.get("/leistungen/?ab=v").url == "/leistungen/"
    for wrong in ("?ab=%00", "?ab=p&nach=x", "?ab=p&nach=99999999999999999999", "?nach=-1"):
        assert lindenfurt.citizen.get(f"/leistungen/{wrong}").status_code == 200


def test_a_service_says_at_a_glance_what_matters(lindenfurt, stop_clock):
    stop_clock(TUESDAY_NOON)
    page = text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))

    assert page.count("<h1") == 1
    assert "37,00 €" in page
    assert "kostenlos" in page
    assert "je nach Land" in page
    assert "etwa drei Wochen" in page
    assert "Alter Ausweis" in page
    assert "jetzt geöffnet bis 18 Uhr" in page
    assert "jetzt erreichbar bis 18 Uhr" in page
    assert 'href="https://termin.example.org/"' in page
    assert 'href="tel:06990009110"' in page
    assert "8–18 Uhr" in page
    assert "<b>vorläufigen</b>" in page
    assert "Antwort innerhalb von 24 Servicestunden" in page
    assert 'href="/anliegen/neu/?leistung=personalausweis-beantragen"' in page
    assert "None" not in page


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (datetime(2099, 11, 24, 7, 0, tzinfo=BERLIN), "geschlossen, öffnet heute um 8 Uhr"),
        (datetime(2099, 11, 23, 20, 0, tzinfo=BERLIN), "geschlossen, öffnet morgen um 8 Uhr"),
        (datetime(2099, 11, 27, 19, 0, tzinfo=BERLIN), "geschlossen, öffnet am Montag um 8 Uhr"),
    ],
)
def test_a_closed_office_says_when_it_opens(lindenfurt, stop_clock, at, sentence):
    stop_clock(at)
    assert sentence in text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))


def test_on_a_sunday_the_hours_are_those_of_the_coming_week(lindenfurt, stop_clock):
    stop_clock(SUNDAY)
    page = text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))

    assert "Öffnungszeiten nächster Woche" in page
    assert "Montag, 23.11." in page


def test_an_office_without_hours_shows_no_table(lindenfurt):
    lindenfurt.office.openingspan_rows.all().delete()

    page = text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))

    assert "<caption>" not in page
    assert "Bürgerbüro" in page


def test_a_service_has_few_queries(lindenfurt, django_assert_max_num_queries):
    lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/")
    with django_assert_max_num_queries(16):
        lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/")


def test_a_local_text_is_marked_as_the_partners_own(lindenfurt):
    LocalServicePageFactory(
        service=lindenfurt.identity_card, partner=lindenfurt.partner, local_text="<p>Nur mit Termin.</p>"
    )

    page = text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))

    assert "Das gilt hier: Stadt Lindenfurt" in page
    assert "Nur mit Termin." in page


def test_what_the_partner_does_not_offer_is_said_kindly_with_ways_on(lindenfurt, moorbach):
    response = moorbach.citizen.get("/leistungen/personalausweis-beantragen/")

    assert response.status_code == 200
    page = text_of(response)
    assert "Gemeinde Moorbach bietet diese Leistung nicht an." in page
    assert 'content="noindex"' in page
    assert 'href="tel:115"' in page
    assert "Lindenfurt" not in page
    assert "Bürgerbüro" not in page


def test_a_partner_shows_only_what_it_offers(lindenfurt, moorbach):
    for path in ("/", "/leistungen/", "/themen/", "/themen/ausweise/", "/sitemap.xml"):
        page = text_of(moorbach.citizen.get(path))
        assert "personalausweis" not in page.lower(), path


@pytest.mark.parametrize(
    "path",
    ["/leistungen/gibt-es-nicht/", "/leistungen/%00/", "/leistungen/ä/", "/themen/gibt-es-nicht/", "/gibt-es-nicht/"],
)
def test_an_unknown_address_is_a_page_with_ways_on(lindenfurt, path):
    response = lindenfurt.citizen.get(path)

    assert response.status_code == 404
    assert "Diese Seite finden wir nicht" in text_of(response)
    assert 'href="/leistungen/"' in text_of(response)


def test_a_draft_is_not_shown(lindenfurt):
    draft = ServicePageFactory(title="Entwurf", slug="entwurf", live=False)

    assert lindenfurt.citizen.get(f"/leistungen/{draft.slug}/").status_code == 404


def test_a_topic_lists_its_services(lindenfurt):
    page = text_of(lindenfurt.citizen.get("/themen/ausweise/"))

    assert "Personalausweis beantragen" in page
    assert "Sperrmüll" not in page


def test_a_topic_without_services_leads_on(lindenfurt):
    TopicFactory(name="Tiere", slug="tiere")

    assert "bietet Stadt Lindenfurt nichts an" in text_of(lindenfurt.citizen.get("/themen/tiere/"))
    assert "Tiere" not in text_of(lindenfurt.citizen.get("/themen/"))


def test_english_stands_under_its_own_address_and_marks_german_texts(lindenfurt):
    response = lindenfurt.citizen.get("/en/leistungen/personalausweis-beantragen/")

    page = text_of(response)
    assert '<html lang="en">' in page
    assert "At a glance" in page
    assert '<h1 lang="de">Personalausweis beantragen</h1>' in page
    assert "described in German only" in page
    assert re.search(r'href="/leistungen/personalausweis-beantragen/"\s+lang="de"', page)


def test_the_browser_language_does_not_change_the_language(lindenfurt):
    page = text_of(lindenfurt.citizen.get("/", headers={"accept-language": "en"}))

    assert '<html lang="de">' in page


def test_the_language_switch_keeps_what_was_searched(lindenfurt):
    page = text_of(lindenfurt.citizen.get("/suche/?q=perso"))

    assert 'href="/en/suche/?q=perso"' in page


@pytest.mark.parametrize(("path", "title"), [("/impressum/", "Impressum"), ("/en/datenschutz/", "Datenschutz")])
def test_editorial_pages_stand_in_the_footer_and_have_the_same_frame(lindenfurt, path, title):
    response = lindenfurt.citizen.get(path)

    page = text_of(response)
    assert f"<h1>{title}</h1>" in page
    assert title_of(response) == f"{title} – Stadt Lindenfurt"
    assert "Barrierefreiheit" in page


@pytest.mark.parametrize("path", ["/", "/leistungen/", "/suche/?q=perso", "/anliegen/neu/", "/impressum/"])
def test_under_an_unknown_host_there_is_no_town_hall(lindenfurt, path):
    response = Client(HTTP_HOST="anderswo.localhost").get(path)

    assert response.status_code == 404
    assert "Hier ist kein Rathaus" in text_of(response)
    assert "Lindenfurt" not in text_of(response)


def test_what_does_not_exist_under_an_unknown_host_is_not_found(lindenfurt):
    staff = Client(HTTP_HOST="anderswo.localhost")
    staff.force_login(UserFactory(groups=[CENTRAL_EDITOR]))

    for path in ("/desk/gibt-es-nicht/", "/admin/gibt-es-nicht/", "/gibt-es-nicht.txt"):
        assert staff.get(path).status_code == 404, path


def test_an_agent_note_stands_on_no_public_page(lindenfurt):
    paths = [
        "/",
        "/leistungen/",
        "/leistungen/personalausweis-beantragen/",
        "/themen/",
        "/themen/ausweise/",
        "/suche/?q=personalausweis",
        "/anliegen/neu/?leistung=personalausweis-beantragen",
        "/sitemap.xml",
    ]
    for path in paths:
        for prefix in ("", "/en"):
            assert MARKER not in text_of(lindenfurt.citizen.get(prefix + path)), prefix + path


def test_citizens_do_not_find_by_the_words_of_an_agent_note(lindenfurt):
    assert lindenfurt.citizen.get(f"/suche/?q={MARKER}").context["lines"] == []


def test_what_editors_write_is_not_run(lindenfurt):
    page = lindenfurt.identity_card
    page.teaser = "<script>alert(1)</script>"
    page.save_revision().publish(skip_permission_checks=True)

    shown = text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))

    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown


def test_reading_sets_no_cookie(lindenfurt):
    for path in ("/", "/leistungen/", "/leistungen/personalausweis-beantragen/", "/suche/?q=perso"):
        assert not lindenfurt.citizen.get(path).cookies, path


def test_pages_are_only_read(lindenfurt):
    for path in ("/", "/leistungen/", "/leistungen/personalausweis-beantragen/", "/themen/", "/suche/"):
        assert lindenfurt.citizen.post(path).status_code == 405, path


def test_search_engines_find_the_services_and_nothing_private(lindenfurt):
    robots = text_of(lindenfurt.citizen.get("/robots.txt"))
    sitemap = text_of(lindenfurt.citizen.get("/sitemap.xml"))

    assert "Disallow: /anliegen/" in robots
    assert "Sitemap: http://lindenfurt.localhost/sitemap.xml" in robots
    assert "<loc>http://lindenfurt.localhost/leistungen/personalausweis-beantragen/</loc>" in sitemap
    assert "<loc>http://lindenfurt.localhost/impressum/</loc>" in sitemap
    assert "oertliche-angaben" not in sitemap


def test_a_service_nobody_is_mapped_to_is_not_offered(lindenfurt):
    page = ServicePageFactory(title="Ohne Amt", slug="ohne-amt", responsibility=ResponsibilityFactory())

    assert "nicht an" in text_of(lindenfurt.citizen.get(f"/leistungen/{page.slug}/"))


def test_editors_preview_a_draft_as_citizens_would_see_it(lindenfurt):
    draft = lindenfurt.identity_card
    draft.title = "Personalausweis neu beantragen"

    response = draft.make_preview_request(preview_mode=lindenfurt.partner.slug)

    page = text_of(response)
    assert "Personalausweis neu beantragen" in page
    assert "Auf einen Blick" in page
    assert "Stadt Lindenfurt" in page
    assert "Personalausweis neu" not in text_of(lindenfurt.citizen.get("/leistungen/personalausweis-beantragen/"))


def test_editors_preview_their_home_page(lindenfurt):
    lindenfurt.home.intro = "Ein ganz neuer Gruß"

    assert "Ein ganz neuer Gruß" in text_of(lindenfurt.home.make_preview_request())
