"""How long a search takes among 100,000 entries of 60 partners, beside Wagtail's search among one partner's alone.

    bench_many.py [entries]

On the database that DATABASE_URL names and on SQLite, with the sentence model and without. No two entries are alike.
The searches are those of one partner, who has a sixtieth; Wagtail, which knows no partners, has only these, so what it
takes here is little of what it would take among all. How good both are: a query is made from a title, and that service
is the right one. Also: suggestions, what the index costs in a publication, and the memory.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from dataclasses import replace

from many_entries import GENERATION, PARTNERS, fill
from measuring import on_each_database, p50, p95, times, times_at_once

PARTNER = 1
TITLES = 30
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


def main(count: int) -> int:
    results = on_each_database(__file__, count, measure)
    print(json.dumps({"bench": "many", "entries": count, "goals": GOALS, **results}))
    return 0


def measure(count: int) -> dict[str, float]:
    from django.conf import settings

    from cms.knowledge import relevance
    from cms.knowledge.suggestions import suggest
    from cms.organisation.models import Partner
    from tests.factories.made_up_services import asked

    began = time.perf_counter()
    loaded, texts = fill(count)
    mine = {number: text for number, text in texts.items() if number % PARTNERS == PARTNER}
    print(f"{relevance.engine_name()}: {count} entries, {len(mine)} of the partner, {_since(began)}", flush=True)
    _put_in_force(loaded)
    settings.SENTENCE_MODEL = "use"
    began = time.perf_counter()
    relevance.write_vectors(mine)
    print(f"  vectors of the partner's entries and of the shipped expressions, {_since(began)}", flush=True)
    chance = random.Random(115)
    queries = [
        relevance.Query(query, "made up", {number: relevance.EXACT})
        for number in chance.sample(sorted(mine), TITLES)
        for query in asked(mine[number].title, chance)
    ]
    chance.shuffle(queries)
    words = [query.text for query in queries]
    found: dict[str, float] = {"partners_entries": len(mine), "memory_before_mb": _memory()}
    partner = Partner(pk=PARTNER, name="Lindenfurt")
    for name, model in (("with_sentences", "use"), ("words_only", "none")):
        settings.SENTENCE_MODEL = model
        search = ours(partner)
        times(search, words)  # whatever is read once
        for at_once in (1, 8):
            took = times(search, words) if at_once == 1 else times_at_once(search, words[:40], at_once)
            found |= _say(name if at_once == 1 else f"{name}_8_at_once", took)
        found[f"{name}_mrr"] = round(relevance.measure(search, queries).reciprocal_rank, 3)
    everybody = [Partner(pk=number, name=f"Stadt {number}") for number in range(PARTNERS) if number != PARTNER]
    found |= _say("all_partners", times(ours(partner, also=everybody), words[:40]))
    found["memory_after_mb"] = _memory()
    typed = [word[:end] for word in words[::3] for end in range(2, min(len(word), 24) + 1)]
    times(lambda letters: suggest(letters, partner=partner), typed[:1])
    found |= _say("suggest", times(lambda letters: suggest(letters, partner=partner), typed))
    found |= wagtail(mine, queries[:FUZZY_QUERIES])
    found |= _say("publish", publishing())
    if "wagtail_fuzzy_p50_ms" in found:
        faster = found["wagtail_fuzzy_p50_ms"] / found["with_sentences_p50_ms"]
        found["times_faster_than_fuzzy"] = round(faster, 1)
        print(f"  Wagtail fuzzy / ours with sentences: {faster:.0f} (median)")
    print(f"  MRR@10: {', '.join(f'{name[:-4]} {value}' for name, value in found.items() if name.endswith('_mrr'))}")
    print(f"  memory of the process: {found['memory_before_mb']} MB, after the searches {found['memory_after_mb']} MB")
    return found


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

    from cms.knowledge import relevance

    numbers = relevance.pages(mine)
    peers = {"wagtail": relevance.stock(numbers)}
    if connection.vendor == "postgresql":
        call_command("enable_trigram", verbosity=0)
        peers["wagtail_fuzzy"] = relevance.fuzzy(numbers)
    found: dict[str, float] = {}
    for name, search in peers.items():
        times(search, [query.text for query in queries[:3]])
        figures = relevance.measure(search, queries)
        found |= _say(name, [each.took for each in figures.judged])
        found[f"{name}_mrr"] = round(figures.reciprocal_rank, 3)
    return found


def publishing() -> list[float]:
    """The index's part of a publication, both audiences and the lexicon, while it holds all these entries."""
    from cms.catalogue.models import ServicePage
    from cms.knowledge import actions
    from tests.factories.organisation import MappingFactory

    pages = list(ServicePage.objects.order_by("pk").values_list("pk", flat=True)[: PUBLISHED + 1])
    ServicePage.objects.filter(pk__in=pages).update(responsibility=MappingFactory().responsibility)
    actions.index_service(pages[0])
    return times(actions.index_service, pages[1:])


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


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _since(began: float) -> str:
    return f"{time.perf_counter() - began:.0f} s"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
