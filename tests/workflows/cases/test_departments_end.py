"""A department in which somebody waits does not end; its open work goes along when everything goes."""

from datetime import date

import pytest

from cms.audit.models import Actor, Event
from cms.organisation import actions as organisation
from cms.organisation import ending
from cms.organisation.errors import DepartmentStillNeeded
from cms.organisation.models import Membership
from tests.factories.cases import answered, item_of, opened, question, town
from tests.factories.organisation import DepartmentFactory
from workflows.cases import actions
from workflows.cases.departments import keep_department_with_open_cases
from workflows.cases.models import Case, CaseTypeVersion

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TODAY = date(2030, 5, 2)
BY = Actor.system("test")


def empty_of_all_but_cases(here):
    here.office.mappings.all().delete()
    here.office.delete()


def test_an_open_concern_holds_its_department():
    here = town()
    opened(here)

    labels = [use.label for use in ending.what_holds(here.department)]

    assert any(("1" in label and "open" in label) or "offen" in label for label in labels)
    with pytest.raises(DepartmentStillNeeded):
        keep_department_with_open_cases(department=here.department)


def test_what_is_answered_holds_nothing():
    here = town()
    answered(here)

    keep_department_with_open_cases(department=here.department)


def test_what_waits_for_triage_holds_the_department_that_gives_it_out():
    here = town()
    opened(here, service=None)

    with pytest.raises(DepartmentStillNeeded):
        keep_department_with_open_cases(department=here.partner.triage_department)


def test_open_work_goes_along_with_its_promise_and_who_has_taken_it():
    here = town()
    case = opened(here).case
    actions.take(item_of(case), by=here.karl)
    to = DepartmentFactory(partner=here.partner)

    organisation.move_department(here.department, to=to, on=TODAY, by=BY)

    moved, item = Case.objects.get(pk=case.pk), item_of(case)
    assert (moved.department, item.department, item.assignee) == (to, to, here.karl)
    assert moved.promised_at == case.promised_at
    assert Event.objects.about(case).get(verb="case_moved").new == {"department": to.pk}
    assert Membership.objects.get(user=here.karl).department == to
    organisation.end_department(here.department, on=TODAY, by=BY)
    actions.answer(item, text="Ja, das dürfen Sie.", by=here.karl)
    actions.approve(item_of(case), by=here.paula)
    assert Case.objects.get(pk=case.pk).answered_at is not None


def test_answered_concerns_stay_where_they_were_answered():
    here = town()
    case = answered(here)
    to = DepartmentFactory(partner=here.partner)

    organisation.move_department(here.department, to=to, on=TODAY, by=BY)

    assert Case.objects.get(pk=case.pk).department == here.department


def test_a_step_that_names_the_department_is_changed_by_hand_first():
    here = town()
    version = question().current_version()
    definition = {**version.definition, "steps": [dict(step) for step in version.definition["steps"]]}
    definition["steps"][-1]["falls_to"] = f"department:{here.department.pk}"
    CaseTypeVersion.objects.create(case_type=version.case_type, number=version.number + 1, definition=definition)
    to = DepartmentFactory(partner=here.partner)

    with pytest.raises(DepartmentStillNeeded, match=str(version.case_type)):
        organisation.move_department(here.department, to=to, on=TODAY, by=BY)

    here.office.refresh_from_db()
    assert here.office.department == here.department
