"""A yard with real worker processes on a database of its own, a copy of a migrated one."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connections, transaction
from django.db.utils import load_backend
from psycopg import sql

from cms.outbox.actions import send_later
from cms.outbox.models import Job

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30.0
SETTINGS = "tests.cms.outbox.job_settings"


class Yard:
    """Sends jobs, starts and kills workers, and reads the marks the errands leave."""

    def __init__(self, folder: Path, url: str, settings: str = SETTINGS):
        self.marks_file = folder / "marks"
        self.marks_file.touch()
        self.log = folder / "log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": settings,
            "ERRAND_MARKS": str(self.marks_file),
            "KUEMMERER_VAR": str(folder),
        }
        self.processes: list[subprocess.Popen] = []

    def send(self, name: str, **payload: object) -> Job:
        with transaction.atomic():
            return send_later(name, **payload)

    def start(self, *arguments: str, command: str = "work", **environment: str) -> subprocess.Popen:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "manage.py", command, *arguments],
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


@contextmanager
def migrated_database(description: dict, folder: Path, settings: str = SETTINGS) -> Iterator[dict]:
    """A database to copy, beside the one described; its own description as Django knows it."""
    description = dict(description)
    if is_sqlite(description):
        description["NAME"] = str(folder / "template.sqlite3")
    else:
        description["NAME"] = f"yard_{os.getpid()}_{folder.name}"  # the folder's name is given once in each run
        _on_server(description, "CREATE DATABASE {}", description["NAME"])
    environment = {
        **os.environ,
        "DATABASE_URL": _url(description),
        "DJANGO_SETTINGS_MODULE": settings,
        "KUEMMERER_VAR": str(folder),
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    if is_sqlite(description):
        # What the write-ahead log still holds has to be in the file that is copied.
        file = sqlite3.connect(description["NAME"])
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        file.close()
    yield description
    if not is_sqlite(description):
        _on_server(description, "DROP DATABASE {} WITH (FORCE)", description["NAME"])


@contextmanager
def open_yard(migrated: dict, folder: Path, settings: str = SETTINGS) -> Iterator[Yard]:
    """A yard on a fresh copy; `connection` leads to it in this thread meanwhile."""
    description = dict(migrated)
    if is_sqlite(description):
        description["NAME"] = str(folder / "yard.sqlite3")
        shutil.copy(migrated["NAME"], description["NAME"])
    else:
        description["NAME"] = f"{migrated['NAME']}_{time.monotonic_ns()}"
        _on_server(description, "CREATE DATABASE {} TEMPLATE {}", description["NAME"], migrated["NAME"])
    usual = connections["default"]
    yard = Yard(folder, _url(description), settings)
    connections["default"] = load_backend(description["ENGINE"]).DatabaseWrapper(description, "default")
    try:
        yield yard
    finally:
        yard.end()
        connections["default"].close()
        connections["default"] = usual
        if not is_sqlite(description):
            _on_server(description, "DROP DATABASE {} WITH (FORCE)", description["NAME"])


def is_sqlite(description: dict) -> bool:
    return description["ENGINE"].endswith("sqlite3")


def _url(description: dict) -> str:
    if is_sqlite(description):
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
