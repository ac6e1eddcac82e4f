"""Candidates from PostgreSQL's tsvector: our tokens with the fields as weights, in a column of the entries' table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connections

from cms.knowledge.models import Entry
from cms.knowledge.records import Record

from . import Recalled, Terms, Where, scope, trigram_token

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

    def candidates(self, terms: Terms, where: Where, *, limit: int, alike: int) -> list[Recalled]:
        found: dict[Recalled, None] = {}
        for wanted, at_most in ((any_of(terms.stems), limit), (like(terms.trigrams), alike)):
            if wanted:
                found |= dict.fromkeys(self._recall(wanted, where, at_most))
        return list(found)

    def _recall(self, wanted: str, where: Where, limit: int) -> list[Recalled]:
        scopes = " | ".join(quoted(scope(partner, where.generation)) for partner in where.partners)
        with self.connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT found.id, found.kind, found.object_id, found.digest, holds.offered, holds.partner_id
                FROM (
                    SELECT id, kind, object_id, digest, ts_rank(%s, tokens, %s::tsquery, 1) AS value
                    FROM knowledge_entry
                    WHERE tokens @@ %s::tsquery AND audience = %s AND generation = %s AND kind = ANY(%s)
                    AND (starts_at IS NULL OR starts_at <= %s) AND (ends_at IS NULL OR ends_at > %s)
                    ORDER BY value DESC, id LIMIT %s
                ) AS found
                JOIN knowledge_entrypartner AS holds ON holds.entry_id = found.id AND holds.partner_id = ANY(%s)
                ORDER BY found.value DESC, found.id
                """,
                [
                    WEIGHTS,
                    wanted,
                    f"({scopes}) & ({wanted})",
                    where.audience,
                    where.generation,
                    list(where.kinds),
                    where.at,
                    where.at,
                    limit,
                    list(where.partners),
                ],
            )
            return [Recalled.of(row) for row in cursor.fetchall()]


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
