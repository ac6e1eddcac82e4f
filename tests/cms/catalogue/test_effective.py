"""What holds for a partner: the shared page, the partner's local page, the mapped offices."""

from decimal import Decimal

import pytest

from cms.catalogue.effective import Document, Fee, Law, OnlineService, effective
from cms.catalogue.models import ServicePage
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import (
    ContactPointFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    ResponsibilityFactory,
)

pytestmark = pytest.mark.django_db

SHARED_FEE = [("fee", {"label": "Ausweis", "amount": Decimal("37.00"), "note": ""})]
LOCAL_FEE = [("fee", {"label": "Express", "amount": None, "note": "nach Aufwand"})]


def test_a_partner_without_a_local_page_says_what_the_library_says():
    mapping = MappingFactory()
    topic = TopicFactory()
    service = ServicePageFactory(
        title="Personalausweis beantragen",
        responsibility=mapping.responsibility,
        topics=[topic],
        fees=SHARED_FEE,
        documents=[("document", {"name": "Foto", "note": "biometrisch"})],
        legal_basis=[("law", {"name": "PAuswG", "url": "https://example.org/pauswg"})],
        online_services=[("online_service", {"name": "Termin", "url": "https://example.org/termin"})],
    )

    merged = effective(service, mapping.partner)

    assert (merged.offered, merged.deviates, merged.local) == (True, False, None)
    assert merged.offices == [mapping.office]
    assert merged.fees == [Fee("Ausweis", Decimal("37.00"))]
    assert merged.documents == [Document("Foto", "biometrisch")]
    assert merged.legal_basis == [Law("PAuswG", "https://example.org/pauswg")]
    assert merged.online_services == [OnlineService("Termin", "https://example.org/termin")]
    assert merged.topics == [topic]
    assert merged.checked_on is not None


@pytest.mark.parametrize(
    ("mode", "labels"), [("inherit", ["Ausweis"]), ("replace", ["Express"]), ("add", ["Ausweis", "Express"])]
)
def test_fees_are_taken_over_replaced_or_added(mode, labels):
    service = ServicePageFactory(fees=SHARED_FEE)
    page = LocalServicePageFactory(service=service, fees_mode=mode, fees=LOCAL_FEE, local_text="<p>Nur dienstags.</p>")

    merged = effective(service, page.partner)

    assert [fee.label for fee in merged.fees] == labels
    assert merged.deviates
    assert merged.local_text == "<p>Nur dienstags.</p>"


def test_the_local_pages_office_takes_the_place_of_the_mapped_ones():
    mapping = MappingFactory()
    other = OfficeFactory(partner=mapping.partner)
    service = ServicePageFactory(responsibility=mapping.responsibility)
    LocalServicePageFactory(service=service, partner=mapping.partner, office=other)

    assert effective(service, mapping.partner).offices == [other]


def test_offices_come_in_the_order_of_their_positions():
    partner = PartnerFactory()
    responsibility = ResponsibilityFactory()
    second = MappingFactory(office=OfficeFactory(partner=partner), responsibility=responsibility, position=2)
    first = MappingFactory(office=OfficeFactory(partner=partner), responsibility=responsibility, position=1)
    service = ServicePageFactory(responsibility=responsibility)

    assert effective(service, partner).offices == [first.office, second.office]


def test_not_offered_when_the_local_page_says_so_or_nobody_is_mapped():
    mapping = MappingFactory()
    service = ServicePageFactory(responsibility=mapping.responsibility)
    LocalServicePageFactory(service=service, partner=mapping.partner, offered=False)

    assert not effective(service, mapping.partner).offered
    assert not effective(service, PartnerFactory()).offered


def test_another_partners_local_page_and_a_draft_do_not_count():
    service = ServicePageFactory()
    LocalServicePageFactory(service=service)
    partner = PartnerFactory()
    draft = LocalServicePageFactory(service=service, partner=partner, live=False, local_text="<p>Entwurf</p>")

    assert effective(service, partner).local is None
    assert effective(service, partner, local=draft).local_text == "<p>Entwurf</p>"


def test_at_most_six_queries_with_everything_a_page_shows(django_assert_max_num_queries):
    partner = PartnerFactory()
    responsibility = ResponsibilityFactory()
    for position in range(7):
        mapping = MappingFactory(
            office=OfficeFactory(partner=partner), responsibility=responsibility, position=position
        )
        ContactPointFactory(office=mapping.office)
    made = ServicePageFactory(responsibility=responsibility, topics=[TopicFactory()], fees=SHARED_FEE)
    LocalServicePageFactory(service=made, partner=partner, fees_mode="add", fees=LOCAL_FEE)
    service = ServicePage.objects.get(pk=made.pk)

    with django_assert_max_num_queries(6):
        merged = effective(service, partner)
        for office in merged.offices:
            assert office.location.town
            assert office.department.partner == partner
            assert len(office.contact_points.all()) == 1
        assert merged.topics
        assert merged.deviates
