"""Log lines that name what happened and never whom it happened to: JSON in production, readable elsewhere.

A line is a constant sentence and a few facts. What other programs put into their messages (paths with query strings,
host names, values of a unique constraint) is not repeated: arguments pass only where they cannot be personal, an
exception is told by its type and its place. Imported by the settings, so nothing here may import Django's.
"""

import contextvars
import json
import logging
import re
import traceback
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

OURS = ("kuemmerer", "townhall", "desk", "api", "workflows", "cms")
FORMATS = {"json", "lines"}
OWN_MACHINE = "verbatim"  # with errors as Python writes them: for the demo and for developers only

# What a caller may hand over with `extra=`; anything else stays out of the log.
FACTS = ("method", "route", "status", "ms", "job", "lane", "attempt", "attempts", "count", "seconds", "worker")

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

HIDDEN = "…"


class _Hidden:
    """Stands for an argument that could be personal, for %s as well as for %r."""

    def __repr__(self) -> str:
        return HIDDEN


_HARMLESS = (int, float, bool, date, time, timedelta, type(None))
_NAME = re.compile(r"[a-z][a-z_]*(\.[a-z_]+)*")  # of a job, a lane, a loop: chosen by us
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")  # where others put a value into a sentence before they log it
_PERSONAL = re.compile(
    r"\S+@\S+"  # an address
    r"|\?\S+"  # a query string
    r"|(?<![\w.])[+0]\d[\d ()/-]{5,}\d"  # a telephone number
    r"|\b[0-9A-Z]{2,5}(?:-[0-9A-Z]{3,5}){1,4}\b"  # a reference or a code
)


def configuration(form: str) -> dict:
    """Django's LOGGING in one of the formats."""
    formatter = {"json": JsonLines, "lines": ReadableLines, OWN_MACHINE: VerbatimLines}[form]
    to_console = {"level": "INFO", "handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"level": "WARNING", "handlers": ["console"]},
        "loggers": {
            **dict.fromkeys(OURS, to_console),
            "gunicorn.error": to_console,
            "django": {**to_console, "level": "WARNING"},
            # Every request has its line already; only a failure needs a second one.
            "django.request": {**to_console, "level": "ERROR"},
            "django.server": {**to_console, "level": "ERROR"},
        },
    }


def sentence(record: logging.LogRecord) -> str:
    """The message with those arguments that cannot be personal."""
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    ours = record.name.split(".")[0] in OURS
    args = record.args
    try:
        if isinstance(args, Mapping):
            text = record.msg % {key: shown(value, ours=ours) for key, value in args.items()}
        else:
            text = record.msg % tuple(shown(value, ours=ours) for value in args) if args else record.msg
    except (TypeError, ValueError):
        text = record.msg
    if not ours:
        text = _QUOTED.sub(HIDDEN, text)
    return _PERSONAL.sub(HIDDEN, text)


def shown(value: object, *, ours: bool) -> object:
    """A number or a date as it is, a name that we gave ourselves too; anything else could be personal."""
    if isinstance(value, _HARMLESS) or (ours and isinstance(value, str) and _NAME.fullmatch(value)):
        return value
    return _Hidden()


def facts(record: logging.LogRecord) -> dict[str, object]:
    """What the caller handed over besides, as far as it is on the list."""
    found = {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
    return {name: _PERSONAL.sub(HIDDEN, value) if isinstance(value, str) else value for name, value in found.items()}


def failure(record: logging.LogRecord) -> dict[str, object]:
    """The type of an exception and where it came from; its message may quote what a citizen wrote."""
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _, trace = record.exc_info
    frames = traceback.extract_tb(trace)[-12:]
    places = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": f"{kind.__module__}.{kind.__qualname__}", "where": places}


class JsonLines(logging.Formatter):
    """One JSON object per line, for a log collector."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": sentence(record),
            **({"request": request_id.get()} if request_id.get() else {}),
            **facts(record),
            **failure(record),
        }
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)


class ReadableLines(logging.Formatter):
    """One line for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone()
        given = " ".join(f"{name}={value}" for name, value in facts(record).items())
        text = f"{moment:%H:%M:%S} {record.levelname.lower():<7} {record.name}: {sentence(record)} {given}".rstrip()
        return text + self.ending(record)

    def ending(self, record: logging.LogRecord) -> str:
        if gone_wrong := failure(record):
            return f" [{gone_wrong['error']} at {' < '.join(reversed(gone_wrong['where']))}]"
        return ""


class VerbatimLines(ReadableLines):
    """The same with whole tracebacks."""

    def ending(self, record: logging.LogRecord) -> str:
        return f"\n{self.formatException(record.exc_info)}" if record.exc_info and record.exc_info[0] else ""
