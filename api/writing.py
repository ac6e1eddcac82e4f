"""What addresses have in common that take something: a small JSON object in which every field is known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from . import parameters
from .reading import Reading

SAYS_SOMETHING = r"[^\s\u0000-\u001f\u0085]"  # what is more than what strip() takes away
LARGEST_BODY = 256 * 1024  # four times the longest concern with all answers, in UTF-8


class TooLarge(APIException):
    status_code = 413


class SmallJson(JSONParser):
    """JSON, read no further than a concern can be long."""

    def parse(self, stream, media_type=None, parser_context=None):
        written = stream.read(LARGEST_BODY + 1)
        if len(written) > LARGEST_BODY:
            raise TooLarge
        try:
            return json.loads(written.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise ParseError from None


def _no_number(word: str) -> None:
    raise ValueError(word)


class Text(serializers.CharField):
    """Words that say something: neither nothing nor blanks."""

    default_error_messages = {"blank": _("Please write something.")}


class Described(OpenApiSerializerFieldExtension):
    """How the description says it."""

    target_class = Text

    def map_serializer_field(self, auto_schema: object, direction: str) -> dict[str, object]:
        return {"type": "string", "minLength": 1, "maxLength": self.target.max_length, "pattern": SAYS_SOMETHING}


class Body(serializers.Serializer):
    """What is sent; a subclass adds its fields."""


class Writing(Reading):
    """Takes a body of ``body_class`` by POST; ``self.sent`` holds its values."""

    body_class: type[Body] = Body
    http_method_names = ["post", "options"]
    parser_classes = [SmallJson]

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            self.query = parameters.read(self.query_class, request)
            self.sent = read(self.body_class, request)

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


def read(body_class: type[Body], request: Request) -> Mapping[str, object]:
    """The body as values; raises a ``ValidationError`` that names each field that is wrong."""
    data = request.data
    if not isinstance(data, dict):
        raise serializers.ValidationError({"": [_("Send a JSON object.")]})
    body = body_class(data=data, context={"request": request})
    wrong = {name: [_("There is no such field here.")] for name in data if name not in body.fields}
    if not body.is_valid():
        wrong = {**body.errors, **wrong}
    if wrong:
        raise serializers.ValidationError(wrong)
    return body.validated_data


def texts_in(value: object) -> Iterator[str]:
    """Every text in a JSON value, the names of its fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)
