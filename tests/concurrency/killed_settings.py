"""Settings of processes that are killed: mails become files, and what a killed worker had taken is free at once."""

import os

from kuemmerer.settings.test import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAILS"]
OUTBOX_LEASE = 1
PROXIES = 1
API_REQUESTS_PER_MINUTE = 100_000
