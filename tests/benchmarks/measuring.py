"""What several benchmarks need: a process per database, times with their percentiles, several searches at once."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import runpy
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = "BENCH_IN_THIS_PROCESS"
KEPT = os.environ.get("BENCH_KEEP", "")
NOT_COUNTED = 5  # of those who ask at once: a thread opens its connection


def on_each_database(
    script: str, count: int, measure: Callable[[int], dict], databases: Sequence[str] = ()
) -> dict[str, dict]:
    """What was measured on the database that DATABASE_URL names and on SQLite, or on one of them, by its name.

    Runs the script again, once for each; there this function measures, prints and ends the process. Where BENCH_KEEP
    names a folder, what was filled stays: SQLite's file there, otherwise the test database of DATABASE_URL. So what
    takes long can be stopped and called again.
    """
    if HERE in os.environ:
        print(json.dumps(_on_this_database(count, measure)))
        sys.exit(0)
    results = {}
    urls = {"postgresql": os.environ.get("DATABASE_URL"), "sqlite": "sqlite"}
    for url in filter(None, [urls[name] for name in databases or urls]):
        with nullcontext(KEPT) if KEPT else tempfile.TemporaryDirectory() as folder:
            environment = {
                **os.environ,
                HERE: "1",
                "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3" if url == "sqlite" else url,
                "KUEMMERER_VAR": folder,
                "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.test",
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
            }
            command = [sys.executable, script, str(count)]
            figures = json.loads(_last_line_of(command, environment))
        results[figures.pop("database")] = figures
    return results


def _last_line_of(command: list[str], environment: dict[str, str]) -> str:
    """What the command prints last; all that comes before is shown as it comes."""
    last = ""
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if last:
                print(last, end="", flush=True)
            last = line
    if run.returncode:
        print(last, end="", flush=True)
        raise subprocess.CalledProcessError(run.returncode, command)
    return last


def _on_this_database(count: int, measure: Callable[[int], dict]) -> dict:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":  # not in memory: other processes read it too
        connection.settings_dict["TEST"]["NAME"] = str(settings.VAR / "bench-test.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=bool(KEPT))
    try:
        return {"database": connection.vendor, **measure(count)}
    finally:
        connection.creation.destroy_test_db(name, verbosity=0, keepdb=bool(KEPT))


def times(work: Callable, on: Sequence) -> list[float]:
    taken = []
    for each in on:
        began = time.perf_counter()
        work(each)
        taken.append(1000 * (time.perf_counter() - began))
    return taken


def times_at_once(work: Callable, on: Sequence) -> list[float]:
    """The same where as many ask at once as a server has threads, each the next as soon as it has its answer.

    So many workers with so many threads as deploy/gunicorn.conf.py starts, forked like its own; no two are asked the
    same. The first few of each are not counted.
    """
    from django.db import connections

    server = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    workers, threads = server["workers"], server["threads"]
    connections.close_all()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    answers, ready = context.SimpleQueue(), context.Barrier(workers * threads)

    def worker(number: int) -> None:
        def asking(thread: int) -> list[float]:
            mine = on[number * threads + thread :: workers * threads]
            times(work, mine[:NOT_COUNTED])
            ready.wait()
            took = times(work, mine[NOT_COUNTED:])
            connections.close_all()
            return took

        with ThreadPoolExecutor(threads) as pool:
            answers.put([took for each in pool.map(asking, range(threads)) for took in each])

    started = [context.Process(target=worker, args=(number,)) for number in range(workers)]
    for process in started:
        process.start()
    found = [took for _ in started for took in answers.get()]
    for process in started:
        process.join()
    gc.unfreeze()
    return found


def private_memory(work: Callable[[], object]) -> float:
    """How many MB a forked worker has for itself after its work; pages of files that it reads are the system's."""
    from django.db import connections

    connections.close_all()
    gc.collect()
    gc.freeze()  # as deploy/gunicorn.conf.py does before it forks
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()

    def worker() -> None:
        work()
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        answers.put(sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1024)

    process = context.Process(target=worker)
    process.start()
    found = answers.get()
    process.join()
    gc.unfreeze()
    return found


def p50(taken: list[float]) -> float:
    return statistics.median(taken)


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]
