"""What other packages may do with the audit: add to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import models

from .errors import NotForAudit, NotStored
from .models import Actor, Event

__all__ = ["record", "record_many"]

Value = str | int | bool | date | Decimal | None

LONGEST_TEXT = 64
# A key, a slug, a state: no spaces, no mail address, no international telephone number.
PERSONAL = re.compile(r"\s|@|^\+\d")
WORD = re.compile(r"[\w.-]{1,64}\Z")


def record(
    verb: str,
    obj: models.Model,
    *,
    by: Actor,
    old: Mapping[str, Value] | None = None,
    new: Mapping[str, Value] | None = None,
    fields: Iterable[str] = (),
) -> Event:
    """Add one event. Call it in the transaction of what it tells.

    `old` and `new` hold states, dates and keys. Personal data and free text are named in `fields`, never shown; a value
    that looks like one of them is refused with ``NotForAudit``, as far as a program can tell.
    """
    event = _event(verb, obj, by=by, old=old, new=new, fields=fields)
    event.save(force_insert=True)
    return event


def record_many(verb: str, told: Iterable[tuple[models.Model, Mapping[str, Value]]], *, by: Actor) -> None:
    """Add one event for each object and its new state, in one statement; what ``record`` refuses is refused."""
    Event.objects.add_many([_event(verb, obj, by=by, new=new) for obj, new in told])


def _event(
    verb: str,
    obj: models.Model,
    *,
    by: Actor,
    old: Mapping[str, Value] | None = None,
    new: Mapping[str, Value] | None = None,
    fields: Iterable[str] = (),
) -> Event:
    if obj.pk is None:
        raise NotStored(f"{obj._meta.label} has no key yet; save it before {verb!r} is recorded.")
    before, after = _states(old), _states(new)
    if names := [_name(field) for field in fields]:
        if "fields" in after:
            raise NotForAudit("new['fields'] is where the names of the changed fields go.")
        after["fields"] = names
    return Event(
        verb=_name(verb),
        object_type=obj._meta.label_lower,
        object_key=str(obj.pk),
        actor_kind=by.kind,
        actor_key=_text("the actor's key", by.key),
        old=before,
        new=after,
    )


def _states(values: Mapping[str, Value] | None) -> dict[str, str | int | bool | None]:
    return {_name(field): _state(field, value) for field, value in (values or {}).items()}


def _state(field: str, value: Value) -> str | int | bool | None:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _text(field, value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise NotForAudit(
        f"{field}: a {type(value).__name__} is neither a state nor a date nor a key. Name it in `fields`."
    )


def _text(field: str, value: str) -> str:
    # The message does not show the value: what is refused here must not end up in a log either.
    if len(value) > LONGEST_TEXT or PERSONAL.search(value):
        raise NotForAudit(f"{field}: this looks like personal data or free text. Name it in `fields`.")
    return str(value)


def _name(value: str) -> str:
    """Verbs and names of fields are words of the program."""
    if not WORD.match(value):
        raise NotForAudit("A verb or the name of a field is one word of the program, without spaces.")
    return value
