"""The public search: what citizens find, for machines."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import addresses, parameters
from api.reading import Reading
from cms.knowledge.search import Audience, Hit, search

MOST_RESULTS = 20


class HitSerializer(serializers.Serializer):
    """A service that fits the words."""

    slug = serializers.CharField()
    title = serializers.CharField()
    everyday_title = serializers.CharField()
    teaser = serializers.CharField()
    offered = serializers.BooleanField()
    url = serializers.SerializerMethodField(help_text="Its address in this API.")

    @extend_schema_field(serializers.URLField)
    def get_url(self, hit: Hit) -> str:
        return addresses.of_ours(self.context["request"], "service", hit.slug, partner=self.context["partner"].slug)


class ResultsSerializer(serializers.Serializer):
    """What was found, best first."""

    unsure = serializers.BooleanField(help_text="True if the words were hardly understood.")
    hits = HitSerializer(many=True)


class SearchQuery(parameters.Query):
    partner = parameters.PartnerField()
    q = serializers.CharField(
        max_length=200, default="", allow_blank=True, help_text="What somebody would say; nothing finds nothing."
    )


class SearchView(Reading):
    """Services that fit the words, best first; at most 20."""

    query_class = SearchQuery

    @extend_schema(responses=ResultsSerializer)
    def get(self, request: Request) -> Response:
        """Services that fit the words, best first; at most 20."""
        results = search(self.query["q"], partner=self.query["partner"], audience=Audience.PUBLIC, limit=MOST_RESULTS)
        context = {"request": request, "partner": self.query["partner"]}
        return Response(ResultsSerializer(results, context=context).data)
