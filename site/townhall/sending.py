"""A form sent twice opens one case: a double click, a reload or going back shows what the first one did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

SALT = "townhall.sending"
SENT = "townhall_sent"
REMEMBERED = 5
READING = timedelta(minutes=30)
SESSION = 60 * 60


@dataclass(frozen=True)
class Seen:
    """What was read over and may be sent: its key, and the moment for which the promise was shown."""

    key: str
    at: datetime


def seal(at: datetime) -> str:
    """What the page for reading over carries: whoever sends it gets the promise she has read."""
    return signing.dumps([get_random_string(22), at.isoformat()], salt=SALT)


def unseal(token: str, *, now: datetime) -> Seen | None:
    """None for what we did not seal, and for what was read over too long ago to promise it still."""
    try:
        key, at = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    seen = Seen(key, datetime.fromisoformat(at))
    return seen if timedelta(0) <= now - seen.at <= READING else None


def remember_visitor(request: HttpRequest) -> None:
    """Begin a session, so that what is sent can be recognised; a citizen's ends after an hour."""
    if not request.session.session_key:
        request.session.create()
    if not request.user.is_authenticated:
        request.session.set_expiry(SESSION)


def only_once(request: HttpRequest, key: str, act: Callable[[], dict]) -> dict:
    """Run ``act`` unless it ran for this key in this session; return what it left behind.

    The session's row is the lock: the second request of a double click waits here and then finds what the first one
    wrote in the same transaction. What lies further back keeps only its key, so that one code at a time is stored.
    """
    with transaction.atomic():
        list(Session.objects.select_for_update().filter(session_key=request.session.session_key))
        fresh = type(request.session)(request.session.session_key)
        sent = fresh.get(SENT, [])
        found = next((result for known, result in sent if known == key), None)
        if found is None:
            found = act()
            sent = [[key, found], *([known, {}] for known, _result in sent)][:REMEMBERED]
            fresh[SENT] = sent
            fresh.save()
    request.session[SENT] = sent
    return found


def newest(request: HttpRequest) -> dict | None:
    """What the last form of this session left behind."""
    sent = request.session.get(SENT)
    return sent[0][1] if sent else None
