"""Very many entries that nobody wrote, no two alike, straight into either database: for the benchmarks of the search.

Each belongs to one of 60 partners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

PARTNERS = 60
GENERATION = 2_000_000_000
FIRST = 1_000_000_000  # number of an entry, far from those that were released before
AT_ONCE = 2_000
ENTRY = (
    *("id", "kind", "object_id", "audience", "generation", "source", "digest", "meaning"),
    *("slug", "title", "everyday_title", "teaser", "record", "words"),
)


def fill(count: int, kept: Path | None = None):
    """All entries with their tokens; the lexicon as the product would have counted it, and their texts by number.

    In a folder where the database is kept, it goes on where it was stopped.
    """
    from django.db import connection, transaction

    from cms.knowledge.entries import digest
    from cms.knowledge.lexicon import Difference, Lexicon, contribution
    from cms.knowledge.loading import Loaded
    from cms.knowledge.records import record_of, word_counts, word_rows
    from tests.factories.made_up_services import made_up

    split = each_word_once()
    total, all_texts = Difference(), {}
    write = by_copy if connection.vendor == "postgresql" else by_insert
    make_partners()
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
        for start in range(0, count, AT_ONCE):
            texts = dict(enumerate(made_up(min(AT_ONCE, count - start), seed=start + 1), start + 1))
            all_texts |= texts
            counted = kept and kept / f"counted-{connection.vendor}-{start}-{len(texts)}.json"
            if counted and counted.exists():
                total.add(Difference.from_json(counted.read_text()))
                continue
            piece, rows, made = Difference(), [], []
            for number, text in texts.items():
                record, words = record_of(text, split), word_rows(word_counts(text), split)
                piece.add(contribution([(record, words)]))
                said = record.as_json()
                made.append((FIRST + number, record, (number % PARTNERS,)))
                rows.append(
                    [
                        *(FIRST + number, "service", number, "public", GENERATION, f"{number:032}"),
                        *(digest(said, {"number": number}), digest(text.fields), str(number), text.title[:255]),
                        *("", "", said, "{}"),
                    ]
                )
            total.add(piece)
            with transaction.atomic():
                write(cursor, rows, made)
                if counted:
                    counted.write_text(piece.as_json())
        cursor.execute("ANALYZE")
    return Loaded(GENERATION, 0, "", Lexicon.of(total)), all_texts


def each_word_once() -> Callable[[str], tuple[str, ...]]:
    """How words are split. They are few: each is taken apart once; how long analysis takes bench_search.py says."""
    from cms.knowledge import analysis, records
    from cms.knowledge.compounds import Compounds
    from tests.factories.made_up_services import made_up

    records.stems_of = lru_cache(maxsize=None)(records.stems_of)
    analysis.stem = lru_cache(maxsize=None)(analysis.stem)
    counts: dict[str, int] = {}
    for text in made_up(AT_ONCE, seed=0):
        for word, number in records.word_counts(text).items():
            counts[word] = counts.get(word, 0) + number
    return lru_cache(maxsize=None)(Compounds.of(counts).split)


def make_partners() -> None:
    """Written past everything that a partner brings along."""
    from django.core.management.color import no_style
    from django.db import connection

    from cms.organisation.models import Partner

    there = set(Partner.objects.values_list("pk", flat=True))
    Partner.objects.bulk_create(
        Partner(pk=number, name=f"Stadt {number}", slug=f"stadt-{number}", prefix=f"Z{number:02}")
        for number in range(PARTNERS)
        if number not in there
    )
    with connection.cursor() as cursor:  # else the next partner would get one of these numbers
        for reset in connection.ops.sequence_reset_sql(no_style(), [Partner]):
            cursor.execute(reset)


def by_copy(cursor, rows: Sequence[Sequence], made: Sequence[tuple]) -> None:
    from cms.knowledge.engines import scope
    from cms.knowledge.engines.postgres import vector

    tokens = (vector(record, [scope(each, GENERATION) for each in partners]) for _, record, partners in made)
    lines = ([*row, each] for row, each in zip(rows, tokens, strict=True))
    copy(cursor, f"knowledge_entry ({', '.join(ENTRY)}, tokens)", lines)
    copy(cursor, "knowledge_entrypartner (entry_id, partner_id, offered)", holding(made))


def copy(cursor, where: str, rows: Iterable[Sequence]) -> None:
    with cursor.copy(f"COPY {where} FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


def by_insert(cursor, rows: Sequence[Sequence], made: Sequence[tuple]) -> None:
    from cms.knowledge.engines import engine
    from cms.knowledge.models import Audience, Entry

    marks = ", ".join(["%s"] * len(ENTRY))
    cursor.executemany(f"INSERT INTO knowledge_entry ({', '.join(ENTRY)}) VALUES ({marks})", rows)
    cursor.executemany(
        "INSERT INTO knowledge_entrypartner (entry_id, partner_id, offered) VALUES (%s, %s, %s)", holding(made)
    )
    store = engine()
    for number, record, partners in made:
        store.put([(Entry(pk=number, audience=Audience.PUBLIC, generation=GENERATION), record, partners)])


def holding(made: Sequence[tuple]) -> list[tuple[int, int, bool]]:
    """Which entry holds for which partner."""
    return [(number, partner, True) for number, _, partners in made for partner in partners]
