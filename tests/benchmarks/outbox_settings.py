"""Settings of the measured workers: the errands of the tests, and django-tasks' own database backend as the peer."""

from tests.cms.outbox.job_settings import *  # noqa: F403
from tests.cms.outbox.job_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {
    "default": {"BACKEND": "cms.outbox.tasks.OutboxBackend"},
    "peer": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}
