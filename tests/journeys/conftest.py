"""A town that runs: web and worker as `make demo` starts them, a mail server, a PostgreSQL of its own, a browser."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote
from urllib.request import urlopen

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page
from psycopg import sql

from kuemmerer.demo.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0
Found = TypeVar("Found")


class Mailbox:
    """A mail server's end: keeps what it gets."""

    def __init__(self):
        self.received: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope):
        self.received.append(BytesParser(policy=modern).parsebytes(envelope.content))
        return "250 taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.received if mail["To"] == address]


class Town:
    """Addresses of the running town, its mails, and people who log in to it."""

    def __init__(self, port: int, environment: dict[str, str], mailbox: Mailbox, browser: Browser):
        self.port = port
        self.environment = environment
        self.mailbox = mailbox
        self.browser = browser
        self.logged_in: dict[str, BrowserContext] = {}

    def address(self, path: str = "/", partner: str = "lindenfurt") -> str:
        return f"http://{partner}.localhost:{self.port}{path}"

    def visitor(self, **options) -> Page:
        """A browser window of somebody who has not logged in."""
        context = self.browser.new_context(locale="de-DE", **options)
        context.set_default_timeout(15_000)
        return context.new_page()

    def person(self, email: str) -> Page:
        """A browser window of somebody who has logged in by the form; who comes again still is."""
        if email in self.logged_in:
            return self.logged_in[email].new_page()
        page = self.visitor()
        page.goto(self.address("/anmelden/"))
        page.get_by_label("E-Mail").fill(email)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        page.wait_for_url(lambda url: "/anmelden/" not in url)
        self.logged_in[email] = page.context
        return page

    def manage(self, *arguments: str) -> str:
        """Run a management command on the town's database and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, path: str) -> dict:
        """What the API answers; by number, since not every resolver knows names under localhost."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=15) as answer:
            return json.load(answer)

    def mail(self, address: str, subject: str) -> EmailMessage:
        """The mail to this address whose subject holds these words, waited for."""
        return wait_for(
            lambda: next((mail for mail in self.mailbox.to(address) if subject in mail["Subject"]), None),
            f"a mail to {address} about {subject}",
        )


def wait_for(look: Callable[[], Found | None], what: str) -> Found:
    """Look until something is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (found := look()) is not None:
            return found
        time.sleep(0.1)
    raise AssertionError(f"Waited {PATIENCE:.0f} s in vain for {what}.")


@pytest.fixture(scope="session")
def town(tmp_path_factory, browser, django_db_setup) -> Iterator[Town]:
    """The demo town, started like a newcomer starts it, but on PostgreSQL and with a mail server."""
    folder = tmp_path_factory.mktemp("town")
    mailbox = Mailbox()
    smtp = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    smtp.start()
    port = free_port()
    with own_database("journeys") as url:
        environment = {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
            "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.dev",
            "BASE_URL": f"http://lindenfurt.localhost:{port}",
            "DATABASE_URL": url,
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp.port}",
            "KUEMMERER_VAR": str(folder),
            "PORT": str(port),
            "CASES": "40",  # the journeys open their own
        }
        with (folder / "demo.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "bin/demo.py"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            wait_for(lambda: answers(port) or ended(process, folder / "demo.log"), "the town to answer")
            yield Town(port, environment, mailbox, browser)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)
            smtp.stop()


def answers(port: int) -> bool | None:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return answer.status == 200 or None
    except OSError:
        return None


def ended(process: subprocess.Popen, log: Path) -> None:
    """Fail with the log, rather than wait for a process that is gone."""
    assert process.poll() is None, log.read_text(encoding="utf-8")


@contextmanager
def own_database(name: str) -> Iterator[str]:
    """The address of a new database on the server of the tests; it is dropped afterwards."""
    server = connection.settings_dict
    database = f"{server['NAME']}_{name}"

    def run(statement: str) -> None:
        keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        given = {word: server[key] for word, key in keys.items() if server[key]}
        with psycopg.connect(dbname="postgres", autocommit=True, **given) as link:
            link.execute(sql.SQL(statement).format(sql.Identifier(database)))

    run("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    run("CREATE DATABASE {}")
    try:
        where = {"host": server["HOST"], "port": server["PORT"], "password": server["PASSWORD"]}
        query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in where.items() if value)
        yield f"postgresql://{quote(server['USER'])}@/{database}?{query}"
    finally:
        run("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
