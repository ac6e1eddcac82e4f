"""Writes an export into the organisation and the catalogue, record by record."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import registry as wagtail_log
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.catalogue import actions as catalogue
from cms.catalogue import setup
from cms.catalogue.models import ServiceLibraryPage, ServicePage, SourceRecord
from cms.catalogue.slugs import slug_of
from cms.organisation.models import (
    ContactPoint,
    Department,
    Location,
    LocationSource,
    Office,
    Partner,
    Responsibility,
    ResponsibilityMapping,
)

from .dldb import Export, LocationRecord, ServiceRecord
from .drafts import OfficeDraft, ServiceDraft, office_draft, responsibility_name, service_draft
from .report import Report, Tally

log = logging.getLogger(__name__)

LOGGED_AS = "catalogue.import"
CREATED, CHANGED, UNCHANGED, CONFLICTS, FAILED = "created", "changed", "unchanged", "conflicts", "failed"


class Importer:
    """One run: what it has to know about the database is read once, not once per record."""

    def __init__(self, partner: Partner, report: Report):
        self.partner = partner
        self.report = report
        self.system = f"dldb:{partner.slug}"
        self.library: ServiceLibraryPage = setup.library()

    def run(self, export: Export) -> None:
        known = {record.id: record for record in export.locations}
        shared = {name for name, times in Counter(r.display_name for r in export.locations).items() if times > 1}
        self.office_sources = {
            source.key: source for source in LocationSource.objects.filter(system=self.system).select_related("office")
        }
        for record in export.locations:
            draft = office_draft(record, partner=self.partner.name, shared_names=shared)
            self._one(self.report.locations, record.id, record.name, lambda r=record, d=draft: self._office(r.id, d))
        self._read_what_services_need()
        for record in export.services:
            self._one(self.report.services, record.id, record.name, lambda r=record: self._service_of(r, known))
        self._name_what_has_vanished(export)

    def _one(self, tally: Tally, key: str, name: str, write: Callable[[], str]) -> None:
        """One record in one transaction; whatever it raises concerns this record only."""
        try:
            with transaction.atomic():
                outcome = write()
        except Exception as error:  # a receiver may raise anything; the next record is still to come in
            log.warning("record not imported", extra={"system": self.system, "key": key}, exc_info=True)
            tally.count(FAILED)
            self._read_mappings()  # what was made for it has been rolled back
            tally.problem(key, name, "; ".join(error.messages) if isinstance(error, ValidationError) else str(error))
            return
        tally.count(outcome)
        if outcome == CONFLICTS:
            tally.problem(key, name, _("Changed here since the last import, therefore left as it is."))

    # Locations

    def _office(self, key: str, draft: OfficeDraft) -> str:
        source = self.office_sources.get(key)
        if source is None:
            office = Office()
            self._write_office(office, draft)
            LocationSource.objects.create(office=office, system=self.system, key=key, content_hash=draft.fingerprint)
            return CREATED
        if source.content_hash == draft.fingerprint:
            return UNCHANGED
        if _as_it_is(source.office).fingerprint != source.content_hash:
            return CONFLICTS
        self._write_office(source.office, draft)
        source.content_hash = draft.fingerprint
        source.save(update_fields=["content_hash"])
        return CHANGED

    def _write_office(self, office: Office, draft: OfficeDraft) -> None:
        office.department, _made = Department.objects.get_or_create(partner=self.partner, name=draft.department)
        office.location = self._building(draft)
        office.name, office.email = draft.name, draft.email
        office.full_clean()
        office.save()
        point = office.contact_points.first()
        if draft.phone:
            point = point or ContactPoint(office=office)
            point.phone = draft.phone
            point.save()
        elif point:
            point.delete()

    def _building(self, draft: OfficeDraft) -> Location:
        """Offices at one address share a building; one that is shared is never changed, a new address is a new one."""
        same = {"name": draft.location, "street": draft.street, "postcode": draft.postcode, "town": draft.town}
        place = {"latitude": draft.latitude, "longitude": draft.longitude}
        found = Location.objects.filter(partner=self.partner, **same, **place).first()
        if found is None:
            found = Location(partner=self.partner, **same, **place)
            found.full_clean()
            found.save()
        return found

    # Services

    def _read_what_services_need(self) -> None:
        self.offices = {
            source.key: source.office
            for source in LocationSource.objects.filter(system=self.system).select_related("office")
        }
        sources = SourceRecord.objects.filter(system=self.system).select_related("service__latest_revision")
        self.sources = {source.key: source for source in sources}
        self.slugs = set(self.library.get_children().values_list("slug", flat=True))
        self._read_mappings()

    def _read_mappings(self) -> None:
        """Which responsibility this partner has mapped to exactly which offices in which order."""
        mapped: dict[int, list[int]] = {}
        mappings = ResponsibilityMapping.objects.filter(partner=self.partner).order_by("position", "pk")
        for responsibility, office in mappings.values_list("responsibility", "office"):
            mapped.setdefault(responsibility, []).append(office)
        self.responsibilities = {tuple(offices): responsibility for responsibility, offices in mapped.items()}

    def _service_of(self, record: ServiceRecord, locations: dict[str, LocationRecord]) -> str:
        draft = service_draft(record, locations)
        outcome = self._service(record.id, draft)
        for remark in draft.remarks:
            self.report.services.problem(record.id, record.name, remark)
        return outcome

    def _service(self, key: str, draft: ServiceDraft) -> str:
        source = self.sources.get(key)
        if source is None:
            page = ServicePage(title=draft.title, slug=self._free_slug(draft.title), live=False)
            self._fill(page, draft)
            with disable_reference_index_auto_update():  # publishing brings it up to date once
                self.library.add_child(instance=page)
            self._publish(page, draft)
            SourceRecord.objects.create(service=page, system=self.system, key=key, content_hash=draft.fingerprint)
            self.slugs.add(page.slug)
            return CREATED
        if source.content_hash == draft.fingerprint:
            return UNCHANGED
        page = source.service
        if _edited_here(page):
            return CONFLICTS
        page.title = draft.title
        self._fill(page, draft)
        self._publish(page, draft)
        source.content_hash = draft.fingerprint
        source.save(update_fields=["content_hash"])
        return CHANGED

    def _fill(self, page: ServicePage, draft: ServiceDraft) -> None:
        page.draft_title = draft.title
        page.teaser = draft.teaser
        page.full_text = draft.full_text
        page.leika_key = draft.leika_key
        page.fees = [("fee", {"label": fee.label, "amount": fee.amount, "note": fee.note}) for fee in draft.fees]
        page.legal_basis = [("law", {"name": law.name, "url": law.url}) for law in draft.legal_basis]
        page.online_services = [
            ("online_service", {"name": link.name, "url": link.url}) for link in draft.online_services
        ]
        page.responsibility_id = self._responsibility(draft.locations)

    def _publish(self, page: ServicePage, draft: ServiceDraft) -> None:
        if draft.public:
            catalogue.publish_imported(page, log_as=LOGGED_AS)
            return
        page.save_revision(log_action=LOGGED_AS)
        if page.live:
            UnpublishPageAction(page, log_action=LOGGED_AS).execute(skip_permission_checks=True)

    def _free_slug(self, title: str) -> str:
        wanted = slug_of(title) or "leistung"
        slug, number = wanted, 1
        while slug in self.slugs:
            number += 1
            slug = f"{wanted}-{number}"
        return slug

    def _responsibility(self, locations: tuple[str, ...]) -> int | None:
        """The responsibility this partner has mapped to exactly these offices in this order, made if there is none."""
        offices = [self.offices[key] for key in locations if key in self.offices]
        if not offices:
            return None
        wanted = tuple(office.pk for office in offices)
        if wanted not in self.responsibilities:
            responsibility = Responsibility.objects.create(name=self._free_name(offices))
            for position, office in enumerate(offices):
                ResponsibilityMapping.objects.create(
                    partner=self.partner, responsibility=responsibility, office=office, position=position
                )
            self.responsibilities[wanted] = responsibility.pk
        return self.responsibilities[wanted]

    def _free_name(self, offices: list[Office]) -> str:
        """Names are shared by all partners; one that is taken may mean something else there."""
        wanted = responsibility_name([office.name for office in offices])[:130]
        taken = set(Responsibility.objects.filter(name__startswith=wanted).values_list("name", flat=True))
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted} – Gruppe {number}"
        return name

    def _name_what_has_vanished(self, export: Export) -> None:
        vanished = _("No longer in the file; left as it is.")
        for key in self.offices.keys() - {record.id for record in export.locations}:
            self.report.locations.problem(key, self.offices[key].name, vanished)
        for key in self.sources.keys() - {record.id for record in export.services}:
            self.report.services.problem(key, self.sources[key].service.title, vanished)


def _edited_here(page: ServicePage) -> bool:
    """Somebody saved it, or took it down: imports have no person, everything done in the admin has one."""
    latest = page.latest_revision
    if latest is None or latest.user_id is not None:
        return True
    was_published = page.first_published_at is not None
    return was_published and not page.live and not _taken_down_by_import(page)


def _taken_down_by_import(page: ServicePage) -> bool:
    last = wagtail_log.get_logs_for_instance(page).order_by("-timestamp", "-pk").first()
    return last is not None and last.action == LOGGED_AS


def _as_it_is(office: Office) -> OfficeDraft:
    """An office in the form of a draft, to compare it with what was imported."""
    point = office.contact_points.first()
    place = office.location
    return OfficeDraft(
        department=office.department.name,
        name=office.name,
        email=office.email,
        phone=point.phone if point else "",
        location=place.name,
        street=place.street,
        postcode=place.postcode,
        town=place.town,
        latitude=place.latitude,
        longitude=place.longitude,
    )
