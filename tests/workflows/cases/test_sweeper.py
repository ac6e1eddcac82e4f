"""Deadlines: reminded and escalated once, only while the work is open, to the right people, without personal data."""

from datetime import UTC, datetime, time, timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.audit.models import Event
from cms.organisation.models import Department, Function
from cms.outbox.actions import send_many_later
from cms.outbox.models import Job
from cms.outbox.worker import work_off
from tests.factories.cases import answered, item_of, member, opened, town
from tests.factories.organisation import DepartmentFactory, HoursExceptionFactory, open_weekdays
from workflows.cases import actions, jobs, mails, sweeper
from workflows.cases.errors import AlreadyTaken
from workflows.cases.models import Case, Deadline, WorkItem
from workflows.cases.rosters import Roster

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def deadline(case: Case, kind: str) -> Deadline:
    return Deadline.objects.get(item=item_of(case), kind=kind)


def told(occasion: str) -> set[int]:
    """The people whom a job is to tell."""
    return {
        job.payload["person"] for job in Job.objects.filter(name="tell_person") if job.payload["occasion"] == occasion
    }


def test_before_its_moment_nothing_fires():
    case = opened(town()).case

    assert sweeper.sweep(deadline(case, "remind").due_at - timedelta(seconds=1)) == 0
    assert not told("remind")


def test_what_nobody_has_taken_reminds_everybody_who_could():
    lindenfurt = town()
    case = opened(lindenfurt).case

    sweeper.sweep(deadline(case, "remind").due_at)

    assert told("remind") == {lindenfurt.karl.pk, lindenfurt.paula.pk, lindenfurt.lena.pk}
    assert item_of(case).reminded_at is not None


def test_what_somebody_has_taken_reminds_her_only():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.take(item_of(case), by=lindenfurt.karl)

    sweeper.sweep(deadline(case, "remind").due_at)

    assert told("remind") == {lindenfurt.karl.pk}


def test_escalation_adds_the_lead_and_leaves_the_item_where_it_is():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.take(item_of(case), by=lindenfurt.karl)

    sweeper.sweep(deadline(case, "escalate").due_at)

    item = item_of(case)
    assert told("escalate") == {lindenfurt.lena.pk}
    assert (item.assignee, item.department) == (lindenfurt.karl, lindenfurt.department)
    assert item.escalated_at is not None
    assert Event.objects.about(item).filter(verb="item_escalated").count() == 1


def test_without_a_lead_the_lead_above_is_told_and_may_take_over():
    lindenfurt = town()
    lindenfurt.lena.memberships.update(department=lindenfurt.partner.triage_department)
    case = opened(lindenfurt).case
    assert not Case.objects.visible_to(lindenfurt.lena).exists()

    sweeper.sweep(deadline(case, "escalate").due_at)

    assert told("escalate") == {lindenfurt.lena.pk}
    assert Case.objects.visible_to(lindenfurt.lena).get() == case
    assert WorkItem.objects.of_departments_of(lindenfurt.lena).get() == item_of(case)
    actions.take(item_of(case), by=lindenfurt.lena)


def test_an_unchecked_draft_is_escalated_past_the_lead_who_wrote_it():
    lindenfurt = town()
    lindenfurt.karl.memberships.all().delete()
    iris = member(lindenfurt.partner.triage_department, "Iris", Function.LEAD)
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.lena)
    actions.take(item_of(case), by=lindenfurt.paula)

    sweeper.sweep(deadline(case, "escalate").due_at)

    assert told("escalate") == {iris.pk}
    actions.take(item_of(case), by=iris)
    actions.approve(item_of(case), by=iris)


def test_what_fell_to_a_lead_who_has_left_falls_to_everybody_there():
    lindenfurt = town()
    lindenfurt.karl.memberships.all().delete()
    lindenfurt.lena.memberships.all().delete()
    above = DepartmentFactory(partner=lindenfurt.partner)
    Department.objects.filter(pk=lindenfurt.department.pk).update(parent=above)
    udo, iris = member(above, "Udo"), member(above, "Iris", Function.LEAD)
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.paula)
    assert item_of(case).function == Function.LEAD
    User.objects.filter(pk=iris.pk).update(is_active=False)

    sweeper.sweep(deadline(case, "escalate").due_at)

    assert told("escalate") == {udo.pk}
    assert WorkItem.objects.of_departments_of(udo).get() == item_of(case)
    actions.approve(item_of(case), by=udo)


def test_whoever_is_told_for_want_of_a_lead_may_take_over():
    lindenfurt = town()
    lindenfurt.lena.memberships.all().delete()
    case = opened(lindenfurt).case
    actions.take(item_of(case), by=lindenfurt.karl)
    with pytest.raises(AlreadyTaken):
        actions.take(item_of(case), by=lindenfurt.paula)

    sweeper.sweep(deadline(case, "escalate").due_at)

    assert lindenfurt.paula.pk in told("escalate")
    actions.take(item_of(case), by=lindenfurt.paula)
    assert item_of(case).assignee == lindenfurt.paula


