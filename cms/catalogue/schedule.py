"""What happens to pages by itself: planned releases and planned ends."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Page, Revision

log = logging.getLogger(__name__)

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Punctual:
    """Publishes and takes down what has become due since it last looked: a second late is late for a closing time.

    What was missed meanwhile, or has refused, is left to the recurring job.
    """

    def __init__(self):
        self._looked_at: datetime | None = None

    def look(self, now: datetime) -> list[str]:
        since, self._looked_at = self._looked_at or now - timedelta(seconds=1), now
        return publish_due(now, since=since)


def publish_due(now: datetime, *, since: datetime = LONG_AGO) -> list[str]:
    """Take down what has expired, then publish what is due; returns what refused, by kind and key.

    Each in a transaction of its own together with what follows from it (the search entry): Wagtail's command saves the
    page first and calls the receivers afterwards, and stops at the first page that fails.
    """
    refused = []
    for model in _with_drafts():
        expired = model.objects.filter(live=True, expire_at__gte=since, expire_at__lt=now).order_by("expire_at")
        for key in expired.values_list("pk", flat=True):
            refused += _each(_take_down_expired, model, key, now)
    due = Revision.objects.filter(approved_go_live_at__gte=since, approved_go_live_at__lt=now)
    due = due.order_by("approved_go_live_at")
    for key in due.values_list("pk", flat=True):
        refused += _each(_publish_planned, Revision, key, now)
    return refused


def _with_drafts() -> list[type[models.Model]]:
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def _each(act, model: type[models.Model], key: int, now: datetime) -> list[str]:
    name = f"{model._meta.label_lower} {key}"
    try:
        with transaction.atomic():
            act(model, key, now)
    except Exception:  # whatever is wrong with this one, the next one is still due
        log.exception("planned publication failed", extra={"object": name})
        return [name]
    return []


def _take_down_expired(model: type[models.Model], key: int, now: datetime) -> None:
    """Asks again under the lock: somebody may have moved the date meanwhile."""
    found = model.objects.select_for_update().filter(pk=key, live=True, expire_at__lt=now).first()
    if found is not None:
        found.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish_planned(model: type[models.Model], key: int, now: datetime) -> None:
    revision = model.objects.select_for_update().filter(pk=key, approved_go_live_at__lt=now).first()
    if revision is not None:
        revision.publish(log_action="wagtail.publish.scheduled")
