"""What staff type at a case: the steps of its way, and what they do beside them."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.accounts.models import User
from cms.organisation.models import Department
from kuemmerer.file_fields import FilesField
from kuemmerer.forms import KernForm
from workflows.cases import actions
from workflows.cases.models import Attempt, Case
from workflows.citizens.models import ReplyChannel

LONGEST_TEXT = 8000


def long_text(
    label, *, missing, rows: int = 4, help_text="", limit: int = LONGEST_TEXT, **attributes
) -> forms.CharField:
    """A text of several lines; what is missing or too long is said beside it."""
    return forms.CharField(
        label=label,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows, **attributes}),
        help_text=help_text,
        error_messages={
            "required": missing,
            "max_length": _("At most %(limit_value)d characters; these are %(show_value)d."),
        },
    )


class DeedForm(KernForm):
    """A form that knows the case and the item at which it stands."""

    takes_modules = ""  # the field into which text modules may be put

    def __init__(self, *args, stand, **kwargs):
        self.stand = stand
        super().__init__(*args, **kwargs)
        self.prepare(stand)

    def prepare(self, stand) -> None:
        """Fill in what depends on the case."""


def departments_of(case: Case):
    """Those of the case's partner that exist today and take concerns."""
    standing = Department.objects.standing(timezone.localdate()).filter(partner=case.partner_id)
    return standing.taking_over().order_by("name")


