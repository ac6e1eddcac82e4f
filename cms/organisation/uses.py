"""What the organisation itself uses departments, offices, numbers and responsibilities for."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import ContactPoint, Department, Office, Partner, Responsibility, ResponsibilityMapping
from .where_used import Use, edit_address, tells_of


def _kind(model) -> str:
    return capfirst(str(model._meta.verbose_name_plural))


def _rows(rows, *, holds: bool = False) -> Iterator[Use]:
    for row in rows:
        yield Use(_kind(type(row)), str(row), edit_address(row), holds=holds)


@tells_of("department")
def of_a_department(department: Department) -> Iterator[Use]:
    for partner in Partner.objects.filter(triage_department=department):
        label = _("%(partner)s: receives concerns for which nobody is named") % {"partner": partner}
        yield Use(_("Distribution of concerns"), label, edit_address(partner), holds=True)
    for child in department.children.standing(timezone.localdate()):
        yield Use(_("Departments that belong to it"), str(child), edit_address(child), holds=True)
    yield from _rows(department.offices.all(), holds=True)
    yield from _mappings(ResponsibilityMapping.objects.filter(office__department=department), holds=True)
    for membership in department.memberships.select_related("user"):
        label = f"{membership.user} ({membership.get_function_display()})"
        yield Use(_kind(type(membership)), label, edit_address(membership), holds=True)
    yield from _rows(department.colleagues.all(), holds=True)
    yield from _hours(department)
    yield from _rows(department.closures.all())


@tells_of("office")
def of_an_office(office: Office) -> Iterator[Use]:
    yield from _mappings(office.mappings.all())
    yield from _rows(ContactPoint.objects.filter(office=office))
    yield from _hours(office)


@tells_of("contactpoint")
def of_a_contact_point(point: ContactPoint) -> Iterator[Use]:
    yield Use(_kind(Office), str(point.office), edit_address(point.office))
    yield from _hours(point)


@tells_of("responsibility")
def of_a_responsibility(responsibility: Responsibility) -> Iterator[Use]:
    yield from _mappings(responsibility.mappings.all())


def _mappings(mappings, *, holds: bool = False) -> Iterator[Use]:
    yield from _rows(mappings.select_related("partner", "responsibility", "office"), holds=holds)


def _hours(owner) -> Iterator[Use]:
    yield from _rows(owner.openingspan_rows.all())
    yield from _rows(owner.hoursexception_rows.all())
