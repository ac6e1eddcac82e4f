"""Settings of the tests: quick passwords, mails in memory, otherwise like production."""

from .base import *  # noqa: F403

SECRET_KEY = "tests: nobody signs anything of value with this"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
KEEP_PAGES = False  # a test that rolls back gives no new version; those about the cache switch it on
SENTENCE_MODEL = "none"  # two seconds and 150 MB per process; those about sentences switch it on
# The variable names a server that tests of the engine use in place of a node of their own; the others need none.
ELASTICSEARCH_URL = []
