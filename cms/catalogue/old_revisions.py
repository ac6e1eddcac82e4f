"""Removes old revisions of pages that nobody needs any more: pages are saved often, and each time as a whole.

Wagtail's own ``purge_revisions`` keeps neither the revision that is live nor those after it, by which we know who may
not release a page because she wrote in it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Exists, F, IntegerField, OuterRef, Subquery, Window
from django.db.models.functions import Cast, RowNumber
from wagtail.models import Page, Revision

from cms.audit import actions as audit
from cms.audit.models import Actor

from . import setup

KEPT = 10  # of each page, however old
OLD = timedelta(days=180)
AT_ONCE = 200


def purge(now: datetime) -> int:
    """Remove what is old and not needed, in small transactions; returns how many revisions that were."""
    removed = 0
    while some := list(not_needed(now).values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            Revision.objects.filter(pk__in=some).delete()
        removed += len(some)
    if removed:
        with transaction.atomic():
            by = Actor.system("purge_old_revisions")
            audit.record("old_revisions_removed", setup.library(), by=by, new={"number": removed})
    return removed


def not_needed(now: datetime) -> models.QuerySet:
    """Old revisions of live pages from before the one that is live.

    Never the last ten of a page, what is planned, what a workflow or anything else refers to (so it stays known who
    released what), or the last one that a person wrote.
    """
    page = Page.objects.filter(pk=Cast(OuterRef("object_id"), IntegerField()))
    same_page = Revision.page_revisions.filter(object_id=OuterRef("object_id"))
    by_person = same_page.filter(user__isnull=False).order_by("-pk")
    # A window sees only what is left after the filters, so it is counted in a query of its own.
    counted = Revision.page_revisions.annotate(
        place=Window(RowNumber(), partition_by=F("object_id"), order_by=F("pk").desc())
    )
    return (
        Revision.page_revisions.filter(created_at__lt=now - OLD, approved_go_live_at__isnull=True)
        .filter(pk__in=counted.filter(place__gt=KEPT).values("pk"))
        .annotate(live=Subquery(page.values("live_revision")[:1]), written=Subquery(by_person.values("pk")[:1]))
        .filter(pk__lt=F("live"))
        .exclude(written__isnull=False, pk=F("written"))
        .exclude(_referred_to())
        .order_by("pk")
    )


def _referred_to() -> models.Q:
    """By any row of any app; Wagtail's log outlives what it tells of."""
    found = models.Q(pk__in=[])
    for relation in Revision._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is not models.DO_NOTHING:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            found |= models.Q(Exists(rows))
    return found
