"""Candidates from SQLite's FTS5: one virtual table per audience, whose rows have the numbers of the entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connections

from cms.knowledge.models import Audience, Entry, EntryPartner
from cms.knowledge.records import Record

from . import Recalled, Terms, Where, places, scope, trigram_token

TABLES = {Audience.PUBLIC: "knowledge_fts_public", Audience.AGENT: "knowledge_fts_agent"}
# All tables with rows of an entry, and the column with its number.
WRITTEN = dict.fromkeys(TABLES.values(), "rowid") | {"knowledge_entrypartner": "entry_id", "knowledge_entry": "id"}
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

    def add(self, rows: Sequence[tuple[Entry, Record, Mapping[int, bool]]]) -> None:
        using = self.connection.alias
        Entry.objects.using(using).bulk_create(entry for entry, _, _ in rows)
        EntryPartner.objects.using(using).bulk_create(
            EntryPartner(entry=entry, partner_id=partner, offered=offered)
            for entry, _, partners in rows
            for partner, offered in partners.items()
        )
        self.put(rows)

    def put(self, rows: Sequence[tuple[Entry, Record, Iterable[int]]]) -> None:
        with self.connection.cursor() as cursor:
            for audience in {entry.audience for entry, _, _ in rows}:
                cursor.executemany(
                    f"INSERT OR REPLACE INTO {TABLES[Audience(audience)]}"
                    " (rowid, title, keywords, body, rest, scope, trigrams) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                    [tokens(*row) for row in rows if row[0].audience == audience],
                )

    def remove(self, entry_ids: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            for start in range(0, len(entry_ids), AT_ONCE):
                some = list(entry_ids[start : start + AT_ONCE])
                marks = ", ".join(["%s"] * len(some))
                for table, number in WRITTEN.items():
                    cursor.execute(f"DELETE FROM {table} WHERE {number} IN ({marks})", some)

    def candidates(self, asked: Sequence[Terms], where: Where) -> list[Recalled]:
        return list(dict.fromkeys(each for terms in asked for each in self._recall(terms, where)))

    def _recall(self, terms: Terms, where: Where) -> list[Recalled]:
        wanted = expressions(terms)
        table = TABLES[where.audience]
        # Also where everybody is asked: without a partner the rows know no generation.
        scopes = " OR ".join(scope(partner, where.generation) for partner in where.partners)
        each = f"SELECT rowid AS id, %s AS worth FROM {table} WHERE {table} MATCH %s"
        partners = ", ".join(["%s"] * len(where.partners))
        kinds = ", ".join(["%s"] * len(where.kinds))
        at = self.connection.ops.adapt_datetimefield_value(where.at)
        asked = [part for expression, worth in wanted.items() for part in (worth, f"({scopes}) AND {expression}")]
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT entry.id, entry.kind, entry.object_id, entry.digest, holds.offered, holds.partner_id
                FROM (
                    SELECT id, sum(worth) AS worth FROM ({" UNION ALL ".join([each] * len(wanted))}) GROUP BY id
                    ORDER BY 2 DESC, 1 LIMIT %s
                ) AS found
                JOIN knowledge_entry AS entry ON entry.id = found.id
                JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id IN ({partners})
                WHERE entry.audience = %s AND entry.generation = %s AND entry.kind IN ({kinds})
                AND (entry.starts_at IS NULL OR entry.starts_at <= %s) AND (entry.ends_at IS NULL OR entry.ends_at > %s)
                ORDER BY found.worth DESC, entry.id LIMIT %s
                """,
                [
                    *asked,
                    terms.at_most if where.has_every_kind else EVERYTHING,  # the rows of FTS5 know no kind
                    *where.partners,
                    where.audience,
                    where.generation,
                    *where.kinds,
                    at,
                    at,
                    terms.at_most * len(where.partners),
                ],
            )
            return [Recalled.of(row) for row in cursor.fetchall()]


def tokens(entry: Entry, record: Record, partners: Iterable[int]) -> tuple[int | str, ...]:
    """The columns of an entry."""
    title, keywords, body, requirements, documents = (" ".join(tokens) for tokens in record.tokens)
    return (
        entry.pk,
        title,
        keywords,
        body,
        f"{requirements} {documents}",
        " ".join(scope(partner, entry.generation) for partner in partners),
        " ".join(trigram_token(trigram) for trigram in sorted(record.trigrams)),
    )


def expressions(terms: Terms) -> dict[str, float]:
    """What is looked for in FTS5's language, with what each is worth."""
    found = {quoted(trigram_token(trigram)): worth for trigram, worth in terms.trigrams.items()}
    for each, in_title, worth in places(terms):
        together = "(" + " AND ".join(map(quoted, each)) + ")"
        found[f"{{title keywords}} : {together}" if in_title else together] = worth
    return found


def quoted(token: str) -> str:
    """A token is letters, digits and underscores only; the quotes keep AND, OR, NOT and NEAR from being syntax."""
    return f'"{token}"'
