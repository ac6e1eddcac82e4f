"""What other packages may do to the pages of a town hall. Everything else here is private."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms.audit import actions as audit
from cms.audit.models import Actor
from cms.catalogue import setup as catalogue
from cms.catalogue.models import LocalServicesPage
from cms.organisation.models import Partner

from . import setup
from .models import EditorialPage, HomePage
from .texts import FIRST_PAGES, intro_for

__all__ = ["open_town_hall"]

MAY_EDIT = ("add_page", "change_page")


@transaction.atomic
def open_town_hall(partner: Partner, *, hostname: str, port: int = 80, by: Actor) -> HomePage:
    """Give a partner its pages under its own host, and its editors their rights on them; safe to repeat.

    Makes what is missing and changes no text that is there. The pages stay drafts of nobody: they are published, with
    texts that hold as they stand.
    """
    home, is_new = _home_page(partner, hostname=hostname, port=port)
    folder = LocalServicesPage.objects.child_of(home).first()
    if folder is None:
        folder = LocalServicesPage(title="Örtliche Angaben", slug="oertliche-angaben", live=True)
        home.add_child(instance=folder)
    for slug, title, body in FIRST_PAGES:
        _editorial_page(home, slug=slug, title=title, body=body(partner))
    catalogue.release_through(catalogue.release_workflow(), home)
    if partner.editors is not None:
        catalogue.grant(partner.editors, home, MAY_EDIT)
    setup.let_the_centre_approve(partner)
    _collection(partner)
    if is_new:
        audit.record("town_hall_opened", partner, by=by, new={"hostname": hostname[:64], "port": port})
    return home


def _home_page(partner: Partner, *, hostname: str, port: int) -> tuple[HomePage, bool]:
    site = partner.site
    found = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if found is None:
        home = HomePage(title=partner.name, slug=partner.slug, intro=intro_for(partner), live=False)
        catalogue.root().add_child(instance=home)
        home.save_revision(log_action=False).publish(skip_permission_checks=True)
        found = HomePage.objects.get(pk=home.pk)
    if site is None:
        site = Site(is_default_site=not Site.objects.filter(is_default_site=True).exists())
    asked = (hostname, port, found.pk, partner.name)
    if (site.hostname, site.port, site.root_page_id, site.site_name) == asked:
        return found, False
    site.hostname, site.port, site.root_page_id, site.site_name = asked
    site.full_clean()
    if Partner.objects.exclude(pk=partner.pk).filter(site__hostname=site.hostname).exists():
        # Wagtail tells hosts apart by their port too; a citizen's question would reach either of the two.
        raise ValidationError(_("Another partner has its town hall under this host name."))
    site.save()
    partner.site = site
    partner.save(update_fields=["site"])
    return found, True


def _editorial_page(home: Page, *, slug: str, title: str, body: str) -> None:
    if home.get_children().filter(slug=slug).exists():
        return
    page = EditorialPage(title=title, slug=slug, body=body, live=False, show_in_menus=True)
    home.add_child(instance=page)
    page.save_revision(log_action=False).publish(skip_permission_checks=True)


def _collection(partner: Partner) -> None:
    """A place of the partner's own for images and documents, which its editors fill and nobody else."""
    groups = [partner.editors] if partner.editors else []
    groups += Group.objects.filter(name__in=setup.CENTRE_GROUPS)
    setup.collection_of(partner.name, groups)
