"""The agents' search for programs of the service centre: with their notes, colleagues and bulletins, by a token."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.reading import Reading
from api.tokens import ByToken, IsAgent
from cms.knowledge.search import Audience, Kind, search
from cms.knowledge.search_log import searched
from cms.organisation.models import Partner

from .search import MOST_RESULTS, HitSerializer, ResultsSerializer, SearchQuery, answer


class AgentHitSerializer(HitSerializer):
    """What fits the words; a colleague and a bulletin have no address."""

    kind = serializers.ChoiceField(Kind.choices)
    slug = serializers.CharField(allow_blank=True)


class AgentResultsSerializer(ResultsSerializer):
    """What was found, best first."""

    hits = AgentHitSerializer(many=True)

    @extend_schema_field(
        {"type": "object", "properties": {kind.value: {"type": "integer", "minimum": 1} for kind in Kind}}
    )
    def get_kinds(self, found: dict) -> dict[str, int]:
        return found["kinds"]


class AgentSearchQuery(SearchQuery):
    kind = serializers.ChoiceField(Kind.choices, required=False, help_text="Only this kind.")
    everywhere = serializers.BooleanField(
        default=False, help_text="Also with all other partners; what the one asked for has comes first."
    )


class AgentSearchView(Reading):
    """What agents find, best first; at most 20."""

    query_class = AgentSearchQuery
    authentication_classes = [ByToken]
    permission_classes = [IsAgent]

    @extend_schema(responses=AgentResultsSerializer)
    def get(self, request: Request) -> Response:
        """What agents find, best first; at most 20. Needs the token of a person who may open the call desk."""
        asked = self.query
        also = list(Partner.objects.select_related("site").order_by("name")) if asked["everywhere"] else []
        results = search(
            asked["q"],
            partner=asked["partner"],
            audience=Audience.AGENT,
            limit=MOST_RESULTS,
            kinds={Kind(asked["kind"])} if "kind" in asked else None,
            topic=asked["topic"].pk if "topic" in asked else None,
            also=also,
            by=request.user,
        )
        searched(asked["q"], partner=asked["partner"], face="agent", results=results)
        found = answer(results, asked, request, audience=Audience.AGENT, also=also)
        return Response(AgentResultsSerializer(found).data)
