"""Nothing new is forwarded where the service centre only informs; what is open already goes on."""

import pytest
from django.utils import timezone

from cms.audit.models import Actor
from cms.organisation import actions as organisation
from cms.organisation.errors import DepartmentStillNeeded
from cms.organisation.models import ServiceLevel
from tests.factories.cases import item_of, opened, question, town
from tests.factories.organisation import DepartmentFactory
from tests.workflows.cases.test_departments_end import BY, TODAY
from workflows.cases import actions
from workflows.cases.errors import ConcernsNotTaken
from workflows.cases.models import Case
from workflows.citizens.models import CallerDetails

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def level(row, level: ServiceLevel):
    """Set as the register sets it, and read anew by everybody."""
    type(row).objects.filter(pk=row.pk).update(service_level=level)
    row.refresh_from_db()


def preview(here, service):
    return actions.preview_promise(case_type=question(), partner=here.partner, service=service, at=timezone.now())


def refused(here, **case) -> str:
    here.partner.refresh_from_db()
    with pytest.raises(ConcernsNotTaken) as refusal:
        opened(here, **case)
    assert not Case.objects.exists()
    assert not CallerDetails.objects.exists()
    return str(refusal.value)


def test_a_department_that_only_informs_takes_no_concern():
    here = town()
    level(here.department, ServiceLevel.INFORMATION)

    assert "Bauaufsicht" in refused(here)
    assert opened(here, service=None).case.department == here.partner.triage_department


def test_a_partner_of_which_one_only_informs_takes_none_at_all():
    here = town()
    level(here.partner, ServiceLevel.INFORMATION)

    assert "Bauaufsicht" in refused(here)
    assert "Zentrale" in refused(here, service=None)


def test_a_partner_without_anybody_is_named_itself():
    here = town()
    level(here.partner, ServiceLevel.INFORMATION)
    type(here.partner).objects.update(triage_department=None)
    here.partner.refresh_from_db()

    assert here.partner.name in refused(here, service=None)


def test_no_promise_is_shown_either():
    here = town()
    level(here.department, ServiceLevel.INFORMATION)

    with pytest.raises(ConcernsNotTaken):
        preview(here, here.service)


@pytest.mark.parametrize("chosen", [ServiceLevel.FORWARDING, ServiceLevel.FULL])
def test_a_department_may_take_concerns_where_its_partner_does_not(chosen):
    here = town()
    level(here.partner, ServiceLevel.INFORMATION)
    level(here.department, chosen)

    assert opened(here).case.department == here.department
    with pytest.raises(ConcernsNotTaken):
        opened(here, service=None)


def test_what_is_open_is_answered_although_the_department_takes_nothing_new():
    here = town()
    case = opened(here).case
    level(here.department, ServiceLevel.INFORMATION)

    actions.answer(item_of(case), text="Ja, bis 30 Quadratmeter.", by=here.karl)
    actions.approve(item_of(case), by=here.paula)

    case.refresh_from_db()
    assert case.answered_at is not None


def test_triage_hands_nothing_to_a_department_that_takes_none():
    here = town()
    case = opened(here, service=None).case
    level(here.department, ServiceLevel.INFORMATION)

    with pytest.raises(ConcernsNotTaken):
        actions.triage(item_of(case), department=here.department, by=here.tim)

    case.refresh_from_db()
    assert case.department == here.partner.triage_department
    assert item_of(case).step == "triage"


def test_what_is_open_finds_its_department_although_the_whole_partner_takes_nothing_new():
    here = town()
    case = opened(here, service=None).case
    level(here.partner, ServiceLevel.INFORMATION)

    actions.triage(item_of(case), department=here.department, by=here.tim)

    case.refresh_from_db()
    assert case.department == here.department


def test_triage_may_keep_what_it_has():
    here = town()
    case = opened(here, service=None).case
    level(here.partner.triage_department, ServiceLevel.INFORMATION)

    actions.triage(item_of(case), department=here.partner.triage_department, by=here.tim)

    assert item_of(case).step == "answer"


def test_open_work_is_not_moved_to_a_department_that_takes_none():
    here = town()
    opened(here)
    quiet = DepartmentFactory(partner=here.partner, service_level=ServiceLevel.INFORMATION)

    with pytest.raises(DepartmentStillNeeded, match=quiet.name):
        organisation.move_department(here.department, to=quiet, on=TODAY, by=BY)

    assert Case.objects.get().department == here.department


def test_without_open_work_everything_may_go_there():
    here = town()
    quiet = DepartmentFactory(partner=here.partner, service_level=ServiceLevel.INFORMATION)

    organisation.move_department(here.department, to=quiet, on=TODAY, by=Actor.system("test"))

    here.office.refresh_from_db()
    assert here.office.department == quiet
