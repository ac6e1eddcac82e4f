"""How people come in: with address and password, as often as the tallies allow, and without power that has ended."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cms.prepared import Blank, Prepared

from . import attempts
from .errors import TooManyAttempts
from .models import BreakGlass, User


def _held_by(person: Blank) -> QuerySet:
    """What she may by herself, and what her groups may."""
    names = Permission.objects.order_by().values_list("content_type__app_label", "codename")
    return names.filter(user=person).union(names.filter(group__user=person))


_HELD = Prepared(lambda: _held_by(Blank("person")))


class CountingBackend(ModelBackend):
    """Holds for every door, since every door asks here; the answer to an unknown account is the same."""

    def authenticate(self, request: HttpRequest | None, username=None, password=None, **kwargs) -> User | None:
        if username is None or password is None:
            return None
        account = username.lower()
        here = attempts.network_address(request) if request else ""
        try:
            # In this order: what is refused for a narrow reason costs nothing of what others need.
            attempts.count(attempts.ACCOUNT_FROM_HERE, account, here)
            attempts.count(attempts.SIGN_IN_FROM_HERE, here)
            attempts.count(attempts.ACCOUNT, account)
        except TooManyAttempts as refusal:
            if request is not None:
                request.refused_for_now = refusal  # for the form, which otherwise learns only that it was refused
            raise PermissionDenied from refusal
        person = super().authenticate(request, username=username, password=password, **kwargs)
        if person is not None:
            attempts.forget_account(account, here)
            attempts.take_back(attempts.SIGN_IN_FROM_HERE, here)
        return person

    def get_all_permissions(self, user_obj: User, obj: object = None) -> set[str]:
        """What Django's own says, in one question: it is the first of every screen for staff."""
        if user_obj.is_anonymous or not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "held_permissions"):
            user_obj.held_permissions = {f"{app}.{name}" for app, name in _HELD.rows(person=user_obj.pk)}
        return user_obj.held_permissions

    def get_user(self, user_id: int) -> User | None:
        """Full power ends on the minute, even while no worker runs that would take it from the row."""
        person = super().get_user(user_id)
        if person is not None and person.is_superuser:
            given = BreakGlass.objects.filter(user=person).first()
            if given is not None and (given.ended_at or given.ends_at <= timezone.now()):
                person.is_superuser = False
        return person
