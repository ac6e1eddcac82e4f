"""The door: logging in and out, and a forgotten password."""

from http import HTTPStatus

from django.contrib.auth import views
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from cms.accounts import attempts
from cms.accounts.actions import choose_password
from cms.accounts.errors import TooManyAttempts
from desk.forms import LoginForm, NewPasswordForm, PasswordResetForm


class Login(views.LoginView):
    """E-mail address and password; the answer to a wrong one never says which of the two is known here."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"

    def dispatch(self, request, *args, **kwargs):
        # Whoever is in already goes to her own first screen and never back to ``next``: Wagtail sends people without
        # the right to edit here, and following ``next`` would send them round in a circle.
        if request.user.is_authenticated:
            return redirect("desk:home")
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        return for_later(answer, getattr(self.request, "refused_for_now", None))


def for_later(answer: HttpResponse, refusal: TooManyAttempts | None) -> HttpResponse:
    """The same page; a program learns from its head when it may come again."""
    if refusal is not None:
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer["Retry-After"] = str(refusal.seconds)
    return answer


class Logout(views.LogoutView):
    """Leaves by POST only, so that no picture or link can log anybody out."""


class ForgottenPassword(views.PasswordResetView):
    """Asks for the address; the answer is the same whether it is known or not, the mail leaves as a job."""

    form_class = PasswordResetForm
    template_name = "accounts/password_reset.html"
    success_url = reverse_lazy("accounts:password_reset_done")

    def form_valid(self, form):
        try:
            attempts.count(attempts.RESET_FROM_HERE, attempts.network_address(self.request))
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return for_later(self.form_invalid(form), refusal)
        return super().form_valid(form)


class ResetSent(views.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


@method_decorator(never_cache, name="dispatch")
class NewPassword(views.PasswordResetConfirmView):
    """Two fields for the new password; the link works once and for a limited time."""

    form_class = NewPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password_reset_complete")

    def form_valid(self, form):
        choose_password(form, here=attempts.network_address(self.request))
        del self.request.session[views.INTERNAL_RESET_SESSION_TOKEN]
        return redirect(self.get_success_url())


class PasswordChanged(views.PasswordResetCompleteView):
    template_name = "accounts/password_reset_complete.html"
