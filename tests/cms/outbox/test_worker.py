"""What a worker notices about itself: loops that fail, threads that hang, a database that is away."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation

from cms.outbox import health, steps, worker
from cms.outbox.actions import send_later
from cms.outbox.errors import PutOff
from cms.outbox.models import Job, Worker
from cms.outbox.registry import LoopDefinition, jobs
from cms.outbox.worker import Loop, WorkerProcess, work_off
from tests.factories.outbox import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_loop_that_fails_is_told_by_its_worker_and_forgotten_when_it_works_again():
    answers = [ConnectionError("Erika"), None]

    def sometimes():
        if answer := answers.pop(0):
            raise answer

    process = WorkerProcess()
    process.loops = [Loop(LoopDefinition("sometimes", sometimes, timedelta(seconds=1)), process)]

    process.loops[0].once()
    process._say_alive()
    assert Worker.objects.get().failing_loops == ["sometimes"]
    assert any("sometimes" in remark for remark in health.remarks(timezone.now()))

    process.loops[0].once()
    process._say_alive()
    assert Worker.objects.get().failing_loops == []


def test_a_loop_that_does_not_come_back_counts_as_failing(monkeypatch):
    monkeypatch.setattr(worker, "LOOP_STUCK_AFTER", -1.0)
    process = WorkerProcess()
    seen = []
    loop = Loop(LoopDefinition("long", lambda: seen.append(loop.is_failing()), timedelta(seconds=1)), process)

    loop.once()

    assert seen == [True]
    assert not loop.is_failing()


def test_a_worker_with_too_many_hanging_threads_ends_itself(monkeypatch):
    go = threading.Event()
    process = WorkerProcess()
    for _ in range(worker.MOST_THREADS_LEFT_BEHIND):
        thread = threading.Thread(target=go.wait, daemon=True)
        thread.start()
        process.left_behind.append(thread)

    process._say_alive()
    go.set()

    assert process.hangs
    assert process.asked_to_stop


def test_a_worker_whose_row_was_removed_reports_again():
    process = WorkerProcess()

    process._say_alive()

    assert Worker.objects.get().name == process.name


def test_a_worker_that_ends_at_once_has_freed_what_a_dead_one_had_taken(monkeypatch):
    earlier = timezone.now() - timedelta(hours=1)
    job = Job.objects.create(name="errand_of_a_dead_worker", lane="default", run_at=earlier)
    assert steps.take("default", worker="dead", now=earlier, lease=timedelta(seconds=30))
    monkeypatch.setattr(worker, "KEEPER_PAUSE", 60)  # it ends sooner than its keeper looks
    monkeypatch.setattr(WorkerProcess, "_watch", lambda self: None)  # no lane is there to be woken

    WorkerProcess(lanes=[]).run(until_idle=True)

    job.refresh_from_db()
    assert (job.state, job.last_error) == (Job.State.WAITING, "cms.outbox.errors.WorkerLost")


def test_a_handler_speaks_the_languages_of_the_house_whatever_the_one_before_it_spoke(monkeypatch):
    spoken = []

    def speak(*, number: int) -> None:
        spoken.append(translation.get_language())
        translation.activate("en")

    monkeypatch.setitem(jobs, "errand", jobs["errand"].__class__("errand", speak, "default", 1, timedelta(minutes=1)))
    Job.objects.create(name="errand", lane="default", payload={"number": 1})
    Job.objects.create(name="errand", lane="default", payload={"number": 2})

    run_jobs()

    assert spoken == ["de", "de"]


def test_a_job_of_an_unknown_name_waits_for_a_version_that_knows_it():
    """During an update an old worker may meet a new job."""
    Job.objects.create(name="errand_of_tomorrow", lane="default")

    assert work_off() == 0

    job = Job.objects.get()
    assert (job.state, job.attempts) == (Job.State.WAITING, 1)
    assert job.run_at > timezone.now()
    assert job.last_error.startswith("cms.outbox.errors.UnknownJob")


def test_a_job_whose_time_has_not_come_is_put_off_and_keeps_what_had_failed(monkeypatch):
    until = timezone.now() + timedelta(hours=9)

    def not_yet(*, number):
        raise PutOff(until)

    monkeypatch.setitem(jobs, "errand", replace(jobs["errand"], handler=not_yet))
    with transaction.atomic():
        send_later("errand", number=7)
    Job.objects.update(attempts=3, last_error="ConnectionRefusedError")

    assert work_off() == 0

    job = Job.objects.get()
    assert (job.state, job.run_at, job.attempts) == (Job.State.WAITING, until, 3)
    assert job.leased_by == ""
    assert job.last_error == "ConnectionRefusedError"
