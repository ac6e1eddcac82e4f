"""What several benchmarks need: a process per database, times with their percentiles, several searches at once."""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = "BENCH_IN_THIS_PROCESS"


def on_each_database(script: str, count: int, measure: Callable[[int], dict]) -> dict[str, dict]:
    """What was measured on the database that DATABASE_URL names and on SQLite, by its name.

    Runs the script again, once for each; there this function measures, prints and ends the process.
    """
    if HERE in os.environ:
        print(json.dumps(_on_this_database(count, measure)))
        sys.exit(0)
    results = {}
    for url in filter(None, (os.environ.get("DATABASE_URL"), "sqlite")):
        with tempfile.TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                HERE: "1",
                "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3" if url == "sqlite" else url,
                "KUEMMERER_VAR": folder,
                "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.test",
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
            }
            command = [sys.executable, script, str(count)]
            run = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        *shown, figures = run.stdout.splitlines()
        print("\n".join(shown), flush=True)
        figures = json.loads(figures)
        results[figures.pop("database")] = figures
    return results


def _on_this_database(count: int, measure: Callable[[int], dict]) -> dict:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":  # not in memory: other processes read it too
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR / "bench-test.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return {"database": connection.vendor, **measure(count)}
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def times(work: Callable, on: Sequence) -> list[float]:
    taken = []
    for each in on:
        began = time.perf_counter()
        work(each)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def times_at_once(work: Callable, on: Sequence, processes: int) -> list[float]:
    """The same, of so many processes that do all of it at the same time; they share what is in memory already."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def each() -> None:
        times(work, on[:8])
        answers.put(times(work, on))

    started = [context.Process(target=each) for _ in range(processes)]
    for process in started:
        process.start()
    found = [took for _ in started for took in answers.get()]
    for process in started:
        process.join()
    return found


def private_memory(work: Callable[[], object]) -> float:
    """How many MB a forked worker has for itself after its work."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def worker() -> None:
        work()
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        answers.put(sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024)

    process = context.Process(target=worker)
    process.start()
    found = answers.get()
    process.join()
    return found


def p50(taken: list[float]) -> float:
    return statistics.median(taken)


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
