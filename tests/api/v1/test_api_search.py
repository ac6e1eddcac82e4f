"""The public search over the API."""

import pytest

from cms.catalogue.models import ServicePage
from tests.factories.catalogue import AgentNoteFactory, ServicePageFactory, TopicFactory, written_in
from tests.factories.organisation import (
    ColleagueFactory,
    ContactPointFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    ResponsibilityFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_what_is_published_is_found(client):
    moorbach = PartnerFactory(slug="moorbach")
    responsibility = ResponsibilityFactory()
    MappingFactory(partner=moorbach, responsibility=responsibility)
    ServicePageFactory(title="Führerschein umtauschen", responsibility=responsibility)
    ServicePageFactory(title="Hund anmelden", responsibility=responsibility)

    answer = client.get("/api/v1/search/", {"partner": "moorbach", "q": "fürerschein umtauchen"})

    assert answer.status_code == 200
    hit = answer.json()["hits"][0]
    assert hit["slug"] == "fuehrerschein-umtauschen"
    assert client.get(hit["url"]).status_code == 200


@pytest.mark.parametrize("query", ["", "   ", '"', "a AND (", "*", "😀", "x" * 200])
def test_odd_words_are_no_error(client, query):
    PartnerFactory(slug="moorbach")

    answer = client.get("/api/v1/search/", {"partner": "moorbach", "q": query})

    assert answer.status_code == 200
    assert answer.json()["hits"] == []


@pytest.mark.parametrize("query", ["x" * 201, "\x00"])
def test_what_nobody_says_is_refused_by_name(client, query):
    PartnerFactory(slug="moorbach")

    answer = client.get("/api/v1/search/", {"partner": "moorbach", "q": query})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"


@pytest.fixture(scope="module")
def lindenfurt(rows_of_module):
    """A service, an office with a telephone and a topic that are all about dogs."""
    partner = PartnerFactory(slug="lindenfurt")
    responsibility = MappingFactory(office=OfficeFactory(partner=partner)).responsibility
    topic = TopicFactory(name="Hunde", name_en="Dogs", slug="hunde")
    ServicePageFactory(title="Hund anmelden", teaser="<b>Für Hunde</b>", responsibility=responsibility, topics=[topic])
    ServicePageFactory(title="Hund abmelden", responsibility=responsibility)
    for title in ("Reisepass", "Wohnsitz", "Gewerbe", "Sperrmüll", "Ehe", "Angelschein", "Bauantrag", "Wahlschein"):
        ServicePageFactory(title=title, responsibility=responsibility)
    office = OfficeFactory(partner=partner, name="Amt für Hunde", slug="amt-fuer-hunde")
    ContactPointFactory(office=office, phone="06421 5550 100")
    return partner


def asked(client, **query):
    answer = client.get("/api/v1/search/", {"partner": "lindenfurt", **query})
    assert answer.status_code == 200
    return answer.json()


def test_hits_say_what_they_are_and_where_to_read_on(client, lindenfurt):
    found = asked(client, q="Hund")

    hits = {hit["kind"]: hit for hit in found["hits"]}
    assert set(hits) >= {"service", "office", "topic"}
    assert hits["office"]["teaser"].startswith("Telefon 06421 5550 100")
    assert hits["office"]["html_url"].endswith("/dienststellen/amt-fuer-hunde/")
    assert hits["topic"]["html_url"].endswith("/themen/hunde/")
    for hit in hits.values():
        assert hit["url"] is None or client.get(hit["url"]).status_code == 200
    assert found["kinds"].items() >= {"service": 2, "topic": 1, "office": 1}.items()
    assert 0 < found["confidence"] <= 1


def test_words_found_are_marked_and_all_else_is_escaped(client, lindenfurt):
    hit = next(hit for hit in asked(client, q="hund anmelden")["hits"] if hit["title"] == "Hund anmelden")

    assert hit["marked"]["title"] == "<mark>Hund</mark> <mark>anmelden</mark>"
    assert hit["marked"]["teaser"] == "&lt;b&gt;Für <mark>Hunde</mark>&lt;/b&gt;"


def test_hits_are_filtered_by_kind_and_topic_and_counted_all_the_same(client, lindenfurt):
    by_kind, by_topic = asked(client, q="Hund", kind="office"), asked(client, q="Hund", topic="hunde")

    assert [hit["title"] for hit in by_kind["hits"]] == ["Amt für Hunde"]
    assert [hit["title"] for hit in by_topic["hits"]] == ["Hund anmelden"]
    assert by_kind["kinds"] == by_topic["kinds"] == asked(client, q="Hund")["kinds"]


def test_words_come_in_the_language_asked_for_where_somebody_wrote_them(client, lindenfurt):
    service = ServicePage.objects.get(title="Hund anmelden")
    written_in(service, "en", title="Register a dog")

    titles = {hit["title"]: hit["language"] for hit in asked(client, q="Hund", lang="en")["hits"]}

    expected = {"Register a dog": "en", "Dogs": "en", "Hund abmelden": "de", "Amt für Hunde": "de"}
    assert titles.items() >= expected.items()


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "colleague"), ("kind", "bulletin"), ("lang", "xx"), ("topic", "x")]
)
def test_other_values_are_refused_by_name(client, lindenfurt, name, value):
    answer = client.get("/api/v1/search/", {"partner": "lindenfurt", "q": "Hund", name: value})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == name


def test_what_is_for_agents_is_neither_found_nor_suggested(client, lindenfurt):
    ColleagueFactory(department=lindenfurt.departments.first(), name="Anna Zebra")
    AgentNoteFactory(service=ServicePage.objects.first(), text="Zebra")

    assert asked(client, q="Zebra")["hits"] == []
    assert client.get("/api/v1/suggest/", {"partner": "lindenfurt", "q": "zeb"}).json() == {"suggestions": []}


def test_the_beginning_of_a_word_is_enough_for_a_suggestion(client, lindenfurt):
    answer = client.get("/api/v1/suggest/", {"partner": "lindenfurt", "q": "hund anm"})

    assert answer.status_code == 200
    first = answer.json()["suggestions"][0]
    assert (first["kind"], first["text"]) == ("service", "Hund anmelden")
    assert client.get(first["url"]).status_code == 200


@pytest.mark.parametrize("address", ["/api/v1/search/", "/api/v1/suggest/"])
@pytest.mark.parametrize(
    "query",
    ["", "<script>alert(1)</script>", "' OR 1=1; --", 'NEAR("a" "b")', "title:*", "a & ! b", "😀🐕", "\u202eا", "-"],
)
def test_whatever_is_typed_is_words(client, lindenfurt, address, query):
    answer = client.get(address, {"partner": "lindenfurt", "q": query})

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/api/v1/search/", "/api/v1/suggest/"])
@pytest.mark.parametrize("query", ["x" * 10_000, "x " * 101, "\x00", "Hund\x00"])
def test_too_much_and_what_is_no_text_is_refused(client, lindenfurt, address, query):
    answer = client.get(address, {"partner": "lindenfurt", "q": query})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"
