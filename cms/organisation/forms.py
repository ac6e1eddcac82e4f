"""Forms of the registers: they offer only what belongs to partners one edits, and explain what may not be."""

from datetime import time

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BooleanField, CheckboxSelectMultiple, ModelChoiceField, MultipleChoiceField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.permissions import permission_policy as image_permissions

from cms.audit.models import Actor

from . import setup
from .actions import ask_to_confirm_mailbox
from .hours.rules import clash_on_a_date, overlaps, refuse_calendar_without_hours
from .hours_models import HoursKind, OpeningSpan
from .models import Department, Partner
from .partner_models import Language
from .partner_path import partner_of
from .querysets import ALL_PARTNERS
from .turns import take_turn

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
        for name, field in self.fields.items():
            if not isinstance(field, ModelChoiceField):
                continue
            model = field.queryset.model
            if model is get_user_model():
                field.queryset = people_for(self.for_user)
            elif hasattr(model._default_manager, "edited_by"):
                field.queryset = _with_partner(self._standing(name, field.queryset.edited_by(self.for_user)))
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

    def _standing(self, name: str, rows):
        """Departments that have ended are chosen nowhere; what is chosen already stays a choice."""
        if rows.model is not Department:
            return rows
        return rows.standing(timezone.localdate()) | rows.filter(pk=getattr(self.instance, f"{name}_id", None))


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
    """A new partner gets its group of editors with it; a logo is one of the images she may choose."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "languages" in self.fields:
            self.fields["languages"] = MultipleChoiceField(
                label=capfirst(str(Partner._meta.get_field("languages").verbose_name)),
                choices=Language,
                required=False,
                widget=CheckboxSelectMultiple,
                help_text=Partner._meta.get_field("languages").help_text,
            )
        for name in ("colour", "colour_dark"):
            if name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = "#0a5c8d"

    def clean_logo(self):
        """Wagtail's chooser shows only one's own collections, but takes any key."""
        logo = self.cleaned_data["logo"]
        if logo is None or "logo" not in self.changed_data:
            return logo
        if not image_permissions.user_has_permission_for_instance(self.for_user, "choose", logo):
            raise ValidationError(_("Choose one of your own images."))
        return logo

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.editors = setup.editors_of(self.instance.name)
        return super().save(commit)


class DepartmentForm(RegisterForm):
    """A department below another of its partner."""

    fixed = ("partner",)

    def clean(self):
        """What stands above is read anew in one's turn: somebody may just have put it below this one."""
        values = super().clean()
        take_turn(values.get("partner"))
        if parent := values.get("parent"):
            values["parent"] = Department.objects.filter(pk=parent.pk).first()
            if values["parent"] is None:
                self.add_error("parent", _("This department has just been deleted."))
        return values

    def save(self, commit=True):
        """A mailbox that was entered is asked at once whether it is the right one."""
        department = super().save(commit)
        if "mailbox" in self.changed_data and department.mailbox and not department.confirmed_mailbox:
            ask_to_confirm_mailbox(department, by=Actor.person(self.for_user))
        return department


class ContactPointForm(RegisterForm):
    """A number stays with its office."""

    fixed = ("office",)


class MembershipForm(RegisterForm):
    """Person and department stay as they are: leaving one is an end, which upper apps want to know of."""

    fixed = ("user", "department")


class FromUntilForm(WagtailAdminModelForm):
    """Times from – until: an end before the start is a slip, unless somebody says that it lies on the next day."""

    over_midnight = BooleanField(
        label=_("over midnight"),
        required=False,
        help_text=_("Tick this where the end lies on the next day, as in 22:00–02:00. Until 00:00 needs no tick."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opens, closes = getattr(self.instance, "opens", None), getattr(self.instance, "closes", None)
        self.initial.setdefault("over_midnight", self._is_reversed(opens, closes))

    def clean(self):
        values = super().clean()
        opens, closes = values.get("opens"), values.get("closes")
        if opens is None or closes is None:
            self._refuse_half(opens, closes)
        elif opens == closes:
            self.add_error("closes", _("The end must differ from the start."))
        elif self._is_reversed(opens, closes) and not values.get("over_midnight"):
            self.add_error(
                "closes", _("The end lies before the start. If it is on the next day, tick “over midnight”.")
            )
        elif values.get("over_midnight") and closes > opens:
            self.add_error("over_midnight", _("These times end on the same day: take the tick away."))
        first, last = values.get("valid_from"), values.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first."))
        return values

    def _refuse_half(self, opens: time | None, closes: time | None) -> None:
        """Both times empty is a closed day where the model allows it."""
        for name, missing in (("opens", opens is None), ("closes", closes is None)):
            if missing and (opens or closes) and name not in self.errors:
                self.add_error(name, _("Give both times, or none for a closed day."))

    @staticmethod
    def _is_reversed(opens: time | None, closes: time | None) -> bool:
        return opens is not None and closes is not None and time() < closes < opens


class InlineSpanForm(FromUntilForm):
    """Visiting hours as they are written with their office."""


class HoursForm(FromUntilForm, RegisterForm):
    """Hours of one owner, which does not change: the kind of hours follows from it."""

    fixed = tuple(KIND_OF_OWNER)

    def clean(self):
        values = super().clean()
        given = [name for name in KIND_OF_OWNER if values.get(name) is not None]
        if len(given) != 1:
            self.add_error(None, _("Say whose hours these are: one office, one number, one department or one partner."))
            return values
        self.owner_field, self.owner = given[0], values[given[0]]
        take_turn(self.owner)
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
        clash = clash_on_a_date(Candidate(values), self.others().filter(date=values["date"]))
        if clash:
            self.add_error("opens", clash)


class ClosureForm(RegisterForm):
    """A closure leaves the department and everything below it a service hour."""

    def clean(self):
        values = super().clean()
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must lie after the start."))
        take_turn(values.get("department"))
        return values

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
    """An office with its telephone numbers and visiting hours.

    The hours are compared with each other as typed, and with what somebody else has added to them meanwhile.
    """

    def clean(self):
        values = super().clean()
        take_turn(values.get("department"))
        return values

    def is_valid(self):
        if not super().is_valid():
            return False
        formset = self.formsets.get("openingspan_rows")
        if formset is None:
            return True
        forms = [form for form in formset.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        known = [form.instance.pk for form in formset.forms if form.instance.pk]
        added = OpeningSpan.objects.filter(office=self.instance.pk).exclude(pk__in=known) if self.instance.pk else ()
        rows = [Candidate(dict(form.cleaned_data)) for form in forms]  # an error takes its value out of cleaned_data
        for number, (form, row) in enumerate(zip(forms, rows, strict=True)):
            if overlaps(row, rows[:number]):
                form.add_error("opens", _("This overlaps with other hours of the same office."))
            elif other := overlaps(row, added):
                form.add_error("opens", _("This overlaps with %(other)s.") % {"other": other})
        return all(not form.errors for form in forms)
