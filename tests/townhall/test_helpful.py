"""Was this page helpful? The page stays kept, the answer counts once sent, and says nothing of who sent it."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.accounts.attempts import OPINIONS_FROM_HERE
from cms.accounts.groups import AGENT, CENTRAL_EDITOR
from cms.catalogue.models import ServicePage
from cms.knowledge import log_keeping
from cms.knowledge.models import Opinion
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(lindenfurt):
    return ServicePage.objects.offered_by(lindenfurt.partner).order_by("pk").first()


@pytest.fixture
def address(service):
    return f"/leistungen/{service.slug}/hilfreich/"


def test_the_page_asks_by_links_without_a_token_or_a_cookie(lindenfurt, service, address):
    answer = lindenfurt.citizen.get(f"/leistungen/{service.slug}/")

    page = answer.content.decode()
    assert f'href="{address}?war=ja"' in page
    assert f'href="{address}?war=nein"' in page
    assert "csrfmiddlewaretoken" not in page
    assert not answer.cookies


def test_the_link_has_chosen_already_and_counts_nothing(lindenfurt, address):
    answer = lindenfurt.citizen.get(f"{address}?war=nein")

    assert answer.context["form"]["helpful"].value() == "nein"
    assert "no-store" in answer["Cache-Control"]
    assert not Opinion.objects.exists()


@pytest.mark.parametrize(("said", "helpful"), [("ja", True), ("nein", False)])
def test_what_is_sent_counts_and_is_thanked_for(lindenfurt, service, address, said, helpful):
    answer = lindenfurt.citizen.post(address, {"helpful": said, "words": "Öffnungszeiten"})

    assert answer.status_code == 302
    assert "Vielen Dank" in lindenfurt.citizen.get(answer.url).content.decode()
    opinion = Opinion.objects.get()
    assert (opinion.page, opinion.partner, opinion.helpful) == (service, lindenfurt.partner, helpful)
    assert (opinion.words, opinion.day) == ("Öffnungszeiten", timezone.localdate())


def test_nothing_else_is_kept():
    """No person, address, session or hour: whoever adds a field here adds it to docs/personal-data.md."""
    assert {each.name for each in Opinion._meta.get_fields()} == {"id", "day", "page", "partner", "helpful", "words"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"words": "fehlt"}, "Bitte wählen Sie Ja oder Nein."),
        ({"helpful": "vielleicht", "words": "fehlt"}, "Bitte wählen Sie Ja oder Nein."),
        ({"helpful": "ja", "words": "fehlt" * 101}, "Bitte schreiben Sie höchstens 500 Zeichen"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(lindenfurt, address, sent, told):
    page = lindenfurt.citizen.post(address, sent).content.decode()

    assert told in page
    assert sent["words"] in page
    assert not Opinion.objects.exists()


def test_the_token_is_asked_for(lindenfurt, address):
    strict = Client(HTTP_HOST=lindenfurt.host, enforce_csrf_checks=True)

    assert strict.post(address, {"helpful": "ja"}).status_code == 403
    assert not Opinion.objects.exists()


def test_one_network_address_says_so_much_and_no_more(lindenfurt, address):
    for _ in range(OPINIONS_FROM_HERE.most):
        lindenfurt.citizen.post(address, {"helpful": "ja"})

    refused = lindenfurt.citizen.post(address, {"helpful": "nein", "words": "Es fehlt viel"}).content.decode()

    assert "Bitte warten Sie 15 Minuten" in refused
    assert "Es fehlt viel" in refused
    assert Opinion.objects.count() == OPINIONS_FROM_HERE.most


def test_where_it_is_not_offered_nobody_is_asked(lindenfurt, moorbach, service, address):
    assert moorbach.citizen.get(address).status_code == 404
    assert moorbach.citizen.post(address, {"helpful": "ja"}).status_code == 404


def test_words_end_after_90_days_and_counts_after_two_years(lindenfurt, service, address):
    lindenfurt.citizen.post(address, {"helpful": "nein", "words": "Es fehlt viel"})
    for days, count, words in ((90, 1, "Es fehlt viel"), (91, 1, ""), (731, 0, "")):
        Opinion.objects.update(day=timezone.localdate() - timedelta(days=days))
        log_keeping.tidy()
        assert Opinion.objects.count() == count
        assert not count or Opinion.objects.get().words == words


# For editors


@pytest.fixture
def said(lindenfurt, address):
    lindenfurt.citizen.post(address, {"helpful": "nein", "words": "Öffnungszeiten fehlen"})
    lindenfurt.citizen.post(address, {"helpful": "ja"})


def look(client, person, **query) -> str:
    client.force_login(person)
    return client.get(reverse("knowledge_opinions"), query).content.decode()


def test_editors_read_it_per_page(client, lindenfurt, service, said):
    for person in (UserFactory(groups=[CENTRAL_EDITOR]), UserFactory(groups=[lindenfurt.partner.editors])):
        screen = look(client, person)
        assert service.title in screen
        assert "Öffnungszeiten fehlen" in screen


def test_another_partners_editor_the_wrong_person_and_nobody_do_not(client, moorbach, said):
    for person in (UserFactory(groups=[moorbach.partner.editors]), UserFactory(groups=[AGENT]), UserFactory()):
        assert "Öffnungszeiten fehlen" not in look(client, person)
    client.logout()
    assert client.get(reverse("knowledge_opinions")).status_code == 302


def test_the_spreadsheet_has_counts_and_words(client, lindenfurt, service, said):
    client.force_login(UserFactory(groups=[lindenfurt.partner.editors]))

    answer = client.get(reverse("knowledge_opinions"), {"export": "csv"})

    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    assert [*row.values()] == [service.title, lindenfurt.partner.name, "1", "1", "Öffnungszeiten fehlen"]


def test_a_spreadsheet_reckons_nothing_a_citizen_typed(client, lindenfurt, address):
    lindenfurt.citizen.post(address, {"helpful": "nein", "words": '=HYPERLINK("https://boese.example.org")'})
    client.force_login(UserFactory(groups=[lindenfurt.partner.editors]))

    answer = client.get(reverse("knowledge_opinions"), {"export": "csv"})

    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    assert [*row.values()][-1].startswith("'=HYPERLINK")
