"""The decisions that hold everywhere; their reasons stand in ARCHITECTURE.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kuemmerer import logs

from . import environment

ROOT = Path(__file__).resolve().parents[3]
VAR = environment.folder("KUEMMERER_VAR", ROOT / "var")

INSTALLED_APPS = [
    "kuemmerer",
    "townhall",
    "desk",
    "api",
    "workflows.assurance",
    "workflows.mailroom",
    "workflows.cases",
    "workflows.citizens",
    "workflows.statistics",
    "workflows.calendars",
    "cms.knowledge",
    "cms.exchange",
    "cms.links",
    "cms.pages",
    "cms.catalogue",
    "cms.wording",
    "cms.organisation",
    "cms.accounts",
    "cms.outbox",
    "cms.audit",
    "rest_framework",
    "drf_spectacular",
    "wagtail.api.v2",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail_modeladmin",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.accounts.people.PeopleAdminConfig",  # wagtail.users with our forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.humanize",  # its German for “an hour ago” in Wagtail's admin
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "viewflow.workflow",
]

MIDDLEWARE = [
    "kuemmerer.health.HealthMiddleware",
    "kuemmerer.request_log.RequestLogMiddleware",
    "townhall.page_cache.PageCacheMiddleware",  # what it keeps has every header of those below
    "api.middleware.ApiMiddleware",
    "kuemmerer.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kuemmerer.headers.PreviewMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "townhall.partners.PartnerMiddleware",
    "townhall.spoken.SpokenMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.pages.concerns.OnlyWhatConcerns",
    "cms.catalogue.transactions.AdminInOneTransaction",  # last: it calls the view
]

ROOT_URLCONF = "kuemmerer.urls"
WSGI_APPLICATION = "kuemmerer.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kuemmerer.context.source",
            ],
        },
    }
]

DATABASES = {"default": environment.database(f"sqlite:///{VAR}/kuemmerer.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cms.accounts.backends.CountingBackend"]
# How many of our own web servers stand in front: the visitor's network address is what the outermost of them saw.
PROXIES = 0
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "cms.accounts.passwords.CommonAtHeartValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "accounts:login"
WAGTAIL_FRONTEND_LOGIN_URL = "/anmelden/"
WAGTAILADMIN_LOGIN_URL = "accounts:login"  # one door for all
WAGTAIL_PASSWORD_RESET_ENABLED = False  # forgotten passwords have theirs beside it
WAGTAILUSERS_PASSWORD_ENABLED = False  # who knew another's password could be her second person
# Off: whoever has the address gets the link to a new password, so an unlocked screen would cost the account.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # one working day
CSRF_COOKIE_AGE = None  # gone with the browser, as the town halls tell their visitors
READ_MARKS = environment.boolean("READ_MARKS", True)  # whether it is kept who has read a bulletin

# Where everybody finds the source of what runs here, changes included
SOURCE_URL = environment.text("SOURCE_URL", "")

# Language and time
LANGUAGE_CODE = "de"
# Leichte Sprache is a language of the town hall only: the words around a text that it lacks are German ones.
LANGUAGES = [("de", _("German")), ("de-simple", _("Leichte Sprache")), ("en", _("English"))]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
# Locales of pages. WAGTAIL_I18N_ENABLED stays off: it would look for a tree of its own for each language of a site.
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["kuemmerer.formats"]
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
TIME_ZONE = "Europe/Berlin"
WAGTAIL_USER_TIME_ZONES = ["Europe/Berlin"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# In the demo the process hands out uploaded pictures itself; in production the web server does (deploy/nginx.conf).
SERVE_MEDIA = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # What citizens send: no web server knows this folder, and nobody else on the machine reads in it.
    "case_files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "case_files",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

# Pages kept in each worker's memory, and facts about offices while no page can be
KEEP_PAGES = True
PAGE_CACHE_BYTES = environment.number("PAGE_CACHE_MB", 32) * 2**20

# How sentences are understood beside words: "use" (in the package), "e5" (better, slower, an extra) or not at all.
SENTENCE_MODEL = environment.choice("SENTENCE_MODEL", "use", {"use", "e5", "none"})
# Requests share the cores already: where all are busy, a second thread makes numpy wait 70 ms instead of 0.5.
environment.tell_libraries("OPENBLAS_NUM_THREADS", "1")

# A search engine beside the database, for those who outgrow one machine; without an address the database searches.
ELASTICSEARCH_URL = environment.words("ELASTICSEARCH_URL")  # one address or those of several nodes
ELASTICSEARCH_API_KEY = environment.text("ELASTICSEARCH_API_KEY", "")
ELASTICSEARCH_CA_FILE = environment.text("ELASTICSEARCH_CA_FILE", "")
ELASTICSEARCH_PREFIX = environment.text("ELASTICSEARCH_PREFIX", "kuemmerer")
ELASTICSEARCH_SHARDS = environment.number("ELASTICSEARCH_SHARDS", 1, lowest=1)
ELASTICSEARCH_REPLICAS = environment.number("ELASTICSEARCH_REPLICAS", 1)
ELASTICSEARCH_TIMEOUT_MS = environment.number("ELASTICSEARCH_TIMEOUT_MS", 250, lowest=10)  # of a search
ELASTICSEARCH_WRITE_TIMEOUT = environment.number("ELASTICSEARCH_WRITE_TIMEOUT", 30, lowest=1)  # seconds

# Wagtail
WAGTAIL_SITE_NAME = "Kümmerer"
WAGTAILADMIN_BASE_URL = environment.text("BASE_URL", "http://localhost:8000")
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.catalogue.release.finish"
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses are typed and read aloud
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Off: a save makes its author unable to release the page, so nothing may be saved without her pressing a button.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILAPI_LIMIT_MAX = 100
TASKS = {"default": {"BACKEND": "cms.outbox.tasks.OutboxBackend"}}

# REST framework: known only to api
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],  # what takes something says so itself (api.writing)
    "DEFAULT_SCHEMA_CLASS": "api.schema.Description",
    "EXCEPTION_HANDLER": "api.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # the header Accept says it
}
API_REQUESTS_PER_MINUTE = environment.number("API_REQUESTS_PER_MINUTE", 300, lowest=1)  # of one network
SPECTACULAR_SETTINGS = {
    "TITLE": "Kümmerer",
    "VERSION": "1",
    "DESCRIPTION": "A service centre's services, offices and notices as citizens read them, and concerns sent to it.",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["api.schema.only_ours"],
    "ENUM_NAME_OVERRIDES": {
        "PartnerKind": "cms.organisation.models.Partner.Kind",
        "PlaceKind": "cms.organisation.models.Place.Kind",
        "HitKind": "api.v1.search.KINDS",
        "AgentsHitKind": "cms.knowledge.models.Kind",
        "CaseLanguage": "api.v1.case_types.LANGUAGES",
        "Language": "cms.catalogue.languages.ALL",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.with_problems",
    ],
}

# Mail: leaves through the outbox only
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "servicecenter@lindenfurt.example.org")
EMAIL_TIMEOUT = 20
if _mail := environment.mail_server():
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls

# Mail that comes in: the address under which replies are taken in, and the mailbox to fetch it from (imaps://…), if no
# mail server hands it over. Without an address letters say that they cannot be answered.
MAIL_IN = environment.mail_address("MAIL_IN")
IMAP_URL = environment.mailbox("IMAP_URL")
# Who gets the daily mail about mail that failed for good; without a name the administrators.
MAIL_TROUBLE_TO = environment.words("MAIL_TROUBLE_TO")

# Nothing is loaded from anywhere else, nothing stands inside a page: no script, no style, not even with a nonce.
# Wagtail's admin needs both and is left out; what it previews of ours keeps the policy, in a frame of the admin.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN's icons are data: images in its style sheet
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview is a frame of our own site
SECURE_REFERRER_POLICY = "same-origin"  # the page of search words says no-referrer

# Links on pages are looked at from here, unless this machine may not reach the web; networks that are not public are
# left alone except for those named here, an intranet for one.
LINKS_ON_THE_WEB = environment.boolean("LINKS_ON_THE_WEB", True)
LINKS_INSIDE = environment.networks("LINKS_INSIDE")

# Logs: no personal data, no tokens
LOGGING = logs.configuration("lines")
