"""What other packages may do with people. Everything else here is private."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.audit.actions import record
from cms.audit.models import Actor
from cms.outbox.actions import send_later

from . import attempts
from .errors import AccountClosed, AlreadyIn, HasFullPower, NoFullPower, NotFit, NoToken, TooLong
from .groups import ADMINISTRATOR
from .models import BreakGlass, User
from .tokens import token_for

__all__ = [
    "choose_password",
    "end_full_power",
    "give_full_power",
    "make_person",
    "make_token",
    "send_invitation",
    "send_password_reset",
]

LONGEST_TOKEN = timedelta(days=365)
LONGEST_FULL_POWER = timedelta(hours=8)


@transaction.atomic
def make_person(*, email: str, first_name: str, last_name: str, groups: Iterable[Group], by: Actor) -> User:
    """Take a person in. She has no password until she chooses one with the link of her invitation.

    Raises ``ValidationError`` for what a form would refuse too.
    """
    person = User(email=User.objects.normalize_email(email), first_name=first_name, last_name=last_name)
    person.set_unusable_password()
    person.full_clean()
    person.save()
    person.groups.set(groups)
    record("person_created", person, by=by, new={"groups": "-".join(str(group.pk) for group in groups)})
    return person


@transaction.atomic
def send_invitation(person: User, *, host: str, secure: bool, language: str, by: Actor) -> None:
    """Let a mail leave with a link to her first password, also anew: each new link ends after the same time.

    Raises ``AlreadyIn`` for who has chosen a password, ``AccountClosed`` for who is not active.
    """
    if not person.is_active:
        raise AccountClosed(person)
    if person.has_usable_password():
        raise AlreadyIn(person)
    send_later("send_invitation", key=str(person.pk), user=person.pk, host=host, secure=secure, language=language)
    record("person_invited", person, by=by)


@transaction.atomic
def choose_password(form: SetPasswordForm, *, here: str = "") -> User:
    """Keep the password that came with a link from our mail: every other session ends, a lock on the account too."""
    person = form.save()
    attempts.forget_account(person.email, here)
    record("password_chosen", person, by=Actor.person(person))
    return person


@transaction.atomic
def make_token(person: User, *, lasting: timedelta, by: Actor) -> str:
    """A token by which a program reads in this person's name; it is returned this once and stored nowhere.

    Raises ``NoToken`` where the account is not open, or for a time out of reason.
    """
    if not person.is_active or not person.has_usable_password():
        raise NoToken
    if not timedelta(days=1) <= lasting <= LONGEST_TOKEN:
        raise NoToken
    ends_at = timezone.now() + lasting
    record("token_made", person, by=by, new={"ends_on": timezone.localdate(ends_at)})
    return token_for(person, ends_at=ends_at)


@transaction.atomic
def send_password_reset(user: User, *, host: str, secure: bool, language: str) -> None:
    """Let a mail with a link to a new password leave as a job; the link is made when the mail leaves.

    The payload holds the key of the person and where she asked, never the address or the link.
    """
    send_later(
        "send_password_reset",
        key=str(user.pk),
        user=user.pk,
        host=host,
        secure=secure,
        language=language,
    )


@transaction.atomic
def give_full_power(person: User, *, reason: str, lasting: timedelta, by: Actor) -> BreakGlass:
    """Break the glass: she may do everything for a limited time, and all administrators learn of it by mail.

    Raises ``NotFit`` for a closed account or without a reason, ``TooLong``, ``HasFullPower``.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    reason = " ".join(reason.split())
    if not person.is_active or not reason or len(reason) > BreakGlass._meta.get_field("reason").max_length:
        raise NotFit
    if not timedelta() < lasting <= LONGEST_FULL_POWER:
        raise TooLong(LONGEST_FULL_POWER)
    if person.times_of_full_power.filter(ended_at=None).exists():
        raise HasFullPower(person)
    now = timezone.now()
    power = BreakGlass.objects.create(user=person, reason=reason, started_at=now, ends_at=now + lasting)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    record("full_power_given", person, by=by, new={"until": power.ends_at}, fields=["reason"])
    _tell_administrators(power, "given")
    return power


@transaction.atomic
def end_full_power(person: User, *, by: Actor) -> None:
    """Take it back before its time. Raises ``NoFullPower`` if there is none."""
    power = BreakGlass.objects.select_for_update().filter(user=person, ended_at=None).first()
    if power is None:
        raise NoFullPower(person)
    _end(power, at=timezone.now(), by=by)


def end_what_is_over(*, at: datetime) -> None:
    """Take full power from everybody whose time is over; called every minute."""
    for power in BreakGlass.objects.filter(ended_at=None, ends_at__lte=at):
        with transaction.atomic():
            if BreakGlass.objects.select_for_update().filter(pk=power.pk, ended_at=None).exists():
                _end(power, at=at, by=Actor.system("end_full_power"))


def _end(power: BreakGlass, *, at: datetime, by: Actor) -> None:
    BreakGlass.objects.filter(pk=power.pk).update(ended_at=at)
    User.objects.filter(pk=power.user_id).update(is_superuser=False)
    record("full_power_ended", power.user, by=by, old={"until": power.ends_at})
    _tell_administrators(power, "ended")


def administrators() -> QuerySet[User]:
    """Who is told when somebody gets or loses full power."""
    return User.objects.filter(is_active=True, groups__name=ADMINISTRATOR).distinct()


def _tell_administrators(power: BreakGlass, what: str) -> None:
    for administrator in administrators():
        send_later(
            "tell_of_full_power",
            key=f"{power.pk}-{what}-{administrator.pk}",
            power=power.pk,
            what=what,
            to=administrator.pk,
        )
