"""Files for a concern: brought one by one before it is opened, looked at by their content, named by a handle."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from api import writing
from api.tokens import ByToken
from cms.accounts import attempts
from workflows.cases import actions

BESIDE_THE_FILE = 64 * 1024  # its name, and what keeps the parts of the body apart


class OneFile(MultiPartParser):
    """A form with files, refused before it is read where no file of this size is taken."""

    def parse(self, stream, media_type=None, parser_context=None):
        length = parser_context["request"].META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal():
            raise ParseError
        if int(length) > actions.LARGEST_FILE + BESIDE_THE_FILE:
            raise writing.TooLarge
        return super().parse(stream, media_type, parser_context)


@extend_schema_field(OpenApiTypes.BINARY)
class Content(serializers.FileField):
    """The bytes themselves; in an answer a file would be an address."""


class FileBody(writing.Body):
    """A file as a form sends it."""

    file = Content(
        allow_empty_file=True,  # that it is empty is said by the door
        help_text="A PDF or a picture (JPEG, PNG, WebP, HEIC) of at most 10 MB; the content counts, not the name.",
    )

    def validate(self, sent: dict) -> dict:
        if len(self.initial_data.getlist("file")) > 1:
            raise serializers.ValidationError({"file": [_("Bring one file at a time.")]})
        return sent


class HeldFileSerializer(serializers.Serializer):
    """A file that waits for its concern."""

    handle = serializers.CharField(help_text="Stands in the answer to a question of the kind `file`. Keep it secret.")
    name = serializers.CharField(help_text="As it will be shown.")
    media_type = serializers.CharField(help_text="What it is by its content.")
    size = serializers.IntegerField(help_text="Bytes.")
    held_until = serializers.DateTimeField(help_text="Then it is deleted, unless a concern was opened with it.")


class FileView(writing.Writing):
    """Bringing a file."""

    authentication_classes = [ByToken]
    parser_classes = [OneFile]
    body_class = FileBody

    @extend_schema(request={"multipart/form-data": FileBody}, responses={201: HeldFileSerializer})
    def post(self, request: Request) -> Response:
        """Bring a file (`multipart/form-data`) for a concern that is opened afterwards.

        Its `handle` goes into the answer to a question of the kind `file`. At most five belong to one concern. Without
        a token a network may bring 30 in 15 minutes.
        """
        held = actions.hold_file(self.sent["file"])
        held.held_until = held.added_at + actions.FILES_WAIT_FOR
        return Response(HeldFileSerializer(held).data, status=201)

    def initial(self, request: Request, *args, **kwargs) -> None:
        """Counted before the body is read, as every attempt is."""
        if request.method == "POST" and not request.user:
            attempts.count(attempts.FILES_FROM_HERE, attempts.network_address(request))
        super().initial(request, *args, **kwargs)
