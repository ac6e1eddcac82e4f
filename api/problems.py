"""What the API says when something is wrong: one form for every address, after RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from wagtail.api.v2.utils import BadRequestError

CONTENT_TYPE = "application/problem+json"
EXPLAINED = "/api/v1/docs/"  # the same under every host, so that a type can be compared


class Kind(NamedTuple):
    """A problem by its name: what it is called for machines, and for people."""

    name: str
    title: str
    explanation: str


KINDS = {
    400: Kind(
        "bad-parameter",
        _("Something in this request is not as it should be."),
        _("A parameter is missing, unknown, given twice or not of its form; “errors” names each."),
    ),
    401: Kind(
        "unauthorised",
        _("This is for programs of the service centre only."),
        _("Send “Authorization: Bearer …” with a token that has not ended; administrators make one."),
    ),
    403: Kind(
        "forbidden",
        _("This is not open to everybody."),
        _("Nobody who asks without an account, or without the right for it, may see this."),
    ),
    404: Kind(
        "not-found",
        _("There is nothing at this address."),
        _("The address is misspelt, or what stood there is gone or not public."),
    ),
    405: Kind(
        "method-not-allowed",
        _("This cannot be done here."),
        _("Everything here is read: GET, HEAD and OPTIONS. The header “Allow” says so too."),
    ),
    406: Kind(
        "not-acceptable",
        _("This cannot be answered in the form asked for."),
        _("The header “Accept” names only forms that this address does not have; leave it out or allow JSON."),
    ),
    415: Kind(
        "unsupported-media-type",
        _("The body of this request has a form that is not understood."),
        _("Reading needs no body."),
    ),
    429: Kind(
        "too-many-requests",
        _("Too many requests."),
        _("The header “Retry-After” says after how many seconds the next one is answered."),
    ),
    500: Kind(
        "internal-error",
        _("Something went wrong on our side."),
        _("It has been logged; the header “X-Request-ID” is the number to report it by."),
    ),
    503: Kind(
        "unavailable",
        _("This cannot be answered at the moment."),
        _("Try again in a while."),
    ),
}


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The answer to a request that cannot be fulfilled, in the language that is active."""
    kind = KINDS.get(status)
    said = {
        "type": f"{EXPLAINED}#problem-{kind.name}" if kind else "about:blank",
        "title": str(kind.title) if kind else HTTPStatus(status).phrase,
        "status": int(status),
    }
    if detail:
        said["detail"] = str(detail)
    if errors := list(errors):
        said["errors"] = errors
    return HttpResponse(
        json.dumps(said, ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Language": get_language(),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )


def is_problem(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith(CONTENT_TYPE)


def exception_handler(error: Exception, context: Mapping) -> HttpResponse | None:
    """Refusals as problems; None for what nobody foresaw, so that Django logs it (the middleware answers)."""
    match error:
        case exceptions.ValidationError():
            return problem(400, errors=list(_errors(error.detail)))
        case exceptions.APIException():
            # What REST framework says of a form or a method is said better by the title.
            is_ours = isinstance(error, exceptions.NotFound) and error.detail != exceptions.NotFound.default_detail
            headers = {"WWW-Authenticate": error.auth_header} if getattr(error, "auth_header", None) else None
            return problem(error.status_code, str(error.detail) if is_ours else "", headers=headers)
        case BadRequestError():
            return problem(400, str(error))
        case Http404():
            return problem(404)
        case PermissionDenied():
            return problem(403)
        case SuspiciousOperation():
            return problem(400)
    return None


def _errors(detail: object, parameter: str = "") -> Iterable[dict[str, str]]:
    """REST framework's nested messages as a flat list, each beside its parameter."""
    if isinstance(detail, Mapping):
        for name, messages in detail.items():
            yield from _errors(messages, str(name))
    elif isinstance(detail, (list, tuple)):
        for message in detail:
            yield from _errors(message, parameter)
    else:
        yield {"parameter": parameter, "detail": str(detail)}
