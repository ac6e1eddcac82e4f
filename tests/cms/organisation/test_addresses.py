"""Departments, offices and locations have an address made of their name, once per partner."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.organisation.models import Department, Office
from cms.organisation.slugs import free_slug, slug_of
from tests.factories.organisation import DepartmentFactory, LocationFactory, OfficeFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_umlauts_are_written_out_and_what_is_taken_gets_a_number():
    assert slug_of("Straßen- & Tiefbauamt Übersee") == "strassen-tiefbauamt-uebersee"
    assert free_slug("Amt", {"amt", "amt-2"}, "department") == "amt-3"
    assert free_slug("→", set(), "department") == "department"


def test_an_address_follows_from_the_name_and_stays_when_it_changes():
    department = DepartmentFactory(name="Bürgeramt")
    department.name = "Amt für Bürgerservice"
    department.save()

    assert Department.objects.get(pk=department.pk).slug == "buergeramt"


def test_two_of_a_partner_differ_and_two_partners_may_share():
    partner = PartnerFactory()
    first, second = OfficeFactory(partner=partner, name="Bürgerbüro"), OfficeFactory(partner=partner, name="Bürgerbüro")
    elsewhere = OfficeFactory(name="Bürgerbüro")

    assert [office.slug for office in (first, second, elsewhere)] == ["buergerbuero", "buergerbuero-2", "buergerbuero"]
    assert second.partner == partner
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=second.pk).update(slug="buergerbuero")


def test_an_address_that_is_taken_is_refused_with_a_sentence():
    partner = PartnerFactory()
    OfficeFactory(partner=partner, slug="mitte")
    office = OfficeFactory(partner=partner)
    office.slug = "mitte"
    location = LocationFactory(partner=partner, slug="rathaus")
    other = LocationFactory.build(partner=location.partner, slug="rathaus")

    for row in (office, other):
        with pytest.raises(ValidationError, match="Kurznamen"):
            row.full_clean()
