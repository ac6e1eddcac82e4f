"""Tokens by which a program reads in a person's name: signed, with an end, and worthless once her password changes.

Nothing is stored that could be stolen; like a link to a new password, a token is proved by what the account is now.
"""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from .backends import CountingBackend
from .models import User

SALT = "accounts.tokens"


def token_for(person: User, *, ends_at: datetime) -> str:
    return signing.dumps([person.pk, int(ends_at.timestamp()), mark_of(person)], salt=SALT, compress=True)


def person_of(token: str, *, at: datetime) -> User | None:
    """The active person in whose name a token speaks; None for what is no token, has ended or was withdrawn."""
    try:
        number, ends_at, mark = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = CountingBackend().get_user(number)  # as at the door: full power that has ended is none
    if person is None or at.timestamp() >= ends_at or not constant_time_compare(mark, mark_of(person)):
        return None
    return person


def mark_of(person: User) -> str:
    """What changes with her password."""
    return salted_hmac(SALT, person.password, algorithm="sha256").hexdigest()[:32]
