"""What a search found, as citizens see it: in their language, with its address, and whose it is if it is not ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cms.catalogue.effective import Whose, whose_of
from cms.catalogue.languages import ENGLISH, GERMAN, active
from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.knowledge.marks import Marker
from cms.knowledge.search import Hit, Kind
from cms.knowledge.suggestions import Suggestion
from cms.organisation.models import Partner
from cms.pages.models import EditorialPage

from . import lists

# What citizens find, in the order of the filters: the word in the address, the name of many and of one.
KINDS = {
    Kind.SERVICE: ("leistungen", _("Services"), _("Service")),
    Kind.LIFE_SITUATION: ("lebenslagen", _("Life situations"), _("Life situation")),
    Kind.TOPIC: ("themen", _("Topics"), _("Topic")),
    Kind.DEPARTMENT: ("aemter", _("Departments"), _("Department")),
    Kind.OFFICE: ("dienststellen", _("Offices"), _("Office")),
    Kind.LOCATION: ("standorte", _("Locations"), _("Location")),
    Kind.PAGE: ("seiten", _("Pages of information"), _("Page of information")),
}
BY_WORD = {word: kind for kind, (word, _many, _one) in KINDS.items()}
PLACES = {
    Kind.SERVICE: "townhall:service",
    Kind.LIFE_SITUATION: "townhall:situation",
    Kind.TOPIC: "townhall:topic",
    Kind.DEPARTMENT: "townhall:department",
    Kind.OFFICE: "townhall:office",
    Kind.LOCATION: "townhall:location",
}
TOPICS_AT_MOST = 6


@dataclass(frozen=True)
class Words:
    """What is written about a hit, and in which language."""

    title: str
    everyday_title: str
    teaser: str
    language: str


@dataclass(frozen=True)
class Line:
    """A hit in the list: the words found are marked."""

    rank: int
    address: str
    kind: str
    title: SafeString
    everyday_title: SafeString
    teaser: SafeString
    language: str
    offered: bool
    whose: Whose | None


@dataclass(frozen=True)
class Offer:
    """A suggestion while somebody types."""

    rank: int
    address: str
    kind: str
    text: str
    title: str
    language: str
    offered: bool


@dataclass(frozen=True)
class Choice:
    """A filter: its name, how many hits it leaves, the word for it in the address."""

    name: str
    number: int
    word: str
    is_chosen: bool
    language: str


def addresses_of(hits: Iterable[Hit | Suggestion], partner: Partner) -> dict[tuple[Kind, int], str]:
    """Where each hit leads; a page of free text may stand below another one."""
    found, texts = {}, []
    for hit in hits:
        if hit.kind == Kind.PAGE:
            texts.append(hit.object_id)
        else:
            found[hit.kind, hit.object_id] = reverse(PLACES[hit.kind], args=[hit.slug])
    if texts:
        root = partner.site.root_page.url_path
        for key, path in EditorialPage.objects.filter(pk__in=texts).values_list("pk", "url_path"):
            found[Kind.PAGE, key] = reverse("wagtail_serve", args=[path.removeprefix(root)])
    return found


def lines_of(ranked: Sequence[tuple[int, Hit]], partner: Partner, marker: Marker) -> list[Line]:
    """The hits that are shown, each with its rank among all that were found."""
    hits = [hit for _rank, hit in ranked]
    words, addresses = in_readers_language(hits), addresses_of(hits, partner)
    refused = [hit.object_id for hit in hits if hit.kind == Kind.SERVICE and not hit.offered]
    whose = whose_of(refused, partner) if refused else {}
    return [
        Line(
            rank=rank,
            address=addresses[hit.kind, hit.object_id],
            kind="" if hit.kind == Kind.SERVICE else KINDS[hit.kind][2],
            title=marker.marked(said.title),
            everyday_title=marker.marked(said.everyday_title),
            teaser=marker.marked(said.teaser),
            language=said.language,
            offered=hit.offered,
            whose=whose.get(hit.object_id) if hit.kind == Kind.SERVICE else None,
        )
        for rank, hit in ranked
        if (hit.kind, hit.object_id) in addresses  # else it has just gone
        for said in [words.get((hit.kind, hit.object_id)) or in_german(hit)]
    ]


def offers_of(suggestions: Sequence[Suggestion], partner: Partner) -> list[Offer]:
    words, addresses = in_readers_language(suggestions), addresses_of(suggestions, partner)
    found = []
    for rank, each in enumerate(suggestions, 1):
        said = words.get((each.kind, each.object_id))
        text, title, language = (said.title, "", said.language) if said else (each.text, each.title, GERMAN)
        kind = "" if each.kind == Kind.SERVICE else KINDS[each.kind][2]
        other = title if title != text else ""
        if address := addresses.get((each.kind, each.object_id)):
            found.append(Offer(rank, address, kind, text, other, language, each.offered))
    return found


def in_german(hit: Hit) -> Words:
    return Words(hit.title, hit.everyday_title, hit.teaser, GERMAN)


def in_readers_language(hits: Iterable[Hit | Suggestion]) -> dict[tuple[Kind, int], Words]:
    """What is written in the reader's language, where that is not German; what is searched are the German words."""
    language = active()
    if language == GERMAN:
        return {}
    of_kind: dict[Kind, list[int]] = {}
    for hit in hits:
        of_kind.setdefault(hit.kind, []).append(hit.object_id)
    pages = ServicePage.objects.filter(pk__in=of_kind.get(Kind.SERVICE, []))
    found = {
        (Kind.SERVICE, line.pk): Words(line.title, line.everyday_title, line.teaser, line.language)
        for line in lists.listed(pages, language)
    }
    for kind, model in ((Kind.TOPIC, Topic), (Kind.LIFE_SITUATION, LifeSituation)):
        named = model.objects.filter(pk__in=of_kind.get(kind, [])) if language == ENGLISH else model.objects.none()
        found |= {(kind, row.pk): Words(row.name_en, "", "", ENGLISH) for row in named if row.name_en}
    return found


