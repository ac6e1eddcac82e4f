"""The task that django-tasks' own database worker runs when it is measured beside the outbox."""

import time

from django_tasks import task

from tests.cms.outbox.errands.jobs import mark


@task(backend="peer")
def started(number: int) -> None:
    mark("started", number, time.time())
