"""Builds a service's entries: one per distinct merged text, with the partners it holds for."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from cms.catalogue.effective import Words, subjects_of, words_of, words_with
from cms.catalogue.models import AgentNote, LifeSituation, LocalServicePage, ServicePage, Topic
from cms.organisation.models import Partner, ResponsibilityMapping
from cms.prepared import Blank, Prepared

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

    @cached_property
    def source(self) -> str:
        """Names the text and what is shown: equal drafts need no new entry."""
        times = [at and at.isoformat() for at in (self.starts_at, self.ends_at)]
        return digest(self.text.fields, vars(self.display), *(times if any(times) else ()))


def digest(*parts: object) -> str:
    return hashlib.blake2b(json.dumps(parts, ensure_ascii=False).encode(), digest_size=16).hexdigest()


def local_pages_of(**services: Sequence[int] | Blank) -> QuerySet:
    return LocalServicePage.objects.live().filter(**services)


def notes_of(**services: Sequence[int] | Blank) -> QuerySet:
    return AgentNote.objects.filter(**services).order_by("pk").values_list("service", "partner", "text")


def mappings_of(**responsibilities: Collection[int] | Blank) -> QuerySet:
    of_these = ResponsibilityMapping.objects.filter(**responsibilities)
    return of_these.order_by().values_list("responsibility", "partner")


_LOCAL_PAGES = Prepared(lambda: local_pages_of(service=Blank("service")))
_NOTES = Prepared(lambda: notes_of(service=Blank("service")))
_MAPPINGS = Prepared(lambda: mappings_of(responsibility=Blank("responsibility")))


@dataclass(frozen=True)
class Facts:
    """What the database says about some services beside their pages, by the numbers of services and partners."""

    local_pages: Mapping[int, Mapping[int, LocalServicePage]]
    notes: Mapping[int, Sequence[tuple[int | None, str]]]
    subjects: Mapping[int, tuple[list[Topic], list[LifeSituation]]]
    mapped: Mapping[int | None, set[int]]  # by responsibility
    everybody: set[int]

    @classmethod
    def of(cls, services: Sequence[ServicePage]) -> Facts:
        numbers = [service.pk for service in services]
        wanted = {service.responsibility_id for service in services if not service.is_not_ours} - {None}
        if len(numbers) == 1:  # a release
            of_it = {"service": numbers[0]}
            pages, written = _LOCAL_PAGES.instances(**of_it), _NOTES.rows(**of_it)
            mappings = [row for each in wanted for row in _MAPPINGS.rows(responsibility=each)]
        else:
            pages, written = local_pages_of(service__in=numbers), notes_of(service__in=numbers)
            mappings = mappings_of(responsibility__in=wanted)
        local_pages: dict[int, dict[int, LocalServicePage]] = defaultdict(dict)
        for page in pages:
            local_pages[page.service_id][page.partner_id] = page
        notes: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
        for service, *note in written:
            notes[service].append(note)
        mapped: dict[int | None, set[int]] = defaultdict(set)
        for responsibility, partner in mappings:
            mapped[responsibility].add(partner)
        anybody = any(service.is_not_ours for service in services)
        everybody = set(Partner.objects.values_list("pk", flat=True)) if anybody else set()
        return cls(local_pages, notes, subjects_of(numbers), mapped, everybody)

    def partners_of(self, service: ServicePage) -> list[int]:
        """Who mapped the responsibility or has a live local page; what is not ours is found everywhere."""
        mapped = self.everybody if service.is_not_ours else self.mapped[service.responsibility_id]
        return sorted(mapped | self.local_pages[service.pk].keys())


def drafts(services: Sequence[ServicePage]) -> list[list[Draft]]:
    """The entries that each of some live services has now, read from the database in a few queries for all of them.

    A partner whose local page says "not offered" keeps a service findable, marked so; what is not ours is marked the
    same way. Only what differs between partners makes an entry of its own.
    """
    facts = Facts.of(services)
    return [drafts_of(service, facts) for service in services]


def drafts_of(service: ServicePage, facts: Facts) -> list[Draft]:
    alike: dict[tuple[LocalServicePage | None, tuple[str, ...]], list[int]] = defaultdict(list)
    for partner in facts.partners_of(service):
        notes = tuple(text for only_for, text in facts.notes[service.pk] if only_for in (None, partner))
        alike[facts.local_pages[service.pk].get(partner), notes].append(partner)
    shared = words_of(service, *facts.subjects[service.pk])
    found: dict[tuple[Audience, str], Draft] = {}
    for (local, notes), partners in alike.items():
        holds = words_with(shared, local) if local else shared
        public = text_of(holds)
        for audience, text in ((Audience.PUBLIC, public), (Audience.AGENT, with_notes(public, notes))):
            draft = Draft(audience, text, display_of(holds), {}, public)
            draft = found.setdefault((audience, draft.source), draft)
            draft.partners.update(dict.fromkeys(partners, holds.offered))
    return list(found.values())


def text_of(service: Words) -> Text:
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


def display_of(service: Words) -> Display:
    return Display(service.page.slug, service.title, service.everyday_title, service.teaser)


def plain(rich_text: str) -> str:
    """Rich text without its marks; what stood in two elements stays two words."""
    return html.unescape(TAG.sub(" ", rich_text or ""))


def joined(*parts: str) -> str:
    """What there is of it, line by line."""
    return "\n".join(part for part in parts if part)
