"""Settings of the demo and of a developer's machine: SQLite, mails as files, any host name under localhost."""

from kuemmerer import logs

from . import environment
from .base import *  # noqa: F403
from .base import VAR

DEBUG = environment.boolean("DEBUG", False)
SECRET_KEY = "demo: nobody signs anything of value with this"
ALLOWED_HOSTS = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
WHITENOISE_USE_FINDERS = True
SERVE_MEDIA = True
LOGGING = logs.configuration(environment.choice("LOG_FORMAT", logs.OWN_MACHINE, {logs.OWN_MACHINE, *logs.FORMATS}))

if not environment.mail_server():
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"

LINKS_ON_THE_WEB = environment.boolean("LINKS_ON_THE_WEB", False)  # a demo asks nobody outside
