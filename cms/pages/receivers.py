"""What follows from migrations: the collections and their rights are there before anybody logs in."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group

from cms.organisation.models import Partner

from . import setup

_WITH_PERMISSIONS = ("wagtailimages", "wagtaildocs")


def set_up_after_migrations(sender, apps=installed, using: str = "default", **kwargs) -> None:
    """Runs before Django has made the permissions of the apps named above, so they are made here first."""
    try:
        apps.get_model("pages", "HomePage")
    except LookupError:  # migrated back to before the tables
        return
    for label in _WITH_PERMISSIONS:
        create_permissions(installed.get_app_config(label), verbosity=0, interactive=False, using=using)
    for name in setup.CENTRE_GROUPS:
        Group.objects.get_or_create(name=name)
    setup.set_up()
    for partner in Partner.objects.select_related("site__root_page"):
        setup.let_the_centre_approve(partner)


def follow_who_approves(sender, instance: Partner, raw: bool = False, **kwargs) -> None:
    if not raw:
        setup.let_the_centre_approve(instance)
