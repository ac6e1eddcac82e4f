"""Mails about accounts, sent outside the request, and what ends by itself."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext, override

from cms.outbox.registry import job, recurring

from . import actions
from .models import BreakGlass, Tally, User


@job("send_password_reset", lane="mail")
def send_password_reset(*, user: int, host: str, secure: bool, language: str) -> None:
    """The link holds for one change of the password; who has been deactivated meanwhile gets nothing."""
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is not None:
        with override(language):
            _mail_link(person, gettext("Your new password"), "accounts/mail_password_reset.txt", host, secure)


@job("send_invitation", lane="mail")
def send_invitation(*, user: int, host: str, secure: bool, language: str) -> None:
    """As for a forgotten password; who has chosen one meanwhile gets nothing."""
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is not None and not person.has_usable_password():
        with override(language):
            _mail_link(person, gettext("Your way into Kümmerer"), "accounts/mail_invitation.txt", host, secure)


def _mail_link(person: User, subject: str, template: str, host: str, secure: bool) -> None:
    """The link is made only now: it stands in no job."""
    token = {
        "uidb64": urlsafe_base64_encode(force_bytes(person.pk)),
        "token": default_token_generator.make_token(person),
    }
    path = reverse("accounts:password_reset_confirm", kwargs=token)
    context = {
        "person": person,
        "link": f"{'https' if secure else 'http'}://{host}{path}",
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        "host": host,
    }
    send_mail(subject, render_to_string(template, context), None, [person.email])


@job("tell_of_full_power", lane="mail")
def tell_of_full_power(*, power: int, what: str, to: int) -> None:
    """Who may do everything, why and until when; who is no administrator any more gets nothing."""
    administrator = actions.administrators().filter(pk=to).first()
    if administrator is None:
        return
    given = BreakGlass.objects.select_related("user").get(pk=power)
    with override(settings.LANGUAGE_CODE):
        subject = gettext("Full power given") if what == "given" else gettext("Full power ended")
        text = render_to_string("accounts/mail_full_power.txt", {"power": given, "ended": what == "ended"})
        send_mail(subject, text, None, [administrator.email])


@recurring("forget_attempts", every=timedelta(minutes=10))
def forget_attempts() -> None:
    """What has ended counts for nothing any more; the fingerprints go too."""
    Tally.objects.filter(ends_at__lte=timezone.now()).delete()


@recurring("end_full_power", every=timedelta(minutes=1))
def end_full_power() -> None:
    actions.end_what_is_over(at=timezone.now())
