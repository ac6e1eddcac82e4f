"""What an agent is shown for what she types: one line per hit, and the card of the one she reads from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy

from cms.accounts.models import User
from cms.catalogue.models import ServicePage
from cms.knowledge import search_log
from cms.knowledge.marks import Marker, marker
from cms.knowledge.search import Audience, Hit, Kind, search
from cms.organisation.models import Partner
from cms.organisation.recall import remembering_of
from cms.prepared import Blank, Prepared
from desk import words
from desk.cards import Card, card_for
from desk.other_cards import CALLED, OtherCard, other_card

HITS = 10  # as many as there are digits
LONGEST_QUERY = 200

_SERVICE = Prepared(lambda: ServicePage.objects.german().live().filter(pk=Blank("number")))

# What each kind is called in an address, and many of them.
IN_ADDRESSES = {
    Kind.SERVICE: "leistung",
    Kind.LIFE_SITUATION: "lebenslage",
    Kind.TOPIC: "thema",
    Kind.DEPARTMENT: "amt",
    Kind.OFFICE: "dienststelle",
    Kind.LOCATION: "standort",
    Kind.PAGE: "seite",
    Kind.COLLEAGUE: "person",
    Kind.BULLETIN: "mitteilung",
}
MANY = {
    Kind.SERVICE: pgettext_lazy("desk", "services"),
    Kind.LIFE_SITUATION: pgettext_lazy("desk", "life situations"),
    Kind.TOPIC: pgettext_lazy("desk", "topics"),
    Kind.DEPARTMENT: pgettext_lazy("desk", "departments"),
    Kind.OFFICE: pgettext_lazy("desk", "offices"),
    Kind.LOCATION: pgettext_lazy("desk", "buildings"),
    Kind.PAGE: pgettext_lazy("desk", "pages"),
    Kind.COLLEAGUE: pgettext_lazy("desk", "colleagues"),
    Kind.BULLETIN: pgettext_lazy("desk", "bulletins"),
}


@dataclass(frozen=True)
class Key:
    """Names a hit in a form: what it is, and for which partner."""

    kind: Kind
    number: int
    partner: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}-{self.partner}"


@dataclass(frozen=True)
class Asked:
    """What the form sent: the words, of which kind, also from other partners, and a hit chosen from the list."""

    query: str = ""
    kind: Kind | None = None
    everywhere: bool = False
    hit: Key | None = None


@dataclass(frozen=True)
class Line:
    """One hit of the list; ``partner`` is named where it is another one than the caller's."""

    key: Key
    title: str
    aside: str
    url: str
    offered: bool
    is_not_ours: bool
    partner: str = ""

    @property
    def kind(self) -> str | Promise:
        return CALLED.get(self.key.kind, "")


@dataclass(frozen=True)
class Facet:
    """A kind by which the list can be filtered, and how many there are."""

    kind: Kind
    name: str | Promise
    number: int


@dataclass(frozen=True)
class Found:
    """The list with the card beside it; ``unsure`` says that its first line may well be wrong.

    By ``search_id`` the page tells the search log which hit was opened.
    """

    asked: Asked
    lines: list[Line] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    card: Card | OtherCard | None = None
    unsure: bool = False
    did_you_mean: str = ""
    marker: Marker | None = None
    search_id: str = ""

    @property
    def how_many(self) -> str:
        return words.how_many(len(self.lines)) if self.asked.query else ""

    @property
    def shows_facets(self) -> bool:
        """Whether there is anything to choose between; what was chosen can always be left again."""
        return len(self.facets) > 1 or self.asked.kind is not None

    @property
    def chosen(self) -> Key | None:
        """Whose card stands there."""
        return self.asked.hit or (self.lines[0].key if self.lines else None)

    @property
    def said(self) -> str:
        """What a screen reader says of the list: how many, which one is first, and whether that is sure."""
        if not self.lines:
            return self.how_many
        parts = [self.how_many, gettext("first: %(title)s") % {"title": self.lines[0].title}]
        if self.unsure:
            parts.append(pgettext("desk", "unsure"))
        return ", ".join(parts)

    @property
    def first_is_unsure(self) -> bool:
        """Whether the card stands there only because nothing fitted better, and nobody has chosen it."""
        return self.unsure and self.asked.hit is None


