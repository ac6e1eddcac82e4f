"""What one process commits another finds by its next search; what is rolled back nobody ever finds."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import ColleagueFactory, DepartmentFactory, MappingFactory, OfficeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]

ROOT = Path(__file__).resolve().parents[3]


class Process:
    """One searcher (searcher.py) and the conversation with it."""

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


@pytest.fixture
def processes(tmp_path):
    """Makes processes on the test's database as it is now; on SQLite on a copy, since memory cannot be shared."""
    made = []

    def make(count: int) -> list[Process]:
        url = url_of_database(tmp_path)
        made.extend(Process(url) for _ in range(count))
        for process in made:
            assert process.answer() == {"ready": True}
        return made

    yield make
    for process in made:
        process.end()


def url_of_database(folder: Path) -> str:
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with sqlite3.connect(file) as copy:
            connection.connection.backup(copy)
        copy.close()
        return f"sqlite:///{file}"
    settings = connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={quote(settings['HOST'], safe='')}"


def test_committed_means_found_in_every_process_and_rolled_back_never(processes):
    mapping = MappingFactory()
    partner = mapping.partner
    ServicePageFactory(title="Angelschein", responsibility=mapping.responsibility)
    kept = ServicePageFactory(title="Jagdschein Zebrakraut", responsibility=mapping.responsibility, live=False)
    lost = ServicePageFactory(title="Waffenschein Heidekraut", responsibility=mapping.responsibility, live=False)
    publisher, searcher = processes(2)
    assert searcher.found("Angelschein", partner) == ["Angelschein"]
    before = searcher.ask("lexicon")

    assert publisher.ask("publish and wait", lost.pk) == {"written": lost.pk}
    assert "Waffenschein Heidekraut" not in searcher.found("Heidekraut", partner)
    publisher.tell("roll back")
    assert publisher.answer() == {"ended": lost.pk}
    assert "Waffenschein Heidekraut" not in searcher.found("Heidekraut", partner)
    assert searcher.ask("lexicon") == before
    assert publisher.ask("lexicon") == before

    assert publisher.ask("publish and wait", kept.pk) == {"written": kept.pk}
    assert "Jagdschein Zebrakraut" not in searcher.found("Zebrakraut", partner)
    publisher.tell("commit")
    assert publisher.answer() == {"ended": kept.pk}
    assert searcher.found("Zebrakraut", partner)[0] == "Jagdschein Zebrakraut"
    assert searcher.ask("lexicon") == publisher.ask("lexicon")
    assert searcher.ask("lexicon")["services"] == 2


def test_offices_and_colleagues_change_for_every_process_at_the_commit_and_not_before(processes):
    department = DepartmentFactory(name="Fachdienst Soziales")
    office = OfficeFactory(department=department, name="Zebrastelle")
    colleague = ColleagueFactory(department=department, name="Anna Krokodil")
    partner = department.partner
    writer, searcher = processes(2)

    def stand() -> tuple[list[str], list[str], list[str]]:
        return (
            searcher.found("Zebrastelle", partner)[:1],
            searcher.found("Nashornamt", partner)[:1],
            searcher.found("Anna Krokodil", partner, "agent")[:1],
        )

    before, after = (["Zebrastelle"], [], ["Anna Krokodil"]), ([], ["Nashornamt"], [])
    assert stand() == before

    for ending, expected in (("roll back", before), ("commit", after)):
        assert writer.ask("change and wait", "Nashornamt", colleague.pk, office.pk) == {"written": "Nashornamt"}
        assert stand() == before
        writer.tell(ending)
        assert writer.answer() == {"ended": "Nashornamt"}
        assert stand() == expected


def test_publishers_at_once_lose_nothing_of_the_lexicon(processes):
    mapping = MappingFactory()
    pages = [
        ServicePageFactory(title=f"Leistung {number} Wort{number}", responsibility=mapping.responsibility, live=False)
        for number in range(16)
    ]
    first, second, searcher = processes(3)

    first.tell(["publish", [page.pk for page in pages[::2]]])
    second.tell(["publish", [page.pk for page in pages[1::2]]])
    first.answer()
    second.answer()

    lexicon = searcher.ask("lexicon")
    assert lexicon["services"] == len(pages)
    assert lexicon["stems"]["leistung"][-1] == len(pages)
    assert all(lexicon["words"][f"wort{number}"] == [1, 0] for number in range(16))
    for number in range(16):
        assert searcher.found(f"wort{number}", mapping.partner)[0] == f"Leistung {number} Wort{number}"
    assert first.ask("lexicon") == second.ask("lexicon") == lexicon
