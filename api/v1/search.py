"""The public search: what citizens find, for machines."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.knowledge.search import Audience, search

from .partners import PARTNER_PARAMETER, partner_of

MOST_RESULTS = 20


class HitSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    everyday_title = serializers.CharField()
    teaser = serializers.CharField()
    offered = serializers.BooleanField()


class ResultsSerializer(serializers.Serializer):
    unsure = serializers.BooleanField(help_text="True if the words were hardly understood.")
    hits = HitSerializer(many=True)


class SearchView(APIView):
    """Services that fit the words, best first."""

    @extend_schema(
        parameters=[PARTNER_PARAMETER, OpenApiParameter("q", str, description="What somebody would say.")],
        responses=ResultsSerializer,
    )
    def get(self, request):
        """Search the public entries of one partner; an empty query finds nothing."""
        partner = partner_of(request)
        query = request.query_params.get("q", "")
        results = search(query, partner=partner, audience=Audience.PUBLIC, limit=MOST_RESULTS)
        return Response(ResultsSerializer(results).data)
