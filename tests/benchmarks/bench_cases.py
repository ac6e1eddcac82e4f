"""What cases cost, beside the engine's own flow and its own list pages in the same run.

    bench_cases.py [cases] [--finished N --open N --departments N --people N --due N]

* doors     opening, answering and approving, in milliseconds and statements, and one promise with its reasons
* inbox     on PostgreSQL, with a million finished and 100,000 open cases of eight kinds: the first and the twentieth
            page for a member of 2 and of 21 departments and for a lead over all, beside the engine's queue for the same
            people. Six statements and 10 ms are what the inbox itself may ask of the database, without those that tell
            who is asking; so many times faster is the whole request, for which somebody waits
* sweeper   on PostgreSQL: 100,000 deadlines due at once, fired by two processes, and a sweep with nothing to do
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.benchmarks.cases_settings"
# What the issue on cases asks for
GOAL = {"open": 35, "answer": 32, "approve": 60}
AT_MOST = {"promise_ms": 0.5, "queries": 6, "database_ms": 10, "fired_s": 30, "grown_mb": 40, "idle_ms": 5}
AT_LEAST = {"two": 10, "twenty_one": 50, "lead": 50}
SWEEPERS = 2
KINDS = 8  # of concerns, as in the demo town
NOON = datetime(2097, 11, 20, 12, tzinfo=UTC)  # a Wednesday: deadlines are fired in service hours only
PAGES = (1, 20)
FOLLOWING = re.compile(r'rel="next"\s+href="([^"]+)"')


def main(options: argparse.Namespace) -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KUEMMERER_VAR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        logging.disable(logging.WARNING)  # a line for each request
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            result = measure(options.cases)
            if connection.vendor == "postgresql":
                result |= measure_many(options)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    missed = [name for name, holds in result.pop("holds").items() if not holds]
    print(f"missed: {', '.join(missed) or 'nothing'}")
    print(json.dumps({"bench": "cases", "database": connection.vendor, **vars(options), **result, "missed": missed}))
    return 1 if missed else 0


def measure(count: int) -> dict:
    from tests.factories.cases import town
    from tests.factories.organisation import UserFactory

    lindenfurt, clerk = town(), UserFactory()
    one_case(lindenfurt, Recorder())  # the first one loads what the others share
    one_bare(clerk, Recorder())
    ours, bare = Recorder(), Recorder()
    for _number in range(count):
        one_case(lindenfurt, ours)
        one_bare(clerk, bare)
    found = {}
    print(f"{count} cases and as many bare processes, by turns (median)")
    for step in ("open", "answer", "approve"):
        ratio = ours.milliseconds(step) / bare.milliseconds(step)
        found[step] = {
            "ms": round(ours.milliseconds(step), 2),
            "statements": ours.statements[step],
            "bare_ms": round(bare.milliseconds(step), 2),
            "bare_statements": bare.statements[step],
            "ratio": round(ratio, 2),
        }
        print(
            f"  {step:8} case {found[step]['ms']:7.2f} ms, {ours.statements[step]:3d} statements"
            f"   bare flow {found[step]['bare_ms']:7.2f} ms, {bare.statements[step]:3d} statements   ratio {ratio:.2f}"
        )
    whole = sum(ours.milliseconds(step) for step in GOAL)
    alone = sum(bare.milliseconds(step) for step in GOAL)
    print(f"  whole    {1000 / whole:.0f} cases a second, {1000 / alone:.0f} bare processes, ratio {whole / alone:.2f}")
    promised = one_promise()
    print(f"  promise of 24 service hours over Christmas with reasons: {promised:.2f} ms")
    return {
        **found,
        "cases_a_second": round(1000 / whole, 1),
        "bare_a_second": round(1000 / alone, 1),
        "ratio": round(whole / alone, 2),
        "promise_ms": round(promised, 3),
        "holds": {
            **{f"statements to {step}": found[step]["statements"] <= most for step, most in GOAL.items()},
            "promise": promised <= AT_MOST["promise_ms"],
        },
    }


class Recorder:
    """Runs one thing at a time and keeps how long it took and, once, how many statements."""

    def __init__(self):
        self.times: dict[str, list[float]] = {}
        self.statements: dict[str, int] = {}

    def run(self, name: str, action: Callable[[], object]):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        if name not in self.statements:
            with CaptureQueriesContext(connection) as captured:
                result = action()
            self.statements[name] = len(captured)
            return result
        begun = time.perf_counter()
        result = action()
        self.times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
        return result

    def milliseconds(self, name: str) -> float:
        return statistics.median(self.times[name])


def one_case(lindenfurt, recorder: Recorder) -> None:
    from cms.audit.models import Actor
    from tests.factories.cases import item_of, question
    from workflows.cases import actions

    case_type = question()
    opened = recorder.run(
        "open",
        lambda: actions.open_case(
            case_type=case_type,
            partner=lindenfurt.partner,
            service=lindenfurt.service,
            concern="Darf ich einen Carport bauen?",
            channel="web",
            reply_channel="email",
            details=actions.DetailsInput(name="Erika Mustermann", email="erika@example.org"),
            by=Actor.citizen(),
        ),
    )
    item = item_of(opened.case)
    recorder.run("answer", lambda: actions.answer(item, text="Ja, bis 30 Quadratmeter.", by=lindenfurt.karl))
    check = item_of(opened.case)
    recorder.run("approve", lambda: actions.approve(check, by=lindenfurt.paula))


def one_bare(clerk, recorder: Recorder) -> None:
    from viewflow.workflow.models import Task

    from tests.benchmarks.bare_flow.flows import BareFlow

    process = recorder.run("open", lambda: BareFlow.start.run())
    for name in ("answer", "approve"):
        task = Task.objects.get(process=process, finished__isnull=True)
        recorder.run(name, lambda task=task: finish(task, clerk))


def finish(task, clerk) -> None:
    with task.activation() as activation:
        activation.assign(clerk)
        activation.start(None)
        activation.execute()


def one_promise() -> float:
    """Milliseconds for a promise that runs over the holidays, calendar in memory."""
    from datetime import datetime
    from datetime import time as clock
    from zoneinfo import ZoneInfo

    from cms.organisation.hours import Calendar, WeeklyHours
    from workflows.calendars.promises import promise

    calendar = Calendar(weekly=tuple(WeeklyHours(day, clock(8), clock(18)) for day in range(5)), land="HE")
    opened_at = datetime(2026, 12, 23, 16, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    times = []
    for _round in range(300):
        begun = time.perf_counter()
        promise(opened_at, 24 * 60, calendar).reasons()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def measure_many(options: argparse.Namespace) -> dict:
    """The inbox among a million cases, and the sweeper with a hundred thousand deadlines."""
    from cms.catalogue.models import ServicePage
    from cms.organisation.models import Partner
    from tests.benchmarks.big_town import Size, fill

    size = Size(options.finished, options.open, options.departments, options.people)
    begun = time.monotonic()
    fill(
        size,
        partner=Partner.objects.earliest("pk").pk,
        versions=kinds(KINDS),
        service=ServicePage.objects.earliest("pk").pk,
    )
    print(f"{size.finished} finished and {size.open} open cases, made in {time.monotonic() - begun:.0f} s", flush=True)
    inboxes, holds = inboxes_of(size)
    swept = sweeping(options.due)
    holds |= {
        "deadlines fired": swept["seconds"] <= AT_MOST["fired_s"],
        "memory flat": max(swept["memory_mb"]) <= AT_MOST["grown_mb"],
        "idle sweep": swept["idle_ms"] <= AT_MOST["idle_ms"],
    }
    return {"inbox": inboxes, "sweeper": swept, "holds": holds}


def kinds(number: int) -> list[int]:
    """The versions of so many kinds of concerns, as large as the one every installation has."""
    from workflows.cases import setup
    from workflows.cases.models import CaseType

    types = [CaseType.objects.create(slug=f"art-{each}", name=f"Art {each}") for each in range(number)]
    return [setup.release(case_type, setup.QUESTION_TO_A_DEPARTMENT).pk for case_type in types]


def inboxes_of(size) -> tuple[dict, dict[str, bool]]:
    from django.contrib.auth.models import Group
    from django.test import Client

    from cms.accounts.groups import DEPARTMENT_STAFF
    from cms.accounts.models import User

    people = {"two": 10_002, "twenty_one": 10_001, "lead": 10_000 + size.people}
    found, holds = {}, {}
    for name, key in people.items():
        user = User.objects.get(pk=key)
        user.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))
        client = Client()
        client.force_login(user)
        who = request(client, "/desk/", times=15)  # session, person and rights, as every screen asks
        department = biggest_of(user)
        addresses = {}
        address = f"/desk/eingang/?liste={department}"
        for page in range(1, max(PAGES) + 1):
            if page in PAGES:
                addresses[page] = address
            following = FOLLOWING.search(client.get(address).content.decode())
            if following is None:
                break
            address = f"/desk/eingang/{unescape(following[1])}"
        stock = request(client, "/stock/workflow/queue/", times=3)
        found[name] = {"stock": stock}
        print(f"  {name:10} stock queue {told(stock)}", flush=True)
        holds |= {f"page {page} for {name} is there": page in addresses for page in PAGES}
        for page, address in addresses.items():
            ours = request(client, address, times=15)
            ratio = stock["ms"] / ours["ms"]
            of_database = stock["database_ms"] / ours["database_ms"]
            own = {"queries": ours["queries"] - who["queries"], "database_ms": ours["database_ms"] - who["database_ms"]}
            found[name][f"page_{page}"] = {
                **ours,
                "own_queries": own["queries"],
                "own_database_ms": round(own["database_ms"], 2),
                "ratio": round(ratio, 1),
                "of_database": round(of_database, 1),
            }
            holds |= {
                f"queries of page {page} for {name}": own["queries"] <= AT_MOST["queries"],
                f"database for page {page} for {name}": own["database_ms"] <= AT_MOST["database_ms"],
                f"ratio of page {page} for {name}": ratio >= AT_LEAST[name],
            }
            print(
                f"  {name:10} page {page:2d}     {told(ours)}   ratio {ratio:.0f}, of the database {of_database:.0f};"
                f" without who is asking {own['queries']} queries {own['database_ms']:.1f} ms"
            )
    return found, holds


def biggest_of(user) -> int:
    """The department of hers in which the most is open."""
    from django.db.models import Count, Q

    from cms.organisation.models import Department

    is_open = Count("work_items", filter=Q(work_items__done_at__isnull=True))
    return Department.objects.filter(memberships__user=user).annotate(number=is_open).latest("number").pk


class Stopwatch:
    """How long the database takes, from a statement to its answer; Django's own record rounds to milliseconds."""

    def __init__(self):
        self.ms = 0.0
        self.statements: list[tuple[float, str]] = []

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements.append(((time.perf_counter() - begun) * 1000, sql))
            self.ms += self.statements[-1][0]


