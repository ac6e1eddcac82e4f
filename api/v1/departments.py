"""Departments of a partner, and how they belong to each other."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import addresses, parameters
from api.reading import ReadingList, ReadingOne
from cms.organisation.models import Department, Partner

from .references import Reference, ServiceLevelField, reference


class DepartmentSerializer(serializers.ModelSerializer):
    """A unit of a partner."""

    service_level = serializers.SerializerMethodField()
    parent = serializers.SerializerMethodField(help_text="The department it belongs to.")
    offices = serializers.SerializerMethodField(help_text="Where citizens find it.")
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    html_url = serializers.SerializerMethodField(help_text="Its page in the town hall.")

    class Meta:
        model = Department
        fields = ["slug", "name", "description", "service_level", "parent", "offices", "url", "html_url"]
        read_only_fields = fields

    def refer(self, kind: str, slug: str, name: str) -> dict:
        return reference(kind, slug, name, self.context["partner"], self.context["request"])

    @extend_schema_field(ServiceLevelField)
    def get_service_level(self, department: Department) -> str:
        return self.context["partner"].level_for(department)

    @extend_schema_field(Reference(allow_null=True))
    def get_parent(self, department: Department) -> dict | None:
        parent = department.parent
        return self.refer("department", parent.slug, parent.name) if parent else None

    @extend_schema_field(Reference(many=True))
    def get_offices(self, department: Department) -> list[dict]:
        return [self.refer("office", office.slug, office.name) for office in department.offices.all()]

    @extend_schema_field(serializers.URLField)
    def get_url(self, department: Department) -> str:
        return self.refer("department", department.slug, department.name)["url"]

    @extend_schema_field(serializers.URLField)
    def get_html_url(self, department: Department) -> str:
        return addresses.of_town_hall(self.context["partner"], self.context["request"], f"/aemter/{department.slug}/")


class DepartmentQuery(parameters.Query):
    partner = parameters.PartnerField()


class DepartmentsQuery(parameters.ListQuery, DepartmentQuery):
    """The departments of one partner."""


def standing_departments(partner: Partner) -> QuerySet[Department]:
    """The departments of a partner that have not ended."""
    return Department.objects.standing(timezone.localdate()).filter(partner=partner)


class Departments:
    """Those of the partner asked for, with what they are shown with."""

    def get_queryset(self) -> QuerySet[Department]:
        standing = standing_departments(self.query["partner"])
        return standing.select_related("parent").prefetch_related("offices")


class DepartmentList(Departments, ReadingList):
    """The departments of a partner, by name."""

    query_class = DepartmentsQuery
    serializer_class = DepartmentSerializer
    list_name = "departments"
    ordering = ("name", "pk")


class DepartmentDetail(Departments, ReadingOne):
    """One department of a partner."""

    query_class = DepartmentQuery
    serializer_class = DepartmentSerializer
