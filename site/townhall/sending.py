"""What a question carries from reading over to sending: whose it is, and the moment of the promise that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from cms.accounts import attempts
from cms.accounts.errors import TooManyAttempts
from kuemmerer.once import new_token

SALT = "townhall.sending"
READING = timedelta(minutes=30)
SESSION = 60 * 60


@dataclass(frozen=True)
class Seen:
    """What was read over and may be sent: its key, and the moment for which the promise was shown."""

    key: str
    at: datetime


def seal(at: datetime) -> str:
    """What the page for reading over carries: whoever sends it gets the promise she has read."""
    return signing.dumps([new_token(), at.isoformat()], salt=SALT)


def unseal(token: str, *, now: datetime) -> Seen | None:
    """None for what we did not seal, and for what was read over too long ago to promise it still."""
    try:
        key, at = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    seen = Seen(key, datetime.fromisoformat(at))
    return seen if timedelta(0) <= now - seen.at <= READING else None


def files_of(request: HttpRequest) -> tuple[MultiValueDict | None, str]:
    """The files that came along, or why none are taken in: whoever sends very many is slowed down."""
    if not request.FILES:
        return None, ""
    try:
        attempts.count(attempts.FILES_FROM_HERE, attempts.network_address(request))
    except TooManyAttempts as refusal:
        return None, str(refusal)
    return request.FILES, ""


def remember_visitor(request: HttpRequest) -> None:
    """Begin a session, so that what is sent can be recognised; a citizen's ends after an hour."""
    if not request.session.session_key:
        request.session.create()
    if not request.user.is_authenticated:
        request.session.set_expiry(SESSION)
