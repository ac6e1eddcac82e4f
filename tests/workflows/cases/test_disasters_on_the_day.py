"""What goes wrong on the very day on which an answer is due: nothing is lost, and everything is visible."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from cms.audit.models import Actor, Event
from cms.organisation import actions as organisation
from cms.organisation.models import Closure
from cms.outbox.worker import work_off
from kuemmerer.demo.clock import moved_to
from tests.factories.cases import Town, item_of, opened, town
from tests.factories.organisation import DepartmentFactory
from tests.workflows.cases.test_files import a_file, fill_up, own_storage  # noqa: F401  the last one is a fixture
from workflows.assurance.actions import prove
from workflows.cases import actions, retention, sweeper
from workflows.cases.errors import FileNotKept
from workflows.cases.models import Case, CaseFile, WorkItem
from workflows.citizens import actions as citizens
from workflows.citizens.models import CallerDetails

pytestmark = [pytest.mark.django_db, pytest.mark.both]

MONDAY = datetime(2097, 11, 18, 8, 0, tzinfo=UTC)  # 9:00; 24 service hours later it is Wednesday, 13:00
WEDNESDAY = datetime(2097, 11, 20, 0, 0, tzinfo=UTC)
BREAKFAST = WEDNESDAY + timedelta(hours=7, minutes=30)
PROMISED = WEDNESDAY + timedelta(hours=12)
BY = Actor.system("test")
ERIKA = Actor.citizen()


def a_case_due_today() -> tuple[Town, Case]:
    """Opened on Monday, taken by Karl, promised for Wednesday noon; it is an hour before it escalates."""
    lindenfurt = town()
    with moved_to(MONDAY):
        case = opened(lindenfurt).case
        actions.take(item_of(case), by=lindenfurt.karl)
    assert case.promised_at == PROMISED
    hours_go_by(since=7, until=7)
    mail.outbox.clear()
    return lindenfurt, case


def hours_go_by(*, since: int, until: int) -> None:
    """What the worker does from one hour of this Wednesday to another, every two; after 24 it is Thursday."""
    for hour in range(since, until + 1, 2):
        with moved_to(WEDNESDAY + timedelta(hours=hour)):
            sweeper.sweep()
            work_off()


def nobody_is_lost(case: Case, *, at: int = 24) -> None:
    with moved_to(WEDNESDAY + timedelta(hours=at)):
        assert prove().faults == []
    case.refresh_from_db()
    assert (case.state, case.promised_at) == (Case.State.OPEN, PROMISED)


def told() -> set[str]:
    return {address for message in mail.outbox for address in message.to}


def test_whoever_has_it_is_deactivated():
    lindenfurt, case = a_case_due_today()
    with moved_to(BREAKFAST):
        lindenfurt.karl.is_active = False
        lindenfurt.karl.save()

    hours_go_by(since=8, until=24)

    nobody_is_lost(case)
    item = item_of(case)
    assert item.assignee is None
    assert item in WorkItem.objects.of_departments_of(lindenfurt.paula)
    assert item.escalated_at is not None
    assert lindenfurt.lena.email in told()
    assert lindenfurt.karl.email not in told()


def test_its_department_ends():
    lindenfurt, case = a_case_due_today()
    to = DepartmentFactory(partner=lindenfurt.partner, name="Bauamt")
    with moved_to(BREAKFAST):
        organisation.move_department(lindenfurt.department, to=to, on=WEDNESDAY.date(), by=BY)
        organisation.end_department(lindenfurt.department, on=WEDNESDAY.date(), by=BY)

    hours_go_by(since=8, until=24)

    nobody_is_lost(case)
    item = item_of(case)
    assert (item.department, item.assignee, item.escalated_to) == (to, lindenfurt.karl, to)
    assert item in WorkItem.objects.of_departments_of(lindenfurt.lena)
    assert lindenfurt.lena.email in told()


def test_it_closes_for_the_day():
    lindenfurt, case = a_case_due_today()
    with moved_to(BREAKFAST):
        Closure.objects.create(
            department=lindenfurt.department,
            starts_at=BREAKFAST,
            ends_at=WEDNESDAY + timedelta(hours=20),
            reason="Wasserschaden",
        )

    hours_go_by(since=8, until=24)
    nobody_is_lost(case)
    assert case.promise_in_doubt is not None
    assert item_of(case).escalated_at is None  # nobody is there to read it

    hours_go_by(since=25, until=24 + 7)  # Thursday, 9:00
    nobody_is_lost(case, at=24 + 8)
    assert item_of(case).escalated_at == WEDNESDAY + timedelta(hours=24 + 7)
    assert lindenfurt.lena.email in told()


def test_the_disk_for_files_is_full(own_storage, monkeypatch):  # noqa: F811
    lindenfurt, case = a_case_due_today()
    with monkeypatch.context() as full:
        fill_up(own_storage, full)
        with moved_to(BREAKFAST), pytest.raises(FileNotKept):
            actions.add_file(case, a_file(), by=ERIKA)
        hours_go_by(since=8, until=24)
    nobody_is_lost(case)
    assert not CaseFile.objects.exists()
    assert lindenfurt.lena.email in told()

    with moved_to(WEDNESDAY + timedelta(hours=32)):
        actions.add_file(case, a_file(), by=ERIKA)
        assert prove().faults == []


def test_the_clock_jumps_a_year_ahead_and_back():
    lindenfurt, case = a_case_due_today()
    wrong = WEDNESDAY + timedelta(days=364, hours=9)
    with moved_to(wrong):
        sweeper.sweep()
        work_off()
        retention.empty_expired_text()
        citizens.delete_expired(wrong.date())

    hours_go_by(since=8, until=24)

    nobody_is_lost(case)
    assert CallerDetails.objects.filter(cases=case).exists()
    assert case.concern
    assert Event.objects.filter(verb="item_escalated").count() == 1
    escalations = [message for message in mail.outbox if message.to == [lindenfurt.lena.email]]
    assert len(escalations) == 1
    with moved_to(WEDNESDAY + timedelta(hours=33)):
        actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
        actions.approve(item_of(case), by=lindenfurt.paula)
        work_off()
        assert prove().faults == []
