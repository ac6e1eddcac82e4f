"""The search's jobs: the index is written anew every night and after growing by much, the log is tidied."""

import time as clock
from contextlib import suppress
from datetime import time, timedelta

from django.conf import settings
from django.db import transaction

from cms.outbox.actions import send_later
from cms.outbox.registry import job, recurring

from . import actions, embedding, log_keeping, remapping, writing
from .engines import beside
from .rebuilding import Overtaken

SECONDS_AT_ONCE = 10


@recurring("rebuild_index_nightly", at=time(3, 30))
def rebuild_index_nightly() -> None:
    """Words that came during the day split the compounds that were there before."""
    rebuild_index()
    embedding.remove_unused()


@recurring("tidy_search_log", at=time(2, 40))
def tidy_search_log() -> None:
    """Names that were typed end here at the latest, what was searched after 90 days."""
    log_keeping.tidy()


@recurring("ask_for_missing_vectors", every=timedelta(minutes=10), lane="index")
def ask_for_missing_vectors() -> None:
    """An update may bring a longer list, an operator choose another model: no release asks for those vectors."""
    with transaction.atomic():
        writing.ask_for_vectors()


@job(actions.REBUILD, lane="index")
def rebuild_index() -> None:
    """If another rebuild was quicker, its index is as good."""
    with suppress(Overtaken):
        actions.rebuild()


@job(remapping.REMAP, lane="index")
def write_mapped_services() -> None:
    """Some at a time, so that a release in between waits for a moment only."""
    while remapping.write_some():
        pass


@job(actions.VECTORS, lane="index")
def write_vectors(after: int = 0) -> None:
    """For some seconds, then the next job goes on: a rebuild is not kept waiting."""
    until = clock.monotonic() + SECONDS_AT_ONCE
    while embedding.write_list():
        pass
    while (last := embedding.write_some(after)) is not None:
        after = last
        if clock.monotonic() > until:
            with transaction.atomic():
                send_later(actions.VECTORS, key=f"{actions.VECTORS}-{after}", after=after)
            return


@job(beside.FOLLOW, lane="engine")
def follow_with_engine() -> None:
    """In a lane of its own: a server that does not answer keeps nothing else waiting."""
    if settings.ELASTICSEARCH_URL:
        from .engines.elasticsearch import following

        following.follow()


if settings.ELASTICSEARCH_URL:

    @recurring("look_after_engine", every=timedelta(minutes=1), lane="engine")
    def look_after_engine() -> None:
        """An engine that was switched on just now or lost its index is filled without anybody's writing."""
        with transaction.atomic():
            beside.ask_to_follow()
