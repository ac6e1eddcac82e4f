"""Settings of a real installation: everything that matters must be said, nothing is guessed (docs/operators.md)."""

from kuemmerer import logs

from . import environment
from .base import *  # noqa: F403

DEBUG = False
DATABASES = {"default": environment.database(environment.text("DATABASE_URL"))}
SECRET_KEY = environment.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", None)
WAGTAILADMIN_BASE_URL = environment.text("BASE_URL")
SOURCE_URL = environment.text("SOURCE_URL")

# Only over TLS; the proxy in front says whether it was, and which network address asks.
BEHIND_PROXY = environment.boolean("BEHIND_PROXY", True)
PROXIES = environment.number("PROXIES", 1, lowest=1) if BEHIND_PROXY else 0
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.boolean("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = environment.boolean("HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = [
    # Whether a town's other subdomains speak TLS is known to the town, not to us: off until somebody says so.
    "security.W005",
    "security.W021",
    # Wagtail shows a draft in a frame of our own site; others may not frame us (frame-ancestors, X_FRAME_OPTIONS).
    "security.W019",
]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# Compressed once, named by their content, kept by browsers for ever.
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}  # noqa: F405

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
environment.mail_server(required=True)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("MAIL_FROM")

LOGGING = logs.configuration(environment.choice("LOG_FORMAT", "json", logs.FORMATS))
