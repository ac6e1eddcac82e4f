"""Real workers, real kills: nothing is lost, nothing waits for a hanging neighbour, nothing is done twice in peace."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cms.outbox import health
from cms.outbox.actions import send_later
from cms.outbox.models import Job, RecurringRun, Worker

pytestmark = pytest.mark.both


def short_and_long(name: str, short: int, long: int):
    """The same test with a short count, and with a long one for `make prove`."""
    return pytest.mark.parametrize(name, [short, pytest.param(long, marks=pytest.mark.slow)])


def test_a_job_killed_half_way_is_done_by_the_next_worker(yard):
    yard.send("errand_that_stops_half_way", number=1)
    first = yard.start()
    yard.wait_for(lambda: yard.marks("begun"))
    yard.kill(first)
    (yard.marks_file.with_name("go")).touch()

    second = yard.start()
    yard.wait_for(lambda: yard.marks("done"))

    assert yard.marks("done") == [["done", "1", str(second.pid)]]
    yard.wait_for(lambda: not Job.objects.exists())


@short_and_long("kills", 3, 40)
def test_random_kills_lose_nothing(yard, kills):
    numbers = range(kills * 10)
    for number in numbers:
        yard.send("errand", number=number, seconds=0.02)

    for _ in range(kills):
        worker = yard.start(TEST_LEASE="1")
        yard.wait_for(lambda pid=str(worker.pid): any(line[2] == pid for line in yard.marks("begun")))
        time.sleep(random.uniform(0, 0.1))
        yard.kill(worker)
    yard.start(TEST_LEASE="1")
    yard.wait_for(lambda: not Job.objects.exists(), patience=60)

    done = Counter(yard.numbers("done"))
    assert set(done) == set(numbers)
    assert sum(done.values()) - len(done) <= kills  # only what was killed between its end and its commit


@short_and_long("count", 60, 2000)
def test_two_workers_share_the_work_and_do_each_job_once(yard, count):
    workers = [yard.start(), yard.start()]
    yard.wait_for(lambda: Worker.objects.count() == 2)

    with transaction.atomic():
        for number in range(count):
            send_later("errand", number=number, seconds=0.01)
    yard.wait_for(lambda: len(yard.marks("done")) >= count, patience=max(120, count / 3))  # however busy the machine
    yard.wait_for(lambda: not Job.objects.exists())

    assert sorted(yard.numbers("done")) == list(range(count))
    assert {line[2] for line in yard.marks("done")} == {str(worker.pid) for worker in workers}


def test_a_hanging_job_in_one_lane_delays_no_other_lane(yard):
    yard.send("errand_that_hangs", number=0)
    yard.start()
    yard.wait_for(lambda: yard.marks("hangs"))

    for number in range(1, 11):
        yard.send("errand", number=number)
    yard.wait_for(lambda: len(yard.marks("done")) == 10)

    yard.wait_for(lambda: list(Job.objects.values_list("name", "state")) == [("errand_that_hangs", "running")])


def test_a_job_that_hangs_longer_than_its_lease_is_not_begun_twice(yard):
    yard.send("errand_that_hangs", number=0)
    yard.start(TEST_LEASE="1")
    yard.wait_for(lambda: yard.marks("hangs"))
    yard.start(TEST_LEASE="1")
    yard.wait_for(lambda: Worker.objects.count() == 2)
    time.sleep(3)

    assert len(yard.marks("hangs")) == 1


def test_a_job_over_its_limit_is_reported_and_its_lane_goes_on(yard):
    hanging = yard.send("errand_over_limit", number=0)
    yard.start()
    yard.wait_for(lambda: yard.marks("hangs"))
    yard.send("errand_by_mail", number=1)

    yard.wait_for(lambda: yard.marks("done"))

    hanging.refresh_from_db()
    assert hanging.state == Job.State.SET_ASIDE
    assert hanging.last_error == "cms.outbox.errors.OverLimit"
    assert f"Job {hanging.pk} errand_over_limit runs longer than its limit" in yard.log.read_text()


def test_a_transaction_that_is_rolled_back_leaves_no_job(yard):
    yard.start()
    yard.wait_for(Worker.objects.exists)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send_later("errand", number=1)
        raise ZeroDivisionError
    yard.send("errand", number=2)

    yard.wait_for(lambda: yard.marks("done"))
    time.sleep(0.5)

    assert yard.numbers("done") == [2]
    assert not Job.objects.exists()


def test_a_job_is_not_begun_before_its_transaction_ends(yard):
    yard.start()
    yard.wait_for(Worker.objects.exists)
    with transaction.atomic():
        send_later("errand", number=1)
        time.sleep(1)
        assert yard.marks("begun") == []

    yard.wait_for(lambda: yard.marks("done"))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_recurring_job_is_caught_up_once_after_downtime(yard, workers):
    yard.work_until_idle()
    assert yard.marks("daily") == []
    missed = timezone.now() - timedelta(days=9)
    RecurringRun.objects.filter(name="errand_of_the_day").update(next_run=missed, known_since=missed)
    assert health.overdue(timezone.now()) == ["errand_of_the_day"]

    for _ in range(workers):
        yard.start()
    yard.wait_for(lambda: Worker.objects.count() == workers and yard.marks("daily"))
    time.sleep(1.5)

    assert len(yard.marks("daily")) == 1
    run = RecurringRun.objects.get(name="errand_of_the_day")
    assert run.next_run == missed + timedelta(days=10)
    assert health.overdue(timezone.now()) == []


def test_a_poison_job_is_set_aside_and_reported_without_its_message(yard):
    poison = yard.send("errand_that_fails", number=1)
    yard.send("errand", number=2)

    yard.work_until_idle()

    poison.refresh_from_db()
    assert poison.state == Job.State.SET_ASIDE
    assert poison.last_error.startswith("builtins.ValueError at tests.cms.outbox.errands.jobs:")
    assert yard.numbers("done") == [2]
    log = yard.log.read_text()
    assert f"Job {poison.pk} errand_that_fails failed for good and is set aside" in log
    assert "Erika" not in log + poison.last_error
    assert any("errand_that_fails" in sentence for sentence in health.remarks(timezone.now()))
    listed = yard.manage("jobs", "--set-aside").stdout
    assert str(poison.pk) in listed
    assert "errand_that_fails" in listed


def test_a_set_aside_job_can_be_tried_again(yard):
    poison = yard.send("errand_that_fails", number=1)
    yard.work_until_idle()

    answer = yard.manage("jobs", "--retry", str(poison.pk))
    yard.work_until_idle()

    assert answer.returncode == 0, answer.stderr
    assert len(yard.marks("fails")) == 2
    assert yard.manage("jobs", "--retry", "0").returncode != 0


def test_a_job_that_kills_its_worker_is_set_aside_and_the_others_are_done(yard):
    poison = yard.send("errand_that_kills", number=1)
    first = yard.start(TEST_LEASE="1")
    assert first.wait(30) == -signal.SIGKILL
    second = yard.start(TEST_LEASE="1")
    yard.wait_for(lambda: Job.objects.get().state == Job.State.WAITING)
    Job.objects.update(run_at=timezone.now())
    assert second.wait(30) == -signal.SIGKILL
    yard.send("errand", number=2)

    yard.start(TEST_LEASE="1")
    yard.wait_for(lambda: yard.marks("done"))
    yard.wait_for(lambda: Job.objects.set_aside().exists())

    poison.refresh_from_db()
    assert (poison.attempts, poison.last_error) == (2, "cms.outbox.errors.WorkerLost")


def test_a_failed_job_comes_back_later_and_later(yard, monkeypatch):
    job = yard.send("errand_that_fails_twice", number=1)
    yard.work_until_idle()
    job.refresh_from_db()
    first_wait = (job.run_at - timezone.now()).total_seconds()
    assert (job.state, job.attempts) == (Job.State.WAITING, 1)

    Job.objects.update(run_at=timezone.now())
    yard.work_until_idle()
    job.refresh_from_db()
    second_wait = (job.run_at - timezone.now()).total_seconds()
    Job.objects.update(run_at=timezone.now())
    yard.work_until_idle()

    assert first_wait < 6.25
    assert 10 < second_wait <= 25
    assert yard.numbers("done") == [1]
    assert not Job.objects.exists()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_to_stop_ends_what_it_has_begun_and_begins_nothing_new(yard, signum):
    yard.send("errand", number=1, seconds=1)
    yard.send("errand", number=2)
    worker = yard.start()
    yard.wait_for(lambda: yard.marks("begun"))

    worker.send_signal(signum)

    assert worker.wait(10) == 0
    assert yard.numbers("done") == [1]
    assert Job.objects.get().payload == {"number": 2}
    assert not Worker.objects.exists()


def test_a_worker_hands_back_what_does_not_end_in_time(yard):
    yard.send("errand_that_hangs", number=1)
    worker = yard.start(TEST_GRACE="1")
    yard.wait_for(lambda: yard.marks("hangs"))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)


def test_until_idle_does_what_a_job_sends_in_another_lane(yard):
    yard.send("errand_that_sends", number=1)

    yard.work_until_idle()

    assert yard.numbers("done") == [1]
    assert yard.marks("round")


def test_every_worker_runs_the_loops_unless_it_works_for_other_lanes(yard):
    worker = yard.start()
    yard.wait_for(lambda: len(yard.marks("round")) > 3)

    yard.kill(worker)
    known = len(yard.marks("round"))
    yard.work_until_idle("--lanes", "default,mail")

    assert len(yard.marks("round")) == known


def test_an_unknown_lane_is_refused(yard):
    answer = yard.manage("work", "--lanes", "mail,letters")

    assert answer.returncode != 0
    assert "There is no lane letters" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_worker_is_seen_and_a_silent_one_is_a_problem(yard):
    assert health.last_seen() is None
    assert len(health.problems(timezone.now())) == 1

    worker = yard.start()
    yard.wait_for(Worker.objects.exists)
    yard.kill(worker)

    assert health.problems(health.last_seen() + timedelta(seconds=59)) == []
    assert len(health.problems(health.last_seen() + timedelta(seconds=61))) == 1


def test_two_looks_at_the_same_worker_show_it_alive(yard):
    yard.start()
    yard.wait_for(Worker.objects.exists)
    first = health.last_seen()

    yard.wait_for(lambda: health.last_seen() > first)


@pytest.mark.postgres
def test_a_worker_survives_the_loss_of_its_connections(yard):
    worker = yard.start()
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

    def ask(question: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {question} {others}")
            return cursor.fetchone()[0]

    # A thread for each lane, one that listens and one that keeps the leases.
    yard.wait_for(lambda: ask("count(*)") >= 6)
    assert ask("count(pg_terminate_backend(pid))") >= 6

    for number in range(3):
        yard.send("errand", number=number)
        yard.send("errand_by_mail", number=number + 10)
    yard.wait_for(lambda: sorted(yard.numbers("done")) == [0, 1, 2, 10, 11, 12])

    first = health.last_seen()
    yard.wait_for(lambda: health.last_seen() > first)
    assert worker.poll() is None


@short_and_long("rounds", 20, 300)
def test_what_a_job_of_the_same_key_has_missed_it_sees_when_it_runs_once_more(yard, rounds):
    """Two changes shortly after one another, each sending the same job: the last run has seen the second."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE board (notice integer)")
        cursor.execute("INSERT INTO board VALUES (0)")
    yard.start()
    yard.wait_for(Worker.objects.exists)

    for notice in range(1, 2 * rounds + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            send_later("errand_that_reads", key="board")
            time.sleep(random.uniform(0, 0.02))
            cursor.execute("UPDATE board SET notice = %s", [notice])
        if notice % 2:
            time.sleep(random.uniform(0, 0.03))
        else:
            yard.wait_for(lambda: not Job.objects.exists())
            assert yard.numbers("read")[-1] == notice


def test_the_yard_is_not_the_database_of_the_other_tests(yard):
    """Guards the fixture: a kill must never meet another test's rows."""
    assert "yard" in str(connection.settings_dict["NAME"])
    assert os.environ["ERRAND_MARKS"] == str(yard.marks_file)
