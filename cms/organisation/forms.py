"""Forms of the registers: they offer only what belongs to partners one edits, and explain what may not be."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import ModelChoiceField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import setup
from .hours.rules import clash_on_a_date, overlaps, refuse_calendar_without_hours
from .hours_models import HoursKind
from .models import Department, Partner
from .partner_path import partner_of
from .querysets import ALL_PARTNERS

KIND_OF_OWNER = {
    "office": HoursKind.VISITING,
    "contact_point": HoursKind.TELEPHONE,
    "department": HoursKind.SERVICE,
    "partner": HoursKind.SERVICE,
}


class RegisterForm(WagtailAdminModelForm):
    """Every choice that leads to a partner is limited to the partners one edits; a forged one is no choice.

    What is ``fixed`` is chosen once, for a new row.
    """

    fixed: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        everywhere = self.for_user.has_perm(ALL_PARTNERS)
        for field in self.fields.values():
            if not isinstance(field, ModelChoiceField):
                continue
            model = field.queryset.model
            if model is get_user_model():
                field.queryset = people_for(self.for_user)
            elif hasattr(model._default_manager, "edited_by"):
                field.queryset = _with_partner(field.queryset.edited_by(self.for_user))
                if everywhere and model is not Partner:
                    field.label_from_instance = _with_name_of_partner
        for name in self.fixed:
            if self.instance.pk and name in self.fields:
                self.fields[name].disabled = True
        # With one partner only there is nothing to choose.
        partner = self.fields.get("partner")
        if partner is not None and partner.required and not self.instance.pk and not everywhere:
            own = list(partner.queryset[:2])
            if len(own) == 1:
                partner.initial = own[0].pk


def _with_partner(rows):
    path = getattr(rows.model, "partner_path", "pk")
    return rows if path == "pk" else rows.select_related(path)


def _with_name_of_partner(row) -> str:
    return f"{partner_of(row)}: {row}"


def people_for(user):
    """Whom one may put into a department: everybody for the centre, else who works for a partner one edits."""
    people = get_user_model().objects.filter(is_active=True)
    if user.has_perm(ALL_PARTNERS):
        return people
    own = Partner.objects.edited_by(user)
    departments = Department.objects.filter(partner__in=own)
    groups = Group.objects.filter(partner__in=own)
    return people.filter(Q(memberships__department__in=departments) | Q(groups__in=groups)).distinct()


class PartnerForm(RegisterForm):
    """A new partner gets its group of editors with it."""

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.editors = setup.editors_of(self.instance.name)
        return super().save(commit)


class MembershipForm(RegisterForm):
    """Person and department stay as they are: leaving one is an end, which upper apps want to know of."""

    fixed = ("user", "department")


class HoursForm(RegisterForm):
    """Hours of one owner, which does not change: the kind of hours follows from it."""

    fixed = tuple(KIND_OF_OWNER)

    def clean(self):
        values = super().clean()
        given = [name for name in KIND_OF_OWNER if values.get(name) is not None]
        if len(given) != 1:
            self.add_error(None, _("Say whose hours these are: one office, one number, one department or one partner."))
            return values
        self.owner_field, self.owner = given[0], values[given[0]]
        self.instance.kind = KIND_OF_OWNER[given[0]]
        if not self.errors:
            self.refuse_what_clashes(values)
        return values

    def _post_clean(self):
        super()._post_clean()
        if not self.errors and self.instance.kind == HoursKind.SERVICE:
            try:
                refuse_calendar_without_hours([self.owner], now=timezone.now(), supposing=self.instance)
            except ValidationError as refusal:
                self.add_error(None, refusal)

    def others(self):
        """The other rows of the same owner."""
        return self._meta.model.objects.filter(**{self.owner_field: self.owner}).exclude(pk=self.instance.pk)

    def refuse_what_clashes(self, values):
        raise NotImplementedError


class Candidate:
    """What has been typed, before it is a row."""

    def __init__(self, values):
        self.__dict__.update(values)


class SpanForm(HoursForm):
    def refuse_what_clashes(self, values):
        other = overlaps(Candidate(values), self.others())
        if other is not None:
            self.add_error("opens", _("This overlaps with %(other)s.") % {"other": other})


class ExceptionForm(HoursForm):
    def refuse_what_clashes(self, values):
        if (values.get("opens") is None) != (values.get("closes") is None):
            return  # the model's constraint says it
        clash = clash_on_a_date(Candidate(values), self.others().filter(date=values["date"]))
        if clash:
            self.add_error("opens", clash)


class ClosureForm(RegisterForm):
    """A closure leaves the department and everything below it a service hour."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        department = self.instance.department
        try:
            refuse_calendar_without_hours(
                [department, *department.below()], now=timezone.now(), supposing=self.instance
            )
        except ValidationError as refusal:
            self.add_error("ends_at", refusal)


class OfficeForm(RegisterForm):
    """An office with its telephone numbers and visiting hours; the hours are compared with each other as typed."""

    def is_valid(self):
        if not super().is_valid():
            return False
        formset = self.formsets.get("openingspan_rows")
        forms = (
            []
            if formset is None
            else [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        )
        for number, form in enumerate(forms):
            before = [Candidate(other.cleaned_data) for other in forms[:number]]
            if overlaps(Candidate(form.cleaned_data), before):
                form.add_error("opens", _("This overlaps with other hours of the same office."))
        return all(not form.errors for form in forms)
