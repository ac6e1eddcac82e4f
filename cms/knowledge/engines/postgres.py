"""Candidates from PostgreSQL's tsvector: our tokens with the fields as weights, in a column of the entries' table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connections

from cms.knowledge.models import Audience, Entry
from cms.knowledge.records import Record

from . import Recalled, Terms, scope, trigram_token

WEIGHTS = "{0.1, 0.3, 0.5, 1.0}"  # of D, C, B and A
LAST_POSITION = 16383
FIELD_WEIGHTS = ("A", "B", "C", "D", "D")

CREATE = (
    "ALTER TABLE knowledge_entry ADD COLUMN tokens tsvector",
    "CREATE INDEX knowledge_entry_tokens ON knowledge_entry USING gin (tokens)",
)
DROP = ("ALTER TABLE knowledge_entry DROP COLUMN tokens",)


class PostgresEngine:
    """tsvector; a query is a tsquery of quoted tokens, so nothing a citizen writes is ever syntax."""

    def __init__(self, using: str = "default"):
        self.connection = connections[using]

    def put(self, entry: Entry, record: Record, partners: Iterable[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE knowledge_entry SET tokens = %s::tsvector WHERE id = %s",
                [vector(record, [scope(partner, entry.generation) for partner in partners]), entry.pk],
            )

    def remove(self, entry_ids: Sequence[int]) -> None:
        """The tokens are a column of the entries and go with them."""

    def candidates(
        self, terms: Terms, *, partner: int, audience: Audience, generation: int, limit: int, alike: int
    ) -> list[Recalled]:
        found: dict[int, Recalled] = {}
        for wanted, at_most in ((any_of(terms.stems), limit), (like(terms.trigrams), alike)):
            if wanted:
                for recalled in self._recall(wanted, partner, audience, generation, at_most):
                    found.setdefault(recalled.entry_id, recalled)
        return list(found.values())

    def _recall(self, wanted: str, partner: int, audience: Audience, generation: int, limit: int) -> list[Recalled]:
        with self.connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT entry.id, entry.service_id, entry.digest, holds.offered
                FROM knowledge_entry AS entry
                JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id = %s
                WHERE entry.tokens @@ %s::tsquery AND entry.audience = %s AND entry.generation = %s
                ORDER BY ts_rank(%s, entry.tokens, %s::tsquery, 1) DESC, entry.id
                LIMIT %s
                """,
                [
                    partner,
                    f"'{scope(partner, generation)}' & ({wanted})",
                    audience,
                    generation,
                    WEIGHTS,
                    wanted,
                    limit,
                ],
            )
            return [Recalled(*row) for row in cursor.fetchall()]


def vector(record: Record, scopes: Sequence[str]) -> str:
    """A record as the text of a tsvector; positions only keep the mentions apart."""
    places: dict[str, list[str]] = {}
    position = 0
    for tokens, weight in zip(record.tokens, FIELD_WEIGHTS, strict=True):
        for token in tokens:
            position = min(position + 1, LAST_POSITION)
            places.setdefault(token, []).append(f"{position}{weight}")
    lexemes = [f"{quoted(token)}:{','.join(found)}" for token, found in places.items()]
    lexemes += [quoted(name) for name in (*scopes, *map(trigram_token, sorted(record.trigrams)))]
    return " ".join(lexemes)


def any_of(stems: Sequence[tuple[str, ...]]) -> str:
    """Any of these sets of stems, in tsquery's language."""
    return " | ".join("(" + " & ".join(map(quoted, each)) + ")" for each in stems)


def like(trigrams: Sequence[str]) -> str:
    """Titles with any of these trigrams, in tsquery's language."""
    return " | ".join(quoted(trigram_token(trigram)) for trigram in trigrams)


def quoted(token: str) -> str:
    """A token is letters, digits and underscores only; the quotes keep it from being read as anything else."""
    return f"'{token}'"
