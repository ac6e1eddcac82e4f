"""How long a search takes among 100,000 entries of 60 partners, beside Wagtail's search among one partner's alone.

    [BENCH_KEEP=folder] bench_many.py [entries] [sqlite | postgresql]

On the database that DATABASE_URL names and on SQLite, or on one of them, with the sentence model and without. No two
entries are alike, and no query is asked twice. The searches are those of one partner, who has a sixtieth; Wagtail,
which knows no partners, has only these, so what it takes here is little of what it would take among all. How good both
are: a query is made from a title, and that service is the right one.

Eight at once are what a server of ours serves at once unless its operator says otherwise: two workers with four threads
each, every one of which is asked without a pause. Also: suggestions, what the index costs in a publication, and what a
worker keeps in its memory for searches.
"""

from __future__ import annotations

import gc
import json
import random
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from many_entries import GENERATION, PARTNERS, fill
from measuring import KEPT, on_each_database, p50, p95, private_memory, times, times_at_once

PARTNER = 1
TITLES = 30  # of which queries are made that are asked one after the other
TITLES_AT_ONCE = 90
FUZZY_QUERIES = 24
PUBLISHED = 30
GOALS = {
    "with_sentences_p95_ms": 30,
    "words_only_p95_ms": 20,
    "with_sentences_8_at_once_p95_ms": 90,
    "suggest_p95_ms": 8,
    "publish_p50_ms": 10,
    "times_faster_than_fuzzy": 30,
}


def main(count: int, databases: list[str]) -> int:
    results = on_each_database(__file__, count, measure, databases)
    print(json.dumps({"bench": "many", "entries": count, "goals": GOALS, **results}))
    return 0


def measure(count: int) -> dict[str, float]:
    from django.conf import settings

    from cms.knowledge import relevance
    from cms.knowledge.suggestions import suggest
    from cms.organisation.models import Partner

    began = time.perf_counter()
    loaded, texts = fill(count, Path(KEPT) if KEPT else None)
    mine = {number: text for number, text in texts.items() if number % PARTNERS == PARTNER}
    print(f"{relevance.engine_name()}: {count} entries, {len(mine)} of the partner, {_since(began)}", flush=True)
    _put_in_force(loaded)
    settings.SENTENCE_MODEL = "use"
    began = time.perf_counter()
    relevance.write_vectors(mine)
    print(f"  vectors of the partner's entries and of the shipped expressions, {_since(began)}", flush=True)
    chance = random.Random(115)
    titles = chance.sample(sorted(mine), 3 * TITLES + TITLES_AT_ONCE)
    beforehand, queries, queries_again, at_once = (
        made_from(mine, titles[start:end], chance)
        for start, end in pairwise((0, TITLES, 2 * TITLES, 3 * TITLES, len(titles)))
    )
    found: dict[str, float] = {"partners_entries": len(mine)}
    partner = Partner(pk=PARTNER, name="Lindenfurt")
    search = ours(partner)
    for name, model, asked_for in (("words_only", "none", queries_again), ("with_sentences", "use", queries)):
        settings.SENTENCE_MODEL = model
        times(search, [query.text for query in beforehand])  # what a worker reads once
        figures = relevance.measure(search, asked_for)
        found |= _say(name, [each.took for each in figures.judged])
        found |= _say(f"{name}_8_at_once", times_at_once(search, [query.text for query in at_once]))
        found[f"{name}_mrr"] = round(figures.reciprocal_rank, 3)
    words = [query.text for query in queries]
    found["memory_mb"] = memory_of_search(loaded, lambda: times(search, words))
    others = list(Partner.objects.exclude(pk=PARTNER))
    found |= _say("all_partners", times(ours(partner, also=others), words[:40]))
    typed = [word[:end] for word in words[::3] for end in range(2, min(len(word), 24) + 1)]
    times(lambda letters: suggest(letters, partner=partner), typed[:1])
    found |= _say("suggest", times(lambda letters: suggest(letters, partner=partner), typed))
    with relevance.throw_away():
        found |= wagtail(mine, queries[:FUZZY_QUERIES])
        found |= _say("publish", publishing())
    if "wagtail_fuzzy_p50_ms" in found:
        faster = found["wagtail_fuzzy_p50_ms"] / found["with_sentences_p50_ms"]
        found["times_faster_than_fuzzy"] = round(faster, 1)
        print(f"  Wagtail fuzzy / ours with sentences: {faster:.0f} (median)")
    print(f"  MRR@10: {', '.join(f'{name[:-4]} {value}' for name, value in found.items() if name.endswith('_mrr'))}")
    print(f"  memory of a worker for the search: {found['memory_mb']} MB beside the sentence model")
    return found


