"""Wagtail's own tasks become jobs: in the caller's transaction, or in one of their own."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django_tasks import task

from cms.outbox import tasks
from cms.outbox.models import Job
from tests.factories.outbox import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.both]

calls: list = []


@task()
def remember(word, *, times=1):
    calls.append((word, times))


@task(takes_context=True)
def remember_attempt(context, word):
    calls.append((word, context.task_result.id))


@task()
async def remember_slowly(word):
    calls.append((word, "slowly"))


@task()
def look_for_somebody_gone():
    raise ObjectDoesNotExist


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def test_a_task_runs_as_a_job_after_the_transaction():
    with transaction.atomic():
        remember.enqueue("hello world, not a key", times=2)
    assert calls == []

    assert run_jobs() == 1

    assert calls == [("hello world, not a key", 2)]


def test_a_task_of_a_transaction_that_is_rolled_back_never_runs():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        remember.enqueue("hello")
        raise ZeroDivisionError

    assert run_jobs() == 0


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_task_opens_one():
    remember.enqueue("hello")

    assert Job.objects.get().lane == "wagtail"


def test_a_task_may_have_a_context_or_be_a_coroutine():
    result = remember_attempt.enqueue("hello")
    remember_slowly.enqueue("hello")

    run_jobs()

    assert calls == [("hello", result.id), ("hello", "slowly")]


def test_a_task_that_refreshes_the_same_row_waits_once(monkeypatch):
    monkeypatch.setattr(tasks, "REFRESHING", {remember.module_path})

    for word in ["page-1", "page-1", "page-2"]:
        remember.enqueue(word)

    assert run_jobs() == 2
    assert sorted(calls) == [("page-1", 1), ("page-2", 1)]


def test_a_row_that_is_gone_needs_no_refreshing(monkeypatch):
    monkeypatch.setattr("cms.outbox.jobs.REFRESHING", {look_for_somebody_gone.module_path})

    look_for_somebody_gone.enqueue()

    assert run_jobs() == 1


def test_a_missing_row_fails_any_other_task():
    look_for_somebody_gone.enqueue()

    with pytest.raises(AssertionError, match="ObjectDoesNotExist"):
        run_jobs()


def test_the_tasks_we_call_refreshing_exist():
    from django.utils.module_loading import import_string

    assert all(import_string(path).module_path == path for path in tasks.REFRESHING)
