"""Questions about services: chainable, without a request and without a clock of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from wagtail.models import PageManager, PageQuerySet

from cms.organisation.models import Office, Partner, ResponsibilityMapping
from cms.organisation.querysets import OfPartnerQuerySet

from .languages import GERMAN, written_in

if TYPE_CHECKING:
    from cms.prepared import Blank

    from .models import ServicePage, Topic


class ServicePageQuerySet(PageQuerySet):
    def german(self) -> ServicePageQuerySet:
        """The services themselves; their translations say the same in other words and are no services of their own."""
        return written_in(self, GERMAN)

    def offered_by(self, partner: Partner) -> ServicePageQuerySet:
        """The live services this partner offers, by title: its responsibility is mapped or a local page says so.

        What is not ours is offered only where a local page says so. These are the services of A–Z and sitemap.
        """
        local_pages = _local_pages(partner)
        mapped = Q(is_not_ours=False) & Exists(_mappings(partner))
        return (
            self.german()
            .live()
            .filter(mapped | Exists(local_pages.filter(offered=True)))
            .exclude(Exists(local_pages.filter(offered=False)))
            .order_by("title", "pk")
        )

    def from_a_to_z(self, *, at: str = "", after: int = 0) -> ServicePageQuerySet:
        """In the order of A–Z, from the sort key ``at`` on; of those that share it, the ones after this page's key."""
        rows = self.filter(sort_key__gte=at).filter(Q(sort_key__gt=at) | Q(pk__gt=after))
        return rows.order_by("sort_key", "pk")

    def in_topic(self, topic: Topic) -> ServicePageQuerySet:
        return self.filter(topics=topic)

    def at_offices(self, offices: Iterable[Office]) -> ServicePageQuerySet:
        """Those for which one goes to these offices of a partner: mapped to them, or named by its local page."""
        offices = list(offices)
        local_pages = apps.get_model("catalogue", "LocalServicePage").objects.filter(
            live=True, service=OuterRef("pk"), office__isnull=False
        )
        mappings = ResponsibilityMapping.objects.filter(office__in=offices, responsibility=OuterRef("responsibility"))
        own = local_pages.filter(partner__in={office.partner_id for office in offices})
        return self.filter(Exists(local_pages.filter(office__in=offices)) | (Exists(mappings) & ~Exists(own)))

    def due_for_review(self, until: date) -> ServicePageQuerySet:
        """The live services whose review date comes up to this day, the longest overdue first."""
        return self.german().live().filter(review_on__lte=until).order_by("review_on", "title")


def _local_pages(partner: Partner) -> models.QuerySet:
    pages = apps.get_model("catalogue", "LocalServicePage").objects
    return pages.filter(partner=partner, service=OuterRef("pk"), live=True)


def _mappings(partner: Partner) -> models.QuerySet:
    return ResponsibilityMapping.objects.filter(partner=partner, responsibility=OuterRef("responsibility"))


ServicePageManager = PageManager.from_queryset(ServicePageQuerySet, "ServicePageManager")


class LocalServicePageQuerySet(PageQuerySet):
    def of(self, service: ServicePage, partner: Partner) -> LocalServicePageQuerySet:
        """What this partner says about this service; at most one row."""
        return self.filter(service=service.pk, partner=partner)

    def behind(self) -> LocalServicePageQuerySet:
        """Those whose shared page has been published anew since somebody of the partner looked at it."""
        return self.filter(service__live=True).exclude(service__live_revision=F("shared_revision_seen"))


LocalServicePageManager = PageManager.from_queryset(LocalServicePageQuerySet, "LocalServicePageManager")


class AgentNoteQuerySet(models.QuerySet):
    def for_service(self, service: ServicePage | Blank, partner: Partner | Blank) -> AgentNoteQuerySet:
        """The notes agents see beside this service when somebody calls for this partner."""
        return self.filter(Q(partner__isnull=True) | Q(partner=partner), service=service)


class NoticeQuerySet(OfPartnerQuerySet):
    def for_partner(self, partner: Partner) -> NoticeQuerySet:
        """The partner's own notices and those of all partners."""
        return self.filter(Q(partner__isnull=True) | Q(partner=partner))

    def showing(self, at: datetime) -> NoticeQuerySet:
        """Those that have begun and not ended; the newest first."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)
