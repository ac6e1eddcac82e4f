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
    content_language = "de"  # of what is read; only our own words about it follow Accept-Language

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            self.query = parameters.read(self.query_class, request)

    def options(self, request: Request, *args, **kwargs) -> HttpResponse:
        """The header “Allow” says it all; the rest stands in the description."""
        return HttpResponse(status=204)

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers.setdefault("Content-Language", self.content_language)
        return response

    def get_serializer_context(self) -> dict:
        asked = getattr(self, "query", {})  # while the description is made nobody has asked anything
        return {"request": self.request, "view": self, "partner": asked.get("partner")}


class ReadingList(Reading, ListAPIView):
    """A list, page by page, in one order."""

    query_class = parameters.ListQuery
    pagination_class = Cursors
    list_name = ""
    ordering: tuple[str, ...] = ("pk",)


class ReadingOne(Reading, RetrieveAPIView):
    """One row by its short name."""

    lookup_field = "slug"
