"""What the API says when something is wrong: one form for every address, after RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from rest_framework import exceptions
from wagtail.api.v2.utils import BadRequestError

from cms.accounts.errors import TooManyAttempts
from workflows.cases.errors import AnswersFault

from .problem_kinds import KINDS, Kind
from .refusals import Refusal, refusal_of

CONTENT_TYPE = "application/problem+json"
EXPLAINED = "/api/v1/docs/"  # the same under every host, so that a type can be compared


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    kind: Kind | None = None,
) -> HttpResponse:
    """The answer to a request that cannot be fulfilled, in the language that is active."""
    kind = kind or KINDS.get(status)
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
    if (refusal := refusal_of(error)) is not None:
        return _refused(error, refusal)
    match error:
        case TooManyAttempts():
            return problem(429, str(error), headers={"Retry-After": str(error.seconds)})
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


def _refused(error: Exception, refusal: Refusal) -> HttpResponse:
    """What a case refuses, by its name; beside the field if it is about one."""
    if isinstance(error, AnswersFault):
        found = [{"parameter": f"answers.{key}", "detail": sentence} for key, sentence in error.faults.items()]
    else:
        found = [{"parameter": refusal.field, "detail": str(error) or str(refusal.kind.title)}] if refusal.field else []
    headers = {"Retry-After": "5"} if refusal.status == 503 else None
    return problem(refusal.status, str(error), errors=found, headers=headers, kind=refusal.kind)


def _errors(detail: object, parameter: str = "") -> Iterable[dict[str, str]]:
    """REST framework's nested messages as a flat list, each beside its parameter."""
    if isinstance(detail, Mapping):
        for name, messages in detail.items():
            yield from _errors(messages, f"{parameter}.{name}" if parameter else str(name))
    elif isinstance(detail, (list, tuple)):
        for message in detail:
            yield from _errors(message, parameter)
    else:
        yield {"parameter": parameter, "detail": str(detail)}
