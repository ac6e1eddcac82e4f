"""Processes that publish and search on command (searcher.py), and the conversation with them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


class Process:
    """One searcher and the conversation with it."""

    def __init__(self, url: str):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.cms.knowledge.searcher"],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "site"))),
                "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.test",
                "DATABASE_URL": url,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, message: object) -> None:
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        assert line, "the process has ended"
        return json.loads(line)

    def ask(self, *command: object) -> dict:
        self.tell(command)
        return self.answer()

    def found(self, query: str, partner, audience: str = "public") -> list[str]:
        return self.ask("search", query, partner.pk, audience)["found"]

    def end(self) -> None:
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def url_of_database(folder: Path) -> str:
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{file}"
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}"
