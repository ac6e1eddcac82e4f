"""What people type about their own account, and administrators about the accounts of others."""

from django.contrib.auth import forms as auth
from django.utils.translation import get_language
from wagtail.users.forms import UserCreationForm, UserEditForm

from . import actions


class PasswordResetForm(auth.PasswordResetForm):
    """Asks for a new password; the mail leaves as a job, so that the answer takes the same time for every address."""

    def save(self, domain_override=None, use_https=False, request=None, **options):
        host = domain_override or request.get_host()
        for user in self.get_users(self.cleaned_data["email"]):
            actions.send_password_reset(user, host=host, secure=use_https, language=get_language() or "de")


class NewPersonForm(UserCreationForm):
    """A person by her e-mail address; nobody is made a superuser here (four eyes would end with her)."""

    is_superuser = None

    class Meta(UserCreationForm.Meta):
        fields = ["email", "first_name", "last_name", "groups"]


class PersonForm(UserEditForm):
    """As for a new person; instead of deleting her she is deactivated. Nobody deactivates herself."""

    is_superuser = None

    class Meta(UserEditForm.Meta):
        fields = ["email", "first_name", "last_name", "is_active", "groups"]

    def __init__(self, *args, editing_self=False, **kwargs):
        super().__init__(*args, **kwargs)
        if editing_self:
            del self.fields["is_active"]
