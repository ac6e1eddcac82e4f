"""Addresses of the door: logging in and out, and a forgotten password."""

from django.urls import path

from .views import accounts

app_name = "accounts"
urlpatterns = [
    path("", accounts.Login.as_view(), name="login"),
    path("abmelden/", accounts.Logout.as_view(), name="logout"),
    path("passwort/", accounts.ForgottenPassword.as_view(), name="password_reset"),
    path("passwort/gesendet/", accounts.ResetSent.as_view(), name="password_reset_done"),
    path("passwort/<uidb64>/<token>/", accounts.NewPassword.as_view(), name="password_reset_confirm"),
    path("passwort/fertig/", accounts.PasswordChanged.as_view(), name="password_reset_complete"),
]
