"""The description of our own interface after OpenAPI: made once per process, in English, as JSON and as YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from django.http import HttpResponse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from . import parameters
from .problems import CONTENT_TYPE
from .reading import Reading

OURS = "/api/v1/"
# What any address may answer besides what it is for; an address with a name in it also 404.
REFUSALS = {
    "400": "A parameter is missing, unknown, given twice or not of its form.",
    "406": "`Accept` allows none of the forms there are.",
    "429": "The allowance of this minute is used up; `Retry-After` says when to come again.",
}
BY_TOKEN = {
    "401": "There is no token, or one that has ended or was withdrawn.",
    "403": "The token's person may not do this.",
}
NOT_FOUND = {"404": "There is nothing public at this address."}
BY_BODY = {
    "409": "It is refused as things stand; `type` names why.",
    "413": "The body is too large.",
    "415": "The body has another form than the one that is named here.",
    "422": "What was sent is of its form, and refused for what it says; `type` names why.",
    "503": "Somebody holds the concern just now; `Retry-After` says when to come again.",
}
PROBLEM = {
    "type": "object",
    "description": "A problem after RFC 9457, in German or English as `Accept-Language` asks.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Which problem; leads to its text."},
        "title": {"type": "string", "description": "The problem in a sentence."},
        "status": {"type": "integer", "description": "The status of the answer once more."},
        "detail": {"type": "string", "description": "What is wrong in this very request."},
        "errors": {
            "type": "array",
            "description": "Each parameter that is wrong, with a sentence.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
HEADERS = {
    "ETag": "The mark of this answer: send it as `If-None-Match`, and what has not changed is answered by 304.",
    "RateLimit-Policy": "How many requests (q) a network may make within how many seconds (w).",
    "RateLimit": "How many are left (r), and in how many seconds (t) the next minute begins.",
}


class Description(AutoSchema):
    """Takes the parameters from where they are read."""

    def get_override_parameters(self) -> list:
        return [self.view.query_class] if self.view.query_class().fields else []

    def get_operation_id(self) -> str:
        """“services_list”, “services_read”, “cases_send”: by the words of the address and what one does."""
        words = re.sub(r"\{.*?\}/?", "", self.path.removeprefix(OURS)).strip("/") or "index"
        kind = "send" if self.method == "POST" else "list" if self._is_list_view() else "read"
        return f"{words.replace('-', '_').replace('/', '_')}_{kind}"

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix(OURS).split("/")[0] or "index"]


def only_ours(endpoints: list[tuple[str, str, str, Callable]]) -> list[tuple[str, str, str, Callable]]:
    """Keep the addresses of version 1; Wagtail describes its own API."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(OURS)]


def with_problems(result: dict, generator: SchemaGenerator, **kwargs: object) -> dict:
    """Say of every address how it refuses, and which headers an answer has."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for name, schema in schemas.items():
        if name.endswith("Body"):  # what is sent: a field that is not known is refused
            schema["additionalProperties"] = False
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            by_token = any(operation.get("security", ()))
            refusals = REFUSALS | (NOT_FOUND if "{" in path else {}) | (BY_TOKEN if by_token else {})
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    parameter.setdefault("description", "Its short name, as lists give it.")
            answers = operation["responses"]
            headers = dict(HEADERS)
            is_file = "application/json" not in answers.get("200", {}).get("content", {})
            if is_file and method == "get":
                del headers["ETag"]
            elif method == "get":
                answers["304"] = {"description": "Nothing has changed since the answer whose `ETag` was sent."}
            else:
                refusals |= BY_BODY
                del headers["ETag"]
            for status in answers.keys() & {"200", "201"}:
                answers[status]["headers"] = {
                    name: {"description": said, "schema": {"type": "string"}} for name, said in headers.items()
                }
            for status, description in sorted(refusals.items()):
                answers[status] = {
                    "description": description,
                    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
    return result


@cache
def description() -> Mapping[str, object]:
    """The whole description; reading it out of the code costs half a second, so it is made once."""
    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)


RENDERERS: dict[str, type[BaseRenderer]] = {"json": OpenApiJsonRenderer2, "yaml": OpenApiYamlRenderer2}


@cache
def rendered(renderer: type[BaseRenderer]) -> bytes:
    return renderer().render(description(), renderer_context={})


class SchemaQuery(parameters.Query):
    format = serializers.ChoiceField(
        choices=sorted(RENDERERS), required=False, help_text="Overrules the header `Accept`; JSON if neither says."
    )


@extend_schema(exclude=True)
class SchemaView(Reading):
    """This description as JSON or YAML."""

    query_class = SchemaQuery
    content_language = "en"
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer]

    def get(self, request: Request) -> HttpResponse:
        renderer = RENDERERS.get(self.query.get("format", ""), type(request.accepted_renderer))
        return HttpResponse(rendered(renderer), content_type=renderer.media_type)
