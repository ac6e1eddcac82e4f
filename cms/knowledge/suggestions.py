"""What a typeahead offers for the letters typed so far.

A partner's titles lie in the worker's memory as words in alphabetical order with the places where they stand; the
texts themselves are read from the database for the few that are shown, so nothing is offered that is not there.
"""

from __future__ import annotations

import heapq
import sys
import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from cms.organisation.models import Partner

from . import analysis, loading, weights
from .everyday import Everyday, Meaning
from .loading import Loaded, Stand
from .models import Audience, Change, EntryPartner, Kind
from .plan import Role, roles
from .records import Split
from .search import names_of
from .typos import most_edits

ATTEMPTS = 3
SHORTEST = 2  # letters before anything is offered
TITLES_AT_MOST = 100_000  # of all partners together, some 15 MB

# Where a word stands in a title, the best place first, and what that counts.
FIRST, TITLE, KEYWORDS, PART = range(4)
WORTH = (1.0, 0.8, 0.75, 0.5)
# How the word was found: as it is written so far, by its stem, by what it means, with a mistake.
AS_WRITTEN, BY_STEM, BY_MEANING, MISTYPED = 1.0, 0.8, 0.7, 0.6
WHOLE = 1.5  # times, if the word is written to its end
OPENING = 0.2  # "a" or "an" may become "anmelden"


class Suggestion(NamedTuple):
    """A page that may be meant. `text` is its title, or its everyday title if that is what was typed."""

    text: str
    kind: Kind
    object_id: int
    slug: str
    title: str
    offered: bool


class Row(NamedTuple):
    """What of an entry a typeahead has to know; `service` is 0 where it is about something else."""

    entry: int
    service: int
    title: str
    everyday_title: str


class Typed(NamedTuple):
    """A word typed so far, what it counts, and whether a page that lacks it is hardly meant."""

    word: str
    weight: float
    is_needed: bool


def suggest(query: str, *, partner: Partner, audience: Audience = Audience.PUBLIC, limit: int = 8) -> list[Suggestion]:
    """The likeliest pages for what was typed, the last word of which may go on. Never raises on a query.

    Only what the audience may read is offered; nothing for less than two letters.
    """
    words = typed(query, names_of(partner))
    if not words:
        return []
    for _ in range(ATTEMPTS):
        loaded = loading.current(audience)
        titles = current(partner.pk, audience, loaded)
        likeliest = titles.best(words, loaded.words.of(partner.pk), 2 * limit)
        entries = read_of(likeliest, partner)
        if len(entries) == len(likeliest):  # none has gone meanwhile
            return [shown(entries[key], words) for key in likeliest if is_found(entries[key])][:limit]
    return []


def typed(query: str, names: Collection[str] = ()) -> list[Typed]:
    """The words to look for; what says nothing is left out, unless it may be the beginning of a word that does."""
    query = query[: weights.QUERY_LETTERS]
    found = [word.text for word in analysis.words(query) if not word.joined]
    asked = [
        (word, word.is_open and (word.role is Role.STOP or len(word.word) < SHORTEST))
        for word in roles(found, open_word=True, names=names)
        if word.is_open or word.role is not Role.STOP
    ]
    subjects = [word for word, opens in asked if word.role is Role.SUBJECT and not opens]
    words = []
    for word, opens in asked:
        weight = OPENING if opens else weights.QUESTION_WORD if word.role is Role.QUESTION else 1.0
        words.append(Typed(word.word, weight, word in subjects or not subjects))
    return words if sum(len(word.word) for word in words) >= SHORTEST else []


