"""The first address: where everything else stands."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import addresses
from api.reading import Reading

LISTS = (
    "partners",
    "places",
    "services",
    "departments",
    "offices",
    "topics",
    "life_situations",
    "notices",
    "search",
    "suggest",
    "agent_search",
    "case_types",
    "cases",
    "promise",
    "files",
    "items",
    "schema",
    "docs",
)


class IndexSerializer(serializers.Serializer):
    """The address of each list, and of this description for machines and for people."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: serializers.URLField() for name in LISTS}


class IndexView(Reading):
    """The address of each list."""

    @extend_schema(responses=IndexSerializer)
    def get(self, request: Request) -> Response:
        """The address of each list; most of them ask for a partner."""
        return Response({name: addresses.of_ours(request, name.replace("_", "-")) for name in LISTS})
