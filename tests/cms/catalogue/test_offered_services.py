"""Which services a partner offers, and in what order."""

import pytest
from django.core.exceptions import ValidationError

from cms.catalogue.effective import effective
from cms.catalogue.instead import who_does_it
from cms.catalogue.models import ServicePage
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, TopicFactory, local_services_of
from tests.factories.organisation import MappingFactory, OfficeFactory, PartnerFactory, ResponsibilityFactory

pytestmark = pytest.mark.django_db


def offered_titles(partner):
    return [service.title for service in ServicePage.objects.offered_by(partner)]


def test_a_mapped_responsibility_means_offered():
    mapping = MappingFactory()
    ServicePageFactory(title="Personalausweis", responsibility=mapping.responsibility)
    ServicePageFactory(title="Hundesteuer", responsibility=ResponsibilityFactory())

    assert offered_titles(mapping.partner) == ["Personalausweis"]
    assert offered_titles(PartnerFactory()) == []


def test_a_local_page_means_offered_unless_it_says_not():
    partner = PartnerFactory()
    mapping = MappingFactory(office=OfficeFactory(partner=partner))
    LocalServicePageFactory(partner=partner, service=ServicePageFactory(title="Museum"))
    passport = ServicePageFactory(title="Reisepass", responsibility=mapping.responsibility)
    LocalServicePageFactory(partner=partner, service=passport, offered=False)

    assert offered_titles(partner) == ["Museum"]


def test_what_is_not_ours_is_offered_only_by_who_says_so():
    mapping = MappingFactory()
    page = ServicePageFactory(
        title="Bankkarte", is_not_ours=True, whose_name="Bank", responsibility=mapping.responsibility
    )
    local = LocalServicePageFactory(service=page)

    assert offered_titles(mapping.partner) == []
    assert offered_titles(local.partner) == ["Bankkarte"]


@pytest.fixture
def village():
    return PartnerFactory(municipality_key="06534011")


def offering(responsibility, **fields):
    return MappingFactory(office__department__partner=PartnerFactory(**fields), responsibility=responsibility).partner


def test_the_district_does_what_its_village_does_not(village):
    service = ServicePageFactory(responsibility=ResponsibilityFactory())
    district = offering(service.responsibility, kind="district", municipality_key="06534000")
    offering(service.responsibility, kind="district", municipality_key="06535000")
    offering(service.responsibility, kind="town", municipality_key="06534014")

    assert who_does_it(service, village) == district
    assert effective(service, village).whose.url.endswith(f"{district.site.hostname}/leistungen/{service.slug}/")


def test_a_body_of_the_same_municipality_comes_before_the_district(village):
    service = ServicePageFactory(responsibility=ResponsibilityFactory())
    offering(service.responsibility, kind="district", municipality_key="06534000")
    company = offering(service.responsibility, kind="company", municipality_key="06534011")

    assert who_does_it(service, village) == company


def test_nobody_is_named_where_it_is_not_clear(village):
    service = ServicePageFactory(responsibility=ResponsibilityFactory())
    assert who_does_it(service, village) is None
    offering(service.responsibility, kind="company", municipality_key="06534011")
    second = offering(service.responsibility, kind="school", municipality_key="06534011")

    assert who_does_it(service, village) is None
    assert who_does_it(service, PartnerFactory()) is None, "without a key nothing is known of neighbours"

    LocalServicePageFactory(service=service, partner=second, offered=False)
    assert who_does_it(service, village) is not None


def test_a_draft_local_page_changes_nothing():
    mapping = MappingFactory()
    passport = ServicePageFactory(title="Reisepass", responsibility=mapping.responsibility)
    LocalServicePageFactory(partner=mapping.partner, service=passport, offered=False, live=False)
    LocalServicePageFactory(partner=mapping.partner, service=ServicePageFactory(title="Museum"), live=False)

    assert offered_titles(mapping.partner) == ["Reisepass"]


def test_drafts_are_not_offered():
    mapping = MappingFactory()
    ServicePageFactory(responsibility=mapping.responsibility, live=False)

    assert offered_titles(mapping.partner) == []


def test_one_query_in_the_order_of_titles_and_by_topic(django_assert_num_queries):
    mapping = MappingFactory()
    topic = TopicFactory()
    for title in ("Wohnsitz", "Abfall", "Meldebescheinigung"):
        ServicePageFactory(title=title, responsibility=mapping.responsibility, topics=[topic])
    ServicePageFactory(title="Bibliothek", responsibility=mapping.responsibility)

    with django_assert_num_queries(1):
        found = [service.title for service in ServicePage.objects.offered_by(mapping.partner).in_topic(topic)]

    assert found == ["Abfall", "Meldebescheinigung", "Wohnsitz"]


def test_links_to_services_need_no_query_and_no_host(django_assert_num_queries):
    service = ServicePageFactory(title="Führungszeugnis beantragen")

    with django_assert_num_queries(0):
        assert service.url == service.get_url() == "/leistungen/fuehrungszeugnis-beantragen/"


def test_a_local_page_belongs_to_the_partner_it_stands_under():
    partner = PartnerFactory()
    service = ServicePageFactory(title="Reisepass")

    page = LocalServicePageFactory(partner=partner, service=service)

    assert (page.partner, page.title, page.slug) == (partner, "Reisepass", "reisepass")
    assert page.url == "/leistungen/reisepass/"


def test_a_second_local_page_for_the_same_service_is_refused():
    page = LocalServicePageFactory()

    with pytest.raises(ValidationError, match=r"already|schon|bereits"):
        LocalServicePageFactory(partner=page.partner, service=page.service)

    assert page.service.local_pages.count() == 1


def test_an_office_of_another_partner_is_refused():
    with pytest.raises(ValidationError) as refusal:
        LocalServicePageFactory(office=OfficeFactory())

    assert "office" in refusal.value.message_dict


def test_a_local_page_cannot_be_moved_to_another_partner():
    page = LocalServicePageFactory()

    assert not page.can_move_to(local_services_of(PartnerFactory()))
    assert not page.get_parent().specific.can_move_to(page.get_parent().get_parent())
