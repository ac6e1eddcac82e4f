"""Puts services into the library: new ones, and changed ones field by field beside what somebody wrote here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.catalogue import actions as catalogue
from cms.catalogue import setup
from cms.catalogue.models import ServicePage, SourceRecord
from cms.organisation.slugs import free_slug

from . import pages
from .drafts import ServiceDraft
from .values import Merge, fingerprints, merge, remembered

LOGGED_AS = "catalogue.import"
RESPONSIBILITY = "responsibility"

# What was imported last is kept beside the fingerprints of the fields under these names.
GIVEN, LIVE = "responsibility_id", "live"


@dataclass(frozen=True)
class Done:
    """What became of one service, or would become of it."""

    made: bool = False
    live: bool = False
    taken: bool = False
    saved: bool = True
    conflicts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Shelf:
    """The library of German services while an import runs."""

    def __init__(self, *, overwrite: bool, dry_run: bool):
        self.overwrite = overwrite
        self.dry_run = dry_run
        self.library = setup.library()
        self.slugs = set(self.library.get_children().values_list("slug", flat=True))

    def put(
        self, source: SourceRecord, draft: ServiceDraft, *, responsible: str, find: Callable[[], int | None]
    ) -> Done:
        """Bring one service in. Needs a transaction; the caller saves the source, which is filled here."""
        there = fingerprints(draft.values) | {RESPONSIBILITY: responsible}
        if source.service_id is None:
            return self._new(source, draft, there, find)
        page = self._locked(source.service_id)
        if (why := self._in_work(page)) and not self.overwrite:
            return Done(live=page.live, saved=False, problems=(why,))
        return self._merged(page, source, draft, there, find)

    # New services

    def _new(self, source: SourceRecord, draft: ServiceDraft, there: dict, find: Callable) -> Done:
        page = ServicePage(title=draft.title, live=False, slug=free_slug(draft.title, self.slugs, "leistung"))
        pages.write(page, draft.values, frozenset(draft.values))
        pages.check(page)
        live = draft.public and bool(page.full_text)
        if not self.dry_run:
            page.responsibility_id = find()
            with disable_reference_index_auto_update():  # publishing brings it up to date once
                self.library.add_child(instance=page)
            self._publish(page, live)
            source.service = page
            source.imported = {**there, GIVEN: page.responsibility_id, LIVE: live}
        self.slugs.add(page.slug)
        return Done(made=True, live=live, taken=True)

    # Services that are there

    def _merged(
        self, page: ServicePage, source: SourceRecord, draft: ServiceDraft, there: dict, find: Callable
    ) -> Done:
        was_live = page.live
        if not was_live and page.latest_revision_id:
            page = page.get_latest_revision_as_object()  # the row of a draft keeps what it was made with
        imported = source.imported
        here = fingerprints(pages.values_of(page))
        here[RESPONSIBILITY] = (
            imported.get(RESPONSIBILITY, there[RESPONSIBILITY])
            if page.responsibility_id == imported.get(GIVEN, page.responsibility_id)
            else f"#{page.responsibility_id}"
        )
        merged = merge(self._before(page, imported, here), here, there, overwrite=self.overwrite)
        pages.write(page, draft.values, merged.take)
        pages.check(page)
        wanted = draft.public and bool(draft.values["full_text"] or page.full_text)
        live = wanted if self.overwrite or imported.get(LIVE, was_live) == was_live else was_live
        if not self.dry_run:
            given = self._write(page, draft, merged, find, was_live=was_live, live=live)
            source.imported = {
                **remembered(imported, there, merged.conflicts),
                GIVEN: given if RESPONSIBILITY in merged.take else imported.get(GIVEN, page.responsibility_id),
                LIVE: wanted,
            }
        problems = ()
        if wanted and not live:
            problems = (_("Taken down here and therefore not published; the draft has what is new."),)
        return Done(
            live=live, taken=bool(merged.take) or live != was_live, conflicts=merged.conflicts, problems=problems
        )

    def _write(
        self, page: ServicePage, draft: ServiceDraft, merged: Merge, find: Callable, *, was_live: bool, live: bool
    ) -> int | None:
        """Only what changes something becomes a revision."""
        if RESPONSIBILITY in merged.take:
            page.responsibility_id = find()
        if merged.take or live != was_live:
            self._publish(page, live)
        return page.responsibility_id

    def _publish(self, page: ServicePage, live: bool) -> None:
        if live:
            catalogue.publish_imported(page, log_as=LOGGED_AS)
            return
        page.save_revision(log_action=LOGGED_AS)
        if page.live:
            UnpublishPageAction(page, log_action=LOGGED_AS).execute(skip_permission_checks=True)

    def _locked(self, key: int) -> ServicePage:
        """The page as it is now; nobody saves it meanwhile."""
        if not self.dry_run:
            Page.objects.select_for_update(of=("self",)).get(pk=key)
        return ServicePage.objects.select_related("latest_revision").get(pk=key)

    def _before(self, page: ServicePage, imported: dict, here: dict) -> dict:
        """What was imported last. Of pages that came in before that was kept: what they say, unless by a person."""
        if imported:
            return imported
        return {} if page.latest_revision and page.latest_revision.user_id else here

    def _in_work(self, page: ServicePage) -> str:
        """Why nobody else should touch this page now, or "". Imports have no person, who saves in the admin is one."""
        latest = page.latest_revision
        if page.locked:
            return _("Locked here and therefore left as it is.")
        if page.workflow_in_progress:
            return _("Waits for its release here and is therefore left as it is.")
        if Revision.objects.for_instance(page).filter(approved_go_live_at__isnull=False).exists():
            return _("Its release is planned here, therefore it is left as it is.")
        if page.has_unpublished_changes if page.live else latest is not None and latest.user_id is not None:
            return _("Somebody is working on a draft here, therefore it is left as it is.")
        return ""
