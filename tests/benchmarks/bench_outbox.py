"""How soon a committed job starts, with a real worker process, beside django-tasks' own database worker.

    bench_outbox.py [rounds]

On SQLite and, where DATABASE_URL names one, on PostgreSQL. The jobs are sent at random moments, one after the other.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.benchmarks.outbox_settings"
PROMISED = 0.3


def main(rounds: int) -> int:
    """Measure both on each database; the answer is 1 if a job of ours started later than promised."""
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KUEMMERER_VAR"] = folder
        os.environ["ERRAND_MARKS"] = str(Path(folder) / "marks")
        import django

        django.setup()
        results = {name: measure_on(description, rounds) for name, description in databases(Path(folder)).items()}
    print(json.dumps({"bench": "outbox", "promised_seconds": PROMISED, "rounds": rounds, "results": results}))
    return 0 if all(result["outbox"]["p95"] <= PROMISED for result in results.values()) else 1


def databases(folder: Path) -> dict[str, dict]:
    """SQLite always, and what DATABASE_URL names if that is PostgreSQL."""
    from django.db import connections

    from kuemmerer.settings import environment

    named = connections["default"].settings_dict
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/unused.sqlite3"
    found = {"sqlite": {**named, **environment.database("")}}
    if "postgresql" in named["ENGINE"]:
        found["postgresql"] = named
    else:
        print("DATABASE_URL names no PostgreSQL: measuring on SQLite alone.")
    return found


def measure_on(description: dict, rounds: int) -> dict:
    from django.db import transaction

    from cms.outbox.actions import send_later
    from cms.outbox.models import Worker
    from tests.benchmarks.outbox_peer import started
    from tests.cms.outbox.yard import is_sqlite, migrated_database, open_yard

    kind = "SQLite" if is_sqlite(description) else "PostgreSQL"

    def send(number: int) -> None:
        with transaction.atomic():
            send_later("errand_timed", number=number)

    def send_to_peer(number: int) -> None:
        with transaction.atomic():
            started.enqueue(number)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with migrated_database(description, folder, SETTINGS) as migrated:
            with open_yard(migrated, folder, SETTINGS) as yard:
                yard.start()
                yard.wait_for(Worker.objects.exists)
                ours = delays(yard, send, rounds)
            with open_yard(migrated, folder, SETTINGS) as yard:
                yard.marks_file.write_text("")
                yard.start("--backend", "peer", "--no-reload", command="db_worker")
                send_to_peer(-1)
                yard.wait_for(lambda: yard.marks("started"))
                theirs = delays(yard, send_to_peer, rounds)
    ratio = theirs["median"] / ours["median"]
    print(f"{kind}: from the commit to the start of the job, {rounds} rounds")
    for who, figures in (("outbox", ours), ("django-tasks-db (looks every second)", theirs)):
        print(
            f"  {who:38} median {figures['median']:.3f} s   p95 {figures['p95']:.3f} s   most {figures['most']:.3f} s"
        )
    print(f"  ratio of the medians: {ratio:.1f} times sooner")
    return {"outbox": ours, "django_tasks_db": theirs, "ratio": round(ratio, 1)}


def delays(yard, send: Callable[[int], None], rounds: int) -> dict[str, float]:
    """The seconds between each commit and the first line of its handler."""
    found = []
    for number in range(rounds):
        time.sleep(random.uniform(0.1, 1.1))
        send(number)
        committed = time.time()
        yard.wait_for(lambda number=number: number in yard.numbers("started"))
        begun = next(float(line[2]) for line in yard.marks("started") if int(line[1]) == number)
        found.append(max(0.0, begun - committed))
    found.sort()
    return {
        "median": round(statistics.median(found), 4),
        "p95": round(found[max(0, round(0.95 * len(found)) - 1)], 4),
        "most": round(found[-1], 4),
    }


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 25))
