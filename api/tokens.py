"""Who asks with a token: a person of the service centre, in whose name a program reads."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from cms.accounts.models import User
from cms.accounts.tokens import person_of

CALL_DESK = "accounts.open_call_desk"
INBOX = "accounts.open_inbox"


class ByToken(BaseAuthentication):
    """`Authorization: Bearer …`; nobody is asked for a password or a cookie here."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        person = person_of(token.strip(), at=timezone.now()) if scheme.lower() == "bearer" else None
        if person is None:
            raise AuthenticationFailed
        return person, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class IsAgent(BasePermission):
    """Only who may open the call desk."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user) and request.user.has_perm(CALL_DESK)


class WorksInADepartment(BasePermission):
    """Only who may open the inbox; what lies in it comes from her memberships alone."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user) and request.user.has_perm(INBOX)


class Described(OpenApiAuthenticationExtension):
    """How the description says it."""

    target_class = ByToken
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
