"""Settings of the demo and of a developer's machine: SQLite, mails as files, any host name under localhost."""

from .base import *  # noqa: F403
from .base import VAR

DEBUG = False
SECRET_KEY = "demo: nobody signs anything of value with this"
ALLOWED_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
