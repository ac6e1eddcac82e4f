"""The same concern sent twice by a program makes one case: a key of its choice, and a row that is unique."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from workflows.cases import actions
from workflows.cases.actions import OpenedCase

from .models import Sent

REMEMBERED = timedelta(days=1)


class KeyUsedBefore(Exception):
    """Something else was sent with this key: an answer about that would tell strangers of it."""


@transaction.atomic
def only_once(key: str, *, whose: str, content: Mapping[str, object], act: Callable[[str], OpenedCase]) -> OpenedCase:
    """Open a case by ``act``, or find the one that the same key and the same content opened within a day.

    ``act`` gets the seed of which the code is made: so whoever sends the key again reads the code again, and it is
    stored nowhere. The second of two at once waits at the unique row for the first. Raises ``KeyUsedBefore``.
    """
    seed = _fingerprint("key", f"{whose}\n{key}")
    said = _fingerprint("content", json.dumps(content, sort_keys=True))
    try:
        with transaction.atomic():
            sent = Sent.objects.create(key=seed, content=said)
    except IntegrityError:
        earlier = Sent.objects.select_related("case__partner", "case__department").get(key=seed)
        if not constant_time_compare(earlier.content, said):
            raise KeyUsedBefore from None
        return OpenedCase(earlier.case, actions.code_again(earlier.case, seed))
    opened = act(seed)
    Sent.objects.filter(pk=sent.pk).update(case=opened.case)
    return opened


def forget() -> int:
    """Delete what is older than a day; returns how many."""
    deleted, _each = Sent.objects.filter(sent_at__lt=timezone.now() - REMEMBERED).delete()
    return deleted


def _fingerprint(kind: str, text: str) -> str:
    return salted_hmac(f"api.once.{kind}", text, algorithm="sha256").hexdigest()
