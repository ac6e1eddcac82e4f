"""A small town with something of everything, for all tests of the API."""

from datetime import time
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from api import throttle
from cms.organisation.models import Place
from tests.factories.catalogue import LifeSituationFactory, ServicePageFactory, TopicFactory, home_of
from tests.factories.organisation import (
    ContactPointFactory,
    DepartmentFactory,
    LocationFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    ResponsibilityFactory,
    open_weekdays,
)


@pytest.fixture(autouse=True)
def fresh_allowance(monkeypatch):
    """Tests come from one network address; none uses up what another may ask."""
    monkeypatch.setattr(throttle, "counters", throttle.Counters())


@pytest.fixture
def lindenfurt():
    """A partner with a site, an office with hours, a topic, a life situation and one service."""
    cache.clear()  # Wagtail keeps the paths of sites there
    partner = PartnerFactory(slug="lindenfurt", name="Stadt Lindenfurt", site__hostname="lindenfurt.localhost")
    home_of(partner)
    return partner


@pytest.fixture
def registry_office(lindenfurt):
    """A responsibility that Lindenfurt has mapped to an office."""
    responsibility = ResponsibilityFactory(name="Standesamt")
    MappingFactory(partner=lindenfurt, responsibility=responsibility)
    return responsibility


@pytest.fixture
def town(lindenfurt):
    """One of everything, with real rows behind each address."""
    department = DepartmentFactory(partner=lindenfurt, name="Bürgerdienste", slug="buergerdienste")
    location = LocationFactory(partner=lindenfurt, name="Rathaus", latitude="50.123456", longitude="8.654321")
    office = OfficeFactory(department=department, location=location, name="Bürgerbüro", slug="buergerbuero")
    phone = ContactPointFactory(office=office, label="Auskunft")
    open_weekdays(office, time(8), time(16))
    open_weekdays(phone, time(8), time(12))
    responsibility = ResponsibilityFactory(name="Hunde")
    MappingFactory(partner=lindenfurt, responsibility=responsibility, office=office)
    topic = TopicFactory(slug="tiere", name="Tiere")
    situation = LifeSituationFactory(slug="hund-halten", name="Einen Hund halten")
    service = ServicePageFactory(
        title="Hund anmelden",
        teaser="Melden Sie Ihren Hund an.",
        full_text='<p data-block-key="ab1">Bis zum <b>dritten</b> Monat.</p><ul><li>Ein Hund</li><li>Zwei</li></ul>',
        leika_key="99012345678901",
        responsibility=responsibility,
        topics=[topic],
        life_situations=[situation],
    )
    Place.objects.create(name="Lindenfurt", kind="town", postcode="35999", partner=lindenfurt)
    return SimpleNamespace(
        partner=lindenfurt,
        department=department,
        office=office,
        phone=phone,
        responsibility=responsibility,
        topic=topic,
        situation=situation,
        service=service,
    )
