"""What other packages may do with figures: write them. Everything else here is private."""

from __future__ import annotations

from datetime import datetime

from cms.catalogue.models import ServicePage
from cms.organisation.models import Partner

from .models import CaseFigure

__all__ = ["count_case"]

REWRITTEN = [
    *("partner", "topic", "page", "case_type", "channel", "outcome"),
    *("opened_at", "promised_at", "answered_at", "times_reopened"),
]


def count_case(
    key: int,
    *,
    partner: Partner,
    page: ServicePage | None,
    case_type: str,
    channel: str,
    outcome: str,
    opened_at: datetime,
    promised_at: datetime,
    answered_at: datetime | None,
    times_reopened: int,
) -> None:
    """Write the figures of a case, or write them anew, in the caller's transaction.

    A service under several topics counts for the first of them.
    """
    topic = page.topics.order_by("pk").values_list("pk", flat=True).first() if page else None
    figure = CaseFigure(
        key=key,
        partner=partner,
        topic_id=topic,
        page=page,
        case_type=case_type,
        channel=channel,
        outcome=outcome,
        opened_at=opened_at,
        promised_at=promised_at,
        answered_at=answered_at,
        times_reopened=times_reopened,
    )
    CaseFigure.objects.bulk_create([figure], update_conflicts=True, unique_fields=["key"], update_fields=REWRITTEN)
