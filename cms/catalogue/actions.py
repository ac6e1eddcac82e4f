"""What other packages may do to pages of any kind, past the workflow. Everything else here is private."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.audit import actions as audit
from cms.audit.models import Actor
from cms.organisation.approvers import may_release

from .errors import MayNotEdit, MayNotTakeDown, NothingPlanned, NotLive, NotTranslatable, StillNeeded
from .languages import WRITTEN_ANEW, Translatable, locale_for, translations_of
from .models import LocalServicePage

__all__ = [
    "begin_translation",
    "cancel_plan",
    "delete_page",
    "look_at_shared_page",
    "may_take_down",
    "publish_imported",
    "see_shared_page",
    "take_down",
]

User = get_user_model()


def may_take_down(user: User, page: Page) -> bool:
    """Who releases the page may: Wagtail ties these doors to the right to publish, which nobody holds."""
    return user.is_active and user.has_perm("catalogue.take_down") and may_release(user, page)


@transaction.atomic
def begin_translation(page: Translatable, language: str, *, by: User) -> Translatable:
    """An empty draft beside a German page, to be written anew in another language; safe to repeat.

    Nothing but the title is taken over. Raises ``MayNotEdit`` for who may not write there, ``NotTranslatable`` for
    what has no German page to begin at.
    """
    if page.is_translation or language not in WRITTEN_ANEW:
        raise NotTranslatable(_("A translation begins at its German page."))
    Page.objects.select_for_update(of=("self",)).get(pk=page.pk)  # two clicks make one page
    if (found := page.in_language(language)) is not None:
        return found
    if not page.permissions_for_user(by).can_edit():
        raise MayNotEdit(_("You may not write this page in another language."))
    shelf = page.shelf_in(language)
    # Asked of the policy: the page itself says that nothing is added here by hand.
    if not page_permission_policy.user_has_permission_for_instance(by, "add", shelf):
        raise MayNotEdit(_("You may not write this page in another language."))
    draft = type(page)(
        title=page.title,
        translation_key=page.translation_key,
        locale=locale_for(language),
        live=False,
        owner=by,
    )
    draft.slug = draft.slug_like(page, shelf)
    shelf.add_child(instance=draft)
    draft.save_revision(user=by, log_action=False)
    audit.record("translation_begun", draft, by=Actor.person(by), new={"language": language, "source": page.pk})
    return draft


@transaction.atomic
def take_down(page: Page, *, by: User) -> None:
    """Unpublish a page at once, the search entry with it; a German page takes its translations along.

    Raises ``MayNotTakeDown`` for everybody but approvers, ``NotLive`` if there is nothing to take down.
    """
    page = _locked(page, by)
    if not page.live:
        raise NotLive(_("This page is not published."))
    together = [page, *(each for each in _translations(page) if each.live)]
    UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    for each in together:
        audit.record("page_taken_down", each, by=Actor.person(by), old={"live": True}, new={"live": False})


@transaction.atomic
def cancel_plan(page: Page, *, by: User) -> None:
    """Forget a planned release; the page stays as it is now.

    Raises ``MayNotTakeDown`` for everybody but approvers, ``NothingPlanned`` if there is no plan.
    """
    page = _locked(page, by)
    planned = Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False)
    if not planned:
        raise NothingPlanned(_("No release of this page is planned."))
    first = min(revision.approved_go_live_at for revision in planned)
    for revision in planned:
        revision.approved_go_live_at = None
        revision.save(user=by, update_fields=["approved_go_live_at"])  # Wagtail writes its log here
    audit.record("page_plan_cancelled", page, by=Actor.person(by), old={"go_live_at": first})


@transaction.atomic
def delete_page(page: Page, *, by: User) -> None:
    """Delete a page, live or not; a German page takes its translations along.

    Raises ``MayNotTakeDown`` for everybody but approvers, ``StillNeeded`` if something refers to it.
    """
    page = _locked(page, by)
    if page.depth <= 2 or not page.is_leaf():
        raise StillNeeded(_("Other pages stand below this one."))
    if page.live:
        # Unpublishing first tells whoever listens to publications only, above all the search.
        UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    for each in (page, *_translations(page)):
        audit.record("page_deleted", each, by=Actor.person(by), old={"slug": each.slug[:64]})
    try:
        with transaction.atomic():
            DeletePageAction(page, user=by).execute(skip_permission_checks=True)
    except ProtectedError as error:
        raise StillNeeded(_("Something still refers to this page. Take it down instead.")) from error


@transaction.atomic
def publish_imported(page: Page, *, log_as: str = "catalogue.import") -> Revision:
    """Save what an importer wrote as a revision and publish it, so that the same receivers run as for an editor.

    For importers only: no second person releases what another system has released already.
    """
    with disable_reference_index_auto_update():  # publishing brings it up to date once
        revision = page.save_revision(log_action=False, clean=False)  # and checks all of it
    revision.publish(log_action=log_as, skip_permission_checks=True)
    return revision


def _translations(page: Page) -> list[Page]:
    return list(translations_of(page)) if isinstance(page, Translatable) else []


@transaction.atomic
def look_at_shared_page(page: LocalServicePage, *, by: User) -> None:
    """Say that the local page still holds beside what the shared page says now.

    Raises ``MayNotEdit`` for everybody who may not edit the local page.
    """
    if not page.permissions_for_user(by).can_edit():
        raise MayNotEdit(_("Only who edits this local page can say that it still holds."))
    before = page.shared_revision_seen_id
    see_shared_page(page)
    audit.record(
        "shared_page_looked_at",
        page,
        by=Actor.person(by),
        old={"revision": before},
        new={"revision": page.shared_revision_seen_id},
    )


def see_shared_page(page: LocalServicePage) -> None:
    """Remember which shared page this local one was written beside; also for importers and the demo town."""
    page.shared_revision_seen_id = page.service.live_revision_id
    if page.pk:
        LocalServicePage.objects.filter(pk=page.pk).update(shared_revision_seen=page.shared_revision_seen_id)


def _locked(page: Page, by: User) -> Page:
    if not may_take_down(by, page):
        raise MayNotTakeDown(_("Only people who release pages may take them down."))
    return Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