def kinds_of(hits: Iterable[Hit], chosen: Kind | None) -> list[Choice]:
    """The filters by kind; none where there is nothing to choose."""
    numbers = Counter(hit.kind for hit in hits)
    if len(numbers) < 2 and chosen is None:
        return []
    return [
        Choice(str(many), numbers[kind], word, kind == chosen, active())
        for kind, (word, many, _one) in KINDS.items()
        if numbers[kind] or kind == chosen
    ]


@dataclass(frozen=True)
class Topics:
    """Under which topics the services stand that were found."""

    services: dict[int, set[int]]  # by the topic's number
    found: int

    @classmethod
    def of(cls, hits: Iterable[Hit]) -> Topics:
        ids = {hit.object_id for hit in hits if hit.kind == Kind.SERVICE}
        services: dict[int, set[int]] = {}
        through = ServicePage.topics.through.objects.filter(servicepage__in=ids)
        for topic, service in through.values_list("topic", "servicepage"):
            services.setdefault(topic, set()).add(service)
        return cls(services, len(ids))

    def have(self, topic: Topic, hit: Hit) -> bool:
        """Whether a hit is a service of the topic, or the topic itself."""
        if hit.kind == Kind.TOPIC:
            return hit.object_id == topic.pk
        return hit.kind == Kind.SERVICE and hit.object_id in self.services.get(topic.pk, ())

    def choices(self, chosen: Topic | None) -> list[Choice]:
        """The topics that part what was found, the commonest first; or only the one that was chosen."""
        if chosen is not None:
            return [self._choice(chosen, is_chosen=True)]
        parting = [topic for topic, services in self.services.items() if len(services) < self.found]
        choices = [self._choice(topic) for topic in Topic.objects.filter(pk__in=parting)]
        return sorted(choices, key=lambda choice: (-choice.number, choice.name))[:TOPICS_AT_MOST]

    def _choice(self, topic: Topic, *, is_chosen: bool = False) -> Choice:
        name, language = (topic.name_en, ENGLISH) if active() == ENGLISH and topic.name_en else (topic.name, GERMAN)
        return Choice(name, len(self.services.get(topic.pk, ())), topic.slug, is_chosen, language)