class AbsenceForm(KernForm):
    """Who stands in for whom, and on which days."""

    person = forms.ModelChoiceField(
        label=_("Who is away?"),
        queryset=User.objects.none(),
        empty_label=None,  # oneself, unless one says otherwise
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person.")},
    )
    substitute = forms.ModelChoiceField(
        label=_("Who stands in?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        help_text=_("Sees what is yours on these days and does it as you would. It is noted on whose behalf."),
        error_messages={"required": _("Choose who stands in."), "invalid_choice": _("Choose who stands in.")},
    )
    from_day = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say the first day."), "invalid": _("Write a day, for example 24.12.2026.")},
    )
    until_day = forms.DateField(
        label=_("Until, this day included"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say the last day."), "invalid": _("Write a day, for example 24.12.2026.")},
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = actions.may_name_for(by)
        mine = User.objects.filter(pk__in=[person.pk for person in self.people]).order_by("last_name", "first_name")
        self.fields["person"].queryset = mine
        self.fields["person"].initial = by.pk
        self.fields["substitute"].queryset = actions.possible_substitutes(self.people)


class TriageForm(DeedForm):
    """Which department answers."""

    department = forms.ModelChoiceField(
        label=_("Which department answers this?"),
        queryset=Department.objects.none(),
        empty_label=_("Choose a department"),
        widget=forms.Select(attrs={"data-key": "a"}),
        error_messages={"required": _("Choose the department that will answer.")},
    )

    def prepare(self, stand):
        standing = Department.objects.standing(timezone.localdate()).filter(partner=stand.case.partner_id)
        here = standing.filter(pk=stand.case.department_id)
        self.fields["department"].queryset = (standing.taking_over() | here).order_by("name")


class AnswerForm(DeedForm):
    """The answer as the citizen will read it; it starts with the last draft."""

    takes_modules = "text"

    text = long_text(
        _("Answer to the citizen"),
        rows=12,
        help_text=_("A colleague reads it before it leaves."),
        missing=_("Write the answer; an empty one cannot be handed on."),
        **{"data-key": "a"},
    )

    def prepare(self, stand):
        self.fields["text"].initial = stand.draft.text if stand.draft else ""
        if not stand.case.version.parsed.is_checked_after(stand.case.position):
            self.fields["text"].help_text = _("Nobody checks it: it goes to the citizen as it stands here.")


class RejectForm(DeedForm):
    """Why a draft goes back."""

    reason = long_text(
        _("Why does it go back?"),
        rows=3,
        limit=2000,
        help_text=_("The author reads this; the citizen does not."),
        missing=_("Say what should change, otherwise the author cannot do better."),
    )


class ViewForm(DeedForm):
    """What a department says that was asked for its view."""

    text = long_text(
        _("Our view"),
        rows=8,
        help_text=_("The department that answers reads this; the citizen does not."),
        missing=_("Write what you think of it; an empty view helps nobody."),
        **{"data-key": "a"},
    )


class AttemptForm(DeedForm):
    """A try that did not reach the citizen."""

    CALL = (Attempt.Result.NOBODY, Attempt.Result.BUSY, Attempt.Result.MAILBOX, Attempt.Result.WRONG_NUMBER)
    LETTER = (Attempt.Result.CAME_BACK,)

    result = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what happened.")},
    )
    note = forms.CharField(label=pgettext_lazy("attempt", "Remark"), max_length=300, required=False)

    def prepare(self, stand):
        tried = self.CALL if stand.case.reply_channel == ReplyChannel.PHONE else self.LETTER
        self.fields["result"].choices = [(result.value, result.label) for result in tried]


class QuestionForm(DeedForm):
    """What we must know from the citizen."""

    takes_modules = "question"

    question = long_text(
        _("Question to the citizen"),
        help_text=_("The promise rests until she replies. She reads it by email or on her status page."),
        missing=_("Write what you need to know."),
    )


class ReplyHeardForm(DeedForm):
    """What the citizen replied on the telephone or at the counter."""

    takes_modules = "text"

    text = long_text(
        _("What did the citizen reply?"),
        help_text=_("She reads this on her status page, too. With it the promise runs on."),
        missing=_("Write down what she said."),
        **{"data-key": "a"},
    )


class ConsultForm(DeedForm):
    """Whom else to ask, what, and how long they have."""

    departments = forms.ModelMultipleChoiceField(
        label=_("Whom do you ask?"),
        queryset=Department.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one department.")},
    )
    question = long_text(_("What do you want to know?"), missing=_("Write what you want to know from them."))
    amount = forms.IntegerField(
        label=_("Within how many service hours?"),
        min_value=1,
        max_value=200,
        initial=16,
        help_text=_("Who says nothing until then is left out."),
        error_messages={
            "required": _("Say how long they have."),
            "invalid": _("Say it as a whole number of hours."),
            "min_value": _("At least one hour."),
            "max_value": _("At most %(limit_value)d hours."),
        },
    )

    def prepare(self, stand):
        here = stand.item.department_id if stand.item else None
        self.fields["departments"].queryset = departments_of(stand.case).exclude(pk=here)

    @property
    def due(self) -> actions.Duration:
        return actions.Duration(self.cleaned_data["amount"], actions.Unit.SERVICE_HOURS)


class WhereTo(KernForm):
    """Which other department, and why."""

    department = forms.ModelChoiceField(
        label=_("To which department?"),
        queryset=Department.objects.none(),
        empty_label=_("Choose a department"),
        error_messages={"required": _("Choose a department.")},
    )
    reason = long_text(
        _("Why?"),
        rows=2,
        limit=2000,
        help_text=_("Your colleagues there read this; the citizen does not. The promise stays as it is."),
        missing=_("Say why, so that nobody there has to ask."),
    )


class ReassignForm(DeedForm, WhereTo):
    """Where the case goes on."""

    def prepare(self, stand):
        here = stand.item.department_id if stand.item else None
        self.fields["department"].queryset = departments_of(stand.case).exclude(pk=here)


class SeveralForm(WhereTo):
    """Where several cases of one partner go on, for the same reason."""

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments_of(case)


class HandBackForm(DeedForm):
    """Why a department without seats does not answer this."""

    title = _("It is not for us: hand it back")
    reason = long_text(
        _("Why?"),
        rows=3,
        limit=2000,
        help_text=_("Those who allot concerns read this; the citizen does not. The promise stays as it is."),
        missing=_("Say why, so that nobody there has to ask."),
    )


class GiveForm(DeedForm):
    """Which colleague."""

    person = forms.ModelChoiceField(
        label=_("To whom?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose a person.")},
    )

    def prepare(self, stand):
        if stand.item:
            members = User.objects.filter(is_active=True, memberships__department=stand.item.department_id)
            self.fields["person"].queryset = members.exclude(pk=stand.item.assignee_id).distinct()


