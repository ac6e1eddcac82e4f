"""Writes an export into the organisation and the catalogue, record by record, or says what it would write."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cms.catalogue.models import SourceRecord
from cms.organisation.models import LocationSource, Office, Partner

from . import offices, pages
from .drafts import OfficeDraft, ServiceDraft, office_draft, service_draft, service_fingerprint
from .records import Export, LocationRecord, ServiceRecord
from .report import CHANGED, CONFLICTS, CREATED, FAILED, UNCHANGED, Report, Tally
from .responsibilities import Responsibilities
from .shelf import Shelf
from .values import fingerprints, merge, remembered, whole

log = logging.getLogger(__name__)

Tell = Callable[[str, int, int], None]


class Importer:
    """One run. What it has to know about all records is read once, a page only when its record has changed."""

    def __init__(
        self,
        partner: Partner,
        report: Report,
        *,
        system: str,
        overwrite: bool = False,
        dry_run: bool = False,
        responsibility: int | None = None,
        tell: Tell = lambda kind, done, total: None,
    ):
        self.partner = partner
        self.report = report
        self.system = f"{system}:{partner.slug}"
        self.overwrite = overwrite
        self.dry_run = dry_run
        self.responsibilities = Responsibilities(partner, otherwise=responsibility)
        self.tell = tell
        self.failed: set[str] = set()

    def run(self, export: Export) -> None:
        self.locations = {record.id: record for record in export.locations}
        self._offices(export.locations)
        self._services(export.services)

    def _transaction(self) -> AbstractContextManager:
        return nullcontext() if self.dry_run else transaction.atomic()

    def _each(self, kind: str, records: Iterable, tally: Tally, bring_in: Callable[[object], str]) -> None:
        """One record after the other; whatever one raises concerns that record only."""
        records = list(records)
        for number, record in enumerate(records, start=1):
            try:
                outcome = bring_in(record)
            except Exception as error:  # a receiver may raise anything; the next record is still to come in
                log.warning("record not imported", extra={"system": self.system, "key": record.id}, exc_info=True)
                self.responsibilities.forget()  # what was made for it has been rolled back
                outcome = FAILED
                self.failed.add(record.id)
                said = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
                tally.problem(record.id, record.name, said or type(error).__name__)
            tally.count(outcome)
            self.tell(kind, number, len(records))

    # Locations

    def _offices(self, records: list[LocationRecord]) -> None:
        shared = {name for name, times in Counter(record.display_name for record in records).items() if times > 1}
        self.office_sources = {source.key: source for source in LocationSource.objects.filter(system=self.system)}

        def bring_in(record: LocationRecord) -> str:
            draft = office_draft(record, partner=self.partner.name, shared_names=shared)
            for remark in draft.remarks:
                self.report.locations.problem(record.id, record.name, remark)
            return self._office(record, draft)

        self._each("locations", records, self.report.locations, bring_in)
        gone = self.office_sources.keys() - {record.id for record in records}
        names = dict(
            LocationSource.objects.filter(system=self.system, key__in=gone, office__isnull=False).values_list(
                "key", "office__name"
            )
        )
        for key in sorted(names):
            self.report.locations.gone(key, names[key])

    def _office(self, record: LocationRecord, draft: OfficeDraft) -> str:
        there = fingerprints(draft.values)
        source = self.office_sources.get(record.id) or LocationSource(system=self.system, key=record.id)
        if source.content_hash == whole(there) and not self.overwrite:
            return UNCHANGED
        if source.office_id is None and source.pk and not self.overwrite:
            self.report.locations.problem(record.id, record.name, _("Deleted here and not brought back."))
            self._remember(source, whole(there))
            return CONFLICTS
        with self._transaction():
            made = source.office_id is None
            office = Office() if made else self._locked_office(source.office_id)
            if made:
                merged = merge({}, dict.fromkeys(there, ""), there, overwrite=True)
            else:
                here = fingerprints(offices.values_of(office))
                merged = merge(source.imported or here, here, there, overwrite=self.overwrite)
            offices.fill(office, draft.values, merged.take)
            if not self.dry_run:
                if merged.take:
                    offices.write(office, draft.values, merged.take, self.partner)
                source.office = office
                source.imported = remembered(source.imported, there, merged.conflicts)
                source.content_hash = "" if merged.conflicts else whole(there)
                source.save()
        if not self.dry_run:
            self.office_sources[record.id] = source
        return self._outcome(self.report.locations, record, made, merged.take, merged.conflicts)

    def _locked_office(self, key: int) -> Office:
        found = Office.objects.select_related("department", "location")
        return (found if self.dry_run else found.select_for_update(of=("self",))).get(pk=key)

    # Services

    def _services(self, records: list[ServiceRecord]) -> None:
        self.office_keys = {key: source.office_id for key, source in self.office_sources.items() if source.office_id}
        gone = {key for key, source in self.office_sources.items() if source.pk and not source.office_id}
        # Without those that could not be made: once they can, their services are mapped anew.
        self.missing = self.failed | (set() if self.overwrite else gone)
        self.failed = set()
        self.shelf = Shelf(overwrite=self.overwrite, dry_run=self.dry_run)
        sources = SourceRecord.objects.filter(system=self.system).annotate(page_live=F("service__live"))
        self.sources = {source.key: source for source in sources}
        self._each("services", records, self.report.services, self._service)
        gone = self.sources.keys() - {record.id for record in records}
        titles = dict(
            SourceRecord.objects.filter(system=self.system, key__in=gone, service__isnull=False).values_list(
                "key", "service__title"
            )
        )
        for key in sorted(titles):
            self.report.services.gone(key, titles[key])

    def _service(self, record: ServiceRecord) -> str:
        draft = service_draft(record, self.locations)
        for remark in draft.remarks:
            self.report.services.problem(record.id, record.name, remark)
        source = self.sources.get(record.id)
        responsible = self.responsibilities.named(self._answering(draft))
        print_ = service_fingerprint(draft, responsible)
        if source is not None and source.content_hash == print_ and not self.overwrite:
            self._name_draft(record, draft, live=bool(source.page_live), deleted=source.service_id is None)
            return UNCHANGED
        if source is not None and source.service_id is None and not self.overwrite:
            self.report.services.problem(record.id, record.name, _("Deleted here and not brought back."))
            self._remember(source, print_)
            return CONFLICTS
        source = source or SourceRecord(system=self.system, key=record.id)
        other_words = source.keywords != list(draft.keywords)
        with self._transaction():
            done = self.shelf.put(source, draft, responsible=responsible, find=lambda: self._responsibility(draft))
            if not self.dry_run and done.saved:
                source.content_hash = "" if done.conflicts else print_
                source.keywords = list(draft.keywords)
                source.save()
        self.sources[record.id] = source
        for sentence in done.problems:
            self.report.services.problem(record.id, record.name, sentence)
        self._name_draft(record, draft, live=done.live, deleted=False)
        changed = done.taken or (other_words and done.saved)
        return self._outcome(self.report.services, record, done.made, changed, done.conflicts, also=bool(done.problems))

    def _answering(self, draft: ServiceDraft) -> tuple[str, ...]:
        """The keys of the offices that answer, without those that are not there."""
        return tuple(key for key in draft.locations if key not in self.missing)

    def _responsibility(self, draft: ServiceDraft) -> int | None:
        return self.responsibilities.of([self.office_keys[key] for key in draft.locations if key in self.office_keys])

    def _name_draft(self, record: ServiceRecord, draft: ServiceDraft, *, live: bool, deleted: bool) -> None:
        if live or deleted:
            return
        if not draft.public:
            reason = _("Not public in the file.")
        elif not draft.values["full_text"]:
            reason = _("Has no description. It goes live once somebody has written one and it has been released.")
        else:
            reason = _("Taken down or not yet released here.")
        self.report.services.draft(record.id, record.name, reason)

    def _remember(self, source: SourceRecord | LocationSource, print_: str) -> None:
        if not self.dry_run:
            source.content_hash = print_
            source.save(update_fields=["content_hash"])

    def _outcome(
        self,
        tally: Tally,
        record: LocationRecord | ServiceRecord,
        made: bool,
        taken: object,
        conflicts: tuple[str, ...],
        *,
        also: bool = False,
    ) -> str:
        labels = offices.label if isinstance(record, LocationRecord) else pages.label
        if conflicts:
            tally.problem(
                record.id,
                record.name,
                _("Changed here and in the file, therefore left as it is here: %(fields)s.")
                % {"fields": ", ".join(str(labels(field)) for field in conflicts)},
            )
        if conflicts or also:
            return CONFLICTS
        return CREATED if made else CHANGED if taken else UNCHANGED
