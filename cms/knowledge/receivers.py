"""Writes the index in the transaction of whatever changes what people find: pages, mappings, notes, topics."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move, published, unpublished

from cms.accounts import groups
from cms.accounts.setup import grant
from cms.catalogue.models import AgentNote, LifeSituation, LocalServicePage, ServicePage, Topic
from cms.organisation.models import Partner, ResponsibilityMapping

from . import actions
from .before import now_and_before, remember_before
from .models import EverydayWord


def give_permissions(sender, apps=None, **kwargs) -> None:
    """Approvers find in the list what is theirs to release and to withdraw; administrators see how the engine is."""
    try:
        apps.get_model("knowledge", "EverydayWord")
        apps.get_model("knowledge", "Following")
    except LookupError:  # migrated back to before the table
        return
    grant(groups.APPROVER, ["knowledge.view_everydayword"])
    grant(groups.ADMINISTRATOR, ["knowledge.view_following"])


def connect() -> None:
    """Called once by the app's configuration."""
    page_published.connect(service_published, sender=ServicePage)
    for signal in (page_unpublished, pre_delete):
        signal.connect(service_gone, sender=ServicePage)
    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(local_page_changed, sender=LocalServicePage)
    post_save.connect(service_made_live, sender=ServicePage)
    post_save.connect(local_page_made_live, sender=LocalServicePage)
    post_page_move.connect(page_moved)
    for sender in (LocalServicePage, ResponsibilityMapping, AgentNote, Topic, LifeSituation):
        pre_save.connect(remember_before, sender=sender)
    for signal in (post_save, post_delete):
        signal.connect(mapping_changed, sender=ResponsibilityMapping)
        signal.connect(note_changed, sender=AgentNote)
    for sender in (Topic, LifeSituation):
        post_save.connect(topic_renamed, sender=sender)
        pre_delete.connect(topic_goes, sender=sender)
        post_delete.connect(topic_gone, sender=sender)
    post_save.connect(partner_comes, sender=Partner)
    pre_delete.connect(partner_goes, sender=Partner)
    post_delete.connect(partner_gone, sender=Partner)
    for signal in (published, unpublished, post_delete):
        signal.connect(words_changed, sender=EverydayWord)
    post_save.connect(word_made_live, sender=EverydayWord)


def service_published(instance: ServicePage, **kwargs) -> None:
    """Or only planned: then it is not live yet, and what the database says now is written.

    What is found are the services; a translation leaves the index as it is.
    """
    if not instance.is_translation:
        actions.index_service(instance.pk)


def service_made_live(instance: ServicePage, created: bool, raw: bool = False, **kwargs) -> None:
    """A page that is live from its first moment is not published by anybody."""
    if created and instance.live and not raw and not instance.is_translation:
        actions.index_service(instance.pk)


def service_gone(instance: ServicePage, **kwargs) -> None:
    """Taken down or about to be deleted. Wagtail says "unpublished" before a deletion while the row is still live."""
    if not instance.is_translation:
        actions.remove_service(instance.pk)


def local_page_changed(instance: LocalServicePage, **kwargs) -> None:
    """The service it stands for, and the one it stood for before."""
    actions.index_services(now_and_before(instance, "service_id"))


def local_page_made_live(instance: LocalServicePage, created: bool, raw: bool = False, **kwargs) -> None:
    if created and instance.live and not raw:
        actions.index_service(instance.service_id)


def page_moved(instance, parent_page_before, parent_page_after, **kwargs) -> None:
    """A local page, or a folder of them, may now stand under another partner."""
    if parent_page_before.pk == parent_page_after.pk:
        return
    pages = LocalServicePage.objects.filter(path__startswith=instance.path)
    actions.index_services(pages.values_list("service_id", flat=True))


def mapping_changed(instance: ResponsibilityMapping, raw: bool = False, **kwargs) -> None:
    """Who maps a responsibility offers its services."""
    if raw:
        return
    actions.index_mapped(now_and_before(instance, "responsibility_id"))


def note_changed(instance: AgentNote, raw: bool = False, origin=None, **kwargs) -> None:
    """Not while the service itself is being deleted: it has left the index already, but its row is still there."""
    if raw or _is_page(origin):
        return
    services = ServicePage.objects.german().live().filter(pk__in=now_and_before(instance, "service_id"))
    actions.index_services(services.values_list("pk", flat=True))


def topic_renamed(instance: Topic | LifeSituation, created: bool, raw: bool = False, **kwargs) -> None:
    if not created and not raw and len(now_and_before(instance, "name")) > 1:
        actions.index_services(_live_in(instance))


def topic_goes(instance: Topic | LifeSituation, **kwargs) -> None:
    instance.services_before = _live_in(instance)


def topic_gone(instance: Topic | LifeSituation, **kwargs) -> None:
    actions.index_services(instance.services_before)


def partner_comes(instance: Partner, created: bool, raw: bool = False, **kwargs) -> None:
    """What is not ours is found with every partner, so with a new one too."""
    if created and not raw:
        actions.index_services(
            ServicePage.objects.german().live().filter(is_not_ours=True).values_list("pk", flat=True)
        )


def partner_goes(instance: Partner, **kwargs) -> None:
    mapped = ResponsibilityMapping.objects.filter(partner=instance).values("responsibility")
    found = ServicePage.objects.german().live().filter(Q(responsibility__in=mapped) | Q(is_not_ours=True))
    instance.services_before = list(found.values_list("pk", flat=True))


def partner_gone(instance: Partner, **kwargs) -> None:
    actions.index_services(instance.services_before)


def words_changed(instance: EverydayWord, **kwargs) -> None:
    """Released, withdrawn or deleted: what is in force has changed. The pages themselves stay as they are."""
    actions.take_new_words()


def word_made_live(instance: EverydayWord, created: bool, raw: bool = False, **kwargs) -> None:
    """A word that is in force from its first moment is not released by anybody."""
    if created and instance.live and not raw:
        actions.take_new_words()


def _is_page(origin) -> bool:
    """Whether a deletion began with a page: Django names the row or the queryset it began with."""
    return issubclass(getattr(origin, "model", type(origin)), Page)


def _live_in(subject: Topic | LifeSituation) -> list[int]:
    return list(subject.services.german().live().values_list("pk", flat=True))
