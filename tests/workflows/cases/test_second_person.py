"""Who checks a draft where a department has only one person, and that nobody gets stuck."""

import pytest

from cms.organisation.models import Function
from tests.factories.cases import item_of, member, opened, town
from tests.factories.organisation import DepartmentFactory
from workflows.cases import actions, proofs
from workflows.cases.errors import OwnDraft

pytestmark = pytest.mark.django_db


def alone():
    """A town in whose department only Karl is left."""
    lindenfurt = town()
    lindenfurt.paula.memberships.all().delete()
    lindenfurt.lena.memberships.all().delete()
    return lindenfurt


def drafted(lindenfurt):
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    return item_of(case)


def test_in_a_department_of_several_a_colleague_checks():
    lindenfurt = town()

    assert drafted(lindenfurt).department == lindenfurt.department


def test_of_one_person_the_lead_of_the_department_above_checks():
    lindenfurt = alone()
    above = DepartmentFactory(partner=lindenfurt.partner)
    lindenfurt.department.parent = above
    lindenfurt.department.save()
    member(above, "Udo")
    lead = member(above, "Iris", Function.LEAD)

    item = drafted(lindenfurt)

    assert (item.department, item.function) == (above, Function.LEAD)
    actions.approve(item, by=lead)


def test_of_one_person_without_a_lead_above_triage_checks():
    lindenfurt = alone()

    item = drafted(lindenfurt)

    assert item.department == lindenfurt.partner.triage_department
    actions.approve(item, by=lindenfurt.tim)


def test_a_rejected_draft_returns_to_the_department_that_wrote_it():
    lindenfurt = alone()
    item = drafted(lindenfurt)

    actions.reject(item, reason="Bitte ausführlicher.", by=lindenfurt.tim)

    back = item_of(item.case)
    assert (back.department, back.assignee) == (lindenfurt.department, lindenfurt.karl)


def test_the_deactivated_do_not_count_as_a_second_person():
    lindenfurt = town()
    for person in (lindenfurt.paula, lindenfurt.lena):
        person.is_active = False
        person.save()

    assert drafted(lindenfurt).department == lindenfurt.partner.triage_department


def test_where_there_is_nobody_at_all_the_proof_names_it():
    lindenfurt = alone()
    lindenfurt.tim.memberships.all().delete()

    item = drafted(lindenfurt)

    assert item.department == lindenfurt.department
    with pytest.raises(OwnDraft):
        actions.approve(item, by=lindenfurt.karl)
    assert [found for found, _sentence in proofs.open_items_have_somebody()] == [item]


def test_parents_in_a_circle_end_the_search():
    lindenfurt = alone()
    above = DepartmentFactory(partner=lindenfurt.partner, parent=lindenfurt.department)
    lindenfurt.department.parent = above
    lindenfurt.department.save()

    assert drafted(lindenfurt).department == lindenfurt.partner.triage_department
