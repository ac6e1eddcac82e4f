"""The engine beside the database: asked while it answers and has what the database has, otherwise the database is."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.knowledge.models import Change, Following, Index
from cms.outbox.actions import send_later

from . import Recalled, Terms, Where, engine
from .breaker import Breaker
from .trouble import Trouble

FOLLOW = "follow_with_engine"  # the job
LATE = timedelta(seconds=30)  # what the engine lacks for longer is worth asking the database instead
LOOK_EVERY = 1.0  # seconds between two looks of a process at how far the engine is


@dataclass(frozen=True)
class State:
    """How far the engine has followed, and whether it answers."""

    exists: bool = False
    is_whole: bool = False
    behind: int = 0  # changes
    behind_since: datetime | None = None
    away_since: datetime | None = None
    trouble: Trouble | None = None
    walked: int = 0
    to_walk: int = 0  # entries, while an index is filled or mended

    def is_late(self, now: datetime) -> bool:
        """Whether the database knows more than a search can do without."""
        return not self.is_whole or (self.behind_since is not None and self.behind_since < now - LATE)

    @property
    def is_mute(self) -> bool:
        """Whether another process, or the job, was given no answer; what is read-only answers searches all the same."""
        return self.away_since is not None and self.trouble != Trouble.READ_ONLY


def state() -> State:
    """As the database has it now: two small queries, a third while there is something to follow."""
    row = Following.objects.first()
    if row is None:
        return State()
    version = Index.objects.values_list("version", flat=True).first() or 0
    behind = max(0, version - row.version)
    changes = Change.objects.filter(version__gt=row.version).order_by("version")
    return State(
        exists=True,
        is_whole=row.is_whole,
        behind=behind,
        behind_since=changes.values_list("at", flat=True).first() if behind else None,
        away_since=row.away_since,
        trouble=Trouble(row.trouble) if row.trouble in Trouble.values else None,
        walked=row.walk_done if row.walk else 0,
        to_walk=row.walk_of if row.walk else 0,
    )


def note(trouble: Trouble | None) -> None:
    """Remember since when the engine is away, or that it is back."""
    if trouble is None:
        Following.objects.exclude(away_since=None).update(away_since=None, trouble="")
        return
    if not Following.objects.filter(pk=1, away_since=None).update(away_since=timezone.now(), trouble=trouble):
        Following.objects.filter(pk=1).exclude(trouble=trouble).update(trouble=trouble)
    if not Following.objects.exists():
        Following.objects.get_or_create(pk=1, defaults={"away_since": timezone.now(), "trouble": trouble})


def _note_in_a_thread(trouble: Trouble | None) -> None:
    """And once it is back, let it catch up at once."""
    try:
        note(trouble)
        if trouble is None:
            with transaction.atomic():
                ask_to_follow()
    finally:
        connections.close_all()


def ask_to_follow() -> None:
    """Let the engine follow what this transaction has written."""
    if settings.ELASTICSEARCH_URL:
        send_later(FOLLOW, key=FOLLOW)


def attempt() -> Trouble | None:
    """Whether the engine answers a search as quickly as it has to."""
    from .elasticsearch import clients, recall

    try:
        recall.answers()
    except clients.ERRORS as error:
        return clients.trouble_of(error)
    return None


breaker = Breaker(attempt, _note_in_a_thread)


class Beside:
    """Asks the engine beside the database, and the database whenever that is better."""

    def candidates(self, asked: Sequence[Terms], where: Where) -> list[Recalled]:
        from .elasticsearch import clients, recall

        if not breaker.is_open and is_worth_asking():
            try:
                proposed = recall.ElasticsearchEngine().proposed(asked, where)
            except clients.ERRORS as error:
                breaker.failed(clients.trouble_of(error))
            else:
                return recall.confirmed(proposed, where)
        return engine().candidates(asked, where)


_looked: dict[str, tuple[float, bool]] = {}
_looking = threading.Lock()


def is_worth_asking() -> bool:
    """Whether the engine lacks little and nobody waited for it in vain, as this process saw it a second ago at most.

    So one search of an installation pays for an engine that is away, not one of each process.
    """
    name, now = connection.settings_dict["NAME"], time.monotonic()
    with _looking:
        known = _looked.get(name)
        if known and now - known[0] < LOOK_EVERY:
            return known[1]
    seen = state()
    found = not seen.is_mute and not seen.is_late(timezone.now())
    with _looking:
        _looked[name] = (now, found)
    return found


def forget() -> None:
    """Look again with the next search."""
    _looked.clear()


@contextmanager
def for_operators() -> Iterator[None]:
    """What goes wrong with the engine while a command runs, in a sentence instead of a traceback."""
    if not settings.ELASTICSEARCH_URL:
        raise CommandError("There is no search engine beside the database: ELASTICSEARCH_URL is not set.")
    from .elasticsearch import clients

    try:
        yield
    except clients.ERRORS as error:
        raise CommandError(str(clients.trouble_of(error).label)) from error


def remarks(now: datetime) -> list[str]:
    """What operators should know, a sentence each; nothing where there is no such engine or all is well."""
    return [] if not settings.ELASTICSEARCH_URL else sentences(state(), breaker.trouble, now)


def sentences(found: State, here: Trouble | None, now: datetime) -> list[str]:
    """Since when, why, how far behind, and who answers meanwhile."""
    said = []
    if found.away_since:
        said.append(
            _("The search engine has been away since %(moment)s: %(reason)s The database answers searches.")
            % {
                "moment": f"{timezone.localtime(found.away_since):%d.%m.%Y %H:%M:%S}",
                "reason": (found.trouble or Trouble.AWAY).label,
            }
        )
    elif here:
        said.append(
            _("The search engine does not answer this process: %(reason)s The database answers searches.")
            % {"reason": here.label}
        )
    if found.to_walk:
        said.append(
            _("The search engine is being filled: %(done)d of %(of)d entries.")
            % {"done": found.walked, "of": found.to_walk}
        )
    elif not found.is_whole:
        said.append(_("The search engine has not been filled yet; the database answers searches."))
    if found.behind_since and (found.is_whole or not found.to_walk) and found.behind_since < now - LATE:
        said.append(
            ngettext(
                "The search engine is %(count)d change behind, since %(moment)s.",
                "The search engine is %(count)d changes behind, since %(moment)s.",
                found.behind,
            )
            % {
                "count": found.behind,
                "moment": f"{timezone.localtime(found.behind_since):%d.%m.%Y %H:%M:%S}",
            }
        )
    return said
