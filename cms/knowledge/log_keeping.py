"""What the night does with remembered searches: counts days of strange words, sums, and ends what is 90 days old."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from .log_models import LoggedSearch, Opinion, SearchSum, StrangeWord

KEPT = timedelta(days=90)
OPINIONS_KEPT = timedelta(days=730)


def tidy() -> None:
    """Take every day that is over out of the pages' hands. Safe at any time, also twice at once."""
    today = timezone.localdate()
    settle_days_before(today)
    LoggedSearch.objects.filter(day__lt=today - KEPT).delete()
    StrangeWord.objects.filter(last_day__lt=today - KEPT).delete()
    Opinion.objects.filter(day__lt=today - KEPT).exclude(words="").update(words="")
    Opinion.objects.filter(day__lt=today - OPINIONS_KEPT).delete()


@transaction.atomic
def settle_days_before(today: date) -> None:
    """Sum each day that is over, count the days of its strange words, and forget both fingerprints and ids.

    The rows' lock makes a second run wait, and then find nothing left to do.
    """
    open_rows = LoggedSearch.objects.filter(day__lt=today, ticket__isnull=False)
    rows = list(open_rows.select_for_update().order_by("pk").values_list("pk", "day", "strange"))
    if not rows:
        return
    brought: dict[date, set[str]] = {}
    for _pk, day, strange in rows:
        brought.setdefault(day, set()).update(strange)
    for day in sorted(brought):
        count_day(day, sorted(brought[day]))
        sum_day(day)
    # Not by their keys: they may be many. A row that came meanwhile is of today.
    open_rows.update(ticket=None, strange=[])


def count_day(day: date, fingerprints: Iterable[str]) -> None:
    """One more day for each of these words."""
    known = StrangeWord.objects.filter(fingerprint__in=fingerprints, last_day__lt=day)
    known.update(days=F("days") + 1, last_day=day)
    StrangeWord.objects.bulk_create(
        [StrangeWord(fingerprint=each, last_day=day) for each in fingerprints], ignore_conflicts=True
    )


def sum_day(day: date) -> None:
    """Counted anew from all rows of the day, so that it is right however often it is done."""
    sums = (
        LoggedSearch.objects.filter(day=day)
        .values("partner", "face")
        .annotate(
            searches=Count("pk"),
            without_hit=Count("pk", filter=Q(hits=0)),
            unsure=Count("pk", filter=Q(hits__gt=0, unsure=True)),
            opened=Count("pk", filter=Q(rank__isnull=False)),
        )
    )
    counted = ["searches", "without_hit", "unsure", "opened"]
    SearchSum.objects.bulk_create(
        [
            SearchSum(day=day, partner_id=each["partner"], face=each["face"], **{name: each[name] for name in counted})
            for each in sums
        ],
        update_conflicts=True,
        unique_fields=["day", "partner", "face"],
        update_fields=counted,
    )
