"""What one says about a new person, in one go."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from cms.accounts import groups as names

from .models import Department, Function
from .newcomers import ONLY_WITH_EDITORS, WHAT_THEY_DO, groups_to_give, invites_everywhere, partners_to_give


class Groups(forms.ModelMultipleChoiceField):
    """Each group with what its people do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Group) -> str:
        does = WHAT_THEY_DO.get(group.name)
        return f"{group.name}: {does}" if does else group.name


class Departments(forms.ModelChoiceField):
    """Departments under the names of their partners, as they stand in one list."""

    def label_from_instance(self, department: Department) -> str:
        return f"{department.partner}: {department}"


class NewcomerForm(forms.Form):
    """A person, what she does, and where; what does not fit together is said beside the field that can mend it."""

    first_name = forms.CharField(
        label=_("First name"), max_length=150, error_messages={"required": _("Say how she is called.")}
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=150, error_messages={"required": _("Say how she is called.")}
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("She logs in with it, and the link to her password goes there."),
        error_messages={
            "required": _("Without an address she cannot log in."),
            "invalid": _("This is not a complete email address."),
        },
    )
    partner = forms.ModelChoiceField(
        label=_("Works for"), queryset=None, required=False, empty_label=_("the service centre, for all partners")
    )
    edits_partner = forms.BooleanField(
        label=_("writes the pages and facts of this partner"),
        required=False,
        help_text=_("Puts her into the partner's group of editors."),
    )
    groups = Groups(label=_("What she does"), queryset=None, required=False)
    department = Departments(
        label=_("Department"),
        queryset=None,
        required=False,
        empty_label=_("none"),
        help_text=_("Whose concerns she reads and answers."),
    )
    function = forms.ChoiceField(
        label=_("Function in the department"),
        choices=Function.choices,
        initial=Function.MEMBER,
        required=False,
        help_text=_("The lead also gets what nobody has answered in time."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.everywhere = invites_everywhere(user)
        partners = partners_to_give(user)
        self.fields["partner"].queryset = partners
        self.fields["groups"].queryset = groups_to_give(user)
        departments = Department.objects.filter(partner__in=partners, ended_on=None)
        self.fields["department"].queryset = departments.select_related("partner")
        if not self.everywhere:
            self.fields["partner"].required = True
            self.fields["partner"].empty_label = None
            self.fields["partner"].initial = partners.first()

    def clean_email(self):
        email = self.cleaned_data["email"]
        if get_user_model().objects.with_address(email).exists():
            raise forms.ValidationError(_("Somebody with this email address exists already."))
        return email

    def clean_function(self):
        return self.cleaned_data["function"] or Function.MEMBER

    def clean(self):
        values = super().clean()
        chosen = {group.name for group in values.get("groups") or []}
        partner, department, edits = values.get("partner"), values.get("department"), values.get("edits_partner")
        if not chosen and not edits and "groups" not in self.errors:
            self.add_error("groups", _("Say what she does: without a group she finds every door closed."))
        if edits and partner is None and "partner" not in self.errors:
            self.add_error("partner", _("Choose the partner whose pages she writes."))
        if partner is not None and not edits and chosen & set(ONLY_WITH_EDITORS):
            self.add_error(
                "edits_partner",
                _("Who releases or invites for %(partner)s is one of its editors too.") % {"partner": partner},
            )
        if names.PARTNER_ADMINISTRATOR in chosen and partner is None and "partner" not in self.errors:
            self.add_error("partner", _("Choose the partner for which she invites people."))
        if names.DEPARTMENT_STAFF in chosen and department is None and "department" not in self.errors:
            self.add_error("department", _("Choose a department; without one her inbox stays empty."))
        if department is not None and not chosen & {names.DEPARTMENT_STAFF, names.CENTRE_LEAD}:
            self.add_error(
                "groups",
                _("Choose “%(group)s” too; without it she cannot open her department's inbox.")
                % {"group": names.DEPARTMENT_STAFF},
            )
        if department is not None and partner is not None and department.partner_id != partner.pk:
            self.add_error("department", _("This department belongs to another partner."))
        return values
