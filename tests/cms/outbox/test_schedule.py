"""Recurring jobs are due at their time of the day in the town, once however often they were missed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.outbox import health, registry, schedule
from cms.outbox.errors import AlreadyRegistered
from cms.outbox.models import Job, RecurringRun, Worker
from cms.outbox.registry import RecurringDefinition, job, recurring

pytestmark = pytest.mark.both

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.datetimes(datetime(2031, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC))
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))


def daily(at: time) -> RecurringDefinition:
    return RecurringDefinition("nightly", at, None, timedelta(minutes=15))


def every(interval: timedelta) -> RecurringDefinition:
    return RecurringDefinition("often", None, interval, timedelta(minutes=15))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2031, 7, 1, 2, 59, tzinfo=BERLIN), datetime(2031, 7, 1, 3, 0, tzinfo=BERLIN)),
        (datetime(2031, 7, 1, 3, 0, tzinfo=BERLIN), datetime(2031, 7, 2, 3, 0, tzinfo=BERLIN)),
        (datetime(2031, 12, 31, 23, 30, tzinfo=BERLIN), datetime(2032, 1, 1, 3, 0, tzinfo=BERLIN)),
        (datetime(2031, 7, 1, 23, 30, tzinfo=UTC), datetime(2031, 7, 2, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_daily_job_is_due_at_its_time_in_the_town(now, due):
    assert daily(time(3)).next_after(now) == due


@given(MOMENTS, TIMES)
def test_a_daily_job_is_due_once_a_day_also_when_the_clock_changes(moment, at):
    due = daily(at).next_after(moment)
    following = daily(at).next_after(due)

    assert moment < due <= moment + timedelta(hours=25)
    assert (following.astimezone(BERLIN).date() - due.astimezone(BERLIN).date()).days == 1


@given(MOMENTS, st.integers(1, 100_000), st.integers(0, 10_000_000))
def test_an_interval_keeps_its_beat_and_catches_up_once(planned, seconds, late):
    interval, now = timedelta(seconds=seconds), planned + timedelta(seconds=late)

    due = every(interval).next_after(now, planned=planned)

    assert now < due <= now + interval
    assert (due - planned) % interval == timedelta(0)


@pytest.mark.django_db
def test_a_due_job_is_sent_once_by_however_many_workers():
    now = timezone.now()
    schedule.remember(now=now)
    RecurringRun.objects.filter(name="errand_of_the_day").update(next_run=now - timedelta(days=3))

    schedule.send_due(now=now)
    schedule.send_due(now=now)

    assert Job.objects.filter(name="errand_of_the_day").count() == 1


@pytest.mark.django_db
def test_a_run_that_still_waits_is_not_sent_again():
    now = timezone.now()
    schedule.remember(now=now)
    for day in range(1, 4):
        schedule.send_due(now=now + timedelta(days=day, minutes=1))

    assert Job.objects.filter(name="errand_of_the_day").count() == 1


@pytest.mark.django_db
def test_a_changed_schedule_gets_a_new_time(monkeypatch):
    now = timezone.now()
    schedule.remember(now=now)
    changed = RecurringDefinition("errand_of_the_day", None, timedelta(hours=1), timedelta(minutes=15))
    monkeypatch.setitem(registry.recurring_jobs, "errand_of_the_day", changed)

    schedule.remember(now=now)

    assert RecurringRun.objects.get(name="errand_of_the_day").next_run == now + timedelta(hours=1)


@pytest.mark.django_db
def test_an_overdue_job_is_named(monkeypatch):
    now = timezone.now()
    Worker.objects.create(name="somebody", lanes="default", last_seen=now)
    schedule.remember(now=now - timedelta(hours=24, minutes=14))
    assert not any("errand_of_the_day" in sentence for sentence in health.problems(now))

    RecurringRun.objects.filter(name="errand_of_the_day").update(known_since=now - timedelta(hours=24, minutes=16))
    assert any("errand_of_the_day" in sentence for sentence in health.problems(now))

    schedule.note_end("errand_of_the_day", now=now)
    assert not any("errand_of_the_day" in sentence for sentence in health.problems(now))


@pytest.mark.django_db
def test_a_lane_that_stands_still_and_a_loop_that_fails_are_remarked():
    now = timezone.now()
    Worker.objects.create(name="somebody", lanes="default", last_seen=now, failing_loops=["deadlines"])
    Job.objects.create(name="errand", lane="mail", run_at=now - timedelta(minutes=11))

    remarks = health.remarks(now)

    assert len(remarks) == 2
    assert any("mail" in sentence for sentence in remarks)
    assert any("deadlines" in sentence for sentence in remarks)


def test_a_name_belongs_to_one_handler():
    with pytest.raises(AlreadyRegistered):
        job("errand")(lambda *, number: None)


def test_a_job_needs_a_lane_that_exists_and_a_schedule_one_kind_of_time():
    with pytest.raises(ValueError, match="no lane"):
        job("letter", lane="letters")
    with pytest.raises(ValueError, match="either"):
        recurring("nightly")
    with pytest.raises(ValueError, match="either"):
        recurring("nightly", at=time(3), every=timedelta(hours=1))
