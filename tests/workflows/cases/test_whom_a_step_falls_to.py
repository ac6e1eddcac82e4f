"""Whom a step falls to: the case's own department, the responsible one, triage, a fixed one; member or lead."""

import copy

import pytest

from cms.organisation.models import Function
from tests.factories.cases import item_of, opened, question, town
from tests.factories.organisation import DepartmentFactory
from workflows.cases import actions, setup
from workflows.cases.errors import NotYourWork
from workflows.cases.setup import QUESTION_TO_A_DEPARTMENT

pytestmark = pytest.mark.django_db


def released(**answer_step) -> None:
    """The next version of the question, with a changed answer step."""
    data = copy.deepcopy(QUESTION_TO_A_DEPARTMENT)
    data["steps"][1].update(answer_step)
    setup.release(question(), data)


def test_a_fixed_department_gets_it_wherever_it_came_from():
    lindenfurt = town()
    fixed = DepartmentFactory(partner=lindenfurt.partner)
    released(falls_to=f"department:{fixed.pk}")

    case = opened(lindenfurt).case

    assert item_of(case).department == fixed
    assert case.department == lindenfurt.department


def test_triage_may_do_other_steps_too():
    lindenfurt = town()
    released(falls_to="triage")

    assert item_of(opened(lindenfurt).case).department == lindenfurt.partner.triage_department


def test_the_responsible_department_keeps_a_step_after_the_case_was_handed_over():
    lindenfurt = town()
    released(falls_to="responsible")
    case = opened(lindenfurt).case
    case.department = DepartmentFactory(partner=lindenfurt.partner)
    case.save()
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    approval = item_of(case)
    assert approval.department != lindenfurt.department
    actions.reject(approval, reason="Nein.", by=lindenfurt.tim)

    assert item_of(case).department == lindenfurt.department


def test_what_falls_to_the_lead_a_member_cannot_do():
    lindenfurt = town()
    released(function="lead")
    item = item_of(opened(lindenfurt).case)

    assert item.function == Function.LEAD
    with pytest.raises(NotYourWork):
        actions.answer(item, text="Ja.", by=lindenfurt.karl)
    actions.answer(item, text="Ja.", by=lindenfurt.lena)


def test_a_running_case_keeps_its_version():
    lindenfurt = town()
    case = opened(lindenfurt).case
    released(title={"de": "Anders", "en": "Other"})

    assert item_of(case).title != item_of(opened(lindenfurt).case).title
    assert case.version.number == 1