def request(client, address: str, *, times: int) -> dict:
    """The median of a whole request, how many statements, and how long the database took over them."""
    from django.db import connection

    assert client.get(address).status_code in {200, 302}
    whole, database = [], []
    for _time in range(times):
        watch = Stopwatch()
        begun = time.perf_counter()
        with connection.execute_wrapper(watch):
            client.get(address)
        whole.append((time.perf_counter() - begun) * 1000)
        database.append(watch.ms)
    if os.environ.get("SHOW"):
        for took, sql in watch.statements:
            print(f"    {took:8.2f}", sql[:1500])
    return {
        "ms": round(statistics.median(whole), 2),
        "queries": len(watch.statements),
        "database_ms": round(statistics.median(database), 2),
    }


def told(measured: dict) -> str:
    return f"{measured['ms']:9.1f} ms, {measured['queries']:3d} queries {measured['database_ms']:9.1f} ms"


def sweeping(count: int) -> dict:
    """Deadlines due at once, fired by processes of their own as workers would; then a sweep with nothing to do."""
    from django.db import connection

    from workflows.cases import sweeper
    from workflows.cases.models import Deadline

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM outbox_job")
        cursor.execute(
            "UPDATE cases_deadline SET due_at = %s, kind = CASE WHEN id %% 3 = 0 THEN 'remind' ELSE 'escalate' END"
            " WHERE id IN (SELECT id FROM cases_deadline WHERE closed_at IS NULL LIMIT %s)",
            [NOON, count],
        )
        cursor.execute("VACUUM ANALYZE cases_deadline")
    due = Deadline.objects.ready(NOON, most_attempts=sweeper.MOST_ATTEMPTS).count()
    environment = {**os.environ, "DATABASE_URL": database_address(), "PYTHONPATH": os.pathsep.join(sys.path[:2])}
    command = [sys.executable, __file__, "--sweep"]
    sweepers = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _number in range(SWEEPERS)
    ]
    for each in sweepers:
        assert each.stdout.readline() == "ready\n"
    begun = time.perf_counter()
    for each in sweepers:
        each.stdin.write("go\n")
        each.stdin.flush()
    told = [json.loads(each.communicate(timeout=600)[0]) for each in sweepers]
    seconds = time.perf_counter() - begun
    left = Deadline.objects.ready(NOON, most_attempts=sweeper.MOST_ATTEMPTS).count()
    assert sum(each["fired"] for each in told) + left == due
    assert Deadline.objects.filter(fired_at__isnull=False).count() == due - left
    sweeper.sweep(NOON)
    idle = []
    for _round in range(50):
        begun = time.perf_counter()
        assert sweeper.sweep(NOON) == 0
        idle.append((time.perf_counter() - begun) * 1000)
    print(
        f"  {due} deadlines due at once: {seconds:.1f} s by {SWEEPERS} sweepers, {due / seconds:.0f} a second;"
        f" memory of a sweeper {told[0]['before_mb']} MB before, {told[0]['after_mb']} MB after;"
        f" an idle sweep {statistics.median(idle):.2f} ms",
        flush=True,
    )
    return {
        "due": due,
        "seconds": round(seconds, 1),
        "memory_mb": [each["after_mb"] - each["before_mb"] for each in told],
        "idle_ms": round(statistics.median(idle), 2),
    }


def database_address() -> str:
    from django.db import connection

    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    return f"postgresql://{login}@/{database['NAME']}?host={host}" + (
        f"&port={database['PORT']}" if database["PORT"] else ""
    )


def sweep_when_told() -> int:
    """One sweeper: warm, waits for the start, fires, and tells how much memory it has needed."""
    import django

    django.setup()
    from workflows.cases import sweeper

    sweeper.sweep(datetime(2000, 1, 1, tzinfo=UTC))  # nothing is due yet, but the connection is there
    print("ready", flush=True)
    sys.stdin.readline()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    fired = sweeper.sweep(NOON)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"fired": fired, "before_mb": before, "after_mb": after}), flush=True)
    return 0


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=int, nargs="?", default=100)
    for name, size in (
        ("finished", 1_000_000),
        ("open", 100_000),
        ("departments", 200),
        ("people", 500),
        ("due", 100_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=size)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(sweep_when_told() if sys.argv[1:] == ["--sweep"] else main(options()))
