"""Notices: what is out of order just now, each with what it is about."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import parameters
from api.reading import ReadingList
from cms.catalogue.models import Notice, ServicePage

from .departments import standing_departments
from .references import Reference, reference


class NoticeText(serializers.ModelSerializer):
    """Short-lived news from one moment to another."""

    class Meta:
        model = Notice
        fields = ["text", "text_en", "starts_at", "ends_at", "banner"]
        read_only_fields = fields


class NoticeSerializer(NoticeText):
    """A notice with what it is about; what it names holds for everything below it."""

    departments = serializers.SerializerMethodField()
    offices = serializers.SerializerMethodField()
    services = serializers.SerializerMethodField()

    class Meta(NoticeText.Meta):
        fields = [*NoticeText.Meta.fields, "departments", "offices", "services"]
        read_only_fields = fields

    def refer(self, kind: str, slug: str, name: str) -> dict:
        return reference(kind, slug, name, self.context["partner"], self.context["request"])

    @extend_schema_field(Reference(many=True))
    def get_departments(self, notice: Notice) -> list[dict]:
        return [self.refer("department", each.slug, each.name) for each in notice.departments.all()]

    @extend_schema_field(Reference(many=True))
    def get_offices(self, notice: Notice) -> list[dict]:
        return [self.refer("office", each.slug, each.name) for each in notice.offices.all()]

    @extend_schema_field(Reference(many=True))
    def get_services(self, notice: Notice) -> list[dict]:
        return [self.refer("service", each.slug, each.title) for each in notice.services.all()]


class NoticesQuery(parameters.ListQuery):
    partner = parameters.PartnerField()


class NoticeList(ReadingList):
    """What holds at this moment in the town hall of a partner: its own notices and those of all partners."""

    query_class = NoticesQuery
    serializer_class = NoticeSerializer
    list_name = "notices"

    def get_queryset(self) -> QuerySet[Notice]:
        partner = self.query["partner"]
        departments = standing_departments(partner)
        offices = partner.offices.filter(department__in=departments)
        return (
            Notice.objects.for_partner(partner)
            .showing(timezone.now())
            .prefetch_related(
                # A notice may name what another partner has, or what nobody has released yet.
                Prefetch("departments", departments),
                Prefetch("offices", offices),
                Prefetch("services", ServicePage.objects.offered_by(partner)),
            )
        )
