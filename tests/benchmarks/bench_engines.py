"""How long a search takes among very many entries, candidates from the database and from Elasticsearch in one run.

    bench_engines.py [entries]

100,000 unless a number is given; leave 1,000,000 alone with the machine. On the PostgreSQL that DATABASE_URL names,
and on the server that ELASTICSEARCH_URL names, or on a node of its own. The entries are made up, no two alike; each
belongs to one of 60 partners and, so that a search can be unfiltered, to the region. Searches go by words: no vectors.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuemmerer.settings.test")

PARTNERS = 60
REGION = 2_000_000_000
GENERATION = 2_000_000_000
FIRST = 1_000_000_000  # number of an entry, far from those that were released before
AT_ONCE = 2_000
QUERIES = 60
GOAL = {"elasticsearch_unfiltered_1_p95_ms": 60}


def main(count: int) -> int:
    import django

    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with server() as url:
            result = measure(count, url)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print(json.dumps({"bench": "engines", "entries": count, "goal": GOAL, **result}))
    return 0


@contextmanager
def server() -> Iterator[str]:
    """The server that is there, or a node for the moment."""
    if url := os.environ.get("ELASTICSEARCH_URL"):
        yield url
        return
    from tests.elasticsearch.home import home
    from tests.elasticsearch.node import Node

    folder = Path(tempfile.mkdtemp(prefix="kuemmerer-node-"))
    folder.chmod(0o755)
    node = Node(home(), folder)
    try:
        node.start()
        yield node.url
    finally:
        node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def measure(count: int, url: str) -> dict[str, float]:
    from django.conf import settings

    from cms.knowledge.engines import engine, only
    from cms.knowledge.engines.elasticsearch.measuring import made_from

    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_REPLICAS = [url], 0
    began = time.perf_counter()
    loaded, titles = fill(count)
    found = {"database_fill_s": round(time.perf_counter() - began, 1)}
    print(f"{count} entries analysed and written to the database in {found['database_fill_s']} s", flush=True)
    chance = random.Random(115)
    queries = [query for title in chance.sample(titles, QUERIES // 4) for query in asked(title, chance)]
    analysing = timed_analysis()
    began = time.perf_counter()
    with made_from(GENERATION) as beside:
        took = time.perf_counter() - began
        found |= {"elasticsearch_fill_s": round(took, 1), "share_of_reading": round(analysing[0] / took, 2)}
        print(f"written to Elasticsearch in {took:.1f} s, {found['share_of_reading']:.0%} of it reading and analysis")
        for name, one in (("database", engine()), ("elasticsearch", beside)):
            for scope, partner in (("partner", 1), ("unfiltered", REGION)):
                for at_once in (1, 8):
                    with only(one) if one else nullcontext():
                        took_each = times(loaded, queries, partner, at_once)
                    p50, p95 = statistics.median(took_each), statistics.quantiles(took_each, n=20)[-1]
                    print(f"  {name:14} {scope:11} {at_once} at once {p50:8.1f} {p95:8.1f} ms", flush=True)
                    key = f"{name}_{scope}_{at_once}"
                    found |= {f"{key}_p50_ms": round(p50, 1), f"{key}_p95_ms": round(p95, 1)}
    for scope in ("partner", "unfiltered"):
        ratio = found[f"elasticsearch_{scope}_8_p50_ms"] / found[f"database_{scope}_8_p50_ms"]
        print(f"  Elasticsearch / database, {scope}, 8 at once: {ratio:.2f} (median)")
    return found


def timed_analysis() -> list[float]:
    """The seconds that go into reading entries and making documents of them, from now on."""
    from cms.knowledge.engines.elasticsearch import measuring

    spent, written = [0.0], measuring.written

    def timed(entries):
        began = time.perf_counter()
        documents = written(entries)
        spent[0] += time.perf_counter() - began
        return documents

    measuring.written = timed
    return spent


def fill(count: int):
    """All entries with their tokens, by COPY; the lexicon as the product would have counted it."""
    from django.db import connection

    from cms.knowledge import analysis, records
    from cms.knowledge.compounds import Compounds
    from cms.knowledge.engines import scope
    from cms.knowledge.engines.postgres import vector
    from cms.knowledge.entries import digest
    from cms.knowledge.lexicon import Difference, Lexicon, contribution
    from cms.knowledge.loading import Loaded
    from cms.knowledge.records import record_of, word_counts, word_rows
    from tests.factories.made_up_services import made_up

    # The words are few: each is split and stemmed once. How long analysis takes bench_search.py says.
    records.stems_of = lru_cache(maxsize=None)(records.stems_of)
    analysis.stem = lru_cache(maxsize=None)(analysis.stem)
    counts: dict[str, int] = {}
    for text in made_up(AT_ONCE, seed=0):
        for word, number in word_counts(text).items():
            counts[word] = counts.get(word, 0) + number
    split = lru_cache(maxsize=None)(Compounds.of(counts).split)
    total, titles = Difference(), []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE knowledge_entrypartner DISABLE TRIGGER ALL")  # the partners do not exist
        for start in range(0, count, AT_ONCE):
            texts = made_up(min(AT_ONCE, count - start), seed=start + 1)
            rows, holds = [], []
            for number, text in enumerate(texts, start + 1):
                record, words = record_of(text, split), word_rows(word_counts(text), split)
                total.add(contribution([(record, words)]))
                partners = (number % PARTNERS, REGION)
                said = record.as_json()
                rows.append(
                    [
                        *(FIRST + number, "service", number, "public", GENERATION, f"{number:032}"),
                        *(digest(said, {"number": number}), "", str(number), text.title[:255], "", "", said, "{}"),
                        vector(record, [scope(partner, GENERATION) for partner in partners]),
                    ]
                )
                holds += [(FIRST + number, partner, True) for partner in partners]
                if number % (count // 100 or 1) == 0:
                    titles.append(text.title)
            columns = "id, kind, object_id, audience, generation, source, digest, meaning, slug, title, everyday_title"
            copy(cursor, f"knowledge_entry ({columns}, teaser, record, words, tokens)", rows)
            copy(cursor, "knowledge_entrypartner (entry_id, partner_id, offered)", holds)
        cursor.execute("ANALYZE knowledge_entry, knowledge_entrypartner")
    return Loaded(GENERATION, 0, "", Lexicon.of(total)), titles


def copy(cursor, where: str, rows: list) -> None:
    with cursor.copy(f"COPY {where} FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


def asked(title: str, chance: random.Random) -> list[str]:
    from tests.factories.made_up_services import asked as queries_for

    return list(queries_for(title, chance))


def times(loaded, queries: list[str], partner: int, at_once: int) -> list[float]:
    """What each search took, of so many processes that search at the same time."""
    if at_once == 1:
        return searched(loaded, queries, partner)
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    processes = [
        context.Process(target=lambda: answers.put(searched(loaded, queries, partner))) for _ in range(at_once)
    ]
    for process in processes:
        process.start()
    found = [took for _ in processes for took in answers.get()]
    for process in processes:
        process.join()
    return found


def searched(loaded, queries: list[str], partner: int) -> list[float]:
    from cms.knowledge.models import Audience
    from cms.knowledge.search import find
    from cms.organisation.models import Partner

    who = Partner(pk=partner, name="Region")
    taken = []
    for warm_up in (True, False):
        for query in queries[:8] if warm_up else queries:
            began = time.perf_counter()
            find(query, loaded, partner=who, audience=Audience.PUBLIC, open_word=True)
            if not warm_up:
                taken.append(1000 * (time.perf_counter() - began))
    return taken


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
