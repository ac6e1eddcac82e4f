"""Questions about services: chainable, without a request and without a clock of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from wagtail.models import PageManager, PageQuerySet

from cms.organisation.models import Partner, ResponsibilityMapping

if TYPE_CHECKING:
    from .models import ServicePage, Topic


class ServicePageQuerySet(PageQuerySet):
    def offered_by(self, partner: Partner) -> ServicePageQuerySet:
        """The live services this partner offers, by title: its responsibility is mapped or a local page says so."""
        local_pages = apps.get_model("catalogue", "LocalServicePage").objects.filter(
            partner=partner, service=OuterRef("pk"), live=True
        )
        mappings = ResponsibilityMapping.objects.filter(partner=partner, responsibility=OuterRef("responsibility"))
        return (
            self.live()
            .filter(Exists(mappings) | Exists(local_pages.filter(offered=True)))
            .exclude(Exists(local_pages.filter(offered=False)))
            .order_by("title", "pk")
        )

    def in_topic(self, topic: Topic) -> ServicePageQuerySet:
        return self.filter(topics=topic)


ServicePageManager = PageManager.from_queryset(ServicePageQuerySet, "ServicePageManager")


class LocalServicePageQuerySet(PageQuerySet):
    def of(self, service: ServicePage, partner: Partner) -> LocalServicePageQuerySet:
        """What this partner says about this service; at most one row."""
        return self.filter(service=service.pk, partner=partner)


LocalServicePageManager = PageManager.from_queryset(LocalServicePageQuerySet, "LocalServicePageManager")


class AgentNoteQuerySet(models.QuerySet):
    def for_service(self, service: ServicePage, partner: Partner) -> AgentNoteQuerySet:
        """The notes agents see beside this service when somebody calls for this partner."""
        return self.filter(Q(partner__isnull=True) | Q(partner=partner), service=service.pk)