class ReasonForCitizenForm(DeedForm):
    """Why a case is closed; the citizen reads it."""

    takes_modules = "reason"

    reason = long_text(
        _("Why is it closed?"),
        limit=2000,
        help_text=_("The citizen reads this by email or on her status page."),
        missing=_("Write a reason; the citizen has a right to it."),
    )


class ReopenForm(DeedForm):
    """Why an ended case is worked on again."""

    reason = long_text(
        _("Why is it opened again?"), rows=2, limit=2000, missing=_("Say why it has to be worked on again.")
    )


class MergeForm(DeedForm):
    """In which case a duplicate goes on; only one that she may see exists for her."""

    reference = forms.CharField(
        label=_("Number of the other concern"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("This one then gets the answer to that one."),
        error_messages={"required": _("Write the number of the concern in which this one goes on.")},
    )

    def clean_reference(self) -> str:
        typed = self.cleaned_data["reference"]
        self.into = Case.objects.visible_to(self.stand.user).numbered(typed).first()
        if self.into is None:
            raise forms.ValidationError(_("You see no concern with this number. Please check it."))
        return typed


class DetailsForm(DeedForm):
    """How the citizen is reached, as it should be."""

    reply_channel = forms.ChoiceField(
        label=_("How does she want the answer?"), choices=ReplyChannel.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    call_times = forms.CharField(label=_("When may we call?"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        error_messages={"invalid": _("This is not a complete email address.")},
    )
    address = forms.CharField(
        label=_("Postal address"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    TOLD = ("name", "email", "phone", "address", "call_times")

    def prepare(self, stand):
        self.fields["reply_channel"].initial = stand.case.reply_channel
        for name in self.TOLD:
            self.fields[name].initial = getattr(stand.case.details, name) if stand.case.details else ""
            self.fields[name].widget.attrs["autocomplete"] = "off"

    @property
    def details(self) -> actions.DetailsInput:
        language = self.stand.case.details.language if self.stand.case.details else "de"
        return actions.DetailsInput(**{name: self.cleaned_data[name] for name in self.TOLD}, language=language)


class AboutForm(DeedForm):
    """Which colleague the concern is about."""

    person = forms.ModelChoiceField(
        label=_("Which colleague is it about?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        help_text=_("From then on it never reaches this person."),
    )

    def prepare(self, stand):
        people = User.objects.filter(is_active=True, memberships__department__partner=stand.case.partner_id)
        self.fields["person"].queryset = people.exclude(pk=stand.user.pk).distinct()
        self.fields["person"].initial = stand.case.about_id


class FilesForm(DeedForm):
    """Files that a colleague puts to the case."""

    files = FilesField(label=_("Files"), required=True)
    citizen_sees = forms.BooleanField(
        label=_("The citizen reads this, too"),
        required=False,
        help_text=_("On her status page, at once. Otherwise only colleagues see it."),
    )


class NewDateForm(DeedForm):
    """Until when there is an answer instead, and why; the citizen reads both."""

    to = forms.DateTimeField(
        label=_("New date"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": _("Say until when there is an answer."),
            "invalid": _("Write day and time, for example 24.12.2026 14:00."),
        },
    )
    reason = long_text(
        _("Why a new date?"),
        rows=3,
        limit=2000,
        help_text=_("The citizen reads this by email and on her status page, beside the old date."),
        missing=_("Write a reason; the citizen has a right to it."),
    )

    def prepare(self, stand):
        self.fields["to"].initial = actions.suggested_date(stand.case, at=timezone.now())


class CaseNoteForm(DeedForm):
    """A note for colleagues."""

    text = long_text(
        _("Note for colleagues"),
        rows=3,
        help_text=_("The citizen does not read this."),
        missing=_("Write the note, or leave without saving."),
    )
