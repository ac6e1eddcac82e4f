"""What the API says when something is wrong: one shape for every endpoint."""

from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler


def exception_handler(error: Exception, context: dict) -> Response | None:
    """REST framework's own answers; a message outside any field is called ``detail``."""
    response = default_handler(error, context)
    if response is not None and isinstance(response.data, list):
        response.data = {"detail": response.data}
    return response
