"""Places and dialled numbers: each leads to one partner or says who else serves it, each number stands once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.accounts.groups import CENTRAL_EDITOR
from cms.catalogue.models import LocalServicePage, ServicePage
from cms.organisation.dialling import normalised, spaced
from cms.organisation.models import Colleague, ContactPoint, DialledNumber, Partner, Place
from tests.factories.accounts import UserFactory
from tests.factories.organisation import (
    ColleagueFactory,
    ContactPointFactory,
    DialledNumberFactory,
    PartnerFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(06421) 5550-100", "+4964215550100"),
        ("+49 (0) 6421 5550 100", "+4964215550100"),
        ("0049 6421/5550100", "+4964215550100"),
        ("06421.5550.100", "+4964215550100"),
        ("+43 1 58858", "+43158858"),
        (" 115 ", "115"),
        ("116 117", "116117"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed, kept):
    assert normalised(typed) == kept


@pytest.mark.parametrize("typed", ["5550100", "Rathaus", "", "06421 5550 100 Durchwahl 3", "+", "0" * 20, "٠٦٤٢١٥٥٥٠"])
def test_what_cannot_be_dialled_from_everywhere_is_refused(typed):
    with pytest.raises(ValidationError):
        normalised(typed)


def test_a_kept_number_is_read_in_groups():
    assert spaced("+4964215550100") == "06421 555 0100"
    assert (spaced("115"), spaced("+43158858")) == ("115", "+43158858")


def test_one_number_stands_once_however_it_is_typed(client, lindenfurt, central_editor):
    DialledNumberFactory(number="+4964215550100", partner=lindenfurt.partner)
    client.force_login(central_editor)

    response = client.post(reverse("organisation_diallednumber_modeladmin_create"), {"number": "06421 5550-100"})

    assert "number" in response.context["form"].errors
    assert DialledNumber.objects.filter(number="+4964215550100").count() == 1


def test_a_number_without_a_partner_is_shared_by_all(client, central_editor):
    client.force_login(central_editor)

    response = client.post(
        reverse("organisation_diallednumber_modeladmin_create"), {"number": "115", "label": "Behördennummer"}
    )

    assert response.status_code == 302, response.context["form"].errors
    row = DialledNumber.objects.dialled("115").get()
    assert row.partner is None
    assert not DialledNumber.objects.dialled("Rathaus").exists()


def test_the_database_keeps_numbers_in_their_form():
    with pytest.raises(IntegrityError), transaction.atomic():
        DialledNumberFactory(number="06421 5550100")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Wählen Sie den Partner oder sagen Sie"),
        ({"served_by": "Landkreis", "partner": "own"}, "Wählen Sie den Partner oder sagen Sie"),
        ({"partner": "own", "kind": "postcode"}, "braucht seine Postleitzahl"),
        ({"partner": "own", "postcode": "3599"}, "fünf Ziffern"),
    ],
)
def test_a_place_is_served_by_exactly_one(client, lindenfurt, central_editor, fields, said):
    client.force_login(central_editor)
    given = {"name": "Neudorf", "kind": "town", **fields}
    if "partner" in given:
        given["partner"] = lindenfurt.partner.pk

    response = client.post(reverse("organisation_place_modeladmin_create"), given, headers={"Accept-Language": "de"})

    assert said in str(response.context["form"].errors)
    assert not Place.objects.filter(name="Neudorf").exists()


def test_a_place_may_say_who_else_serves_it(client, central_editor):
    client.force_login(central_editor)
    given = {"name": "Neudorf", "kind": "town", "served_by": "Landkreis Auental", "served_by_phone": "06428 100"}

    response = client.post(reverse("organisation_place_modeladmin_create"), given)

    assert response.status_code == 302, response.context["form"].errors
    assert Place.objects.get(name="Neudorf").partner is None


@pytest.mark.parametrize("model", ["place", "diallednumber"])
def test_a_partner_sees_its_own_and_changes_none(client, lindenfurt, moorbach, model):
    """Whose a place is decides where a caller ends: only the centre says so."""
    row = {"place": lindenfurt.place, "diallednumber": lindenfurt.number}[model]
    client.force_login(UserFactory(groups=[lindenfurt.partner.editors]))
    listing = client.get(reverse(f"organisation_{model}_modeladmin_index")).content.decode()
    change = client.post(reverse(f"organisation_{model}_modeladmin_edit", args=[row.pk]), {"name": "X", "label": "X"})

    assert "Lindenfurt" in listing
    assert "Moorbach" not in listing
    assert client.get(reverse(f"organisation_{model}_modeladmin_inspect", args=[row.pk])).status_code == 200
    assert change.url == reverse("wagtailadmin_home")
    assert client.get(reverse(f"organisation_{model}_modeladmin_create")).url == reverse("wagtailadmin_home")
    row.refresh_from_db()
    assert "Lindenfurt" in str(row)


def test_what_nobody_owns_is_not_in_a_partners_list(client, lindenfurt):
    PlaceFactory(name="Fremdstadt", partner=None, served_by="Landkreis")
    client.force_login(UserFactory(groups=[lindenfurt.partner.editors]))

    assert "Fremdstadt" not in client.get(reverse("organisation_place_modeladmin_index")).content.decode()


def test_two_places_of_one_name_are_told_apart_by_their_postcode():
    partner = PartnerFactory()
    PlaceFactory(name="Neustadt", postcode="35279", partner=partner)
    PlaceFactory(name="Neustadt", postcode="01844", partner=partner)

    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceFactory(name="Neustadt", postcode="35279", partner=partner)


def test_a_refusal_begins_with_a_capital_letter(client):
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))

    page = client.post(reverse("organisation_diallednumber_modeladmin_create"), {"number": "abc"})

    (refusal,) = page.context["messages"]
    assert str(refusal.message).lstrip().startswith("Gewählte Rufnummer konnte")


@pytest.mark.parametrize(
    "typed", ["06990009119", "069/90009-119", "+49 69 90009 119", "0049 69 90009119", "90009119", "069 90009 119"]
)
@pytest.mark.parametrize(
    ("factory", "field", "ours", "other"),
    [
        (ContactPointFactory, "phone", "069 90009 119", "069 90009 120"),
        (ColleagueFactory, "phone", "+49 (0)69 90009-119", "+49 (0)69 90009-120"),
        (DialledNumberFactory, "number", "+496990009119", "+496990009120"),
    ],
    ids=["contactpoint", "colleague", "diallednumber"],
)
def test_a_register_finds_a_number_by_its_digits(client, factory, field, ours, other, typed):
    row = factory(**{field: ours})
    factory(**{field: other})
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))

    page = client.get(reverse(f"organisation_{row._meta.model_name}_modeladmin_index"), {"q": typed})

    assert list(page.context["object_list"]) == [row]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Partner, "phone"),
        (ContactPoint, "phone"),
        (Colleague, "phone"),
        (Place, "served_by_phone"),
        (ServicePage, "whose_phone"),
        (LocalServicePage, "whose_phone"),
    ],
)
def test_what_has_no_digit_is_no_number_wherever_one_is_printed(model, field):
    column = model._meta.get_field(field)

    with pytest.raises(ValidationError, match="In einer Telefonnummer stehen Ziffern"):
        column.clean("kein Telefon", None)

    assert column.clean("115, dann die 2", None) == "115, dann die 2"
