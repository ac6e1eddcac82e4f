"""Candidates from SQLite's FTS5: one virtual table per audience, whose rows have the numbers of the entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connections

from cms.knowledge.models import Audience, Entry
from cms.knowledge.records import Record

from . import Recalled, Terms, Where, scope, trigram_token

TABLES = {Audience.PUBLIC: "knowledge_fts_public", Audience.AGENT: "knowledge_fts_agent"}
COLUMN_WEIGHTS = "bm25(4, 2, 1, 0.5, 0, 0.5)"
AT_ONCE = 500
EVERYTHING = -1  # as a LIMIT

CREATE = """
CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5(
    title, keywords, body, rest, scope, trigrams,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
)
"""


class SqliteEngine:
    """FTS5; a query is a MATCH expression of quoted tokens, so nothing a citizen writes is ever syntax."""

    def __init__(self, using: str = "default"):
        self.connection = connections[using]

    def put(self, entry: Entry, record: Record, partners: Iterable[int]) -> None:
        title, keywords, body, requirements, documents = (" ".join(tokens) for tokens in record.tokens)
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"INSERT OR REPLACE INTO {TABLES[Audience(entry.audience)]}"
                " (rowid, title, keywords, body, rest, scope, trigrams) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    entry.pk,
                    title,
                    keywords,
                    body,
                    f"{requirements} {documents}",
                    " ".join(scope(partner, entry.generation) for partner in partners),
                    " ".join(trigram_token(trigram) for trigram in sorted(record.trigrams)),
                ],
            )

    def remove(self, entry_ids: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            for start in range(0, len(entry_ids), AT_ONCE):
                some = list(entry_ids[start : start + AT_ONCE])
                marks = ", ".join(["%s"] * len(some))
                for table in TABLES.values():
                    cursor.execute(f"DELETE FROM {table} WHERE rowid IN ({marks})", some)

    def candidates(self, terms: Terms, where: Where, *, limit: int, alike: int) -> list[Recalled]:
        found: dict[Recalled, None] = {}
        for expression, at_most in ((any_of(terms.stems), limit), (like(terms.trigrams), alike)):
            if expression:
                found |= dict.fromkeys(self._recall(expression, where, at_most))
        return list(found)

    def _recall(self, expression: str, where: Where, limit: int) -> list[Recalled]:
        """The rows of FTS5 know no kind: where only some are asked for, all that fit are read."""
        table = TABLES[where.audience]
        scopes = " OR ".join(scope(partner, where.generation) for partner in where.partners)
        partners = ", ".join(["%s"] * len(where.partners))
        kinds = ", ".join(["%s"] * len(where.kinds))
        at = self.connection.ops.adapt_datetimefield_value(where.at)
        at_most = limit if where.has_every_kind else EVERYTHING
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT entry.id, entry.kind, entry.object_id, entry.digest, holds.offered, holds.partner_id
                FROM (
                    SELECT rowid AS id, rank FROM {table}
                    WHERE {table} MATCH %s AND rank MATCH '{COLUMN_WEIGHTS}' ORDER BY rank LIMIT %s
                ) AS found
                JOIN knowledge_entry AS entry ON entry.id = found.id
                JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id IN ({partners})
                WHERE entry.audience = %s AND entry.generation = %s AND entry.kind IN ({kinds})
                AND (entry.starts_at IS NULL OR entry.starts_at <= %s) AND (entry.ends_at IS NULL OR entry.ends_at > %s)
                ORDER BY found.rank, entry.id LIMIT %s
                """,
                [
                    f"({expression}) AND scope : ({scopes})",
                    at_most,
                    *where.partners,
                    where.audience,
                    where.generation,
                    *where.kinds,
                    at,
                    at,
                    limit * len(where.partners),
                ],
            )
            return [Recalled.of(row) for row in cursor.fetchall()]


def any_of(stems: Sequence[tuple[str, ...]]) -> str:
    """Any of these sets of stems, in FTS5's language."""
    sets = ["(" + " AND ".join(map(quoted, each)) + ")" for each in stems]
    return "{title keywords body rest} : (" + " OR ".join(sets) + ")" if sets else ""


def like(trigrams: Sequence[str]) -> str:
    """Titles with any of these trigrams, in FTS5's language."""
    tokens = [quoted(trigram_token(trigram)) for trigram in trigrams]
    return "trigrams : (" + " OR ".join(tokens) + ")" if tokens else ""


def quoted(token: str) -> str:
    """A token is letters, digits and underscores only; the quotes keep AND, OR, NOT and NEAR from being syntax."""
    return f'"{token}"'
