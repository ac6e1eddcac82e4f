"""What is published is found, by those and only those it holds for."""

import pytest

from cms.knowledge.search import Audience, search
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def found(query, partner, **options) -> list[str]:
    return [hit.title for hit in search(query, partner=partner, **options).hits]


@pytest.fixture
def mapping():
    return MappingFactory()


@pytest.fixture
def partner(mapping):
    return mapping.partner


def test_a_published_service_is_found(mapping, partner):
    service = ServicePageFactory(
        title="Führerschein umtauschen",
        everyday_title="Lappen tauschen",
        teaser="Alt gegen neu",
        responsibility=mapping.responsibility,
    )

    hit = search("fürerschein umtauschn", partner=partner).hits[0]

    assert (hit.service_id, hit.slug, hit.title) == (service.pk, service.slug, "Führerschein umtauschen")
    assert (hit.everyday_title, hit.teaser, hit.offered) == ("Lappen tauschen", "Alt gegen neu", True)
