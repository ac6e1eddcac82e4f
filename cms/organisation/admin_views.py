"""Pages of the registers beyond list and form: a year of hours, the end of a department, colleagues from a file."""

from __future__ import annotations

import calendar
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail_modeladmin import views
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.audit.models import Actor

from . import actions, ending
from .colleague_files import ColleagueFile, plan_import
from .errors import OrganisationError
from .hours import Hours, WeeklyHours
from .hours.year import DayOfYear, year_of
from .hours_models import HoursException, HoursKind, OpeningSpan, Weekday
from .models import Department, Land
from .table_files import FileForm, FileRefused
from .where_used import by_kind

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_address(owner) -> str:
    """The year view of whoever owns hours."""
    return AdminURLHelper(type(owner)).get_action_url("hours", owner.pk)


class RowPage(views.InstanceSpecificView):
    """A page of a row beside its form, for whoever may look at the row; ``link`` is its title and leads there."""

    link = ""

    @staticmethod
    def may_open(register, user, row) -> bool:
        return register.may_look(user, row)

    def check_action_permitted(self, user):
        return self.may_open(self.model_admin, user, self.instance)

    def get_page_title(self):
        return str(self.link)

    @property
    def media(self):
        return forms.Media(css={"all": self.model_admin.stylesheets})

    def get_context_data(self, **kwargs):
        back = {"inspect_url": self.url_helper.get_action_url("inspect", self.pk_quoted)}
        return super().get_context_data(**{**back, **kwargs})


class YearOfHours(RowPage):
    """What counts in a year, what does not, and why, for whoever may look at the owner."""

    link = gettext_lazy("Year view of the hours")
    template_name = "organisation/year.html"

    @cached_property
    def year(self) -> int:
        wanted = self.request.GET.get("jahr", "")
        if not wanted:
            return timezone.localdate().year
        if not wanted.isdecimal() or not FIRST_YEAR <= int(wanted[:5]) <= LAST_YEAR:
            raise Http404
        return int(wanted)

    def get_context_data(self, **kwargs):
        hours = Hours.of(self.instance)
        days = year_of(hours, self.year)
        context = {
            "year": self.year,
            "before": self.year - 1 if self.year > FIRST_YEAR else None,
            "after": self.year + 1 if self.year < LAST_YEAR else None,
            "months": _months(days),
            "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # the first of January was a Monday
            "deviations": [day for day in days if day.deviates],
            "weekly": self.weekly(hours),
            "kind": HoursKind(hours.kind).label,
            "from_partner": self.from_partner(),
            "land_name": Land(hours.land).label if hours.land else "",
            "new_exception": AdminURLHelper(HoursException).create_url,
            "may_add": self.request.user.has_perm("organisation.add_hoursexception"),
        }
        return super().get_context_data(**{**context, **kwargs})

    @staticmethod
    def weekly(hours: Hours) -> list[tuple[str, WeeklyHours]]:
        """The rows of the week, each with the name of its day."""
        rows = sorted(hours.weekly, key=lambda row: (row.weekday, row.valid_from or date.min, row.opens))
        return [(str(Weekday(row.weekday).label), row) for row in rows]

    def from_partner(self):
        """The partner whose hours hold, where a department has none of its own."""
        row = self.instance
        if not isinstance(row, Department) or OpeningSpan.objects.filter(department=row).exists():
            return None
        return row.partner


