"""Candidates from PostgreSQL's tsvector: our tokens, those of titles once more, in a column of the entries' table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db import connections

from cms.knowledge.models import Entry
from cms.knowledge.records import Record

from . import Recalled, Terms, Where, places, scope, trigram_token

IN_TITLE = "="  # before the tokens of titles and keywords

CREATE = (
    "ALTER TABLE knowledge_entry ADD COLUMN tokens tsvector",
    "CREATE INDEX knowledge_entry_tokens ON knowledge_entry USING gin (tokens)",
)
DROP = ("ALTER TABLE knowledge_entry DROP COLUMN tokens",)

# One statement: a row that gets its tokens later is written twice, and what the ORM does for it takes as long again.
ADD = """
WITH given (place, {names}, tokens) AS (VALUES {lines}),
numbered AS (SELECT nextval(pg_get_serial_sequence('knowledge_entry', 'id')) AS id, given.* FROM given),
written AS (INSERT INTO knowledge_entry (id, {names}, tokens) SELECT id, {names}, tokens FROM numbered)
INSERT INTO knowledge_entrypartner (entry_id, partner_id, offered)
SELECT numbered.id, holds.partner, holds.offered
FROM unnest(%s::integer[], %s::bigint[], %s::boolean[]) AS holds (place, partner, offered)
JOIN numbered ON numbered.place = holds.place
"""

REMOVE = """
WITH holding AS (DELETE FROM knowledge_entrypartner WHERE entry_id = ANY(%s))
DELETE FROM knowledge_entry WHERE id = ANY(%s)
"""

# What the function is and why it is one stands in migration 0020.
RECALLED = """
SELECT id, kind, object_id, digest, offered, partner_id
FROM knowledge_recalled(
    %s::tsquery[], %s::float8[], %s::integer[], %s::integer[], %s::bigint[], %s, %s, %s::text[], %s
)
"""


class PostgresEngine:
    """tsvector; a query is a tsquery of quoted tokens, so nothing a citizen writes is ever syntax."""

    def __init__(self, using: str = "default"):
        self.connection = connections[using]

    def add(self, rows: Sequence[tuple[Entry, Record, Mapping[int, bool]]]) -> None:
        fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
        # Without lengths: a cast would cut off what is too long, the row refuses it.
        types = ["integer", *(field.db_type(self.connection).partition("(")[0] for field in fields), "tsvector"]
        line = f"({', '.join(f'%s::{each}' for each in types)})"
        values: list = []
        holds: list[tuple[int, int, bool]] = []
        for place, (entry, record, partners) in enumerate(rows):
            scopes = [scope(partner, entry.generation) for partner in partners]
            stored = [field.get_db_prep_save(getattr(entry, field.attname), self.connection) for field in fields]
            values += [place, *stored, vector(record, scopes)]
            holds += [(place, partner, offered) for partner, offered in partners.items()]
        names = ", ".join(field.column for field in fields)
        columns = [list(each) for each in zip(*holds, strict=True)] or [[], [], []]
        with self.connection.cursor() as cursor:
            cursor.execute(ADD.format(names=names, lines=", ".join([line] * len(rows))), [*values, *columns])

    def put(self, rows: Sequence[tuple[Entry, Record, Iterable[int]]]) -> None:
        vectors = [
            vector(record, [scope(partner, entry.generation) for partner in partners])
            for entry, record, partners in rows
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE knowledge_entry AS entry SET tokens = put.tokens::tsvector"
                " FROM unnest(%s::bigint[], %s::text[]) AS put (id, tokens) WHERE entry.id = put.id",
                [[entry.pk for entry, _, _ in rows], vectors],
            )

    def remove(self, entry_ids: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(REMOVE, [list(entry_ids)] * 2)

    def candidates(self, asked: Sequence[Terms], where: Where) -> list[Recalled]:
        if not asked:
            return []
        scopes = " | ".join(quoted(scope(partner, where.generation)) for partner in where.partners)
        of_them = "" if where.of_everybody else f"({scopes}) & "
        queries, worths, asked_by = [], [], []
        for number, terms in enumerate(asked, 1):
            wanted = expressions(terms)
            queries += [f"{of_them}({expression})" for expression in wanted]
            worths += wanted.values()
            asked_by += [number] * len(wanted)
        values = [
            *(queries, worths, asked_by, [terms.at_most for terms in asked]),
            *(list(where.partners), where.audience.value, where.generation),
            *([kind.value for kind in where.kinds], where.at),
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(RECALLED, values)
            return [Recalled.of(row) for row in cursor.fetchall()]


def vector(record: Record, scopes: Sequence[str]) -> str:
    """A record as the text of a tsvector."""
    titles = (IN_TITLE + token for token in record.in_titles)
    trigrams = map(trigram_token, record.trigrams)
    return " ".join(map(quoted, sorted({*record.stems, *titles, *scopes, *trigrams})))


def expressions(terms: Terms) -> dict[str, float]:
    """What is looked for in tsquery's language, with what each is worth."""
    found = {quoted(trigram_token(trigram)): worth for trigram, worth in terms.trigrams.items()}
    for each, in_title, worth in places(terms):
        found[" & ".join(quoted(IN_TITLE + stem if in_title else stem) for stem in each)] = worth
    return found


def quoted(token: str) -> str:
    """A token is letters, digits, underscores and the sign of titles; the quotes keep it from being read otherwise."""
    return f"'{token}'"
