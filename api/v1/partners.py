"""Partners: the municipalities and bodies whose facts stand here."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import addresses, parameters
from api.reading import ReadingList, ReadingOne
from cms.organisation.models import Partner
from cms.organisation.municipality_keys import as_written

from .references import ServiceLevelField


class PartnerSerializer(serializers.ModelSerializer):
    """A municipality or body with a town hall of its own."""

    service_level = ServiceLevelField()
    languages = serializers.ListField(
        child=serializers.CharField(), help_text="In which languages the town hall speaks: `de`, `en`, `de-simple`."
    )
    logo = serializers.SerializerMethodField(help_text="Address of its picture, if it has one.")
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    html_url = serializers.SerializerMethodField(help_text="Its town hall, if it has one.")

    class Meta:
        model = Partner
        fields = [
            "slug",
            "name",
            "kind",
            "land",
            "municipality_key",
            "phone",
            "service_level",
            "languages",
            "colour",
            "colour_dark",
            "logo",
            "url",
            "html_url",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_logo(self, partner: Partner) -> str | None:
        if partner.logo is None:
            return None
        return addresses.whole(partner.logo.file.url, self.context["request"], partner)

    @extend_schema_field(serializers.URLField)
    def get_url(self, partner: Partner) -> str:
        return addresses.of_ours(self.context["request"], "partner", partner.slug)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_html_url(self, partner: Partner) -> str | None:
        if partner.site is None:
            return None
        return addresses.of_town_hall(partner, self.context["request"], "/")


class PartnersQuery(parameters.ListQuery):
    municipality_key = serializers.CharField(
        max_length=30, required=False, help_text="AGS (8 digits) or ARS (12 digits)."
    )

    def validate_municipality_key(self, key: str) -> str:
        digits = as_written(key)
        if not (digits.isascii() and digits.isdigit() and len(digits) in (8, 12)):
            raise serializers.ValidationError(_("A municipality key has 8 or 12 digits."))
        return digits


class PartnerList(ReadingList):
    """The partners whose facts stand here.

    Nearly every other address asks for one of them by its short name.
    """

    query_class = PartnersQuery
    serializer_class = PartnerSerializer
    list_name = "partners"
    ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Partner]:
        partners = Partner.objects.select_related("site", "logo")
        if key := self.query.get("municipality_key"):
            partners = partners.filter(municipality_key=key)
        return partners


class PartnerDetail(ReadingOne):
    """One partner."""

    serializer_class = PartnerSerializer
    queryset = Partner.objects.select_related("site", "logo")
