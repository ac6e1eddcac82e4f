"""Services over the API: merged for a partner, nothing that is internal."""

import pytest

from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import MappingFactory, PartnerFactory, ResponsibilityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lindenfurt():
    return PartnerFactory(slug="lindenfurt", name="Stadt Lindenfurt")


@pytest.fixture
def registry_office(lindenfurt):
    """A responsibility that Lindenfurt has mapped to an office."""
    responsibility = ResponsibilityFactory(name="Standesamt")
    MappingFactory(partner=lindenfurt, responsibility=responsibility)
    return responsibility


def test_the_list_holds_what_the_partner_offers(client, lindenfurt, registry_office):
    ServicePageFactory(title="Heiraten", responsibility=registry_office)
    ServicePageFactory(title="Hafengebühr", responsibility=ResponsibilityFactory(name="Hafenamt"))
    ServicePageFactory(title="Entwurf", responsibility=registry_office, live=False)

    answer = client.get("/api/v1/services/?partner=lindenfurt")

    assert [service["title"] for service in answer.json()["results"]] == ["Heiraten"]
    assert answer.json()["results"][0]["url"].endswith("/api/v1/services/heiraten/?partner=lindenfurt")


def test_the_list_can_be_narrowed_to_a_topic(client, lindenfurt, registry_office):
    family = TopicFactory(slug="familie")
    ServicePageFactory(title="Heiraten", responsibility=registry_office, topics=[family])
    ServicePageFactory(title="Urkunde", responsibility=registry_office)

    answer = client.get("/api/v1/services/?partner=lindenfurt&topic=familie")

    assert [service["title"] for service in answer.json()["results"]] == ["Heiraten"]


@pytest.mark.parametrize("topic", ["gibt-es-nicht", "\x00", "a b"])
def test_an_unknown_topic_has_no_services(client, lindenfurt, registry_office, topic):
    ServicePageFactory(title="Heiraten", responsibility=registry_office)

    assert client.get("/api/v1/services/", {"partner": "lindenfurt", "topic": topic}).json()["results"] == []


def test_the_detail_is_merged_with_the_local_page(client, lindenfurt, registry_office):
    service = ServicePageFactory(
        title="Heiraten", responsibility=registry_office, fees=[("fee", {"label": "Anmeldung", "amount": "47.00"})]
    )
    LocalServicePageFactory(
        partner=lindenfurt,
        service=service,
        fees_mode="replace",
        fees=[("fee", {"label": "Anmeldung hier", "amount": "52.50", "note": ""})],
        local_text="<p>Bei uns am See.</p>",
    )

    detail = client.get("/api/v1/services/heiraten/?partner=lindenfurt").json()

    assert detail["fees"] == [{"label": "Anmeldung hier", "amount": "52.50", "note": ""}]
    assert detail["local_text"] == "<p>Bei uns am See.</p>"
    assert detail["offered"] is True
    assert detail["offices"][0]["department"]


def test_a_service_nobody_maps_here_is_not_found(client, lindenfurt):
    ServicePageFactory(title="Hafengebühr", responsibility=ResponsibilityFactory(name="Hafenamt"))

    assert client.get("/api/v1/services/hafengebuehr/?partner=lindenfurt").status_code == 404
    assert client.get("/api/v1/services/gibt-es-nicht/?partner=lindenfurt").status_code == 404


def test_what_is_not_offered_says_so(client, lindenfurt, registry_office):
    service = ServicePageFactory(title="Heiraten", responsibility=registry_office)
    LocalServicePageFactory(partner=lindenfurt, service=service, offered=False)

    assert client.get("/api/v1/services/heiraten/?partner=lindenfurt").json()["offered"] is False
    assert client.get("/api/v1/services/?partner=lindenfurt").json()["results"] == []


@pytest.mark.parametrize("query", ["", "?partner=", "?partner=atlantis", "?partner=%00"])
def test_without_a_known_partner_the_message_stands_beside_the_parameter(client, lindenfurt, query):
    for address in ["/api/v1/services/", "/api/v1/services/heiraten/", "/api/v1/search/"]:
        answer = client.get(address + query)

        assert answer.status_code == 400
        assert answer.json()["partner"]


def test_an_agent_note_appears_nowhere(client, lindenfurt, registry_office):
    service = ServicePageFactory(title="Heiraten", responsibility=registry_office)
    AgentNoteFactory(service=service, text="Geheimmarke: Zimmer 9 ist heiser")

    for address in [
        "/api/v1/services/?partner=lindenfurt",
        "/api/v1/services/heiraten/?partner=lindenfurt",
        "/api/v1/search/?partner=lindenfurt&q=Geheimmarke",
        "/api/v2/pages/?fields=*",
        "/api/v2/pages/?search=Geheimmarke",
    ]:
        answer = client.get(address)
        assert answer.status_code in (200, 400), address
        assert "Geheimmarke" not in answer.content.decode()


def test_the_schema_describes_every_endpoint(client):
    schema = client.get("/api/v1/schema/?format=json")

    assert schema.status_code == 200
    assert {"/api/v1/services/", "/api/v1/services/{slug}/", "/api/v1/search/"} <= set(schema.json()["paths"])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_here(client, lindenfurt, method):
    for address in ["/api/v1/services/", "/api/v1/search/"]:
        assert getattr(client, method)(f"{address}?partner=lindenfurt").status_code == 405


def test_a_list_costs_the_same_for_one_service_and_for_many(
    client, lindenfurt, registry_office, django_assert_max_num_queries
):
    for _ in range(8):
        ServicePageFactory(responsibility=registry_office)

    with django_assert_max_num_queries(4):
        client.get("/api/v1/services/?partner=lindenfurt")
