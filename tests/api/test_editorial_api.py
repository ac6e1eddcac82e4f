"""Wagtail's API serves editorial pages and never what belongs to a service or an agent."""

import pytest

from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


def test_only_home_and_editorial_pages_are_listed(client):
    partner = PartnerFactory(site__hostname="lindenfurt.localhost")
    LocalServicePageFactory(partner=partner, service=ServicePageFactory(title="Heiraten"))

    answer = client.get("/api/v2/pages/", headers={"host": "lindenfurt.localhost"})

    assert {page["meta"]["type"] for page in answer.json()["items"]} == {"pages.HomePage"}