def test_every_deadline_fires_once():
    case = opened(town()).case
    late = deadline(case, "escalate").due_at + timedelta(minutes=5)

    assert sweeper.sweep(late) == 2
    assert sweeper.sweep(late) == 0
    assert Event.objects.filter(verb="item_escalated").count() == 1


def test_finished_work_fires_nothing():
    lindenfurt = town()
    case = answered(lindenfurt)

    assert sweeper.sweep(case.promised_at + timedelta(days=1)) == 0


def test_what_was_not_swept_in_time_waits_for_the_next_opening():
    # Wednesday 10:00; the sweeper was down and comes back at night
    lindenfurt = town()
    case = opened(lindenfurt, at=datetime(2097, 11, 20, 9, 0, tzinfo=UTC)).case
    Deadline.objects.filter(item__case=case).update(due_at=datetime(2097, 11, 20, 16, 0, tzinfo=UTC))

    sweeper.sweep(datetime(2097, 11, 20, 23, 0, tzinfo=UTC))
    assert not told("escalate")

    sweeper.sweep(datetime(2097, 11, 21, 7, 0, tzinfo=UTC))
    assert told("escalate")


NOON = datetime(2097, 11, 20, 12, 0, tzinfo=UTC)  # a Wednesday
MIDNIGHT = NOON + timedelta(hours=11)
NEXT_MORNING = NOON + timedelta(hours=19)


def test_what_is_due_with_the_last_minute_of_the_day_is_said_on_that_day():
    case = opened(town(), at=NOON).case
    Deadline.objects.filter(item__case=case).update(due_at=NOON + timedelta(hours=5))  # 18:00

    sweeper.sweep(NOON + timedelta(hours=5, seconds=1))

    assert told("escalate")


def test_hours_that_end_earlier_today_let_what_is_due_wait():
    lindenfurt = town()
    case = opened(lindenfurt, at=NOON).case
    moment = NOON + timedelta(hours=3)
    Deadline.objects.filter(item__case=case).update(due_at=moment)
    HoursExceptionFactory(partner=lindenfurt.partner, date=NOON.date(), opens=time(8), closes=time(13))

    sweeper.sweep(moment)
    assert not told("escalate")

    sweeper.sweep(NEXT_MORNING)
    assert told("escalate") == {lindenfurt.lena.pk}


def test_a_day_that_became_a_holiday_sends_nothing_and_what_waits_costs_no_look_until_then():
    lindenfurt = town()
    case = opened(lindenfurt, at=NOON).case
    Deadline.objects.filter(item__case=case).update(due_at=NOON)
    HoursExceptionFactory(partner=lindenfurt.partner, date=NOON.date())

    assert sweeper.sweep(NOON) == 2
    assert sweeper.sweep(NOON + timedelta(minutes=1)) == 0
    assert not told("escalate")


def test_a_clock_that_jumps_ahead_or_back_fires_once():
    case = opened(town(), at=NOON).case
    Deadline.objects.filter(item__case=case).update(due_at=NOON)

    moments = [NOON - timedelta(days=400), NOON, NOON - timedelta(hours=1), NOON + timedelta(days=371), NOON]
    assert [sweeper.sweep(moment) for moment in moments] == [0, 2, 0, 0, 0]

    assert Event.objects.filter(verb="item_escalated").count() == 1


def send_a_reminder(item: WorkItem, *people: User) -> None:
    payloads = [{"item": item.pk, "person": person.pk, "occasion": "remind"} for person in people]
    with transaction.atomic():
        Job.objects.all().delete()
        send_many_later("tell_person", payloads)
    Job.objects.update(run_at=NOON, attempts=3)  # the mail server was away


def test_a_mail_that_could_not_leave_by_day_waits_at_night_for_the_next_opening():
    lindenfurt = town()
    item = item_of(opened(lindenfurt, at=NOON).case)
    send_a_reminder(item, lindenfurt.karl)

    with at(MIDNIGHT):
        work_off()
    assert not mail.outbox
    waiting = Job.objects.get(name="tell_person")
    assert (waiting.state, waiting.run_at, waiting.attempts) == (Job.State.WAITING, NEXT_MORNING, 3)

    with at(NEXT_MORNING):
        work_off()
    assert [message.to for message in mail.outbox] == [[lindenfurt.karl.email]]
    assert not Job.objects.filter(name="tell_person").exists()


def test_hours_that_changed_hold_for_the_very_next_mail():
    lindenfurt = town()
    item = item_of(opened(lindenfurt, at=NOON).case)
    with at(MIDNIGHT):
        send_a_reminder(item, lindenfurt.karl)
        work_off()
        assert not mail.outbox

        open_weekdays(lindenfurt.department, time(20), time(6))
        send_a_reminder(item, lindenfurt.paula)
        work_off()

    assert [message.to for message in mail.outbox] == [[lindenfurt.paula.email]]


