"""What staff type: their way in, a concern to forward, a note for colleagues."""

from django import forms
from django.contrib.auth import forms as auth
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.accounts.attempts import SIGN_IN_FROM_HERE
from cms.accounts.forms import PasswordResetForm as ResetByJob
from kuemmerer.forms import KernForm, KernLook
from kuemmerer.questionnaires import AsksQuestions
from workflows.citizens.models import ReplyChannel


class PlaceMailForm(KernForm):
    """To which concern a mail belongs."""

    reference = forms.CharField(
        label=_("Number of the concern"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("One that has ended is opened again by it."),
        error_messages={"required": _("Write the number of the concern.")},
    )


class LoginForm(KernLook, auth.AuthenticationForm):
    """Says the same about an unknown address, a wrong password and a closed account."""

    error_messages = {
        "invalid_login": _(
            "This email address and this password do not belong together. Mind capital letters in the password."
        ),
        "inactive": _(
            "This email address and this password do not belong together. Mind capital letters in the password."
        ),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Email address")
        self.fields["username"].widget.attrs |= {"autocomplete": "username", "inputmode": "email", "autofocus": True}
        self.fields["password"].label = _("Password")

    def get_invalid_login_error(self):
        """The same for every address, known or not: too many attempts are counted by what was typed."""
        refusal = getattr(self.request, "refused_for_now", None)
        if refusal is None:
            return super().get_invalid_login_error()
        text = str(refusal)
        if refusal.limit != SIGN_IN_FROM_HERE.name:
            # With a new password she need not wait.
            text += " " + gettext("Or choose a new password under “Forgotten your password?”.")
        return forms.ValidationError(text, code="too_many_attempts")


class PasswordResetForm(KernLook, ResetByJob):
    """The address of somebody who forgot her password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget.attrs |= {"autofocus": True}


class NewPasswordForm(KernLook, auth.SetPasswordForm):
    """A new password, twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].widget.attrs |= {"autofocus": True}
        self.fields["new_password2"].label = _("The same password again")
        self.fields["new_password2"].help_text = ""  # the label says it


class NoteForm(KernForm):
    """A note for colleagues about a service."""

    text = forms.CharField(
        label=_("Internal note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only agents read this. No names or numbers of citizens."),
        error_messages={"required": _("Write the note, or leave without saving.")},
    )
    everywhere = forms.BooleanField(label=_("holds for all partners"), required=False)


class ForwardForm(AsksQuestions, KernForm):
    """What an agent asks before she forwards; every question is worded as it is said on the telephone."""

    marks_optional = False  # the legend says once that nobody must tell anything about herself

    concern = forms.CharField(
        label=_("“What is it about? I will write it down for the department.”"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=_("In whole sentences, as the department must understand it without having heard the call."),
        error_messages={
            "required": _("Write down what it is about; without it the department cannot answer."),
            "max_length": _("At most %(limit_value)d characters; these are %(show_value)d."),
        },
    )
    reply_channel = forms.ChoiceField(
        label=_("“How would you like to get the answer?”"),
        choices=ReplyChannel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ask how the answer should reach the caller.")},
    )
    name = forms.CharField(label=_("“May I have your name?”"), max_length=150, required=False)
    phone = forms.CharField(
        label=_("“At which number can we reach you?”"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    call_times = forms.CharField(
        label=_("“When may we call?”"),
        max_length=120,
        required=False,
        help_text=_("For example: weekdays from 9 to 11"),
    )
    email = forms.EmailField(
        label=_("“To which email address may we write?”"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is not a complete email address. Ask the caller to spell it.")},
    )
    address = forms.CharField(
        label=_("“To which address may we send a letter?”"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name, street and number, postcode and town, each on a line"),
    )

    NEEDED = {
        ReplyChannel.EMAIL: ("email", _("For an answer by email we need the address.")),
        ReplyChannel.PHONE: ("phone", _("For an answer by telephone we need the number.")),
        ReplyChannel.LETTER: ("address", _("For an answer by letter we need the postal address.")),
    }

    def clean(self):
        values = super().clean()
        field, sentence = self.NEEDED.get(values.get("reply_channel"), (None, None))
        if field and not values.get(field) and field not in self.errors:
            self.add_error(field, sentence)
        return values

    def given_details(self) -> dict[str, str]:
        """What the caller told about herself; empty when she told nothing."""
        details = {key: self.cleaned_data[key] for key in ("name", "email", "phone", "address", "call_times")}
        return details if any(details.values()) else {}
