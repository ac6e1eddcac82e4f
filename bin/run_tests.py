"""Run the tests on the parts they need: run_tests.py all | quick | data | bench | prove."""

import os
import subprocess
import sys
import time
from pathlib import Path

import parts

ROOT = Path(__file__).resolve().parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
ON_POSTGRES = [PYTHON, str(ROOT / "bin" / "with_postgres.py")]
PYTEST = [PYTHON, "-m", "pytest", "--quiet"]
# Two processes, each with its own copy of the migrated database; browser tests stay in one (tests/conftest.py).
SPREAD = ["--numprocesses", os.environ.get("TEST_PROCESSES", "2"), "--dist", "loadgroup"]
# What a module measures once belongs to one process.
BY_MODULE = [*SPREAD[:-1], "loadfile"]
DATA = ROOT.parent / "shared" / "data"


def main(what: str) -> int:
    """Do one of the above; the first failure is the answer, the rest still runs."""
    try:
        return {"all": everything, "quick": quick, "data": data, "bench": bench, "prove": prove}[what]()
    except parts.PartMissing as missing:
        print(f"{what}: {missing}", file=sys.stderr)
        return 69


def everything() -> int:
    """All tests on PostgreSQL, then on SQLite those that have to hold on both."""
    parts.need("postgresql", "chromium", "java", "maven")
    refuse_other_databases()
    return first_failure(
        run("PostgreSQL and Chromium", [*ON_POSTGRES, *PYTEST, *SPREAD]),
        run("SQLite, what has to hold on both", [*PYTEST, *SPREAD, "-m", "both and not browser"], sqlite=True),
    )


def quick() -> int:
    """What SQLite alone can tell."""
    result = run("SQLite", [*PYTEST, "-m", "not browser and not engine"], sqlite=True)
    left_out = "tests of PostgreSQL, of Elasticsearch, of the browser, on ../shared/data and the long counts"
    print(f"Left out: {left_out}. `make test` has them.")
    return result


def data() -> int:
    """Tests on real input that lies beside the checkout and is not ours to pass on."""
    if not DATA.is_dir():
        print("test-data: there is no ../shared/data here, so there is nothing to test on it.")
        return 0
    parts.need("postgresql", "chromium", "java", "maven")
    refuse_other_databases()
    return run("PostgreSQL, on ../shared/data", [*ON_POSTGRES, *PYTEST, *BY_MODULE, "-m", "data"])


def prove() -> int:
    """The long counts; hours are allowed, minutes are usual."""
    parts.need("postgresql", "chromium", "java", "maven")
    refuse_other_databases()
    return first_failure(
        run("PostgreSQL, long counts", [*ON_POSTGRES, *PYTEST, "-m", "slow"]),
        run("SQLite, long counts", [*PYTEST, "-m", "slow and both"], sqlite=True),
    )


def bench() -> int:
    """Each tests/benchmarks/bench_*.py by itself, on a PostgreSQL of its own."""
    parts.need("postgresql", "java", "maven")
    refuse_other_databases()
    scripts = sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py"))
    if wanted := os.environ.get("ONLY"):
        scripts = [script for script in scripts if wanted in script.stem]
    if not scripts:
        print("bench: there is nothing to measure.", file=sys.stderr)
        return 1
    return first_failure(*[run(script.stem, [*ON_POSTGRES, PYTHON, str(script)]) for script in scripts])


def run(name: str, command: list[str], *, sqlite: bool = False) -> int:
    """Run one command under its name; on SQLite a database that somebody named does not count."""
    print(f"== {name}", flush=True)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site")))}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "kuemmerer.settings.test")
    if sqlite:
        environment.pop("DATABASE_URL", None)
    started = time.monotonic()
    result = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    print(f"== {name}: {'well' if result == 0 else 'FAILED'} after {time.monotonic() - started:.0f} s", flush=True)
    return result


def refuse_other_databases() -> None:
    """DATABASE_URL may name a PostgreSQL; on another database half of the tests would be left out unseen."""
    if not os.environ.get("DATABASE_URL", "postgresql:").startswith("postgres"):
        raise parts.PartMissing("DATABASE_URL names no PostgreSQL; unset it, and a throw-away one is started.")


def first_failure(*results: int) -> int:
    return next((result for result in results if result), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else "all"))
