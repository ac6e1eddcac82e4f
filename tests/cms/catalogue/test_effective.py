"""What holds for a partner: the shared page, the partner's local page, the mapped offices."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from wagtail.rich_text import RichText

from cms.catalogue.effective import (
    Deadline,
    Document,
    Fee,
    Form,
    Law,
    OnlineService,
    Related,
    Step,
    Whose,
    answering_department,
    effective,
)
from cms.catalogue.models import Notice, ServicePage
from tests.factories.catalogue import (
    LifeSituationFactory,
    LocalServicePageFactory,
    ServicePageFactory,
    TopicFactory,
)
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
    assert merged.documents == [Document("Foto", note="biometrisch")]
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


@pytest.mark.parametrize(
    ("mode", "names", "time"),
    [
        ("inherit", ["Foto"], "3 Wochen"),
        ("replace", ["Ausweis"], "5 Wochen"),
        ("add", ["Foto", "Ausweis"], "3 Wochen; 5 Wochen"),
    ],
)
def test_documents_and_processing_time_too(mode, names, time):
    service = ServicePageFactory(documents=[("document", {"name": "Foto"})], processing_time="3 Wochen")
    page = LocalServicePageFactory(
        service=service,
        documents_mode=mode,
        documents=[("document", {"name": "Ausweis", "kind": "original"})],
        processing_time_mode=mode,
        processing_time="5 Wochen",
    )

    merged = effective(service, page.partner)

    assert [document.name for document in merged.documents] == names
    assert merged.processing_time == time


@pytest.mark.parametrize("mode", ["inherit", "replace", "add"])
def test_nothing_to_bring_or_to_pay_is_said_by_the_page_whose_rows_would_hold(mode):
    """“Free” on the shared page says nothing about a partner that replaces the fees."""
    free = ServicePageFactory(is_free=True, documents_none_needed=True)
    page = LocalServicePageFactory(service=free, fees_mode=mode, documents_mode=mode)
    charging = ServicePageFactory(fees=SHARED_FEE)
    other = LocalServicePageFactory(service=charging, partner=page.partner, fees_mode=mode, is_free=True)

    merged, reverse = effective(free, page.partner), effective(charging, other.partner)

    assert (merged.is_free, merged.documents_none_needed) == ((False, False) if mode == "replace" else (True, True))
    assert reverse.is_free == (mode == "replace")


def test_a_range_of_fees_original_or_copy_and_the_rest_of_the_modules():
    responsibility = MappingFactory()
    near = ServicePageFactory(title="Reisepass", responsibility=responsibility.responsibility)
    far = ServicePageFactory(title="Waffenschein")
    situation = LifeSituationFactory(name="Umziehen", position=3)
    service = ServicePageFactory(
        responsibility=responsibility.responsibility,
        fees=[("fee", {"label": "Je nach Aufwand", "amount": Decimal("10.00"), "amount_until": Decimal("250.00")})],
        documents=[("document", {"name": "Urkunde", "kind": "original", "form_url": "https://example.org/f"})],
        deadlines=[("deadline", {"label": "Anmelden", "text": "binnen zwei Wochen"})],
        steps=[("step", {"title": "Termin buchen", "text": RichText("<p>Online.</p>")})],
        forms=[("form", {"name": "Antrag", "url": "https://example.org/antrag", "document": None})],
        ways_to_pay=["cash", "girocard"],
        visit_minutes=20,
        related_services=[near, far],
        life_situations=[situation],
    )

    merged = effective(ServicePage.objects.get(pk=service.pk), responsibility.partner)

    assert merged.fees == [Fee("Je nach Aufwand", Decimal("10.00"), Decimal("250.00"))]
    assert merged.documents == [Document("Urkunde", "original", form_url="https://example.org/f")]
    assert merged.deadlines == [Deadline("Anmelden", "binnen zwei Wochen")]
    assert merged.steps == [Step("Termin buchen", "<p>Online.</p>")]
    assert merged.forms == [Form("Antrag", "https://example.org/antrag")]
    assert (merged.ways_to_pay, merged.visit_minutes) == (["cash", "girocard"], 20)
    assert merged.related_services == [Related("Reisepass", "reisepass")]
    assert [(each.pk, each.name, each.position) for each in merged.life_situations] == [(situation.pk, "Umziehen", 3)]


def test_a_draft_shows_its_own_topics_and_related_services():
    mapping = MappingFactory()
    near = ServicePageFactory(title="Reisepass", responsibility=mapping.responsibility)
    page = ServicePageFactory(responsibility=mapping.responsibility)
    draft = page.get_latest_revision_as_object()
    draft.topics = [TopicFactory(name="Ausweise")]
    draft.related_services = [near]

    merged = effective(draft, mapping.partner)

    assert [topic.name for topic in merged.topics] == ["Ausweise"]
    assert [related.title for related in merged.related_services] == ["Reisepass"]


def test_who_does_it_instead_is_said_by_the_local_page_then_by_the_shared_one():
    service = ServicePageFactory(is_not_ours=True, whose_name="Bank", whose_phone="116 116")
    local = LocalServicePageFactory(
        service=service, offered=False, whose_name="Sparkasse", whose_url="https://s.example"
    )

    assert effective(service, PartnerFactory()).whose == Whose("Bank", "116 116")
    assert effective(service, local.partner).whose == Whose("Sparkasse", url="https://s.example")


def test_what_is_not_ours_is_not_offered_though_its_responsibility_is_mapped():
    mapping = MappingFactory()
    service = ServicePageFactory(is_not_ours=True, whose_name="Bank", responsibility=mapping.responsibility)

    assert not effective(service, mapping.partner).offered

    LocalServicePageFactory(service=service, partner=mapping.partner, offered=True)
    assert effective(service, mapping.partner).offered
    assert effective(service, mapping.partner).whose is None


def test_a_notice_about_the_office_stands_on_the_page():
    mapping = MappingFactory()
    service = ServicePageFactory(responsibility=mapping.responsibility)
    noon = timezone.make_aware(datetime(2031, 5, 5, 12))
    notice = Notice.objects.create(
        partner=mapping.partner, text="Heute zu", starts_at=noon, ends_at=noon + timedelta(hours=4)
    )
    notice.offices.add(mapping.office)

    assert effective(service, mapping.partner, at=noon).notices == [notice]
    assert effective(service, mapping.partner, at=noon + timedelta(hours=4)).notices == []


def test_the_local_pages_office_takes_the_place_of_the_mapped_ones():
    mapping = MappingFactory()
    other = OfficeFactory(partner=mapping.partner)
    service = ServicePageFactory(responsibility=mapping.responsibility)
    LocalServicePageFactory(service=service, partner=mapping.partner, office=other)

    assert effective(service, mapping.partner).offices == [other]


def test_the_first_offices_department_answers_and_is_found_in_two_queries(django_assert_max_num_queries):
    partner, responsibility = PartnerFactory(), ResponsibilityFactory()
    service = ServicePageFactory(responsibility=responsibility)
    assert answering_department(service, partner) is None
    for position in (2, 1):
        office = OfficeFactory(partner=partner)
        MappingFactory(office=office, responsibility=responsibility, position=position)

    with django_assert_max_num_queries(2):
        assert answering_department(service, partner) == office.department

    other = OfficeFactory(partner=partner)
    LocalServicePageFactory(service=service, partner=partner, office=other)
    with django_assert_max_num_queries(2):
        assert answering_department(service, partner) == other.department
    assert effective(service, partner).department == other.department


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
