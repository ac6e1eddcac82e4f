"""What follows from migrations: the library and its rights are there before anybody logs in."""

from django.apps import apps
from django.contrib.auth.management import create_permissions

from . import setup

_WITH_PERMISSIONS = ("wagtailcore", "wagtailadmin", "catalogue")


def set_up_after_migrations(sender, apps: object = apps, using: str = "default", **kwargs) -> None:
    """Runs before Django has made the permissions of the apps named above, so they are made here first."""
    from django.apps import apps as installed

    try:
        apps.get_model("catalogue", "LocalServicePage")._meta.get_field("partner")
    except LookupError:  # migrated back to before the catalogue's tables
        return
    for label in _WITH_PERMISSIONS:
        create_permissions(installed.get_app_config(label), verbosity=0, interactive=False, using=using)
    setup.set_up()