class Titles:
    """A partner's titles at one version of the index: every word of them, in alphabetical order, with its places.

    It never changes, the next one takes its place. A place is the number of a title and where in it the word stands.
    """

    def __init__(self, stand: Stand, entries: array, services: array, lengths: array, words: list[str], places: array):
        self.stand = stand
        self.entries = entries  # the numbers of the entries; 0 where one is gone
        self.services = services  # and of their services, likewise
        self.lengths = lengths
        self.words = words
        self.places = places

    @classmethod
    def read(cls, stand: Stand, rows: Iterable[Row], split: Split) -> Titles:
        return cls(stand, array("q"), array("q"), array("H"), [], array("L")).changed(stand, set(), rows, split)

    def changed(self, stand: Stand, gone: Collection[int], rows: Iterable[Row], split: Split) -> Titles:
        """The next titles, without some entries and with new ones."""
        entries, services, lengths = self.entries[:], self.services[:], self.lengths[:]
        kept = zip(self.words, self.places, strict=True)
        if gone:
            lost = {number for number, entry in enumerate(entries) if entry in gone}
            for number in lost:
                entries[number] = services[number] = 0
            kept = ((word, place) for word, place in kept if place // len(WORTH) not in lost)
        found = list(kept)
        for row in rows:
            number = len(entries)
            entries.append(row.entry)
            services.append(row.service)
            lengths.append(min(len(row.title), 1_000))
            found += [
                (sys.intern(word), number * len(WORTH) + at)
                for word, at in places_of(row.title, row.everyday_title, split).items()
            ]
        found.sort()
        return Titles(
            stand, entries, services, lengths, [word for word, _ in found], array("L", (place for _, place in found))
        )

    def best(self, words: Sequence[Typed], everyday: Everyday, limit: int) -> list[int]:
        """The likeliest entries; only those that have all words, if any has."""
        stems = [analysis.stem(word.word) for word in words]
        found = [(word.weight, int(word.is_needed), self.having(word.word, everyday)) for word in words]
        said = {*stems, *map(everyday.equal, stems)} if len(stems) > 1 else ()
        for phrase in everyday.phrases_in(said):
            for meaning in everyday.phrase_means(phrase):
                found.append((float(len(phrase)), len(phrase), self.meant(meaning)))
        total: dict[int, float] = {}
        needed: dict[int, int] = {}
        for weight, count, having in found:
            for number, value in having.items():
                total[number] = total.get(number, 0.0) + value * weight
                needed[number] = needed.get(number, 0) + count
        most = max(needed.values(), default=0)
        good = [number for number, count in needed.items() if count == most]
        first = heapq.nsmallest(limit, good, key=lambda number: (-total[number], self.lengths[number], number))
        return [self.entries[number] for number in first]

    def having(self, word: str, everyday: Everyday) -> dict[int, float]:
        """The titles that have a word, or may be meant by it, and what that counts."""
        found = self.beginning_with(word, AS_WRITTEN)
        stem = analysis.stem(word)
        if stem != word:
            add(found, self.beginning_with(stem, BY_STEM))
        for meaning in meanings(word, everyday):
            add(found, self.meant(meaning))
        if not found:
            for meant in self.mistyped(word):
                add(found, self.beginning_with(meant, MISTYPED))
        return found

    def beginning_with(self, start: str, factor: float) -> dict[int, float]:
        """The titles with a word that begins so."""
        found: dict[int, float] = {}
        for at in range(*self._range(start)):
            number, place = divmod(self.places[at], len(WORTH))
            whole = factor == AS_WRITTEN and self.words[at] == start
            value = WORTH[place] * factor * (WHOLE if whole else 1.0)
            found[number] = max(found.get(number, 0.0), value)
        return found

    def meant(self, meaning: Meaning) -> dict[int, float]:
        """The titles that have all words of a meaning, or the page that it means."""
        if meaning.page is not None:
            return {self.services.index(meaning.page): BY_MEANING} if meaning.page in self.services else {}
        each = [self.beginning_with(stem, BY_MEANING) for stem in meaning.stems]
        together = set.intersection(*map(set, each)) if each else set()
        return {number: min(found[number] for found in each) for number in together}

    def mistyped(self, word: str) -> list[str]:
        """Words of titles that begin almost like this; the first letter is taken to be right."""
        if not most_edits(word):
            return []
        return [other for other in self._words(word[0]) if begins_almost_like(other, word)]

    def _words(self, start: str) -> Iterable[str]:
        """The words that begin so, each once."""
        return dict.fromkeys(self.words[slice(*self._range(start))])

    def _range(self, start: str) -> tuple[int, int]:
        first = bisect_left(self.words, start)
        return first, bisect_left(self.words, start + "\U0010ffff", lo=first)


def places_of(title: str, everyday_title: str, split: Split) -> dict[str, int]:
    """The words of a title by the best place where each stands; the parts of a compound are words too."""
    found: dict[str, int] = {}
    written = [(word, TITLE) for word in analysis.words(title)]
    written += [(word, KEYWORDS) for word in analysis.words(everyday_title)]
    for at, (word, place) in enumerate(written):
        if word.text in analysis.STOP_WORDS:
            continue
        found[word.text] = min(found.get(word.text, PART), FIRST if at == 0 else place)
        for part in split(word.text):
            found.setdefault(part, PART)
    return found


def begins_almost_like(word: str, start: str) -> bool:
    """Whether one mistake, a letter too many, too few, wrong or swapped, stands between a word and how it was begun."""
    at = next((at for at, (one, other) in enumerate(zip(word, start, strict=False)) if one != other), len(word))
    rest, typed = word[at:], start[at:]
    return (
        rest[1:].startswith(typed[1:])
        or rest[1:].startswith(typed)
        or rest.startswith(typed[1:])
        or (rest[:2] == typed[1::-1] and rest[2:].startswith(typed[2:]))
    )


def meanings(word: str, everyday: Everyday) -> set[Meaning]:
    """What an everyday word means, or those that begin so."""
    begun = everyday.beginning_with(word) if len(word) > SHORTEST else []
    stems = {analysis.stem(each) for each in (word, *begun)}
    return {meaning for stem in stems for meaning in everyday.means(stem)}


def add(found: dict[int, float], more: dict[int, float]) -> None:
    """What is found in two ways counts as the better one."""
    for number, value in more.items():
        found[number] = max(found.get(number, value), value)


# a partner's titles in this worker's memory

_kept: OrderedDict[tuple[int, Audience], Titles] = OrderedDict()
_keeping = threading.Lock()


def forget() -> None:
    """Begin anew with the next letters."""
    with _keeping:
        _kept.clear()


def current(partner: int, audience: Audience, loaded: Loaded) -> Titles:
    """The partner's titles as the index has them now."""
    with _keeping:
        mine = _kept.get((partner, audience))
        if mine:
            _kept.move_to_end((partner, audience))
    if mine and mine.stand[:3] == loaded.stand[:3]:
        return mine
    mine = (mine and follow(mine, partner, audience, loaded)) or Titles.read(
        loaded.stand, rows(partner, audience, loaded.generation), loaded.lexicon.split
    )
    with _keeping:
        _kept[partner, audience] = mine
        _kept.move_to_end((partner, audience))
        while len(_kept) > 1 and sum(len(each.entries) for each in _kept.values()) > TITLES_AT_MOST:
            _kept.popitem(last=False)
    return mine


def follow(mine: Titles, partner: int, audience: Audience, loaded: Loaded) -> Titles | None:
    """Exchange the entries that came and went; None if it is not certain that our own version was ever committed.

    Entries never change, so their numbers tell.
    """
    generation, version, token, _ = mine.stand
    if generation != loaded.generation or not Change.objects.filter(version=version, token=token).exists():
        return None
    now = set(having(partner, audience, generation).values_list("entry", flat=True))
    known = {entry for entry in mine.entries if entry}
    return mine.changed(
        loaded.stand, known - now, rows(partner, audience, generation, now - known), loaded.lexicon.split
    )


def having(partner: int, audience: Audience, generation: int) -> QuerySet[EntryPartner]:
    """All that the partner has; bulletins are read, not looked for, and not every agent's."""
    found = EntryPartner.objects.filter(partner=partner, entry__audience=audience, entry__generation=generation)
    return found.exclude(entry__kind=Kind.BULLETIN)


def rows(partner: int, audience: Audience, generation: int, only: Collection[int] | None = None) -> list[Row]:
    """What the partner has, or some of it."""
    found = having(partner, audience, generation)
    if only is not None:
        found = found.filter(entry__in=only)
    read = found.order_by("entry__title").values_list(
        "entry", "entry__kind", "entry__object_id", "entry__title", "entry__everyday_title"
    )
    return [Row(entry, key if kind == Kind.SERVICE else 0, *words) for entry, kind, key, *words in read]


def read_of(likeliest: Sequence[int], partner: Partner) -> dict[int, EntryPartner]:
    """The entries as the database has them now."""
    shown = ("kind", "object_id", "slug", "title", "everyday_title", "starts_at", "ends_at")
    found = EntryPartner.objects.filter(entry__in=likeliest, partner=partner).select_related("entry")
    return {each.entry_id: each for each in found.only("offered", *(f"entry__{name}" for name in shown))}


def is_found(holds: EntryPartner) -> bool:
    """Whether it may be found at this moment."""
    now, entry = timezone.now(), holds.entry
    return (entry.starts_at is None or entry.starts_at <= now) and (entry.ends_at is None or entry.ends_at > now)


def shown(holds: EntryPartner, words: Sequence[Typed]) -> Suggestion:
    """With its everyday title if that is more of what was typed."""
    entry = holds.entry
    text = max((entry.title, entry.everyday_title), key=lambda each: likeness(each, words))
    return Suggestion(text, Kind(entry.kind), entry.object_id, entry.slug, entry.title, holds.offered)


def likeness(text: str, words: Sequence[Typed]) -> float:
    """How much of what was typed a text has, so that whoever types an everyday title sees it."""
    there = {word.text for word in analysis.words(text)}
    return sum(
        word.weight * (WHOLE if word.word in there else any(other.startswith(word.word) for other in there))
        for word in words
    )
