"""How long suggestions take among 5,000 pages while somebody types, beside a search in titles on the same database.

    bench_suggestions.py [services]

On SQLite, or on the database that DATABASE_URL names; without the database's writer, and without a sentence model,
which suggestions do not ask. The services are those of bench_search.py.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import bench_search
import measuring

ROOT = Path(__file__).resolve().parents[2]
GOAL = {"suggest_p95_ms": 8}
TITLES = 60


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ |= {"KUEMMERER_VAR": folder, "SENTENCE_MODEL": "none"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "kuemmerer.settings.test"
        sys.path[:0] = [str(ROOT), str(ROOT / "site")]
        import django

        django.setup()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            found = measure(count)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    print(json.dumps({"bench": "suggestions", "services": count, "goal": GOAL, **found}))
    return 0


def measure(count: int) -> dict[str, float]:
    from cms.knowledge import loading, relevance
    from cms.knowledge.models import Entry
    from cms.knowledge.suggestions import suggest

    chance = random.Random(115)
    services = dict(enumerate(bench_search.made_up(count, chance), 1))
    letters = list(typed(services.values(), chance))
    with relevance.throw_away():
        loaded = relevance.index(services)
        loading.current = lambda audience: loaded  # the index of this bench is in no force
        first = measuring.times(lambda query: suggest(query, partner=relevance.NOBODY), letters[:1])[0]
        ours = measuring.times(lambda query: suggest(query, partner=relevance.NOBODY), letters)
        titles = Entry.objects.order_by("title").values_list("title", "slug")
        peer = measuring.times(lambda query: list(titles.filter(title__icontains=query)[:8]), letters)
    print(f"{count} services, {len(letters)} times letters (ms: median, 95th percentile, longest)")
    for name, taken in (("suggestions", ours), ("search in titles", peer)):
        print(f"  {name:28} {measuring.p50(taken):8.2f} {measuring.p95(taken):8.2f} {max(taken):8.2f}")
    print(f"  suggestions / search in titles: {measuring.p95(ours) / measuring.p95(peer):.2f} (95th percentile)")
    return {
        "suggest_p50_ms": round(measuring.p50(ours), 2),
        "suggest_p95_ms": round(measuring.p95(ours), 2),
        "first_ms": round(first, 1),
        "ratio_to_titles": round(measuring.p95(ours) / measuring.p95(peer), 3),
    }


def typed(services: Iterable, chance: random.Random) -> Iterable[str]:
    """Titles as they are typed, letter by letter from the second on; every fourth with two letters swapped."""
    for number, text in enumerate(chance.sample(list(services), TITLES)):
        title = text.title
        if number % 4 == 0:
            cut = chance.randrange(1, 6)
            title = title[:cut] + title[cut + 1] + title[cut] + title[cut + 2 :]
        for end in range(2, len(title) + 1):
            yield title[:end]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000))
