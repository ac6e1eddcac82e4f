"""Partners, departments and responsibilities: what belongs together, and what upper apps may have a word in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.accounts.groups import ADMINISTRATOR
from cms.audit.models import Actor, Event
from cms.organisation import setup, signals
from cms.organisation.actions import open_partner
from cms.organisation.errors import DepartmentStillNeeded, MembershipStillNeeded, NoTriageDepartment
from cms.organisation.models import Department, Membership, OpeningSpan, Partner
from cms.organisation.responsibilities import offices_for, responsible_department
from tests.factories.accounts import UserFactory
from tests.factories.organisation import (
    ClosureFactory,
    DepartmentFactory,
    LocationFactory,
    MappingFactory,
    MembershipFactory,
    OfficeFactory,
    OpeningSpanFactory,
    PartnerFactory,
    ResponsibilityFactory,
)

SYSTEM = Actor.system("tests")
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "host", ["lindenfurt.localhost", "lindenfurt.localhost:8000", "LINDENFURT.localhost", "lindenfurt.localhost."]
)
def test_a_partner_is_found_by_the_host_name_of_its_site(host):
    partner = PartnerFactory(site__hostname="lindenfurt.localhost")
    PartnerFactory()

    assert Partner.objects.for_host(host) == partner


@pytest.mark.parametrize("host", ["", "elsewhere.localhost", "[::1", "[::1]:80"])
def test_no_partner_stands_under_another_host_name(host):
    PartnerFactory(site=None)

    assert Partner.objects.for_host(host) is None


def test_editors_edit_their_partner_and_the_centre_edits_all():
    mine, other = PartnerFactory(), PartnerFactory()
    editor, centre = UserFactory(groups=[mine.editors]), UserFactory(groups=[ADMINISTRATOR])
    OpeningSpanFactory(office=OfficeFactory(partner=mine), kind="visiting")
    OpeningSpanFactory(partner=other)

    assert list(Partner.objects.edited_by(editor)) == [mine]
    assert set(Partner.objects.edited_by(centre)) == {mine, other}
    assert OpeningSpan.objects.edited_by(editor).count() == 1
    assert OpeningSpan.objects.edited_by(centre).count() == 2
    for nobody in (AnonymousUser(), UserFactory(groups=[mine.editors], is_active=False)):
        assert not Partner.objects.edited_by(nobody).exists()
        assert not Department.objects.edited_by(nobody).exists()
        assert not OpeningSpan.objects.edited_by(nobody).exists()


def test_an_office_joins_a_location_and_a_department_of_one_partner():
    office = OfficeFactory()
    office.location = LocationFactory()

    with pytest.raises(ValidationError) as refusal:
        office.full_clean()
    assert "location" in refusal.value.message_dict


def test_a_mapping_names_an_office_of_its_partner():
    mapping = MappingFactory()
    mapping.office = OfficeFactory()

    with pytest.raises(ValidationError) as refusal:
        mapping.full_clean()
    assert "office" in refusal.value.message_dict


def test_a_triage_department_belongs_to_its_partner():
    partner = PartnerFactory()
    partner.triage_department = DepartmentFactory()

    with pytest.raises(ValidationError) as refusal:
        partner.full_clean()
    assert "triage_department" in refusal.value.message_dict


def test_departments_nest_three_deep_within_a_partner():
    top = DepartmentFactory()
    middle = DepartmentFactory(partner=top.partner, parent=top)
    low = DepartmentFactory(partner=top.partner, parent=middle)
    low.full_clean()

    with pytest.raises(ValidationError, match=r".*"):
        DepartmentFactory.build(partner=top.partner, parent=low).full_clean()
    other = DepartmentFactory()
    other.parent = top
    with pytest.raises(ValidationError) as refusal:
        other.full_clean()
    assert "parent" in refusal.value.message_dict


def test_a_department_with_others_below_counts_them_too():
    top = DepartmentFactory()
    middle = DepartmentFactory(partner=top.partner, parent=top)
    branch = DepartmentFactory(partner=top.partner)
    DepartmentFactory(partner=top.partner, parent=branch)

    branch.parent = top
    branch.full_clean()
    branch.parent = middle
    with pytest.raises(ValidationError):
        branch.full_clean()


def test_departments_do_not_turn_in_a_circle():
    top = DepartmentFactory()
    below = DepartmentFactory(partner=top.partner, parent=top)
    top.parent = below

    with pytest.raises(ValidationError) as refusal:
        top.full_clean()
    assert "parent" in refusal.value.message_dict
    Department.objects.filter(pk=top.pk).update(parent=below)  # as if somebody had slipped past the form
    assert [department.pk for department in Department.objects.get(pk=top.pk).below()] == [below.pk]
    assert len(Department.objects.get(pk=top.pk).above()) == 2


def test_a_row_stays_with_its_partner():
    other = PartnerFactory()
    for row in (DepartmentFactory(), LocationFactory(), MappingFactory()):
        row.partner = other
        with pytest.raises(ValidationError):
            row.full_clean()
    office = OfficeFactory()
    office.department, office.location = DepartmentFactory(partner=other), LocationFactory(partner=other)
    with pytest.raises(ValidationError):
        office.full_clean()


@pytest.mark.parametrize("wrong", [{"kind": "visiting"}, {"kind": "telephone"}, {"kind": "service", "office": True}])
def test_the_database_lets_no_hours_have_a_wrong_owner(wrong):
    partner = PartnerFactory()
    values = {"partner": partner} | wrong
    if values.pop("office", False):
        values["office"] = OfficeFactory(partner=partner)

    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningSpanFactory(**values)


# Responsibilities


def test_offices_come_in_the_order_of_their_position(django_assert_num_queries):
    partner, responsibility = PartnerFactory(), ResponsibilityFactory()
    second = MappingFactory(office__partner=partner, responsibility=responsibility, position=2).office
    first = MappingFactory(office__partner=partner, responsibility=responsibility, position=1).office
    MappingFactory(responsibility=responsibility)

    with django_assert_num_queries(1):
        assert offices_for(partner, responsibility) == [first, second]
    assert responsible_department(partner, responsibility) == first.department
    assert offices_for(partner, None) == []


def test_what_nobody_holds_goes_to_the_triage_department():
    partner = PartnerFactory()

    assert responsible_department(partner, ResponsibilityFactory()) == partner.triage_department
    assert responsible_department(partner, None) == partner.triage_department


def test_without_a_triage_department_the_refusal_has_a_name():
    with pytest.raises(NoTriageDepartment):
        responsible_department(PartnerFactory(triage_department=False), None)


# The door and the signals


def test_a_partner_is_opened_with_its_group_of_editors():
    partner = open_partner(name="Erlenfeld", slug="erlenfeld", prefix="ERL", land="HE", by=SYSTEM)

    assert partner.editors.name == "Redaktion Erlenfeld"
    assert partner.editors.permissions.filter(codename="change_office").exists()
    assert not partner.editors.permissions.filter(codename__in=["edit_all_partners", "change_membership"]).exists()
    assert Event.objects.about(partner).get().verb == "partner_opened"


def test_a_renamed_partner_keeps_its_editors_from_a_new_one_of_its_old_name():
    first = open_partner(name="Erlenfeld", slug="erlenfeld", prefix="ERL", land="HE", by=SYSTEM)
    Partner.objects.filter(pk=first.pk).update(name="Stadt Erlenfeld")

    second = open_partner(name="Erlenfeld", slug="erlenfeld-2", prefix="ERM", land="HE", by=SYSTEM)

    assert second.editors != first.editors
    assert second.editors.name == "Redaktion Erlenfeld 2"


@pytest.mark.parametrize("wrong", [{"prefix": "Erl"}, {"land": "XX"}, {"slug": "zwei worte"}])
def test_what_a_form_would_refuse_is_not_opened(wrong):
    with pytest.raises(ValidationError):
        open_partner(**{"name": "Erlenfeld", "slug": "erlenfeld", "prefix": "ERL", "land": "HE", "by": SYSTEM} | wrong)

    assert not Partner.objects.exists()


def test_permissions_are_given_again_without_harm():
    partner = PartnerFactory()

    setup.give_permissions()
    before = set(partner.editors.permissions.values_list("codename", flat=True))
    setup.give_permissions()

    assert "change_office" in before
    assert set(partner.editors.permissions.values_list("codename", flat=True)) == before


@pytest.fixture
def listening():
    connected = []

    def listen(signal, receiver):
        signal.connect(receiver, weak=False)
        connected.append((signal, receiver))

    yield listen
    for signal, receiver in connected:
        signal.disconnect(receiver)


def test_an_upper_app_may_keep_a_department(listening):
    department = DepartmentFactory()

    def refuse(sender, department, **kwargs):
        raise DepartmentStillNeeded("Hier warten noch drei Anliegen.")

    listening(signals.department_ending, refuse)

    with pytest.raises(DepartmentStillNeeded), transaction.atomic():
        department.delete()
    assert Department.objects.filter(pk=department.pk).exists()


def test_an_upper_app_may_keep_a_membership(listening):
    membership = MembershipFactory()

    def refuse(sender, membership, **kwargs):
        raise MembershipStillNeeded("Sie hat noch eine Aufgabe.")

    listening(signals.membership_ending, refuse)

    with pytest.raises(MembershipStillNeeded), transaction.atomic():
        membership.delete()
    assert Membership.objects.filter(pk=membership.pk).exists()


def test_changed_hours_are_told_with_their_owner(listening):
    told = []
    listening(signals.hours_changed, lambda sender, owner, **kwargs: told.append(owner))
    office, department = OfficeFactory(), DepartmentFactory()

    row = OpeningSpanFactory(office=office, kind="visiting")
    row.delete()
    closure = ClosureFactory(department=department, starts_at="2030-05-02T08:00Z", ends_at="2030-05-03T08:00Z")
    closure.delete()

    assert told == [office, office, department, department]


def test_an_office_that_goes_takes_its_hours_with_it():
    office = OfficeFactory()
    OpeningSpanFactory(office=office, kind="visiting")

    office.delete()

    assert not OpeningSpan.objects.exists()