def _months(days: list[DayOfYear]) -> list[tuple[date, list[list[DayOfYear | None]]]]:
    """Twelve months of weeks, Monday first, with gaps where another month begins."""
    by_date = {day.date: day for day in days}
    year = days[0].date.year
    return [
        (
            date(year, month, 1),
            [
                [by_date[date(year, month, number)] if number else None for number in week]
                for week in calendar.Calendar().monthdayscalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


class PageOfDepartment(RowPage):
    """A page beside the form of a department, for whoever may edit it."""

    @staticmethod
    def may_open(register, user, row) -> bool:
        return register.permission_helper.user_can_edit_obj(user, row)


class EndDepartment(PageOfDepartment):
    """What still holds a department, one step to move all of it, and the end."""

    link = gettext_lazy("End this department")
    template_name = "organisation/end_department.html"

    @property
    def may_move(self) -> bool:
        """People go with the department, and who belongs where decides who reads citizens' concerns."""
        return self.request.user.has_perm("organisation.change_membership")

    def get_context_data(self, **kwargs):
        holding = ending.what_holds(self.instance)
        context = {
            "holding": by_kind(holding),
            "by_hand": [use for use in holding if not use.moves],
            "veto": "" if holding else ending.veto(self.instance),
            "targets": ending.other_departments(self.instance, timezone.localdate()),
            "may_move": self.may_move,
        }
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            told = self.do(request.POST.get("verb", ""))
        except (OrganisationError, ValidationError) as refusal:
            text = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            return self.render_to_response(self.get_context_data(refusal=text), status=422)
        messages.success(request, told)
        return redirect(self.url_helper.get_action_url("end", self.pk_quoted))

    def do(self, verb: str) -> str:
        by, today, name = Actor.person(self.request.user), timezone.localdate(), str(self.instance)
        if verb == "end":
            actions.end_department(self.instance, on=today, by=by)
            return _("%(department)s has ended.") % {"department": name}
        if verb == "reopen":
            actions.reopen_department(self.instance, by=by)
            return _("%(department)s stands again.") % {"department": name}
        if verb != "move":
            raise Http404
        if not self.may_move:
            raise PermissionDenied
        wanted = self.request.POST.get("to", "")
        to = ending.other_departments(self.instance, today).filter(pk=wanted if wanted.isdecimal() else None).first()
        actions.move_department(self.instance, to=to or self.instance, on=today, by=by)
        return _("Everything of %(department)s is now with %(to)s.") % {"department": name, "to": to}


class Mailbox(PageOfDepartment):
    """Whether the mailbox of a department is confirmed, and a new link to it."""

    link = gettext_lazy("Mailbox")
    template_name = "organisation/mailbox.html"

    def get_context_data(self, **kwargs):
        context = {
            "has_seats": self.instance.memberships.exists(),
            "edit_url": self.url_helper.get_action_url("edit", self.pk_quoted),
        }
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            actions.ask_to_confirm_mailbox(self.instance, by=Actor.person(request.user))
        except OrganisationError as refusal:
            return self.render_to_response(self.get_context_data(refusal=str(refusal)), status=422)
        messages.success(request, _("A link is on its way to %(mailbox)s.") % {"mailbox": self.instance.mailbox})
        return redirect(self.url_helper.get_action_url("mailbox", self.pk_quoted))


class ImportColleagues(views.WMABaseView):
    """Colleagues from a file: first what would happen, line by line, then all of it or nothing."""

    template_name = "organisation/import_colleagues.html"

    def check_action_permitted(self, user):
        helper = self.permission_helper
        return helper.user_can_create(user) and helper.user_has_specific_permission(user, "change_colleague")

    def get_page_title(self):
        return _("Read colleagues from a file")

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", FileForm())
        kwargs |= {"title": self.get_page_title(), "listing": self.index_url}
        kwargs["may_remove"] = self.request.user.has_perm("organisation.delete_colleague")
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        remove = form.cleaned_data["remove"] and request.user.has_perm("organisation.delete_colleague")
        try:
            given = form.cleaned_data["file"]
            content = ColleagueFile.of_bytes(given.read()) if given else ColleagueFile(form.cleaned_data["text"])
            plan = plan_import(content, user=request.user, remove=remove)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if given or plan.errors or form.cleaned_data["shown"] != plan.fingerprint:
            again = FileForm(initial={"text": content.text, "shown": plan.fingerprint, "remove": remove})
            changed = bool(form.cleaned_data["shown"]) and not given and not plan.errors
            context = self.get_context_data(form=again, plan=plan, remove=remove, changed_meanwhile=changed)
            return self.render_to_response(context, status=422 if plan.errors else 200)
        plan.carry_out(by=Actor.person(request.user))
        messages.success(request, plan.told())
        return redirect(self.index_url)
