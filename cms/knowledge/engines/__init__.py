"""The engines behind one interface: tokens in, candidates out. None of them knows German, none of them ranks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import connection, connections

from cms.knowledge.models import Audience, Entry, Kind, Subject
from cms.knowledge.records import Record


@dataclass(frozen=True)
class Terms:
    """What an engine looks for: so many entries with any of these sets of stems or of these trigrams of titles.

    Each comes with what it is worth (`summable`), the most first: whoever knows better what likely is may leave that
    alone.
    """

    at_most: int
    stems: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    trigrams: Mapping[str, float] = field(default_factory=dict)
    in_titles: bool = False  # the stems only where an entry is called by them: in title and keywords


@dataclass(frozen=True)
class Where:
    """Which entries may be found at all: those of these partners, this audience, these kinds and this moment."""

    partners: tuple[int, ...]  # in the order of their precedence
    audience: Audience
    generation: int
    at: datetime
    kinds: tuple[Kind, ...] = tuple(Kind)
    of_everybody: bool = False  # there are no other partners, so an engine need not look whose an entry is

    @property
    def has_every_kind(self) -> bool:
        return len(self.kinds) == len(Kind)


@dataclass(frozen=True)
class Recalled:
    """An entry the engine found, as one partner has it."""

    entry_id: int
    subject: Subject
    digest: str
    offered: bool
    partner_id: int

    @classmethod
    def of(cls, row: Sequence) -> Recalled:
        entry, kind, number, digest, offered, partner = row
        return cls(entry, Subject(kind, number), digest, bool(offered), partner)


# Numbers are written into the query: the databases' drivers take longer for each parameter than for its row.
OF_NUMBERS = """
SELECT entry.id, entry.kind, entry.object_id, entry.digest, holds.offered, holds.partner_id, entry.source
FROM knowledge_entry AS entry
JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id IN ({partners})
WHERE entry.object_id IN ({numbers}) AND entry.audience = %s AND entry.generation = %s
AND (entry.starts_at IS NULL OR entry.starts_at <= %s) AND (entry.ends_at IS NULL OR entry.ends_at > %s)
"""


def summable(worth: float) -> float:
    """What something is worth, such that it does not matter in which order a database adds up: no sum is rounded."""
    return round(worth * 2**20) / 2**20


def entries_of(numbers: Iterable[int], where: Where) -> list[tuple[Recalled, str]]:
    """The entries of these numbers, whatever their kind, as the partners have them; each with its source."""
    asked = {int(number) for number in numbers}
    if not asked:
        return []
    at = connection.ops.adapt_datetimefield_value(where.at)
    of_these = {"partners": ", ".join(map(str, where.partners)), "numbers": ", ".join(map(str, sorted(asked)))}
    with connection.cursor() as cursor:
        cursor.execute(OF_NUMBERS.format(**of_these), [where.audience.value, where.generation, at, at])
        return [(Recalled.of(row), source) for *row, source in cursor.fetchall()]


class Searches(Protocol):
    """What finds candidates."""

    def candidates(self, asked: Sequence[Terms], where: Where) -> list[Recalled]:
        """The likeliest entries for each of these terms, of exactly those that may be found.

        An entry that holds for several of the partners comes once for each.
        """


class Engine(Searches, Protocol):
    """What an engine in the database must be able to do besides; it writes in the caller's transaction."""

    def add(self, rows: Sequence[tuple[Entry, Record, Mapping[int, bool]]]) -> None:
        """Write new entries (one at least) with their partners and whether each offers it; callers get no numbers."""

    def put(self, rows: Sequence[tuple[Entry, Record, Iterable[int]]]) -> None:
        """Make entries findable for these partners, or for these instead of those before."""

    def remove(self, entry_ids: Sequence[int]) -> None:
        """Delete entries with their partners and their tokens."""


WORTH_A_LOOK = 0.4  # times what the most telling set is worth: what is less stands in very many texts
IN_TITLE = 2.0  # times what a word is worth elsewhere, and besides


def places(terms: Terms) -> Iterator[tuple[tuple[str, ...], bool, float]]:
    """Where to look for each set of stems, in titles or anywhere, and what it is worth there.

    An engine asks for each by itself within the partners' entries and adds up what is found. What databases offer as a
    rank costs far more: FTS5 counts in the whole table how often each word occurs, for every search anew, PostgreSQL
    reads all tokens of every entry that has any of the words. And neither knows what the plan and the lexicon know.
    """
    most = max(terms.stems.values(), default=0.0)
    for each, worth in terms.stems.items():
        yield each, True, IN_TITLE * worth
        if worth >= WORTH_A_LOOK * most and not terms.in_titles:
            yield each, False, worth


def engine(using: str = "default") -> Engine:
    """The engine that lives in the database itself."""
    from .postgres import PostgresEngine
    from .sqlite import SqliteEngine

    return PostgresEngine(using) if connections[using].vendor == "postgresql" else SqliteEngine(using)


_only: list[Searches] = []


def searching() -> Searches:
    """The engine that searches ask: the database's own, or the one beside it where there is one."""
    if _only:
        return _only[-1]
    if not settings.ELASTICSEARCH_URL:
        return engine()
    from .beside import Beside

    return Beside()


@contextmanager
def only(one: Searches) -> Iterator[None]:
    """Let all searches of this process ask this one: for measurements."""
    _only.append(one)
    try:
        yield
    finally:
        _only.remove(one)


def scope(partner: int, generation: int) -> str:
    """The token that every query must find: no word of any text has an underscore."""
    return f"_in_{generation}_{partner}"


def trigram_token(trigram: str) -> str:
    """A trigram as a token of its own kind."""
    return "_" + trigram.replace(" ", "_")
