"""A department ends when nothing leads to it: what holds it is said, and moved elsewhere in one step."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cms.accounts.groups import AGENT
from cms.audit.models import Actor, Event
from cms.organisation import actions, ending, signals
from cms.organisation.errors import DepartmentHasEnded, DepartmentStillNeeded, NoSuchTarget
from cms.organisation.models import Department, Membership, ResponsibilityMapping
from tests.factories.accounts import UserFactory
from tests.factories.organisation import (
    ColleagueFactory,
    DepartmentFactory,
    MappingFactory,
    MembershipFactory,
    OfficeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TODAY = date(2030, 5, 2)
SOMEBODY = Actor.system("test")


def page(department) -> str:
    return reverse("organisation_department_modeladmin_end", args=[department.pk])


def kinds(department) -> set[str]:
    return {use.kind for use in ending.what_holds(department)}


def with_everything():
    department = DepartmentFactory(name="Bauamt")
    office = OfficeFactory(department=department)
    MappingFactory(office=office)
    child = DepartmentFactory(partner=department.partner, parent=department)
    lead = MembershipFactory(department=department, function="lead")
    colleague = ColleagueFactory(department=department)
    department.partner.triage_department = department
    department.partner.save()
    return department, office, child, lead, colleague


def test_everything_that_leads_to_it_holds_it():
    department, *_rows = with_everything()

    assert len(kinds(department)) == 6
    with pytest.raises(DepartmentStillNeeded, match="Bauamt"):
        actions.end_department(department, on=TODAY, by=SOMEBODY)
    department.refresh_from_db()
    assert department.ended_on is None


def test_all_of_it_goes_to_another_department_and_then_it_ends():
    department, office, child, lead, colleague = with_everything()
    to = DepartmentFactory(partner=department.partner)

    actions.move_department(department, to=to, on=TODAY, by=SOMEBODY)

    assert ending.what_holds(department) == []
    for row in (office, lead, colleague):
        row.refresh_from_db()
        assert row.department == to
    child.refresh_from_db()
    to.partner.refresh_from_db()
    assert (child.parent, to.partner.triage_department) == (to, to)
    assert ResponsibilityMapping.objects.get().office.department == to
    assert lead.function == "lead"
    for row in (office, lead, colleague, child, to.partner):
        assert Event.objects.about(row).filter(verb__endswith="_changed").exists(), row
    actions.end_department(department, on=TODAY, by=SOMEBODY)
    department.refresh_from_db()
    assert department.ended_on == TODAY
    assert Event.objects.about(department).filter(verb="department_ended").exists()
    with pytest.raises(DepartmentHasEnded):
        actions.end_department(department, on=TODAY, by=SOMEBODY)


def test_who_belongs_to_both_keeps_one_membership_and_stays_a_lead():
    department, to = DepartmentFactory(), None
    to = DepartmentFactory(partner=department.partner)
    user = MembershipFactory(department=department, function="lead").user
    MembershipFactory(department=to, user=user)

    actions.move_department(department, to=to, on=TODAY, by=SOMEBODY)

    assert Membership.objects.get(user=user).department == to
    assert Membership.objects.get(user=user).function == "lead"


def test_where_one_thing_does_not_fit_nothing_moves():
    department, office, _child, lead, _colleague = with_everything()
    above = DepartmentFactory(partner=department.partner)
    middle = DepartmentFactory(partner=department.partner, parent=above)
    deepest = DepartmentFactory(partner=department.partner, parent=middle)

    with pytest.raises(ValidationError, match="höchstens drei Ebenen"):
        actions.move_department(department, to=deepest, on=TODAY, by=SOMEBODY)

    for row in (office, lead):
        row.refresh_from_db()
        assert row.department == department


@pytest.mark.parametrize("which", ["itself", "below", "foreign", "ended"])
def test_it_goes_only_to_another_that_stands_of_the_same_partner(which):
    department = DepartmentFactory()
    target = {
        "itself": lambda: department,
        "below": lambda: DepartmentFactory(partner=department.partner, parent=department),
        "foreign": DepartmentFactory,
        "ended": lambda: DepartmentFactory(partner=department.partner, ended_on=TODAY),
    }[which]()

    with pytest.raises(NoSuchTarget):
        actions.move_department(department, to=target, on=TODAY, by=SOMEBODY)


def test_an_upper_app_has_a_word_in_it():
    def veto(**signal):
        raise DepartmentStillNeeded("Da liegt noch etwas.")

    department = DepartmentFactory()
    signals.department_ending.connect(veto)
    try:
        with pytest.raises(DepartmentStillNeeded, match="Da liegt noch etwas"):
            actions.end_department(department, on=TODAY, by=SOMEBODY)
    finally:
        signals.department_ending.disconnect(veto)


def test_an_ended_department_is_chosen_nowhere_and_comes_back(client, lindenfurt, karl):
    ended = DepartmentFactory(partner=lindenfurt.partner, name="Altes Amt")
    create = reverse("organisation_colleague_modeladmin_create")
    client.force_login(karl)
    assert "Altes Amt" in client.get(create).content.decode()

    client.post(page(ended), {"verb": "end"})

    ended.refresh_from_db()
    assert ended.ended_on == timezone.localdate()
    client.get(page(ended))  # says once more by its name that it has ended
    assert "Altes Amt" not in client.get(create).content.decode()
    assert client.post(create, {"department": ended.pk, "name": "X", "phone": "1"}).context["form"].errors
    assert ended not in Department.objects.standing(timezone.localdate())
    client.post(page(ended), {"verb": "reopen"})
    ended.refresh_from_db()
    assert ended.ended_on is None
    assert "Altes Amt" in client.get(create).content.decode()


def test_the_page_says_what_holds_it_and_moves_it(client, lindenfurt, karl):
    to = DepartmentFactory(partner=lindenfurt.partner, name="Neues Amt")
    client.force_login(karl)

    text = client.get(page(lindenfurt.department)).content.decode()
    refused = client.post(page(lindenfurt.department), {"verb": "end"})
    moved = client.post(page(lindenfurt.department), {"verb": "move", "to": to.pk})

    assert "Bauberatung Lindenfurt" in text
    assert "Petra Lindenfurt" in text
    assert "Neues Amt" in text
    assert refused.status_code == 422
    assert moved.status_code == 302
    lindenfurt.office.refresh_from_db()
    assert lindenfurt.office.department == to
    assert Event.objects.about(lindenfurt.department).get(verb="department_moved").actor_key == str(karl.pk)


def test_without_the_right_to_give_memberships_nothing_is_moved(client, lindenfurt):
    """People go with their department, and with them who reads citizens' concerns."""
    to = DepartmentFactory(partner=lindenfurt.partner)
    client.force_login(UserFactory(groups=[lindenfurt.partner.editors]))

    assert 'name="to"' not in client.get(page(lindenfurt.department)).content.decode()
    client.post(page(lindenfurt.department), {"verb": "move", "to": to.pk})

    lindenfurt.membership.refresh_from_db()
    assert lindenfurt.membership.department == lindenfurt.department


def test_a_forged_target_of_another_partner_is_refused(client, lindenfurt, moorbach, karl):
    client.force_login(karl)

    response = client.post(page(lindenfurt.department), {"verb": "move", "to": moorbach.department.pk})

    assert response.status_code == 422
    lindenfurt.office.refresh_from_db()
    assert lindenfurt.office.department == lindenfurt.department


@pytest.mark.parametrize("verb", ["end", "move", "reopen"])
@pytest.mark.parametrize("person", ["nadia", "agent", None])
def test_nobody_else_reaches_the_page(client, lindenfurt, nadia, verb, person):
    empty = DepartmentFactory(partner=lindenfurt.partner)
    who = {"nadia": nadia, "agent": UserFactory(groups=[AGENT])}.get(person)
    if who:
        client.force_login(who)

    assert client.get(page(empty)).status_code == 302
    assert client.post(page(empty), {"verb": verb, "to": lindenfurt.department.pk}).status_code == 302

    empty.refresh_from_db()
    assert empty.ended_on is None


def test_an_unknown_verb_is_nothing(client, lindenfurt, karl):
    client.force_login(karl)

    assert client.post(page(lindenfurt.department), {"verb": "explode"}).status_code == 404
