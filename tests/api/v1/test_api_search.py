"""The public search over the API."""

import pytest

from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import MappingFactory, PartnerFactory, ResponsibilityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_what_is_published_is_found(client):
    lindenfurt = PartnerFactory(slug="lindenfurt")
    responsibility = ResponsibilityFactory()
    MappingFactory(partner=lindenfurt, responsibility=responsibility)
    ServicePageFactory(title="Führerschein umtauschen", responsibility=responsibility)
    ServicePageFactory(title="Hund anmelden", responsibility=responsibility)

    answer = client.get("/api/v1/search/", {"partner": "lindenfurt", "q": "fürerschein umtauchen"})

    assert answer.status_code == 200
    hit = answer.json()["hits"][0]
    assert hit["slug"] == "fuehrerschein-umtauschen"
    assert client.get(hit["url"]).status_code == 200


@pytest.mark.parametrize("query", ["", "   ", '"', "a AND (", "*", "😀", "x" * 200])
def test_odd_words_are_no_error(client, query):
    PartnerFactory(slug="lindenfurt")

    answer = client.get("/api/v1/search/", {"partner": "lindenfurt", "q": query})

    assert answer.status_code == 200
    assert answer.json()["hits"] == []


@pytest.mark.parametrize("query", ["x" * 201, "\x00"])
def test_what_nobody_says_is_refused_by_name(client, query):
    PartnerFactory(slug="lindenfurt")

    answer = client.get("/api/v1/search/", {"partner": "lindenfurt", "q": query})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"
