"""A form sent twice acts once: a double click, a reload or going back shows what the first one did."""

import hashlib
from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

DONE = "sent_once"
REMEMBERED = 5


def new_token() -> str:
    """What a form carries so that it is recognised when it comes again."""
    return get_random_string(22)


def only_once(request: HttpRequest, token: str, content: str, act: Callable[[], dict]) -> dict:
    """Run ``act`` unless this form with this content has been acted on in this session; return what it left behind.

    A browser that goes back may send an old token with new words: that is a new form, or its words would be lost.

    The session's row is the lock: two requests of one double click wait for each other here, the second then finds
    what the first one wrote in the same transaction. Only the newest result is kept whole.
    """
    key = hashlib.sha256(f"{token or new_token()}\n{content}".encode()).hexdigest()
    with transaction.atomic():
        list(Session.objects.select_for_update().filter(session_key=request.session.session_key))
        fresh = type(request.session)(request.session.session_key)
        done = fresh.get(DONE, [])
        found = next((result for known, result in done if known == key), None)
        if found is None:
            found = act()
            done = [[key, found], *([known, without_code(result)] for known, result in done)][:REMEMBERED]
            fresh[DONE] = done
            fresh.save()
    request.session[DONE] = done
    return found


def without_code(result: dict) -> dict:
    return {name: value for name, value in result.items() if name != "code"}


def newest(request: HttpRequest) -> dict | None:
    """What the last form of this session left behind."""
    done = request.session.get(DONE)
    return done[0][1] if done else None
