"""Which pages would change with a department, an office, a telephone number or a responsibility."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.audit.models import Actor
from cms.organisation.ending import moves_with_its_department
from cms.organisation.models import ContactPoint, Department, Office, Responsibility
from cms.organisation.where_used import Use, edit_address, tells_of

from .models import LocalServicePage, Notice, ServicePage


@tells_of("office")
def of_an_office(office: Office) -> Iterator[Use]:
    yield from _pages_of_offices([office])
    yield from _local_pages(LocalServicePage.objects.filter(office=office))
    yield from _notices(office.notices)


@tells_of("contactpoint")
def of_a_contact_point(point: ContactPoint) -> Iterator[Use]:
    """A number stands on every page on which its office stands."""
    yield from _pages_of_offices([point.office])


@tells_of("department")
def of_a_department(department: Department) -> Iterator[Use]:
    yield from _pages_of_offices(list(department.offices.all()))
    yield from _notices(department.notices)


@tells_of("responsibility")
def of_a_responsibility(responsibility: Responsibility) -> Iterator[Use]:
    pages = ServicePage.objects.german().filter(responsibility=responsibility).order_by("title")
    for pk, title, live in pages.values_list("pk", "title", "live"):
        yield Use(_("Services that name it"), title if live else _("%(title)s (draft)") % {"title": title}, _edit(pk))


def _pages_of_offices(offices: list[Office]) -> Iterator[Use]:
    """The services for which citizens are sent to these offices, as the town hall shows them now."""
    if not offices:
        return
    pages = ServicePage.objects.offered_by(offices[0].partner).at_offices(offices)
    for pk, title in pages.values_list("pk", "title"):
        yield Use(_("Service pages that show it"), title, _edit(pk))


def _local_pages(pages: QuerySet) -> Iterator[Use]:
    for pk, title in pages.order_by("service__title").values_list("pk", "service__title"):
        yield Use(_("Local pages that name it instead of the mapped one"), title, _edit(pk))


def _notices(notices: QuerySet) -> Iterator[Use]:
    for notice in notices.filter(ends_at__gt=timezone.now()):
        yield Use(_("Notices"), str(notice), edit_address(notice))


def _edit(page: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page])


@moves_with_its_department
def move_notices(department: Model, to: Model, by: Actor) -> None:
    """What is said about a department now is said about the one that has its work; what is over stays as it was."""
    for notice in Notice.objects.filter(departments=department, ends_at__gt=timezone.now()):
        notice.departments.remove(department)
        notice.departments.add(to)
