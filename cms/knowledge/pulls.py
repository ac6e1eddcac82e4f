"""What everyday words do to a partner's search: which pages each pulls up, and which are in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from cms.organisation.models import Partner

from . import analysis, loading, search
from .engines import Where
from .everyday import Everyday, Expression, Meaning, shipped_expressions
from .lexicon import Lexicon
from .models import Audience, EverydayWord, Kind, Subject
from .records import title_words

SHIPPED = ""  # the source of the list that comes with the product
PAGES_SHOWN = 3

Key = frozenset[str]


@dataclass
class Pull:
    """One way to say it: the pages it leads to now, best first, and what is wrong with it."""

    said: str
    pages: list[str]
    other_meanings: list[str] = field(default_factory=list)
    means_nothing_here: bool = False
    overshadowed: list[tuple[int, str]] = field(default_factory=list)  # titles that say it, with their places

    @property
    def collides(self) -> bool:
        return bool(self.other_meanings or self.means_nothing_here or self.overshadowed or not self.pages)


@dataclass(frozen=True)
class Said:
    """An expression with its row (or the shipped list) and its meanings."""

    expression: Expression
    source: str
    meanings: tuple[Meaning, ...]

    @property
    def stems(self) -> tuple[str, ...]:
        return tuple(map(analysis.stem, self.expression.said))


def pulls(partner: Partner, *, with_shipped: bool = False, containing: str = "") -> Iterator[Pull]:
    """Each expression in force for a partner, searched for as its citizens would; the installation's words first.

    With the shipped list that takes minutes: it has tens of thousands.
    """
    loaded = loading.current(Audience.PUBLIC)
    everyday = loaded.words.of(partner.pk)
    all_said = [*own(partner), *(Said(each, SHIPPED, each.meanings) for each in shipped_expressions())]
    by_key: dict[Key, list[Said]] = {}
    for each in all_said:
        by_key.setdefault(key_of(each, everyday), []).append(each)
    wanted = containing.casefold()
    for each in all_said:
        written = each.expression.written
        if not written or wanted not in written.casefold() or (each.source == SHIPPED and not with_shipped):
            continue
        results = search.find(written, loaded, partner=partner, audience=Audience.PUBLIC)
        titles = [hit.title for hit in results.hits]
        yield Pull(
            written,
            titles[:PAGES_SHOWN],
            other_meanings(each, by_key[key_of(each, everyday)]),
            not any(is_here(meaning, loaded.lexicon, partner) for meaning in each.meanings),
            overshadowed(each, titles, loaded.lexicon),
        )


def own(partner: Partner) -> list[Said]:
    """The installation's expressions in force for a partner."""
    rows = EverydayWord.objects.filter(live=True, partner=None) | EverydayWord.objects.filter(
        live=True, partner=partner
    )
    return [Said(each, str(row.pk), each.meanings) for row in rows.order_by("pk") for each in row.expressions()]


def key_of(said: Said, everyday: Everyday) -> Key:
    """By what the search recognises it."""
    return frozenset(map(everyday.equal, said.stems))


def other_meanings(mine: Said, same: Iterable[Said]) -> list[str]:
    """What the same expression means elsewhere, in the words of that place."""
    return list(
        dict.fromkeys(
            in_words(meaning)
            for each in same
            if each.source != mine.source
            for meaning in each.meanings
            if meaning not in mine.meanings
        )
    )


def in_words(meaning: Meaning) -> str:
    return " ".join(meaning.stems) or f"#{meaning.page}"


def is_here(meaning: Meaning, lexicon: Lexicon, partner: Partner) -> bool:
    """Whether any page has all these words, or the partner has the page."""
    if meaning.page is None:
        return all(lexicon.knows(stem) for stem in meaning.stems)
    where = Where((partner.pk,), Audience.PUBLIC, loading.stand().generation, timezone.now())
    return bool(search.by_number({Subject(kind.value, meaning.page) for kind in (Kind.SERVICE, Kind.PAGE)}, where))


def overshadowed(said: Said, titles: list[str], lexicon: Lexicon) -> list[tuple[int, str]]:
    """Pages whose title says just this, behind a first one whose title does not."""
    having: Mapping[int, str] = {
        place: title
        for place, title in enumerate(titles, 1)
        if title_words(title, lexicon.split).keys() >= {*said.stems}
    }
    return [] if 1 in having else list(having.items())
