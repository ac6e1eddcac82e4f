"""Wagtail's own tasks as jobs of the outbox: the backend that settings.TASKS names."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id

from . import registry, steps

JOB = "task"

# These bring an index up to date with the row as it is now: waiting once is enough, and a deleted row needs none.
REFRESHING = {
    "wagtail.tasks.update_reference_index_task",
    "wagtail.images.tasks.set_image_focal_point_task",
    "modelsearch.tasks.insert_or_update_object_task",
}


class OutboxBackend(BaseTaskBackend):
    """Writes a task as a job into the caller's transaction; where there is none, into one of its own."""

    supports_defer = True
    supports_async_task = True

    def enqueue(self, task: Task, args: tuple, kwargs: dict) -> TaskResult:
        self.validate_task(task)
        now = timezone.now()
        result = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=now,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        payload = {"path": task.module_path, "id": result.id, "args": result.args, "kwargs": result.kwargs}
        with transaction.atomic():
            steps.write(
                JOB,
                lane=registry.definition(JOB).lane,
                key=_key(payload) if task.module_path in REFRESHING else "",
                payload=payload,
                run_at=task.run_after or now,
                now=now,
                once_more=True,
            )
        task_enqueued.send(type(self), task_result=result)
        return result


def _key(payload: dict) -> str:
    call = json.dumps([payload["path"], payload["args"], payload["kwargs"]], sort_keys=True)
    return hashlib.sha256(call.encode()).hexdigest()
