"""That every letter leaves and caller details end: each function yields (row, sentence) for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.outbox.models import Job

from .models import CallerDetails, Letter

Fault = tuple[Letter | CallerDetails, str]
# Deleting happens once a night; a night may be missed.
DELETED_WITHIN = timedelta(days=2)


def counted() -> dict[str, int]:
    """What the checks below look at."""
    return {
        str(_("letters on their way")): Letter.objects.filter(sent_at__isnull=True).count(),
        str(_("rows of caller details")): CallerDetails.objects.count(),
    }


def letters_have_their_job() -> Iterator[Fault]:
    """What is written and not sent has a job that sends it; one that was set aside is named by the outbox."""
    on_their_way = {
        payload.get("letter") for payload in Job.objects.filter(name="send_letter").values_list("payload", flat=True)
    }
    for letter in Letter.objects.filter(sent_at__isnull=True).exclude(details__email="").only("key"):
        if letter.pk not in on_their_way:
            yield letter, _("was written and nothing sends it.")


def details_end() -> Iterator[Fault]:
    """What a citizen told us about herself is gone after its end date, unless an open case still needs it."""
    for details in CallerDetails.objects.expired(timezone.localdate() - DELETED_WITHIN):
        yield details, _("should have been deleted.")
