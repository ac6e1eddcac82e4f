"""Everybody who uses the program over a network is offered its source (AGPL, section 13)."""

import pytest

from tests.factories.townhall import make_town_hall

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/anmelden/"])
def test_every_foot_leads_to_the_source(client, settings, path):
    make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN", services=False)
    settings.SOURCE_URL = "https://code.example.org/kuemmerer"

    page = client.get(path, headers={"host": "lindenfurt.localhost"}).content.decode()

    assert 'href="https://code.example.org/kuemmerer"' in page


def test_where_no_address_is_known_there_is_no_dead_link(client, settings):
    make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN", services=False)
    settings.SOURCE_URL = ""

    assert "AGPL" not in client.get("/", headers={"host": "lindenfurt.localhost"}).content.decode()
