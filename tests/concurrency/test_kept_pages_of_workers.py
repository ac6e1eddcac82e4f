"""Kept pages of two web workers: what is committed is read at every one of them within a second."""

import http.client
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cms.catalogue.models import ServicePage
from tests.factories.townhall import make_town_hall
from tests.journeys.conftest import free_port
from workflows.cases.setup import make_question_to_a_department

ROOT = Path(__file__).resolve().parents[2]
ENOUGH = 40  # requests that are answered by both workers, each on a connection of its own

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town():
    make_question_to_a_department()
    return make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")


@pytest.fixture
def environment(tmp_path):
    server = connection.settings_dict
    where = {"host": server["HOST"], "port": server["PORT"]}
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in where.items() if value)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.dev",
        "DATABASE_URL": f"postgresql://{quote(server['USER'])}@/{server['NAME']}?{query}",
        "KUEMMERER_VAR": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "PAGE_CACHE_MB": "8",
        "WEB_WORKERS": "2",
    }


@pytest.fixture
def ask(town, environment, tmp_path):
    """Asks a page of two running workers, over and over: the set of what they answered."""
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "kuemmerer.wsgi"],
            cwd=ROOT,
            env={**environment, "BIND": f"127.0.0.1:{port}"},
            stdout=log,
            stderr=log,
        )

    def one(path: str) -> str:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            link.request("GET", path, headers={"Host": town.host})
            return link.getresponse().read().decode()
        finally:
            link.close()

    def title_of(body: str) -> str:
        return body.split("<h1")[1].split(">", 1)[1].split("<")[0].strip()

    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                one("/healthz")
                break
            except OSError:
                assert server.poll() is None, (tmp_path / "log").read_text()
                time.sleep(0.1)
        yield lambda path: {title_of(one(path)) for _ in range(ENOUGH)}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


@pytest.fixture
def worker(environment, tmp_path):
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "work"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)


def wait_until(is_so, *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"after {seconds} seconds it is still not so"
        time.sleep(0.05)


def release_and_die(town, environment, title, *how):
    done = subprocess.run(
        [sys.executable, "tests/concurrency/dying_editor.py", str(town.identity_card.pk), title, *how],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def test_a_release_is_read_at_both_even_if_its_process_died_with_the_commit(town, environment, ask):
    address = f"/leistungen/{town.identity_card.slug}/"
    assert ask(address) == {town.identity_card.title}

    for number in range(3):
        release_and_die(town, environment, f"Neuer Titel {number}")
        time.sleep(1)
        assert ask(address) == {f"Neuer Titel {number}"}


def test_without_a_new_version_they_would_go_on_with_the_old_page(town, environment, ask):
    """Proves that the test above can fail."""
    address = f"/leistungen/{town.identity_card.slug}/"
    ask(address)

    release_and_die(town, environment, "Neuer Titel", "silently")
    time.sleep(1)

    assert town.identity_card.title in ask(address)


def test_what_is_planned_is_read_and_taken_down_at_both(town, environment, ask, worker):
    """At its own time, by a worker that looks for it; the web workers hear of it as of every change."""
    address = f"/leistungen/{town.identity_card.slug}/"
    assert ask(address) == {town.identity_card.title}

    plan(town, title="Neuer Titel", go_live_at=timezone.now() + timedelta(seconds=3))
    assert ask(address) == {town.identity_card.title}
    wait_until(lambda: live_title(town) == "Neuer Titel")
    time.sleep(1)
    assert ask(address) == {"Neuer Titel"}

    plan(town, go_live_at=None, expire_at=timezone.now() + timedelta(seconds=3))
    assert ask(address) == {"Neuer Titel"}
    wait_until(lambda: live_title(town) is None)
    time.sleep(1)
    assert ask(address) == {"Diese Seite finden wir nicht"}


def plan(town, **fields):
    page = ServicePage.objects.get(pk=town.identity_card.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    with transaction.atomic():
        page.save_revision().publish(skip_permission_checks=True)


def live_title(town) -> str | None:
    return ServicePage.objects.live().filter(pk=town.identity_card.pk).values_list("title", flat=True).first()
