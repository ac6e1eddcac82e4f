"""What citizens type: a question to a department, and the number and code of one they have asked."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kuemmerer.file_fields import FilesField
from kuemmerer.forms import KernForm
from kuemmerer.questionnaires import AsksQuestions
from workflows.cases.actions import DetailsInput
from workflows.citizens.models import ReplyChannel

LONGEST_CONCERN = 4000


class QuestionForm(AsksQuestions, KernForm):
    """A concern with what its case type asks; how the answer comes decides which details are needed."""

    concern = forms.CharField(
        label=_("What is it about?"),
        max_length=LONGEST_CONCERN,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Write it in your own words. Please no bank details and nothing about your health."),
        error_messages={
            "required": _("Please write what it is about."),
            "max_length": _("Please write at most %(limit_value)d characters; these are %(show_value)d."),
        },
    )
    reply_channel = forms.ChoiceField(
        label=_("How would you like to get the answer?"),
        choices=[
            (ReplyChannel.EMAIL, _("by email")),
            (ReplyChannel.PHONE, _("by telephone")),
            (ReplyChannel.LETTER, _("by letter")),
            (ReplyChannel.NONE, _("I look it up here myself, with number and code")),
        ],
        initial=ReplyChannel.EMAIL,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose how the answer should reach you."),
            "invalid_choice": _("Please choose how the answer should reach you."),
        },
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Needed for an answer by email, for example name@example.org"),
        error_messages={"invalid": _("This email address is not complete. It looks like name@example.org.")},
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Needed for an answer by telephone"),
    )
    call_times = forms.CharField(
        label=_("When may we call?"),
        max_length=120,
        required=False,
        help_text=_("For example: weekdays from 9 to 11"),
    )
    address = forms.CharField(
        label=_("Postal address"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        help_text=_("Needed for an answer by letter: name, street and number, postcode and town"),
    )

    NEEDED = {
        ReplyChannel.EMAIL: ("email", _("For an answer by email we need your email address.")),
        ReplyChannel.PHONE: ("phone", _("For an answer by telephone we need your number.")),
        ReplyChannel.LETTER: ("address", _("For an answer by letter we need your postal address.")),
    }
    QUESTION = ("concern", "reply_channel")
    DETAILS = ("name", "email", "phone", "call_times", "address")

    SHOWN_FOR = {"email": "for-email", "phone": "for-phone", "call_times": "for-phone", "address": "for-letter"}
    marks_optional = False  # the group says what may be left out

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.DETAILS:
            self.fields[name].when = self.SHOWN_FOR.get(name, "")

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and sum(letter.isdigit() for letter in phone) < 3:
            raise forms.ValidationError(_("This is not a telephone number. It looks like 069 90009 100."))
        return phone

    def clean(self):
        values = super().clean()
        field, sentence = self.NEEDED.get(values.get("reply_channel"), (None, None))
        if field and not values.get(field) and field not in self.errors:
            self.add_error(field, sentence)
        return values

    def detail_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.DETAILS]

    def concern_as_sent(self) -> str:
        return self.cleaned_data["concern"]

    def details(self) -> DetailsInput:
        """What the citizen says about herself."""
        return DetailsInput(**{name: self.cleaned_data[name] for name in self.DETAILS}, language=get_language())

    def read_over(self) -> list[tuple[str, str]]:
        """Everything that was typed, by label, as it will be sent."""
        channels = dict(self.fields["reply_channel"].choices)
        said = {**self.cleaned_data, "reply_channel": channels[self.cleaned_data["reply_channel"]]}
        own = [(self[name].label, said[name]) for name in (*self.QUESTION, *self.DETAILS) if said.get(name)]
        return [own[0], *self.answer_lines(), *own[1:]]


class BarrierForm(QuestionForm):
    """A barrier on these pages, reported as BITV 2.0 asks for it: a concern like any other, that says what it is."""

    BEGINNING = "Gemeldete Barriere auf unseren Seiten:\n"  # for those who read it, who speak German

    concern = forms.CharField(
        label=_("What was difficult?"),
        max_length=LONGEST_CONCERN - len(BEGINNING),
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("On which page were you, and what did you want to know or do? Please nothing about your health."),
        error_messages={
            "required": _("Please write what was difficult."),
            "max_length": _("Please write at most %(limit_value)d characters; these are %(show_value)d."),
        },
    )

    def concern_as_sent(self) -> str:
        return f"{self.BEGINNING}{super().concern_as_sent()}"


class StatusForm(KernForm):
    """The number and the code that a citizen got with her question."""

    reference = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("For example LIN-7K4-93P; capitals and hyphens do not matter"),
        error_messages={"required": _("Please enter the number of your concern.")},
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        help_text=_("Two groups of four characters, for example 4KT7-W2PX"),
        error_messages={"required": _("Please enter the code that came with the number.")},
    )


class HelpfulForm(KernForm):
    """Yes or no, and what was missing; of nobody in particular."""

    helpful = forms.TypedChoiceField(
        label=_("Did you find what you needed?"),
        choices=[("ja", _("Yes")), ("nein", _("No"))],
        coerce=lambda chosen: chosen == "ja",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose yes or no."),
            "invalid_choice": _("Please choose yes or no."),
        },
    )
    words = forms.CharField(
        label=_("What was missing, or what was good?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Please no names, addresses or numbers. We delete these words after 90 days."),
        error_messages={"max_length": _("Please write at most %(limit_value)d characters; these are %(show_value)d.")},
    )


class ReplyForm(KernForm):
    """What a citizen replies, or adds to her concern: words, files, or both."""

    marks_optional = False  # one of the two is needed

    text = forms.CharField(
        label=_("Your message to the department"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": _("At most %(limit_value)d characters; these are %(show_value)d.")},
    )
    files = FilesField(label=_("Files"), required=False)

    def clean(self):
        values = super().clean()
        if not (values.get("text", "").strip() or self.fields["files"].held or self.errors):
            self.add_error("text", _("Please write something, or add a file."))
        return values


class WithdrawForm(KernForm):
    """She does not need an answer any more."""


class ReopenForm(KernForm):
    """Why an answer did not help."""

    reason = forms.CharField(
        label=_("What is still missing?"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Please say in a sentence what is still missing."),
            "max_length": _("At most %(limit_value)d characters; these are %(show_value)d."),
        },
    )
