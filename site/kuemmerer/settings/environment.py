"""The only place that reads the environment: strict, so that a wrong value stops the start with a sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """The value of a variable, or of the file that NAME_FILE names; refuses both and refuses neither without default."""
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


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """A folder; it is not created here, nothing is created on import."""
    return Path(text(name, str(default))).expanduser().resolve()


def database(default: str) -> dict:
    """Django's description of the database that DATABASE_URL names: postgresql://… or sqlite:///path."""
    url = urlsplit(text("DATABASE_URL", default))
    if url.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(url.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": options.pop("host", url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.path[1:]) if url.path.startswith("//") else unquote(url.path),
            # IMMEDIATE: a writer waits for its turn at the start instead of failing in the middle.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with postgresql:// or sqlite://, not with {url.scheme or 'nothing'!r}."
    )
