"""Settings that contradict each other or forget something, each told with a hint; wsgi.py asks before it serves."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from .settings import environment

TAG = "kuemmerer"


def refuse_contradictions() -> None:
    """Run our checks and refuse to start when one of them finds an error."""
    errors = [message for message in run_checks(tags=[TAG]) if message.is_serious()]
    if errors:
        raise ImproperlyConfigured(" ".join(f"{error.msg} {error.hint or ''}".strip() for error in errors))


@register(TAG)
def names_are_known(**_: object) -> list[CheckMessage]:
    """A variable with our prefix that nothing reads is a slip of the pen."""
    return [
        Error(
            f"{name} is not a setting of Kümmerer.",
            hint=f"Did you mean {meant[0]}?" if meant else "Remove it; docs/operators.md names all there are.",
            id="kuemmerer.E001",
        )
        for name, meant in environment.unknown().items()
    ]


@register(TAG)
def writers_wait_for_their_turn(**_: object) -> list[CheckMessage]:
    """SQLite without IMMEDIATE fails in the middle of a transaction as soon as two write at once."""
    return [
        Error(
            f"The SQLite database {alias!r} does not begin its transactions IMMEDIATE.",
            hint='Give its OPTIONS "transaction_mode": "IMMEDIATE"; DATABASE_URL does so by itself.',
            id="kuemmerer.E002",
        )
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"].endswith("sqlite3") and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE"
    ]


@register(TAG)
def links_lead_home(**_: object) -> list[CheckMessage]:
    """Links in mails are made from BASE_URL: an address that we answer, over TLS where cookies ask for it."""
    url = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/"):
        return [
            Error(
                "BASE_URL is not an address.",
                hint="Write it like https://servicecenter.example.org, without a path.",
                id="kuemmerer.E003",
            )
        ]
    found: list[CheckMessage] = []
    if not validate_host(url.hostname, settings.ALLOWED_HOSTS):
        found.append(
            Error(
                "BASE_URL names a host that ALLOWED_HOSTS does not.",
                hint="Add the host to ALLOWED_HOSTS, or correct BASE_URL.",
                id="kuemmerer.E004",
            )
        )
    if settings.SESSION_COOKIE_SECURE and url.scheme != "https":
        found.append(
            Error(
                "BASE_URL begins with http:// although nobody can log in without TLS.",
                hint="Begin it with https://.",
                id="kuemmerer.E005",
            )
        )
    return found


@register(TAG)
def hosts_are_named(**_: object) -> list[CheckMessage]:
    """In production a host is a partner's town hall; any other would be an open door for forged links."""
    if settings.SESSION_COOKIE_SECURE and "*" in settings.ALLOWED_HOSTS:
        return [
            Error(
                "ALLOWED_HOSTS allows every host.",
                hint="Name the hosts of your partners, separated by commas.",
                id="kuemmerer.E006",
            )
        ]
    return []


@register(TAG)
def mail_password_stays_secret(**_: object) -> list[CheckMessage]:
    """A password never crosses the wire in the clear."""
    if settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        return [
            Error(
                "EMAIL_URL would send its password unencrypted.",
                hint="Begin it with smtps:// (port 465) or smtp+tls:// (port 587).",
                id="kuemmerer.E007",
            )
        ]
    return []


@register(TAG)
def promises_to_browsers_fit(**_: object) -> list[CheckMessage]:
    """Browsers accept a host for their preload list only with its subdomains and for a year."""
    if settings.SECURE_HSTS_PRELOAD and not (
        settings.SECURE_HSTS_INCLUDE_SUBDOMAINS and settings.SECURE_HSTS_SECONDS >= 365 * 24 * 60 * 60
    ):
        return [
            Error(
                "HSTS_PRELOAD is set without HSTS_SUBDOMAINS or for less than a year.",
                hint="Set HSTS_SUBDOMAINS=true and HSTS_SECONDS=31536000, or leave HSTS_PRELOAD out.",
                id="kuemmerer.E008",
            )
        ]
    return []


@register(TAG)
def static_files_are_collected(**_: object) -> list[CheckMessage]:
    """Where static files are named by their content, every page fails until they have been collected."""
    if "Manifest" not in settings.STORAGES["staticfiles"]["BACKEND"]:
        return []
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return []
    return [
        Error(
            "The static files have not been collected.",
            hint="Run manage.py collectstatic --noinput with the same KUEMMERER_VAR.",
            id="kuemmerer.E009",
        )
    ]


@register(TAG, deploy=True)
def database_suits_production(**_: object) -> list[CheckMessage]:
    """Several workers on one SQLite file wait for each other; a town deserves PostgreSQL."""
    return [
        Warning(
            f"The database {alias!r} is SQLite.",
            hint="Use PostgreSQL in production: DATABASE_URL=postgresql://….",
            id="kuemmerer.W001",
        )
        for alias, database in settings.DATABASES.items()
        if database["ENGINE"].endswith("sqlite3")
    ]
