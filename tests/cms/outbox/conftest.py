"""A yard with real worker processes on a database of its own, of the kind that is under test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.db.utils import load_backend
from psycopg import sql

from cms.outbox.actions import send_later
from cms.outbox.models import Job
from tests.cms.outbox.errands import jobs as errands  # noqa: F401  registers them here too

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0


class Yard:
    """Sends jobs, starts and kills workers, and reads the marks the errands leave."""

    def __init__(self, folder: Path, url: str):
        self.marks_file = folder / "marks"
        self.marks_file.touch()
        self.log = folder / "log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.cms.outbox.job_settings",
            "ERRAND_MARKS": str(self.marks_file),
            "KUEMMERER_VAR": str(folder),
        }
        self.processes: list[subprocess.Popen] = []

    def send(self, name: str, **payload: object) -> Job:
        with transaction.atomic():
            return send_later(name, **payload)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "work", *arguments],
                cwd=ROOT,
                env=self.environment | environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def work_until_idle(self, *arguments: str) -> None:
        assert self.start("--until-idle", *arguments).wait(PATIENCE) == 0, self.log.read_text()

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )

    def marks(self, word: str = "") -> list[list[str]]:
        lines = [line.split() for line in self.marks_file.read_text().splitlines()]
        return [line for line in lines if not word or line[0] == word]

    def numbers(self, word: str) -> list[int]:
        return [int(line[1]) for line in self.marks(word)]

    def wait_for(self, condition: Callable[[], object], patience: float = PATIENCE) -> None:
        ends = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < ends, f"waited in vain\n{self.marks()[-20:]}\n{self.log.read_text()[-3000:]}"
            time.sleep(0.02)

    def kill(self, process: subprocess.Popen) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture(autouse=True)
def no_other_jobs(request):
    """The setup of the house sends jobs too; here only the test's own are looked at."""
    if "django_db" in {mark.name for mark in request.node.iter_markers()}:
        request.getfixturevalue("db")
        Job.objects.all().delete()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory, django_db_blocker) -> Iterator[dict]:
    """A migrated database to copy; its description as Django knows it."""
    folder = tmp_path_factory.mktemp("migrated")
    description = dict(connections["default"].settings_dict)
    if connection.vendor == "sqlite":
        description["NAME"] = str(folder / "template.sqlite3")
    else:
        description["NAME"] = f"yard_{os.getpid()}"
        _on_server(description, "CREATE DATABASE {}", description["NAME"])
    environment = {
        **os.environ,
        "DATABASE_URL": _url(description),
        "DJANGO_SETTINGS_MODULE": "tests.cms.outbox.job_settings",
        "KUEMMERER_VAR": str(folder),
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    if connection.vendor == "sqlite":
        # What the write-ahead log still holds has to be in the file that is copied.
        import sqlite3

        with sqlite3.connect(description["NAME"]) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.close()
    yield description
    if connection.vendor == "postgresql":
        _on_server(description, "DROP DATABASE {} WITH (FORCE)", description["NAME"])


@pytest.fixture
def yard(migrated, tmp_path, django_db_blocker, monkeypatch) -> Iterator[Yard]:
    """A yard on a fresh copy; `connection` leads to it in this thread meanwhile."""
    description = dict(migrated)
    if connection.vendor == "sqlite":
        description["NAME"] = str(tmp_path / "yard.sqlite3")
        shutil.copy(migrated["NAME"], description["NAME"])
    else:
        description["NAME"] = f"{migrated['NAME']}_{time.monotonic_ns()}"
        _on_server(description, "CREATE DATABASE {} TEMPLATE {}", description["NAME"], migrated["NAME"])
    usual = connections["default"]
    yard = Yard(tmp_path, _url(description))
    monkeypatch.setenv("ERRAND_MARKS", str(yard.marks_file))
    with django_db_blocker.unblock():
        connections["default"] = load_backend(description["ENGINE"]).DatabaseWrapper(description, "default")
        try:
            yield yard
        finally:
            yard.end()
            connections["default"].close()
            connections["default"] = usual
            if description["ENGINE"].endswith("postgresql"):
                _on_server(description, "DROP DATABASE {} WITH (FORCE)", description["NAME"])


def _url(description: dict) -> str:
    if description["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{description['NAME']}"
    user = quote(description["USER"]) + (f":{quote(description['PASSWORD'])}" if description["PASSWORD"] else "")
    port = f"&port={description['PORT']}" if description["PORT"] else ""
    return f"postgresql://{user}@/{description['NAME']}?host={quote(description['HOST'], safe='')}{port}"


def _on_server(description: dict, statement: str, *names: str) -> None:
    with psycopg.connect(
        dbname="postgres",
        user=description["USER"],
        password=description["PASSWORD"] or None,
        host=description["HOST"],
        port=description["PORT"] or None,
        autocommit=True,
    ) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
