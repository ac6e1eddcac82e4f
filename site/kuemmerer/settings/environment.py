"""The only place that reads the environment: strict, so that a wrong value stops the start with a sentence."""

import os
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "KUEMMERER_"
_known = {"KUEMMERER_CHROMIUM"}  # read by the tests; the rest is added by whoever asks
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}

ASKED_BEFORE_PREPARED = 5  # psycopg's own number: of the last hundred statements of a connection


def text(name: str, default: str | None = None) -> str:
    """The value of a variable, or of the file that NAME_FILE names; refuses both, and neither without a default."""
    _known.update((name, f"{name}_FILE"))
    direct, from_file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if direct is not None and from_file is not None:
        raise ImproperlyConfigured(f"Set either {name} or {name}_FILE, not both.")
    if from_file is not None:
        try:
            return Path(from_file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    if direct is not None:
        return direct
    if default is None:
        raise ImproperlyConfigured(f"{name} is missing. Set {name} or {name}_FILE.")
    return default


def boolean(name: str, default: bool) -> bool:
    """True or false; anything else is refused rather than guessed."""
    value = text(name, "true" if default else "false").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int, *, lowest: int = 0) -> int:
    """A whole number, at least the lowest."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error
    if result < lowest:
        raise ImproperlyConfigured(f"{name} must be at least {lowest}, not {result}.")
    return result


def choice(name: str, default: str, allowed: set[str]) -> str:
    """One of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(allowed))}, not {value!r}.")
    return value


def words(name: str, default: str | None = "") -> list[str]:
    """A list, separated by commas; without a default it may not be empty."""
    found = [word.strip() for word in text(name, default).split(",") if word.strip()]
    if not found and default is None:
        raise ImproperlyConfigured(f"{name} is empty. Name at least one, separated by commas.")
    return found


def networks(name: str) -> list[str]:
    """Networks like 10.1.0.0/16, separated by commas."""
    found = words(name)
    for each in found:
        try:
            ip_network(each)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {each!r} is not a network like 10.1.0.0/16.") from error
    return found


def folder(name: str, default: Path) -> Path:
    """A folder; it is not created here, nothing is created on import."""
    return Path(text(name, str(default))).expanduser().resolve()


def mail_address(name: str) -> str:
    """An address like anliegen@example.org, or nothing."""
    value = text(name, "").strip()
    box, at, domain = value.partition("@")
    if value and not (box and at and domain and "+" not in box and " " not in value):
        raise ImproperlyConfigured(f"{name} must be an address like anliegen@example.org, not {value!r}.")
    return value


def mailbox(name: str) -> str:
    """A mailbox like imaps://user:password@mail.example.org/INBOX, or nothing."""
    value = text(name, "").strip()
    url = urlsplit(value)
    if value and (url.scheme not in {"imaps", "imap"} or not url.hostname or not url.username):
        raise ImproperlyConfigured(f"{name} must look like imaps://user:password@mail.example.org/INBOX.")
    return value


def tell_libraries(name: str, value: str) -> None:
    """Say what a library reads from the environment by itself, unless somebody has said something else."""
    os.environ.setdefault(name, value)


def unknown() -> dict[str, list[str]]:
    """Variables with our prefix that nobody asked for, each with the names that may have been meant."""
    return {
        name: get_close_matches(name, _known, n=1)
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and name not in _known
    }


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def mail_server(*, required: bool = False) -> MailServer | None:
    """The server that EMAIL_URL names: smtps:// (TLS), smtp+tls:// (STARTTLS) or smtp:// (unencrypted)."""
    value = text("EMAIL_URL", None if required else "")
    if not value and not required:
        return None
    url = urlsplit(value)
    ports = {"smtps": 465, "smtp+tls": 587, "smtp": 25}
    if url.scheme not in ports or not url.hostname or url.path.strip("/") or url.query:
        raise ImproperlyConfigured("EMAIL_URL must look like smtps://user:password@mail.example.org:465.")
    try:
        port = url.port or ports[url.scheme]
    except ValueError as error:
        raise ImproperlyConfigured("EMAIL_URL must name its port with a number.") from error
    return MailServer(
        host=url.hostname,
        port=port,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=url.scheme == "smtp+tls",
        tls=url.scheme == "smtps",
    )


def database(default: str) -> dict:
    """Django's description of the database that DATABASE_URL names: postgresql://… or sqlite:///path."""
    url = urlsplit(text("DATABASE_URL", default))
    if url.scheme in {"postgres", "postgresql"}:
        prepares = boolean("DATABASE_PREPARES", True)
        options = {"connect_timeout": "5", **dict(parse_qsl(url.query))}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": options.pop("host", url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**options, "prepare_threshold": ASKED_BEFORE_PREPARED if prepares else None},
        }
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.path[1:]) if url.path.startswith("//") else unquote(url.path),
            # IMMEDIATE: a writer waits for its turn at the start instead of failing in the middle. mmap_size: pages are
            # read where the system keeps them, once for all processes, instead of copied into 2 MB of each connection.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                " PRAGMA mmap_size=1073741824;",
            },
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with postgresql:// or sqlite://, not with {url.scheme or 'nothing'!r}."
    )
