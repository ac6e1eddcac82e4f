"""How long a search takes among very many entries, candidates from the database and from Elasticsearch in one run.

    bench_engines.py [entries [engine]]

100,000 unless a number is given; leave 1,000,000 alone with the machine, and have 12 GB on its disk. On the PostgreSQL
that DATABASE_URL names, and on the server that ELASTICSEARCH_URL names, or on a node of its own. The entries are made
up, no two alike; each belongs to one of 60 partners, and a search asks one of them or, unfiltered, everybody. Their
vectors are random numbers, a tenth as many as there are texts: comparing them takes as long.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from tests.benchmarks import many_entries as many  # noqa: E402
from tests.benchmarks.many_entries import AT_ONCE, FIRST, GENERATION  # noqa: E402

SETTINGS = "tests.benchmarks.engine_settings"
MOST_ANALYSED, SHIFT = 100_000, 7_919
VECTORS = 10_000
QUERIES = 60
ENGINES = ("database", "elasticsearch")
GOAL = {"elasticsearch_unfiltered_1_p95_ms": 60}


def main(count: int, engines: tuple[str, ...]) -> int:
    with server() as url:
        os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "ELASTICSEARCH_URL": url, "ELASTICSEARCH_REPLICAS": "0"}
        os.environ |= {"ELASTICSEARCH_PREFIX": f"bench-{os.getpid()}", "ELASTICSEARCH_TIMEOUT_MS": "60000"}
        import django

        django.setup()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            result = measure(count, engines)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
            remove_everything()
    print(json.dumps({"bench": "engines", "entries": count, "goal": GOAL, **result}))
    return 0


@contextmanager
def server() -> Iterator[str]:
    """The server that is there, or a node for the moment, compiled as in production."""
    if url := os.environ.get("ELASTICSEARCH_URL"):
        yield url
        return
    from tests.elasticsearch.node import one_node

    with one_node(heap="1g", options=()) as node:
        yield node.url


def remove_everything() -> None:
    from django.conf import settings

    from cms.knowledge.engines.elasticsearch import clients

    clients.writing().indices.delete(index=f"{settings.ELASTICSEARCH_PREFIX}-*", expand_wildcards="all")


def measure(count: int, engines: tuple[str, ...]) -> dict[str, float]:
    from cms.knowledge import sentences
    from cms.knowledge.engines import engine, only
    from cms.knowledge.engines.elasticsearch import clients
    from cms.knowledge.engines.elasticsearch.recall import ElasticsearchEngine

    began = time.perf_counter()
    loaded, titles = fill(count, with_tokens="database" in engines)
    found = {"database_fill_s": round(time.perf_counter() - began, 1)}
    print(f"{count} entries analysed and written to the database in {found['database_fill_s']} s", flush=True)
    chance = random.Random(115)
    queries = [query for title in chance.sample(titles, QUERIES // 4) for query in asked(title, chance)]
    both = {"database": engine(), "elasticsearch": ElasticsearchEngine(clients.writing)}
    if "elasticsearch" in engines:
        found |= filled_beside((1, 2) if count <= MOST_ANALYSED else (2,))
    found |= sizes(engines)
    how = "with sentences" if sentences.is_wanted() else "by words"
    print(f"A search {how}: p50, p95")
    for name in engines:
        for scope in ("partner", "unfiltered"):
            for at_once in (1, 8):
                with only(both[name]):
                    took_each = times(loaded, queries, at_once, unfiltered=scope == "unfiltered")
                p50, p95 = statistics.median(took_each), statistics.quantiles(took_each, n=20)[-1]
                print(f"  {name:14} {scope:11} {at_once} at once {p50:8.1f} {p95:8.1f} ms", flush=True)
                key = f"{name}_{scope}_{at_once}"
                found |= {f"{key}_p50_ms": round(p50, 1), f"{key}_p95_ms": round(p95, 1)}
    if engines == ENGINES:
        for scope in ("partner", "unfiltered"):
            ratio = found[f"elasticsearch_{scope}_8_p50_ms"] / found[f"database_{scope}_8_p50_ms"]
            print(f"  Elasticsearch / database, {scope}, 8 at once: {ratio:.2f} (median)")
    return found


def filled_beside(by: Sequence[int]) -> dict[str, float]:
    """As operators fill it, by so many processes; of one alone the share of reading and analysis is noted."""
    from django.core.management import call_command

    from cms.knowledge.engines.elasticsearch import walking
    from cms.knowledge.models import Index

    Index.objects.update_or_create(defaults={"generation": GENERATION, "version": 1})
    os.environ["DATABASE_URL"] = url_of_this_database()  # for the second process
    spent, written = [0.0], walking.written

    def timed(entries):
        began = time.perf_counter()
        documents = written(entries)
        spent[0] += time.perf_counter() - began
        return documents

    found = {}
    walking.written = timed
    for processes in by:
        began = time.perf_counter()
        call_command("rebuild_index", engine="elasticsearch", processes=processes, stdout=StringIO())
        took = time.perf_counter() - began
        found[f"elasticsearch_fill_{processes}_s"] = round(took, 1)
        print(f"written to Elasticsearch by {processes} in {took:.1f} s", end="")
        if processes == 1:
            found["share_of_reading"] = round(spent[0] / took, 2)
            print(f", {found['share_of_reading']:.0%} of it reading and analysis", end="")
        print(flush=True)
    call_command("rebuild_index", engine="elasticsearch", remove_old=True, stdout=StringIO())
    return found


def url_of_this_database() -> str:
    from urllib.parse import quote

    from django.db import connection

    named = connection.settings_dict
    port = f"&port={named['PORT']}" if named["PORT"] else ""
    account = quote(named["USER"]) + (f":{quote(named['PASSWORD'])}" if named["PASSWORD"] else "")
    return f"postgresql://{account}@/{named['NAME']}?host={quote(named['HOST'], safe='')}{port}"


def sizes(engines: tuple[str, ...]) -> dict[str, int]:
    """What the entries take up, in MB."""
    from django.db import connection

    from cms.knowledge.engines.elasticsearch import clients
    from cms.knowledge.engines.elasticsearch.documents import IN_USE

    with connection.cursor() as cursor:
        tables = ["knowledge_entry", "knowledge_entrypartner"]
        cursor.execute("SELECT sum(pg_total_relation_size(name)) FROM unnest(%s::regclass[]) AS name", [tables])
        found = {"database_mb": int(cursor.fetchone()[0]) // 2**20}
    if "elasticsearch" in engines:
        there = clients.writing().indices.stats(index=IN_USE.all, metric="store")
        found["elasticsearch_mb"] = there["_all"]["primaries"]["store"]["size_in_bytes"] // 2**20
    print(", ".join(f"{name.removesuffix('_mb')} {size} MB" for name, size in found.items()))
    return found


def fill(count: int, *, with_tokens: bool = True):
    """All entries by COPY, with the tokens for the database's engine; the lexicon as the product would have counted."""
    from django.db import connection

    from cms.knowledge.engines import scope
    from cms.knowledge.engines.postgres import vector
    from cms.knowledge.entries import digest
    from cms.knowledge.lexicon import Lexicon
    from cms.knowledge.loading import Loaded

    analysed = Analysed()
    many.make_partners()
    write_vectors()
    with connection.cursor() as cursor:
        for start in range(0, count, AT_ONCE):
            rows, holds = [], []
            for number in range(start, min(start + AT_ONCE, count)):
                title, record = analysed.entry(number)
                partner = number % many.PARTNERS
                said = record.as_json()
                rows.append(
                    [
                        *(FIRST + number, "service", number, "public", GENERATION, f"{number:032}"),
                        *(digest(said, {"number": number}), meaning_of(number), str(number), title[:255], "", ""),
                        *(said, "{}"),
                        vector(record, [scope(partner, GENERATION)]) if with_tokens else None,
                    ]
                )
                holds.append((FIRST + number, partner, True))
            many.copy(cursor, f"knowledge_entry ({', '.join(many.ENTRY)}, tokens)", rows)
            many.copy(cursor, "knowledge_entrypartner (entry_id, partner_id, offered)", holds)
        cursor.execute("ANALYZE knowledge_entry, knowledge_entrypartner")
    return Loaded(GENERATION, 0, "", Lexicon.of(analysed.total(count))), analysed.titles


