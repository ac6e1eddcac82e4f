"""What the town hall clears away: visits that have ended, with the codes they were shown."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from cms.outbox.registry import recurring


@recurring("delete_ended_visits", every=timedelta(hours=1))
def delete_ended_visits() -> None:
    """Django only stops reading a session that has ended; its row, and with it a case's code, would stay for ever."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
