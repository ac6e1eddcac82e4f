"""The door: logging in and out, and a forgotten password."""

from django.contrib.auth import views
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

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


class Logout(views.LogoutView):
    """Leaves by POST only, so that no picture or link can log anybody out."""


class ForgottenPassword(views.PasswordResetView):
    """Asks for the address; the answer is the same whether it is known or not, the mail leaves as a job."""

    form_class = PasswordResetForm
    template_name = "accounts/password_reset.html"
    success_url = reverse_lazy("accounts:password_reset_done")


class ResetSent(views.PasswordResetDoneView):
    template_name = "accounts/password_reset_done.html"


@method_decorator(never_cache, name="dispatch")
class NewPassword(views.PasswordResetConfirmView):
    """Two fields for the new password; the link works once and for a limited time."""

    form_class = NewPasswordForm
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password_reset_complete")


class PasswordChanged(views.PasswordResetCompleteView):
    template_name = "accounts/password_reset_complete.html"
