"""What people type about their own account, and administrators about the accounts of others."""

from django.contrib.auth import forms as auth
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserEditForm

from . import actions, attempts
from .errors import TooManyAttempts
from .models import User


class PasswordResetForm(auth.PasswordResetForm):
    """Asks for a new password; the mail leaves as a job, so that the answer takes the same time for every address."""

    def get_users(self, email):
        """Also who has no password yet: her first link may have run out before she used it."""
        return User.objects.with_address(email).filter(is_active=True)

    def save(self, domain_override=None, use_https=False, request=None, **options):
        host = domain_override or request.get_host()
        try:
            attempts.count(attempts.RESET_OF_ACCOUNT, self.cleaned_data["email"].lower())
        except TooManyAttempts:
            return  # nobody fills her mailbox; the answer on the screen stays the same
        for user in self.get_users(self.cleaned_data["email"]):
            actions.send_password_reset(user, host=host, secure=use_https, language=get_language() or "de")


class PersonForm(UserEditForm):
    """A person by her e-mail address, deactivated instead of deleted; nobody deactivates herself.

    Nobody is made a superuser here: four eyes would end with her. The key of a later single sign-on is shown here only.
    """

    is_superuser = None

    class Meta(UserEditForm.Meta):
        fields = ["email", "first_name", "last_name", "is_active", "groups", "external_id"]

    def clean_external_id(self):
        """Said beside the field; the constraint says it for the whole row."""
        key = self.cleaned_data["external_id"].strip()
        if key and User.objects.filter(external_id=key).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody else has this key already."))
        return key

    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
