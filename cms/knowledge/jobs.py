"""The search's jobs: the index is written anew every night, and soon after the corpus has grown by much."""

from contextlib import suppress
from datetime import time

from cms.outbox.registry import job, recurring

from . import actions
from .rebuilding import Overtaken


@recurring("rebuild_index_nightly", at=time(3, 30))
def rebuild_index_nightly() -> None:
    """Words that came during the day split the compounds that were there before."""
    rebuild_index()


@job(actions.REBUILD, lane="index")
def rebuild_index() -> None:
    """If another rebuild was quicker, its index is as good."""
    with suppress(Overtaken):
        actions.rebuild()