def asked_in(posted: Mapping[str, str]) -> Asked:
    """What a form says; whatever cannot be meant chooses nothing."""
    typed = posted.get("statt") or posted.get("q", "")
    kind = posted.get("art", "")
    return Asked(
        query=typed.strip()[:LONGEST_QUERY],
        kind=Kind(kind) if kind in Kind else None,
        everywhere="auch" in posted,
        hit=_key_in(posted.get("hit", "")),
    )


def _key_in(written: str) -> Key | None:
    kind, *numbers = written.split("-")
    if kind in Kind and len(numbers) == 2 and all(_is_number(each) for each in numbers):
        return Key(Kind(kind), *map(int, numbers))
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def found_for(partner: Partner, asked: Asked, *, user: User, while_typing: bool = False) -> Found:
    """Search and put the card together; while she types the last word may still be half."""
    found, others = Found(asked), []
    if asked.query:
        others = list(Partner.objects.exclude(pk=partner.pk).own_town_first()) if asked.everywhere else []
        results = search(
            asked.query,
            partner=partner,
            audience=Audience.AGENT,
            limit=HITS,
            open_word=while_typing,
            kinds={asked.kind} if asked.kind else None,
            also=others,
            by=user,
        )
        found = Found(
            asked,
            lines=lines_of(results.hits, partner, others),
            facets=[Facet(kind, MANY[kind], results.kinds[kind]) for kind in Kind if results.kinds.get(kind)],
            unsure=results.unsure,
            did_you_mean=results.did_you_mean,
            marker=marker(results.plan, audience=Audience.AGENT),
            search_id=search_log.searched(
                asked.query, partner=partner, face="agent", results=results, settled=not while_typing and not asked.hit
            ),
        )
    return replace(found, card=opened(found.chosen, user=user, known=[partner, *others]) if found.chosen else None)


def lines_of(hits: Sequence[Hit], partner: Partner, others: Sequence[Partner]) -> list[Line]:
    names = {other.pk: other for other in (partner, *others)}
    not_ours = _not_ours([hit.object_id for hit in hits if hit.kind == Kind.SERVICE and not hit.offered])
    return [
        Line(
            key=Key(hit.kind, hit.object_id, hit.partner_id),
            title=hit.title,
            aside=_aside(hit),
            url=_address(hit, names[hit.partner_id]),
            offered=hit.offered,
            is_not_ours=hit.kind == Kind.SERVICE and hit.object_id in not_ours,
            partner=names[hit.partner_id].name if hit.partner_id != partner.pk else "",
        )
        for hit in hits
        if hit.partner_id in names
    ]


def _not_ours(services: list[int]) -> set[int]:
    """Which of these are somebody else's task; asked only where something is not offered."""
    rows = ServicePage.objects.filter(pk__in=services, is_not_ours=True)
    return set(rows.values_list("pk", flat=True)) if services else set()


def _aside(hit: Hit) -> str:
    """What people call a service; of everything else what it is about: number and address, department, tasks."""
    if hit.kind != Kind.SERVICE:
        return hit.teaser
    return hit.everyday_title if hit.everyday_title != hit.title else ""


def _address(hit: Hit, partner: Partner) -> str:
    if hit.kind == Kind.SERVICE:
        return reverse("desk:card", args=[partner.slug, hit.slug])
    return reverse("desk:other_card", args=[partner.slug, IN_ADDRESSES[hit.kind], hit.object_id])


def opened(key: Key, *, user: User, known: Sequence[Partner] = ()) -> Card | OtherCard | None:
    """The card of a key; None where it is no longer there. Partners that are known need not be looked up."""
    partner = next((each for each in known if each.pk == key.partner), None)
    partner = partner or Partner.objects.filter(pk=key.partner).first()
    if partner is None:
        return None
    with remembering_of(partner):
        if key.kind != Kind.SERVICE:
            return other_card(key.kind, key.number, partner, user=user, at=timezone.now())
        service = _SERVICE.first(number=key.number)
        return card_for(service, partner, user=user, at=timezone.now()) if service else None
