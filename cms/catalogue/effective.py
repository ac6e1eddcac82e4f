"""What holds for a partner: the shared page and the partner's local page in one. Nothing else merges them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from cms.organisation.models import Office, Partner, ResponsibilityMapping

from .models import LocalServicePage, Mode, ServicePage, Topic


@dataclass(frozen=True)
class Document:
    """Something the citizen brings."""

    name: str
    note: str = ""


@dataclass(frozen=True)
class Fee:
    """What something costs; no amount means that the note says it, 0 means free."""

    label: str
    amount: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Law:
    """A law or by-law the service rests on."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class OnlineService:
    """Where the service can be done online."""

    name: str
    url: str


@dataclass(frozen=True)
class EffectiveService:
    """A service as one partner's citizens and agents see it."""

    page: ServicePage
    partner: Partner
    local: LocalServicePage | None
    offered: bool
    title: str
    everyday_title: str
    teaser: str
    spoken_answer: str
    short_text: str
    full_text: str
    prerequisites: str
    documents: list[Document]
    fees: list[Fee]
    processing_time: str
    legal_basis: list[Law]
    online_services: list[OnlineService]
    offices: list[Office]
    local_text: str
    topics: list[Topic]
    checked_on: date | None

    @property
    def deviates(self) -> bool:
        """Whether this partner says anything else than the shared page."""
        return self.local is not None


def effective(service: ServicePage, partner: Partner, *, local: LocalServicePage | None = None) -> EffectiveService:
    """Merge a service for a partner in four queries; a draft of its local page may be handed in for a preview."""
    if local is None:
        local = LocalServicePage.objects.live().of(service, partner).first()
    mapped = _mapped_offices(service, partner)
    return EffectiveService(
        page=service,
        partner=partner,
        local=local,
        offered=local.offered if local else bool(mapped),
        title=service.title,
        everyday_title=service.everyday_title,
        teaser=service.teaser,
        spoken_answer=service.spoken_answer,
        short_text=service.short_text,
        full_text=service.full_text,
        prerequisites=service.prerequisites,
        documents=[Document(row.value["name"], row.value["note"] or "") for row in service.documents],
        fees=_fees(service, local),
        processing_time=service.processing_time,
        legal_basis=[Law(row.value["name"], row.value["url"] or "") for row in service.legal_basis],
        online_services=[OnlineService(row.value["name"], row.value["url"]) for row in service.online_services],
        offices=_offices(mapped, local),
        local_text=local.local_text if local else "",
        topics=list(service.topics.all()),
        checked_on=timezone.localdate(service.last_published_at) if service.last_published_at else None,
    )


def _mapped_offices(service: ServicePage, partner: Partner) -> list[int]:
    if service.responsibility_id is None:
        return []
    mappings = ResponsibilityMapping.objects.filter(partner=partner, responsibility=service.responsibility_id)
    return list(mappings.order_by("position", "pk").values_list("office", flat=True))


def _offices(mapped: list[int], local: LocalServicePage | None) -> list[Office]:
    """The partner's other office if its local page names one, else the mapped ones in their order."""
    wanted = [local.office_id] if local and local.office_id else mapped
    found = (
        Office.objects.filter(pk__in=wanted)
        .select_related("department__partner", "location")
        .prefetch_related("contact_points")
        .in_bulk()
        if wanted
        else {}
    )
    return [found[key] for key in wanted if key in found]


def _fees(service: ServicePage, local: LocalServicePage | None) -> list[Fee]:
    mode = local.fees_mode if local else Mode.INHERIT
    rows = [] if mode == Mode.REPLACE else list(service.fees)
    if local and mode != Mode.INHERIT:
        rows += list(local.fees)
    return [Fee(row.value["label"], row.value["amount"], row.value["note"] or "") for row in rows]
