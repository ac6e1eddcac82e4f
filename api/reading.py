"""What all our addresses have in common: they are read, by anybody, with the parameters they name."""

from __future__ import annotations

from django.http import HttpResponse
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.views import APIView

from . import parameters
from .cursors import Cursors


class Reading(APIView):
    """Reads the parameters before anything else; ``self.query`` holds their values."""

    query_class: type[parameters.Query] = parameters.Query
    http_method_names = ["get", "head", "options"]

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            self.query = parameters.read(self.query_class, request)

    def options(self, request: Request, *args, **kwargs) -> HttpResponse:
        """The header “Allow” says it all; the rest stands in the description."""
        return HttpResponse(status=204)

    def get_serializer_context(self) -> dict:
        asked = getattr(self, "query", {})  # while the description is made nobody has asked anything
        return {"request": self.request, "view": self, "partner": asked.get("partner")}


class ReadingList(Reading, ListAPIView):
    """A list, page by page, in an order that never changes."""

    query_class = parameters.ListQuery
    pagination_class = Cursors
    list_name = ""
    ordering: tuple[str, ...] = ("pk",)


class ReadingOne(Reading, RetrieveAPIView):
    """One row by its short name."""

    lookup_field = "slug"
