"""Builds a service's entries: one per distinct merged text, with the partners it holds for."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cms.catalogue.effective import EffectiveService, effective, same_for
from cms.catalogue.models import AgentNote, LocalServicePage, ServicePage
from cms.organisation.models import Partner

from .models import Audience
from .records import Text

TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Display:
    """What a list of hits shows of an entry."""

    slug: str
    title: str
    everyday_title: str
    teaser: str


@dataclass
class Draft:
    """An entry before it is analysed."""

    audience: Audience
    text: Text
    display: Display
    partners: dict[int, bool]  # the partner's number, and whether it offers the service
    public: Text | None = None  # what citizens may read of it, if that is less
    for_sentences: bool = True  # what is for agents alone no sentence model reads
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def meaning(self) -> str:
        """Names the text that a sentence model reads: the public one, also of agents' entries."""
        return digest((self.public or self.text).fields) if self.for_sentences else ""

    @property
    def source(self) -> str:
        """Names the text and what is shown: equal drafts need no new entry."""
        times = [at and at.isoformat() for at in (self.starts_at, self.ends_at)]
        return digest(self.text.fields, vars(self.display), *(times if any(times) else ()))


def digest(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def drafts(service: ServicePage) -> list[Draft]:
    """The entries a service has now, read from the database; none if it is not live.

    A partner has it if it mapped the responsibility or has a live local page; one that says "not offered" keeps it
    findable, marked so, and what is not ours is found everywhere, marked the same way. Only what differs between
    partners makes an entry of its own.
    """
    if not service.live:
        return []
    notes = list(AgentNote.objects.filter(service=service).order_by("pk").values_list("partner", "text"))
    found: dict[tuple[Audience, str], Draft] = {}
    for partner, holds in _by_partner(service):
        public = text_of(holds)
        mine = [text for only_for, text in notes if only_for in (None, partner.pk)]
        for audience, text in ((Audience.PUBLIC, public), (Audience.AGENT, with_notes(public, mine))):
            draft = Draft(audience, text, display_of(holds), {}, public)
            draft = found.setdefault((audience, draft.source), draft)
            draft.partners[partner.pk] = holds.offered
    return list(found.values())


def _by_partner(service: ServicePage) -> Iterable[tuple[Partner, EffectiveService]]:
    """What holds for each partner that has the service; the database is asked for one of them."""
    local_pages = {page.partner_id: page for page in LocalServicePage.objects.live().filter(service=service)}
    having = Q(pk__in=local_pages)
    if service.is_not_ours:
        having = Q()
    elif service.responsibility_id:
        having |= Q(mappings__responsibility=service.responsibility_id)
    merged = None
    for partner in Partner.objects.filter(having).distinct().order_by("pk"):
        local = local_pages.get(partner.pk)
        merged = merged or effective(service, partner, local=local)
        yield partner, same_for(merged, partner, local)


def text_of(service: EffectiveService) -> Text:
    """What a citizen may read, in the fields that count differently. Names, numbers and hours of offices are not in."""
    return Text(
        title=service.title,
        keywords=service.everyday_title,
        body=joined(
            service.teaser,
            service.spoken_answer,
            service.short_text,
            plain(service.full_text),
            plain(service.local_text),
            service.processing_time,
            *(part for step in service.steps for part in (step.title, plain(step.text))),
            *(part for deadline in service.deadlines for part in (deadline.label, deadline.text)),
            plain(service.notes),
            *(online.name for online in service.online_services),
            *(topic.name for topic in service.topics),
            *(situation.name for situation in service.life_situations),
        ),
        requirements=joined(
            service.target_group,
            plain(service.prerequisites),
            plain(service.remedies),
            *(law.name for law in service.legal_basis),
        ),
        documents=joined(
            *(part for document in service.documents for part in (document.name, document.note)),
            *(form.name for form in service.forms),
            *(part for fee in service.fees for part in (fee.label, fee.note)),
        ),
    )


def with_notes(text: Text, notes: Iterable[str]) -> Text:
    """The agents' text: the public one and their notes."""
    return Text(text.title, text.keywords, joined(text.body, *notes), text.requirements, text.documents)


def display_of(service: EffectiveService) -> Display:
    return Display(service.page.slug, service.title, service.everyday_title, service.teaser)


def plain(rich_text: str) -> str:
    """Rich text without its marks; what stood in two elements stays two words."""
    return html.unescape(TAG.sub(" ", rich_text or ""))


def joined(*parts: str) -> str:
    """What there is of it, line by line."""
    return "\n".join(part for part in parts if part)