def meaning_of(number: int) -> str:
    return f"made-up-{number % VECTORS}"


def write_vectors() -> None:
    """Of pages that mean anything at all, in the shape of the chosen model's; none without one."""
    from django.db import connection

    from cms.knowledge import sentences
    from cms.knowledge.vectors import BEGINNINGS, DIMENSIONS, pack

    model = sentences.model()
    if model is None:
        return
    import numpy

    chance = numpy.random.default_rng(115)
    with connection.cursor() as cursor:
        for start in range(0, VECTORS, AT_ONCE):
            rows = []
            for number in range(start, start + AT_ONCE):
                each = chance.standard_normal((len(BEGINNINGS) + 1, DIMENSIONS)).astype(numpy.float32)
                each /= numpy.linalg.norm(each, axis=1, keepdims=True)
                rows.append([meaning_of(number), model.name, b"".join(map(pack, each))])
            many.copy(cursor, "knowledge_vector (meaning, model, data)", rows)
        cursor.execute("ANALYZE knowledge_vector")


class Analysed:
    """The texts as they are analysed: each by itself, beyond MOST_ANALYSED a title of one over the text of another."""

    def __init__(self):
        from cms.knowledge.lexicon import Difference

        self.split = many.each_word_once()
        self.once = Difference()
        self.titles: list[str] = []
        self.records: list = []

    def entry(self, number: int) -> tuple[str, object]:
        """Title and record of one entry; in the order of their numbers."""
        if number < MOST_ANALYSED:
            if number == len(self.records):
                self.analyse(number)
            return self.titles[number], self.records[number]
        turn, text = divmod(number, MOST_ANALYSED)
        title = (text + SHIFT * turn) % MOST_ANALYSED
        return self.titles[title], titled(self.records[title], self.records[text])

    def analyse(self, start: int) -> None:
        """The next texts."""
        from cms.knowledge.lexicon import contribution
        from cms.knowledge.records import record_of, word_counts, word_rows
        from tests.factories.made_up_services import made_up

        for text in made_up(AT_ONCE, seed=start + 1):
            record = record_of(text, self.split)
            self.once.add(contribution([(record, word_rows(word_counts(text), self.split))]))
            self.records.append(record)
            self.titles.append(text.title)

    def total(self, count: int):
        """What the lexicon has counted: every title and every text comes as often as the others."""
        from cms.knowledge.lexicon import Difference

        total = Difference()
        for _ in range(max(1, count // MOST_ANALYSED)):
            total.add(self.once)
        return total


def titled(title, text):
    """A record with the title of one text and the rest of another."""
    from cms.knowledge.records import Record

    stems = {stem: (0.0, *counts[1:]) for stem, counts in text.stems.items() if any(counts[1:])}
    for stem, counts in title.stems.items():
        if counts[0]:
            stems[stem] = (counts[0], *stems.get(stem, (0.0,) * len(counts))[1:])
    return Record(stems, (title.lengths[0], *text.lengths[1:]), title.title, title.trigrams)


def asked(title: str, chance: random.Random) -> list[str]:
    from tests.factories.made_up_services import asked as queries_for

    return list(queries_for(title, chance))


def times(loaded, queries: list[str], at_once: int, *, unfiltered: bool) -> list[float]:
    """What each search took, of so many processes that search at the same time."""
    if at_once == 1:
        return searched(loaded, queries, unfiltered)
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    processes = [
        context.Process(target=lambda: answers.put(searched(loaded, queries, unfiltered))) for _ in range(at_once)
    ]
    for process in processes:
        process.start()
    found = [took for _ in processes for took in answers.get()]
    for process in processes:
        process.join()
    return found


def searched(loaded, queries: list[str], unfiltered: bool) -> list[float]:
    from cms.knowledge.models import Audience
    from cms.knowledge.search import find
    from cms.organisation.models import Partner

    who, *others = Partner.objects.order_by("pk")
    also = others if unfiltered else []
    taken = []
    for warm_up in (True, False):
        for query in queries[:8] if warm_up else queries:
            began = time.perf_counter()
            find(query, loaded, partner=who, audience=Audience.PUBLIC, open_word=True, also=also)
            if not warm_up:
                taken.append(1000 * (time.perf_counter() - began))
    return taken


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, tuple(sys.argv[2:]) or ENGINES))
