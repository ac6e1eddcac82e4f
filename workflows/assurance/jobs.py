"""The proof runs every night; what it finds reaches the administrators by mail."""

from datetime import time

from django.conf import settings
from django.urls import reverse

from cms.accounts.actions import administrators
from cms.outbox.registry import job, recurring
from workflows.citizens import plain_mails

from . import actions
from .models import ProofRun

# After the nightly deletions (3:00 to 4:15), so that it also proves what they left.
NIGHTLY = time(4, 45)
IN_A_MAIL = 50


@recurring("prove_nobody_lost", at=NIGHTLY)
def prove_nobody_lost() -> None:
    actions.prove()


@job("tell_what_is_lost", lane="mail")
def tell_what_is_lost(*, run: int, to: int) -> None:
    """Who is no administrator any more gets nothing."""
    administrator = administrators().filter(pk=to).first()
    found = ProofRun.objects.filter(pk=run).first()
    if administrator is None or found is None:
        return
    told = {
        "run": found,
        "faults": found.faults[:IN_A_MAIL],
        "more": max(found.found - IN_A_MAIL, 0),
        "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('desk:proof')}",
    }
    plain_mails.send("assurance/mail_faults.txt", told, to=[administrator.email], key=f"proof:{run}:{to}")
