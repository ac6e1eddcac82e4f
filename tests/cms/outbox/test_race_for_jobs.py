"""Many workers reach for the same jobs at once: each job goes to one of them, thanks to the row lock."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections, models
from django.utils import timezone

from cms.outbox import steps
from cms.outbox.models import Job

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WORKERS = 8


def reach_at_once() -> Counter:
    """Each worker takes as many as it gets, in step with the others; how often each job was taken."""
    taken: list[int] = []
    in_step = threading.Barrier(WORKERS)

    def work(number: int) -> None:
        try:
            for _ in range(4):
                in_step.wait(10)
                job = steps.take("default", worker=f"w{number}", now=timezone.now(), lease=timedelta(minutes=1))
                if job:
                    taken.append(job.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(taken)


def test_each_job_goes_to_one_worker():
    Job.objects.bulk_create(Job(name="errand", lane="default") for _ in range(20))

    taken = reach_at_once()

    assert len(taken) == 20
    assert set(taken.values()) == {1}


def test_without_the_lock_a_job_would_go_to_several(monkeypatch):
    """Proves that the test above can fail."""
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **options: self)
    Job.objects.bulk_create(Job(name="errand", lane="default") for _ in range(20))

    taken = reach_at_once()

    assert max(taken.values()) > 1
