"""Beside a department, an office, a number or a responsibility stands everything that would change with it."""

import pytest
from django.urls import reverse

from cms.organisation.where_used import Use, by_kind, uses_of
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import ContactPointFactory, MappingFactory, open_weekdays

pytestmark = pytest.mark.django_db


def labels(row) -> list[str]:
    return [use.label for use in uses_of(row)]


def test_a_number_names_the_pages_on_which_it_stands(lindenfurt, moorbach):
    service = ServicePageFactory(title="Bauantrag", responsibility=lindenfurt.mapping.responsibility)
    ServicePageFactory(title="Hundesteuer", responsibility=moorbach.mapping.responsibility)

    assert service.title in labels(lindenfurt.contact_point)
    assert "Hundesteuer" not in labels(lindenfurt.contact_point)
    lindenfurt.mapping.delete()
    assert service.title not in labels(lindenfurt.contact_point)


def test_one_changed_number_changes_the_page_that_was_named(client, lindenfurt, karl):
    service = ServicePageFactory(title="Bauantrag", responsibility=lindenfurt.mapping.responsibility)
    from cms.catalogue.effective import effective

    client.force_login(karl)
    address = reverse("organisation_contactpoint_modeladmin_edit", args=[lindenfurt.contact_point.pk])
    before = client.get(address).content.decode()
    response = client.post(address, {"office": lindenfurt.office.pk, "label": "", "phone": "06421 99"})

    assert "Bauantrag" in before
    assert response.status_code == 302
    shown = effective(service, lindenfurt.partner).offices[0].contact_points.all()
    assert [point.phone for point in shown] == ["06421 99"]


def test_hours_mappings_and_numbers_of_an_office_are_named(lindenfurt):
    open_weekdays(lindenfurt.office)
    ContactPointFactory(office=lindenfurt.office, label="Hotline")

    kinds = {kind.name: kind.total for kind in by_kind(uses_of(lindenfurt.office))}

    assert sorted(kinds.values()) == [1, 2, 5]


def test_a_responsibility_names_its_services_drafts_too_and_its_mappings(lindenfurt):
    responsibility = lindenfurt.mapping.responsibility
    ServicePageFactory(title="Bauantrag", responsibility=responsibility)
    ServicePageFactory(title="Werbeanlage", responsibility=responsibility, live=False)
    MappingFactory(responsibility=responsibility)

    found = " ".join(labels(responsibility))

    assert "Bauantrag" in found
    assert "Werbeanlage (" in found
    assert len(labels(responsibility)) == 4


@pytest.mark.parametrize("view", ["inspect", "edit"])
@pytest.mark.parametrize("name", ["department", "office", "contactpoint"])
def test_it_stands_on_both_pages_of_the_row(client, lindenfurt, karl, name, view):
    ServicePageFactory(title="Bauantrag", responsibility=lindenfurt.mapping.responsibility)
    row = {"contactpoint": lindenfurt.contact_point}.get(name) or getattr(lindenfurt, name)
    client.force_login(karl)

    text = client.get(reverse(f"organisation_{name}_modeladmin_{view}", args=[row.pk])).content.decode()

    assert 'id="wo-verwendet"' in text
    assert "Bauantrag" in text


def test_a_row_that_nothing_asks_about_has_no_such_part(client, lindenfurt, karl):
    client.force_login(karl)

    page = client.get(reverse("organisation_location_modeladmin_inspect", args=[lindenfurt.location.pk]))

    assert 'id="wo-verwendet"' not in page.content.decode()


def test_of_many_the_first_are_shown_and_the_rest_is_counted():
    [kind] = by_kind([Use("Seiten", f"Seite {number}") for number in range(60)])

    assert (kind.total, len(kind.uses), kind.further) == (60, 50, 10)