def test_a_batch_is_fired_with_as_many_statements_as_one_row(django_assert_max_num_queries):
    lindenfurt = town()
    case = opened(lindenfurt, at=NOON).case
    for _number in range(20):
        opened(lindenfurt, at=NOON)
    moment = deadline(case, "escalate").due_at

    with django_assert_max_num_queries(24):
        assert sweeper.sweep(moment) == 42

    assert WorkItem.objects.filter(escalated_at=moment, reminded_at=moment).count() == 21
    assert Event.objects.filter(verb="item_reminded").count() == Event.objects.filter(verb="item_escalated").count()
    assert Job.objects.filter(name="tell_person").count() == 21 * (3 + 1)


def test_one_broken_row_does_not_stop_the_others_and_waits_longer_each_time(monkeypatch):
    lindenfurt = town()
    broken, sound = opened(lindenfurt).case, opened(lindenfurt).case
    bad, moment = item_of(broken).pk, item_of(sound).due_at
    Deadline.objects.update(due_at=moment)
    whole = sweeper._escalate

    def escalate(items, roster, now):
        if bad in {item.pk for item in items}:
            raise RuntimeError("Erika Mustermann")
        whole(items, roster, now)

    monkeypatch.setattr(sweeper, "_escalate", escalate)

    sweeper.sweep(moment)
    sweeper.sweep(moment + timedelta(minutes=1))
    row = deadline(broken, "escalate")
    assert (row.attempts, row.error, row.fired_at) == (2, "RuntimeError", None)
    assert row.retry_at == moment + timedelta(minutes=3)
    assert item_of(sound).escalated_at == moment

    for _attempt in range(20):
        row.refresh_from_db()
        sweeper.sweep(row.retry_at)
    row.refresh_from_db()
    assert row.attempts == sweeper.MOST_ATTEMPTS
    assert list(Deadline.objects.set_aside(most_attempts=sweeper.MOST_ATTEMPTS)) == [row]


def at(moment: datetime):
    return mock.patch.object(timezone, "now", lambda: moment)


def test_a_mail_to_staff_has_no_word_of_the_citizen():
    lindenfurt = town()
    lindenfurt.department.mailbox = "bauaufsicht@example.org"
    lindenfurt.department.save()
    case = opened(lindenfurt, concern="Mein Nachbar heißt Kowalski").case
    item = item_of(case)

    with at(item.due_at):
        jobs.tell_department(item=item.pk, occasion="arrived")
        jobs.tell_person(item=item.pk, person=lindenfurt.karl.pk, occasion="remind")
        jobs.tell_person(item=item.pk, person=lindenfurt.lena.pk, occasion="escalate")

    assert [message.to for message in mail.outbox] == [
        ["bauaufsicht@example.org"],
        [lindenfurt.karl.email],
        [lindenfurt.lena.email],
    ]
    for message in mail.outbox:
        text = message.subject + message.body
        assert case.reference in text
        assert f"/desk/anliegen/{case.reference}/" in text
        assert f"Zu tun: {item.title}" in text
        assert not any(word in text for word in ("Kowalski", "Erika", "Mustermann"))


def test_who_watches_a_case_reads_how_far_it_is():
    case = opened(town()).case

    mails.send_about(case, to="karl@example.org", key="watched")

    assert f"Stand: {case.get_state_display()}" in mail.outbox[0].body


def test_the_mailbox_hears_of_every_new_item():
    lindenfurt = town()
    lindenfurt.department.mailbox = "bauaufsicht@example.org"
    lindenfurt.department.save()

    case = opened(lindenfurt).case

    assert Job.objects.get(name="tell_department").payload == {"item": item_of(case).pk, "occasion": "arrived"}


def test_nobody_is_told_of_work_that_is_done_by_now():
    lindenfurt = town()
    case = opened(lindenfurt).case
    item = item_of(case)
    actions.answer(item, text="Ja.", by=lindenfurt.karl)

    with at(item.due_at):
        jobs.tell_person(item=item.pk, person=lindenfurt.karl.pk, occasion="remind")

    assert not mail.outbox


def test_a_repeated_mail_carries_the_same_message_id():
    lindenfurt = town()
    item = item_of(opened(lindenfurt).case)

    for _attempt in range(2):
        with at(item.due_at):
            jobs.tell_person(item=item.pk, person=lindenfurt.karl.pk, occasion="remind")

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_an_escalation_reaches_somebody_even_without_any_lead():
    lindenfurt = town()
    lindenfurt.lena.memberships.all().delete()

    roster = Roster([lindenfurt.department.pk])
    department, whom = roster.leads_for(lindenfurt.department.pk)

    assert department == lindenfurt.department.pk
    assert set(whom) == {lindenfurt.karl.pk, lindenfurt.paula.pk}
