"""What a case costs, beside the engine's bare flow of the same two human steps in the same run.

    bench_cases.py [cases]

Opening, answering and approving through the doors, in milliseconds and statements; and one promise with its reasons.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.benchmarks.cases_settings"
# The most statements that the issue on cases will allow, for orientation
GOAL = {"open": 35, "answer": 32, "approve": 60}


def main(count: int) -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KUEMMERER_VAR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            result = measure(count)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    print(json.dumps({"bench": "cases", "database": connection.vendor, "cases": count, **result}))
    return 0


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


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
