"""The outbox's own jobs: Wagtail's tasks, and forgetting workers that have long gone."""

from __future__ import annotations

from datetime import time, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskContext, TaskResult, TaskResultStatus

from .models import Worker
from .registry import job, recurring
from .tasks import JOB, REFRESHING


@job(JOB, lane="wagtail")
def run_task(*, path: str, id: str, args: list, kwargs: dict) -> None:
    """Run a task that somebody enqueued through django-tasks."""
    task = import_string(path)
    try:
        if task.takes_context:
            task.call(_context(task, id, args, kwargs), *args, **kwargs)
        else:
            task.call(*args, **kwargs)
    except ObjectDoesNotExist:
        if path not in REFRESHING:
            raise


@recurring("forget_workers", at=time(4, 15))
def forget_workers() -> None:
    """Drop the rows of workers that have not been seen for a week."""
    Worker.objects.filter(last_seen__lt=timezone.now() - timedelta(days=7)).delete()


def _context(task: Task, result_id: str, args: list, kwargs: dict) -> TaskContext:
    now = timezone.now()
    result = TaskResult(
        task=task,
        id=result_id,
        status=TaskResultStatus.RUNNING,
        enqueued_at=None,
        started_at=now,
        last_attempted_at=now,
        finished_at=None,
        args=args,
        kwargs=kwargs,
        backend=task.backend,
        errors=[],
        worker_ids=[],
    )
    return TaskContext(task_result=result)
