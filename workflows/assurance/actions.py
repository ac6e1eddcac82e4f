"""What other packages may do with the proof. Everything else here is private."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.accounts.actions import administrators
from cms.outbox.actions import send_later

from . import discovery
from .models import ProofRun

__all__ = ["prove"]

logger = logging.getLogger("workflows.assurance")

MOST_FAULTS = 500
KEPT_FOR = timedelta(days=400)


def prove() -> ProofRun:
    """Run every app's checks and keep the result; if anything is wrong, the administrators get a mail.

    All checks read the same moment on PostgreSQL, so that a case that moves on meanwhile is no false alarm. A check
    that fails itself is a fault.
    """
    started = timezone.now()
    with override(settings.LANGUAGE_CODE):
        with _one_moment():
            counted = [pair for each in discovery.counts() for pair in each.numbers().items()]
            found = [fault for proof in discovery.proofs() for fault in _faults_of(proof)]
        return _keep(started, counted, found)


@transaction.atomic
def _keep(started, counted: list[tuple[str, int]], found: list[dict[str, str]]) -> ProofRun:
    run = ProofRun.objects.create(
        started_at=started,
        finished_at=timezone.now(),
        counted=counted,
        found=len(found),
        faults=found[:MOST_FAULTS],
    )
    ProofRun.objects.filter(started_at__lt=started - KEPT_FOR).delete()
    if found:
        for administrator in administrators():
            send_later("tell_what_is_lost", key=f"{run.pk}-{administrator.pk}", run=run.pk, to=administrator.pk)
    return run


@contextmanager
def _one_moment() -> Iterator[None]:
    """A snapshot that no writer changes; inside somebody else's transaction there is already a moment."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _faults_of(proof: discovery.Proof) -> list[dict[str, str]]:
    faults = []
    try:
        with transaction.atomic():
            for thing, sentence in proof.find():
                faults.append(_fault(proof, f"{thing._meta.verbose_name} {thing}", sentence))
    except Exception as error:
        # The kind of error only: its words could hold what must not be in a log.
        logger.error("A proof could not be led.", extra={"proof": str(proof), "error": type(error).__name__})
        faults.append(_fault(proof, str(proof), _("could not be checked.")))
    return faults


def _fault(proof: discovery.Proof, thing: str, sentence: str) -> dict[str, str]:
    return {"proof": str(proof), "thing": thing, "sentence": str(sentence)}
