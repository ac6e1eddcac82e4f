"""Settings of the worker processes that the tests start: the outbox, the audit and a few errands to run."""

from kuemmerer.settings import environment
from kuemmerer.settings.test import *  # noqa: F403

# Without the rest of the house a worker starts in a third of the time.
INSTALLED_APPS = [
    "tests.cms.outbox.errands",
    "cms.outbox",
    "cms.audit",
    "django_tasks",
    "django.contrib.contenttypes",
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.cms.outbox.errands"
AUTH_USER_MODEL = "auth.User"
AUTH_PASSWORD_VALIDATORS: list[dict] = []

# Short times, so that a killed worker's job comes back within a test's patience.
OUTBOX_LEASE = environment.number("TEST_LEASE", 2, lowest=1)
OUTBOX_GRACE = environment.number("TEST_GRACE", 5)
