"""Writes the index in the transaction in which anything changes that is found and is no service."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.catalogue.models import LifeSituation, Topic
from cms.organisation.models import (
    Colleague,
    ContactPoint,
    Department,
    Location,
    Office,
    Partner,
    Responsibility,
    ResponsibilityMapping,
)
from cms.pages.models import Bulletin, EditorialPage

from . import actions
from .before import now_and_before, remember_before
from .models import Kind

OF_ONE_ROW = {
    LifeSituation: Kind.LIFE_SITUATION,
    Topic: Kind.TOPIC,
    Department: Kind.DEPARTMENT,
    Location: Kind.LOCATION,
    Office: Kind.OFFICE,
    Colleague: Kind.COLLEAGUE,
    Bulletin: Kind.BULLETIN,
}
FOR_EVERY_PARTNER = {LifeSituation: Kind.LIFE_SITUATION, Topic: Kind.TOPIC, Bulletin: Kind.BULLETIN}


def connect() -> None:
    """Called once by the app's configuration."""
    for model in OF_ONE_ROW:
        post_save.connect(row_changed, sender=model)
        post_delete.connect(row_changed, sender=model)
    for model in (Office, ContactPoint, ResponsibilityMapping, Partner):
        pre_save.connect(remember_before, sender=model)
    for model, receiver in (
        (Department, department_changed),
        (Location, location_changed),
        (Office, office_changed),
        (ContactPoint, contact_point_changed),
        (ResponsibilityMapping, mapping_changed),
    ):
        post_save.connect(receiver, sender=model)
        post_delete.connect(receiver, sender=model)
    post_save.connect(responsibility_renamed, sender=Responsibility)
    post_save.connect(partner_changed, sender=Partner)
    page_published.connect(page_changed, sender=EditorialPage)
    post_save.connect(page_made_live, sender=EditorialPage)
    for signal in (page_unpublished, pre_delete):
        signal.connect(page_gone, sender=EditorialPage)
    post_page_move.connect(pages_moved)
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction)
    post_save.connect(site_changed, sender=Site)


def row_changed(sender: type[Model], instance: Model, raw: bool = False, **kwargs) -> None:
    if not raw:
        actions.index(OF_ONE_ROW[sender], [instance.pk])


def department_changed(instance: Department, raw: bool = False, **kwargs) -> None:
    """Its offices and colleagues bear its name and end with it."""
    if raw:
        return
    index_offices(instance.offices.values_list("pk", flat=True))
    actions.index(Kind.COLLEAGUE, instance.colleagues.values_list("pk", flat=True))


def location_changed(instance: Location, raw: bool = False, **kwargs) -> None:
    """Its offices say where they are."""
    if not raw:
        index_offices(instance.offices.values_list("pk", flat=True))


def office_changed(instance: Office, raw: bool = False, **kwargs) -> None:
    """Departments and locations are found by their offices, too."""
    if raw:
        return
    actions.index(Kind.DEPARTMENT, now_and_before(instance, "department_id"))
    actions.index(Kind.LOCATION, now_and_before(instance, "location_id"))


def contact_point_changed(instance: ContactPoint, raw: bool = False, **kwargs) -> None:
    """A number is found with its office and its department."""
    if raw:
        return
    offices = Office.objects.filter(pk__in=now_and_before(instance, "office_id"))
    index_offices(offices.values_list("pk", flat=True))
    actions.index(Kind.DEPARTMENT, offices.values_list("department", flat=True))


def mapping_changed(instance: ResponsibilityMapping, raw: bool = False, **kwargs) -> None:
    """An office is found by what it is responsible for."""
    if not raw:
        index_offices(now_and_before(instance, "office_id"))


def responsibility_renamed(instance: Responsibility, created: bool, raw: bool = False, **kwargs) -> None:
    if not created and not raw:
        index_offices(instance.mappings.values_list("office", flat=True))


def partner_changed(instance: Partner, created: bool, raw: bool = False, **kwargs) -> None:
    """What is for every partner is for a new one too; and its pages are those under its site."""
    if raw:
        return
    if created:
        for model, kind in FOR_EVERY_PARTNER.items():
            actions.index(kind, model.objects.values_list("pk", flat=True))
    sites = now_and_before(instance, "site_id")
    if len(sites) > 1 or (created and sites):
        for site in Site.objects.filter(pk__in=sites).select_related("root_page"):
            index_pages_below(site.root_page)


def page_changed(instance: EditorialPage, **kwargs) -> None:
    if not instance.is_translation:
        actions.index(Kind.PAGE, [instance.pk])


def page_made_live(instance: EditorialPage, created: bool, raw: bool = False, **kwargs) -> None:
    """A page that is live from its first moment is not published by anybody."""
    if created and instance.live and not raw:
        page_changed(instance)


def page_gone(instance: EditorialPage, **kwargs) -> None:
    """Taken down or about to be deleted, while its row still looks as it did."""
    if not instance.is_translation:
        actions.remove(Kind.PAGE, instance.pk)


def pages_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs) -> None:
    """Into another town hall, or under a page that not everybody may read."""
    if parent_page_before.pk != parent_page_after.pk:
        index_pages_below(instance)


def restriction_changed(instance: PageViewRestriction, raw: bool = False, **kwargs) -> None:
    if not raw:
        index_pages_below(instance.page)


def site_changed(instance: Site, raw: bool = False, **kwargs) -> None:
    if not raw:
        index_pages_below(instance.root_page)


def index_offices(numbers: Iterable[int]) -> None:
    actions.index(Kind.OFFICE, numbers)


def index_pages_below(page: Page) -> None:
    """The page itself and all pages of free text below it."""
    below = EditorialPage.objects.filter(path__startswith=page.path)
    actions.index(Kind.PAGE, below.values_list("pk", flat=True))
