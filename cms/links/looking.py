"""Looks at the links that are due: what is ours at once, the web over days and with pauses."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from . import web
from .models import LinkTarget
from .own import OurProgram
from .walking import DOCUMENT, PAGE
from .web import Look

Fault, Kind, State = LinkTarget.Fault, LinkTarget.Kind, LinkTarget.State

DAYS_UNTIL_DEAD = 3  # a link is reported after it failed on three different days
LOOK_AGAIN = timedelta(days=7)
PAUSE = 2.0  # seconds between two questions to one host
AT_ONCE = 40
BUDGET = 60.0  # seconds of a round


def round_of_looks(now: datetime, *, sleep: Callable[[float], None] = time.sleep) -> int:
    """Look at pages and documents of ours, then at what is due of the rest; returns how many of the rest."""
    look_at_rows()
    today = timezone.localdate(now)
    due = LinkTarget.objects.to_look_at(today=today, working_since=now - LOOK_AGAIN)
    own = list(due.filter(kind=Kind.OWN)[:AT_ONCE])
    if own:
        program = OurProgram()
        for target in own:
            note(target, program.look(target.address), now)
    on_the_web = list(due.filter(kind=Kind.WEB)[:AT_ONCE]) if settings.LINKS_ON_THE_WEB else []
    return len(own) + look_at_the_web(on_the_web, now, sleep)


def look_at_the_web(targets: list[LinkTarget], now: datetime, sleep: Callable[[float], None]) -> int:
    """One after the other, a host never twice within the pause; what the round has no time for waits for the next."""
    waiting, asked, number = deque(targets), {}, 0
    begun = time.monotonic()
    while waiting and time.monotonic() - begun < BUDGET:
        ready = next((each for each in waiting if _rest(each, asked) <= 0), None)
        if ready is None:
            sleep(min(_rest(each, asked) for each in waiting))
            continue
        waiting.remove(ready)
        look = web.look(ready.address)
        asked[_host(ready)] = time.monotonic()
        note(ready, look, now)
        number += 1
    return number


def look_at_rows() -> None:
    """Pages and documents that were chosen from a list: whether they are there is known without asking anybody."""
    for kind, prefix, model in ((Kind.PAGE, PAGE, Page), (Kind.DOCUMENT, DOCUMENT, get_document_model())):
        targets = {int(each.address.removeprefix(prefix)): each for each in LinkTarget.objects.filter(kind=kind)}
        rows = model.objects.in_bulk(targets, field_name="pk") if targets else {}
        for key, target in targets.items():
            fault = Fault.GONE
            if row := rows.get(key):
                fault = Fault.NONE if getattr(row, "live", True) else Fault.NOT_LIVE
            if target.state == State.NEW or target.fault != fault:
                note(target, Look(fault), timezone.now())


def note(target: LinkTarget, look: Look, now: datetime) -> None:
    """Keep what was found. What is ours and not there is dead at once; the web gets days to come back."""
    target.looked_at, target.fault, target.status = now, look.fault, look.status
    target.moved_to = look.moved_to[: LinkTarget._meta.get_field("moved_to").max_length]
    today = timezone.localdate(now)
    if look.works:
        target.state, target.failed_days, target.failed_since, target.failed_on = State.WORKING, 0, None, None
    else:
        if target.failed_on != today:
            target.failed_days += 1
        target.failed_since = target.failed_since or today
        target.failed_on = today
        is_certain = target.kind in (Kind.PAGE, Kind.DOCUMENT) or (
            target.kind == Kind.OWN and look.fault == Fault.NOT_FOUND
        )
        target.state = State.DEAD if is_certain or target.failed_days >= DAYS_UNTIL_DEAD else State.DOUBTFUL
    target.save(
        update_fields=[
            "looked_at", "fault", "status", "moved_to", "state", "failed_days", "failed_since", "failed_on",
        ]
    )  # fmt: skip


def _host(target: LinkTarget) -> str:
    try:
        return urlsplit(target.address).hostname or ""
    except ValueError:
        return ""


def _rest(target: LinkTarget, asked: dict[str, float]) -> float:
    """How long its host is still left alone."""
    last = asked.get(_host(target))
    return 0 if last is None else PAUSE - (time.monotonic() - last)
