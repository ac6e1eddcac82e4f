"""A form sent twice acts once: a double click, a reload or going back shows what the first one did."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string

REMEMBERED = 5


def new_token() -> str:
    """What a form carries so that it is recognised when it comes again."""
    return get_random_string(22)


def only_once(request: HttpRequest, place: str, key: str, act: Callable[[], dict]) -> dict:
    """Run ``act`` unless it ran for this key in this session; return what it left behind.

    The place keeps the forms of one face apart from those of another. The session's row is the lock: the second request
    of a double click waits here and then finds what the first one wrote in the same transaction. Only the newest
    result keeps its code, so that one code at a time is stored.
    """
    with transaction.atomic():
        list(Session.objects.select_for_update().filter(session_key=request.session.session_key))
        fresh = type(request.session)(request.session.session_key)
        done = fresh.get(place, [])
        found = next((result for known, result in done if known == key), None)
        if found is None:
            found = act()
            done = [[key, found], *([known, without_code(result)] for known, result in done)][:REMEMBERED]
            fresh[place] = done
            fresh.save()
    request.session[place] = done
    return found


def newest(request: HttpRequest, place: str) -> dict | None:
    """What the last form of this session left behind."""
    done = request.session.get(place)
    return done[0][1] if done else None


def without_code(result: dict) -> dict:
    return {name: value for name, value in result.items() if name != "code"}
