"""Topics and life situations: the two ways in which citizens look for services."""

from __future__ import annotations

from django.db.models import Count, Model, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import addresses, parameters
from api.reading import ReadingList
from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.organisation.models import Partner


class WithServices(serializers.ModelSerializer):
    """How many services a partner offers under it, and where they are listed."""

    filter_name = ""

    services = serializers.IntegerField(source="number", help_text="How many this partner offers under it.")
    services_url = serializers.SerializerMethodField(help_text="Where they are listed.")

    @extend_schema_field(serializers.URLField)
    def get_services_url(self, row: Model) -> str:
        query = {"partner": self.context["partner"].slug, self.filter_name: row.slug}
        return addresses.of_ours(self.context["request"], "services", **query)


class TopicSerializer(WithServices):
    """A subject under which citizens look for services."""

    filter_name = "topic"

    class Meta:
        model = Topic
        fields = ["slug", "name", "name_en", "services", "services_url"]
        read_only_fields = fields


class LifeSituationSerializer(WithServices):
    """Something that happens in a life and brings several services with it."""

    filter_name = "life_situation"

    class Meta:
        model = LifeSituation
        fields = ["slug", "name", "name_en", "teaser", "services", "services_url"]
        read_only_fields = fields


class OfPartnerQuery(parameters.ListQuery):
    partner = parameters.PartnerField()


def with_services(rows: QuerySet, partner: Partner) -> QuerySet:
    """Those under which the partner offers anything, each with its ``number``."""
    offered = ServicePage.objects.offered_by(partner).order_by().values("pk")
    return rows.annotate(number=Count("services", filter=Q(services__in=offered), distinct=True)).filter(number__gt=0)


class TopicList(ReadingList):
    """The topics under which a partner offers services, by name."""

    query_class = OfPartnerQuery
    serializer_class = TopicSerializer
    list_name = "topics"
    ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Topic]:
        return with_services(Topic.objects.all(), self.query["partner"])


class LifeSituationList(ReadingList):
    """The life situations for which a partner offers services, in the order of the town hall."""

    query_class = OfPartnerQuery
    serializer_class = LifeSituationSerializer
    list_name = "life-situations"
    ordering = ("position", "name", "pk")

    def get_queryset(self) -> QuerySet[LifeSituation]:
        return with_services(LifeSituation.objects.all(), self.query["partner"])
