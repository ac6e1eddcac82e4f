"""A job is a row of the caller's transaction, unique by its key, and holds keys only."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cms.outbox import steps
from cms.outbox.actions import retry, send_later, send_many_later
from cms.outbox.errors import CannotRetry, NotForPayload, OutsideTransaction, UnknownJob
from cms.outbox.models import Job

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LEASE = timedelta(seconds=30)
LATER = datetime(2031, 3, 1, 9, 0, tzinfo=UTC)


def send(**arguments) -> Job:
    with transaction.atomic():
        return send_later("errand", **arguments)


def take(lane: str = "default") -> Job | None:
    return steps.take(lane, worker="somebody", now=timezone.now(), lease=LEASE)


def test_a_job_waits_in_the_lane_of_its_handler():
    with transaction.atomic():
        job = send_later("errand_by_mail", number=7)

    job.refresh_from_db()
    assert (job.lane, job.payload, job.state, job.attempts) == ("mail", {"number": 7}, Job.State.WAITING, 0)
    assert take("default") is None
    assert take("mail") == job


def test_outside_a_transaction_it_is_refused():
    """The transaction that a test wraps around everything does not count: production has none."""
    with pytest.raises(OutsideTransaction):
        send_later("errand", number=7)

    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_is_refused_without_a_wrapper_too():
    with pytest.raises(OutsideTransaction):
        send_later("errand", number=7)


def test_a_name_nobody_registered_is_refused():
    with pytest.raises(UnknownJob, match="errant"), transaction.atomic():
        send_later("errant", number=7)


@pytest.mark.parametrize(
    "value", ["erika@example.org", "Erika Mustermann", "x" * 201, ["a b"], {"to": "a@b"}, LATER, b"x"], ids=str
)
def test_what_could_be_personal_data_is_refused(value):
    with pytest.raises(NotForPayload) as refusal, transaction.atomic():
        send_later("errand", number=value)

    assert not isinstance(value, str) or value not in str(refusal.value)


def test_a_key_holds_no_personal_data_either():
    with pytest.raises(NotForPayload), transaction.atomic():
        send_later("errand", key="erika@example.org", number=7)


def test_many_jobs_are_written_at_once_and_refused_like_one():
    with transaction.atomic():
        assert send_many_later("errand_by_mail", [{"number": number} for number in range(3)]) == 3

    assert [job.payload for job in Job.objects.filter(lane="mail")] == [{"number": 0}, {"number": 1}, {"number": 2}]
    with pytest.raises(OutsideTransaction):
        send_many_later("errand", [{"number": 7}])
    with pytest.raises(NotForPayload), transaction.atomic():
        send_many_later("errand", [{"number": 7}, {"number": "Erika Mustermann"}])


def test_a_second_call_with_the_same_key_returns_the_first_job():
    first = send(key="case-7", number=7)

    assert send(key="case-7", number=7) == first
    assert send(key="case-8", number=8) != first
    with transaction.atomic():
        assert send_later("errand_by_mail", key="case-7", number=7) != first
    assert send(number=7) != send(number=7)


def test_the_earlier_time_of_two_calls_holds():
    first = send(key="case-7", number=7, run_at=LATER)
    send(key="case-7", number=7, run_at=LATER + timedelta(hours=1))
    first.refresh_from_db()
    assert first.run_at == LATER

    send(key="case-7", number=7)

    assert take() == first


def test_a_job_is_not_taken_before_its_time():
    send(number=7, run_at=LATER)

    assert take() is None
    assert steps.take("default", worker="somebody", now=LATER, lease=LEASE)


def test_a_running_job_that_is_asked_for_again_runs_once_more():
    """It may have read the old state before the second caller committed the new one."""
    first = send(key="case-7", number=7)
    running = take()
    assert send(key="case-7", number=7) == first

    steps.finish(running)
    once_more = take()
    steps.finish(once_more)

    assert once_more == first
    assert not Job.objects.exists()


def test_the_next_run_of_a_running_job_has_the_earliest_time_that_was_asked_for():
    send(key="case-7", number=7)
    running = take()
    send(key="case-7", number=7, run_at=LATER + timedelta(hours=1))
    send(key="case-7", number=7, run_at=LATER)

    steps.finish(running)

    assert take() is None
    assert Job.objects.get().run_at == LATER


def test_the_oldest_job_is_taken_first_and_by_one_only():
    jobs = [send(number=number) for number in range(3)]

    assert [take(), take(), take(), take()] == [*jobs, None]


def test_a_worker_that_lost_its_lease_changes_nothing_any_more():
    send(number=7)
    lost = take()
    steps.reclaim(now=timezone.now() + LEASE * 2)
    Job.objects.update(run_at=timezone.now())
    mine = take()

    assert not steps.finish(lost)
    assert not steps.fail(lost, ValueError(), now=timezone.now())
    assert not steps.hand_back(lost, now=timezone.now())
    steps.keep([lost], now=timezone.now() + timedelta(days=1), lease=LEASE)

    mine.refresh_from_db()
    assert mine.state == Job.State.RUNNING
    assert mine.lease_until < timezone.now() + timedelta(minutes=1)
    assert steps.finish(mine)


def test_a_lease_that_is_kept_is_not_reclaimed():
    send(number=7)
    job = take()
    later = timezone.now() + LEASE * 2

    steps.keep([job], now=later, lease=LEASE)

    assert steps.reclaim(now=later) == 0
    assert steps.reclaim(now=later + LEASE * 2, except_for=[job.leased_by]) == 0
    assert steps.reclaim(now=later + LEASE * 2) == 1


def test_waits_grow_to_six_hours_and_differ():
    waits = [[steps.wait_before(attempt).total_seconds() for _ in range(50)] for attempt in range(1, 12)]

    assert all(3.75 <= wait <= 6.25 for wait in waits[0])
    assert all(max(shorter) < min(longer) for shorter, longer in pairwise(waits[:7]))
    assert max(waits[-1]) <= 6 * 3600 * 1.25
    assert len(set(waits[0])) > 1


def test_the_last_error_names_class_and_place_but_no_message():
    def handler():
        raise ValueError("Erika Mustermann")

    try:
        handler()
    except ValueError as error:
        place = steps.where(error)

    assert place.startswith("builtins.ValueError at ")
    assert place.endswith(" handler")
    assert "Erika" not in place


def test_only_the_newest_failure_of_a_key_is_kept():
    for _ in range(2):
        with transaction.atomic():
            send_later("errand_that_fails", key="case-7", number=7)
        steps.fail(take(), ValueError(), now=timezone.now())

    assert Job.objects.set_aside().count() == 1


def test_a_set_aside_job_waits_again_with_all_its_attempts():
    with transaction.atomic():
        send_later("errand_that_fails", number=7)
    steps.fail(take(), ValueError(), now=timezone.now())

    job = retry(Job.objects.get().pk)

    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    with pytest.raises(CannotRetry):
        retry(job.pk)


def test_a_set_aside_job_is_not_tried_again_beside_a_newer_one_of_its_key():
    with transaction.atomic():
        send_later("errand_that_fails", key="case-7", number=7)
    steps.fail(take(), ValueError(), now=timezone.now())
    old = Job.objects.get()
    with transaction.atomic():
        assert send_later("errand_that_fails", key="case-7", number=7) != old

    with pytest.raises(CannotRetry):
        retry(old.pk)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("wait", "woken"), [(timedelta(0), ["default"]), (timedelta(hours=1), [])])
def test_to_join_a_job_wakes_its_lane_at_the_commit_if_it_is_due(wait, woken):
    with transaction.atomic():
        send_later("errand", key="once", number=1, run_at=timezone.now() + timedelta(hours=2))
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {steps.CHANNEL}")

    with transaction.atomic():
        send_later("errand", key="once", number=1, run_at=timezone.now() + wait)

    heard = connection.connection.notifies(timeout=0.5, stop_after=1)
    assert [notice.payload for notice in heard] == woken
    with connection.cursor() as cursor:
        cursor.execute(f"UNLISTEN {steps.CHANNEL}")