def made_from(texts: dict, numbers: list[int], chance: random.Random) -> list:
    """Queries of four kinds for each of some services, in any order."""
    from cms.knowledge import relevance
    from tests.factories.made_up_services import asked

    queries = [
        relevance.Query(query, "made up", {number: relevance.EXACT})
        for number in numbers
        for query in asked(texts[number].title, chance)
    ]
    chance.shuffle(queries)
    return queries


def memory_of_search(loaded, searches) -> int:
    """How many MB a worker has more after searches than one that did nothing; it reads all but the shipped words."""
    from cms.knowledge import loading, nearest, remembered

    packed = loading.packed(loaded.lexicon)

    def worker() -> None:
        nearest.forget()
        remembered.forget()
        _put_in_force(replace(loaded, lexicon=loading.unpacked(packed)))
        searches()

    return round(private_memory(worker) - private_memory(lambda: None))


def ours(partner, **options):
    from cms.knowledge import relevance
    from cms.knowledge.search import search

    def asked_for(query: str) -> relevance.Answer:
        results = search(query, partner=partner, open_word=True, **options)
        return relevance.Answer([hit.service_id for hit in results.hits], results.unsure)

    return asked_for


def wagtail(mine: dict, queries: list) -> dict[str, float]:
    """Its search as it comes, and its fuzzy one, which needs PostgreSQL, with the indexes its own command makes."""
    from django.core.management import call_command
    from django.db import connection

    from cms.knowledge import relevance, stock_search

    numbers = stock_search.pages(mine)
    peers = {"wagtail": stock_search.stock(numbers)}
    if connection.vendor == "postgresql":
        connection.check_constraints()  # what is put off to the commit would be in an index's way
        call_command("enable_unaccent", verbosity=0)
        call_command("enable_trigram", verbosity=0)
        peers["wagtail_fuzzy"] = stock_search.fuzzy(numbers)
    found: dict[str, float] = {}
    for name, search in peers.items():
        times(search, [query.text for query in queries[:3]])
        figures = relevance.measure(search, queries)
        found |= _say(name, [each.took for each in figures.judged])
        found[f"{name}_mrr"] = round(figures.reciprocal_rank, 3)
    return found


def publishing() -> list[float]:
    """The index's part of a publication, both audiences and the lexicon, while it holds all these entries.

    The pages are there already, and each has got another teaser since.
    """
    from cms.catalogue.models import ServicePage
    from cms.knowledge import actions
    from tests.factories.organisation import MappingFactory

    pages = list(ServicePage.objects.order_by("pk").values_list("pk", flat=True)[: PUBLISHED + 1])
    ServicePage.objects.filter(pk__in=pages).update(responsibility=MappingFactory().responsibility)
    for page in pages:
        actions.index_service(page)
    ServicePage.objects.filter(pk__in=pages).update(teaser="Auch abends und am ersten Samstag im Monat.")
    actions.index_service(pages[0])
    gc.freeze()  # as deploy/gunicorn.conf.py does: all these texts are the benchmark's, and no worker has them
    taken = times(actions.index_service, pages[1:])
    gc.unfreeze()
    return taken


def _put_in_force(loaded) -> None:
    """Let the product's own doors use what was filled."""
    from cms.knowledge import loading
    from cms.knowledge.models import Audience, Index
    from cms.knowledge.words_in_force import InForce

    Index.objects.update_or_create(pk=1, defaults={"generation": GENERATION})
    words = InForce("")
    loading._loaded |= {audience: replace(loaded, words=words) for audience in Audience}


def _say(name: str, took: list[float]) -> dict[str, float]:
    print(f"  {name:28} {p50(took):9.2f} {p95(took):9.2f} ms (median, 95th percentile)", flush=True)
    return {f"{name}_p50_ms": round(p50(took), 2), f"{name}_p95_ms": round(p95(took), 2)}


def _since(began: float) -> str:
    return f"{time.perf_counter() - began:.0f} s"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sys.argv[2:]))
