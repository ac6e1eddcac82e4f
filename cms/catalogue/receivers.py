"""What follows from migrations: the libraries and their rights; and what follows for translations from their page."""

from collections.abc import Callable

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db.models.signals import post_delete, pre_delete
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.organisation import changes
from cms.organisation.models import Partner

from . import setup
from .languages import Translatable, translations_of
from .models import ServicePage
from .ordering import sort_key

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


def keep_in_order(sender, instance: ServicePage, raw: bool = False, **kwargs) -> None:
    """Give a live service its place in A–Z before it is saved, and take a draft's away."""
    if not raw:
        instance.sort_key = sort_key(instance.title) if instance.live and not instance.is_translation else None


def tell_visitors(model: type[Page], whose: Callable[[Page], Partner | None]) -> None:
    """Give town halls a new version whenever a page of this kind is released, taken down or deleted.

    ``whose`` says which town hall it stands in; None stands for all of them. A page does not move between partners.
    """

    def bump(instance: Page, **kwargs) -> None:
        changes.bump(whose(instance))

    for signal in (page_published, page_unpublished, post_delete, post_page_move):
        signal.connect(bump, sender=model, weak=False, dispatch_uid=("town hall", model))


def lead_translations(model: type[Translatable]) -> None:
    """Let a page in another language go the way of its German one, whatever door that goes through.

    What is wrong enough to be taken down must not stay up in English; it comes back by a release of its own. Connected
    for each kind of page by itself: a receiver of every deletion would slow down all of them.
    """
    page_unpublished.connect(translations_are_taken_down, sender=model)
    page_published.connect(translations_follow_the_address, sender=model)
    pre_delete.connect(translations_are_deleted, sender=model)


def translations_are_taken_down(instance: Translatable, **kwargs) -> None:
    for page in translations_of(instance).filter(live=True):
        UnpublishPageAction(page, user=None).execute(skip_permission_checks=True)


def translations_are_deleted(instance: Translatable, **kwargs) -> None:
    for page in translations_of(instance):
        DeletePageAction(page, user=None).execute(skip_permission_checks=True)


def translations_follow_the_address(instance: Translatable, **kwargs) -> None:
    """One short name in all languages: a switch of languages changes only what stands before it."""
    if not instance.live:  # only planned
        return
    for page in translations_of(instance).exclude(slug=instance.slug):
        page.slug = page.slug_like(instance, page.get_parent())
        page.save(clean=False)
