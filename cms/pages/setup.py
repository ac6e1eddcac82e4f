"""Who may put images and documents where. Safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from cms.accounts import groups as names
from cms.accounts.setup import grant
from cms.catalogue import setup as catalogue
from cms.organisation.models import Partner

CENTRE = "Servicecenter"
CENTRE_GROUPS = [names.CENTRAL_EDITOR]
BULLETINS = [f"pages.{verb}_bulletin" for verb in ("view", "add", "change", "delete")]
# The lead of the centre tells her people the news of the day, so she comes into the admin too.
WRITE_BULLETINS = {
    names.CENTRAL_EDITOR: BULLETINS,
    names.ADMINISTRATOR: BULLETINS,
    names.CENTRE_LEAD: ["wagtailadmin.access_admin", *BULLETINS],
}
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def root_collection() -> Collection:
    """Wagtail's migrations make it, an emptied database has lost it."""
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def collection_of(name: str, groups: Iterable[Group]) -> Collection:
    """A collection in which these groups may add, change and choose."""
    root = root_collection()
    collection = root.get_children().filter(name=name).first() or root.add_child(name=name)
    permissions = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=FILES
    )
    for group in groups:
        for permission in permissions:
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
    return collection


def let_the_centre_approve(partner: Partner) -> None:
    """Whether the centre's approvers reach the pages of this partner follows what it has named."""
    if partner.site is None or partner.site.root_page.depth == 1:
        return
    approvers, _ = Group.objects.get_or_create(name=names.APPROVER)
    if partner.centre_approves:
        catalogue.grant(approvers, partner.site.root_page, catalogue.MAY_RELEASE)
    else:
        catalogue.take_back(approvers, partner.site.root_page)


def set_up() -> None:
    """The centre has a collection of its own; nobody has a right on the root, which would open every partner's.

    Bulletins are written by those named above.
    """
    root = root_collection()
    GroupCollectionPermission.objects.filter(collection=root).delete()
    collection_of(CENTRE, Group.objects.filter(name__in=CENTRE_GROUPS))
    for group, permissions in WRITE_BULLETINS.items():
        grant(group, permissions)
