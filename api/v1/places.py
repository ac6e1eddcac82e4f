"""Places: towns, districts and postcodes, each with the partner that serves it or with who else does."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import parameters
from api.reading import ReadingList
from cms.organisation.models import Place

from .references import PartnerReference


class ServedBy(serializers.Serializer):
    """Who serves a place that no partner here does."""

    name = serializers.CharField(source="served_by")
    phone = serializers.CharField(source="served_by_phone")
    url = serializers.CharField(source="served_by_url")


class PlaceSerializer(serializers.ModelSerializer):
    """A place, and who answers for it: a partner here, or somebody else."""

    partner = PartnerReference(allow_null=True)
    served_by = serializers.SerializerMethodField()

    class Meta:
        model = Place
        fields = ["name", "kind", "postcode", "partner", "served_by"]
        read_only_fields = fields

    @extend_schema_field(ServedBy(allow_null=True))
    def get_served_by(self, place: Place) -> dict | None:
        return ServedBy(place).data if place.partner is None else None


class PlacesQuery(parameters.ListQuery):
    name = serializers.CharField(max_length=120, required=False, help_text="How the name begins.")
    postcode = serializers.RegexField(
        r"^[0-9]{5}\Z",
        required=False,
        error_messages={"invalid": _("A postcode has five digits.")},
        help_text="Five digits.",
    )
    kind = serializers.ChoiceField(choices=Place.Kind.values, required=False)
    partner = parameters.PartnerField(required=False)


class PlaceList(ReadingList):
    """The places that are known here, by name."""

    query_class = PlacesQuery
    serializer_class = PlaceSerializer
    list_name = "places"
    ordering = ("name", "postcode", "pk")

    def get_queryset(self) -> QuerySet[Place]:
        filters = {"name": "name__istartswith", "postcode": "postcode", "kind": "kind", "partner": "partner"}
        wanted = {lookup: self.query[name] for name, lookup in filters.items() if name in self.query}
        return Place.objects.select_related("partner").filter(**wanted)
