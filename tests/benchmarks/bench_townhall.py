"""What a citizen's page costs, beside the home page of a fresh `wagtail start` project on the same server.

    bench_townhall.py [seconds]

A service page kept and not kept, with 500, 5,000 and 50,000 services of ten partners; the first and the last page of
A–Z. Everything over HTTP: gunicorn with one process of four threads, eight connections, this many seconds a figure.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
SIZES = (500, 5_000, 50_000)
PARTNERS = 10
CONNECTIONS = 8
# What the issue on the town hall asks for, and its goals
FLOORS = {"kept": 10, "uncached": 0.42, "growth": 1.2, "a_to_z": 2}


def main(seconds: float) -> int:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "kuemmerer.settings.test"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KUEMMERER_VAR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        import django

        django.setup()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":  # the server is another process
            connection.settings_dict["TEST"]["NAME"] = f"{folder}/test.sqlite3"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            result = measure(Path(folder), seconds)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    print(json.dumps({"bench": "townhall", "database": connection.vendor, "seconds": seconds, **result}))
    return 0 if all(result["holds"].values()) else 1


def measure(folder: Path, seconds: float) -> dict:
    from django.db import connections

    town = Library()
    with fresh_wagtail(folder) as port:
        peer = rate(port, "localhost", "/", seconds)
    print(f"  wagtail start, home page                     {peer:8.0f} requests a second")
    kept, uncached, first, last = {}, {}, {}, {}
    for size in SIZES:
        town.grow_to(size)
        connections.close_all()
        with kuemmerer(folder, keep_megabytes=32) as port:
            kept[size] = rate(port, town.host, town.page, seconds)
        with kuemmerer(folder, keep_megabytes=0) as port:
            uncached[size] = rate(port, town.host, town.page, seconds)
            first[size] = rate(port, town.host, "/leistungen/", seconds)
            last[size] = rate(port, town.host, f"/leistungen/?ab={quote(town.near_the_end())}", seconds)
        print(
            f"  {size:6d} services: kept {kept[size]:8.0f} ({kept[size] / peer:5.1f} times)"
            f"   not kept {uncached[size]:6.0f} ({uncached[size] / peer:4.2f} times)"
            f"   A–Z first {first[size]:5.0f}, last {last[size]:5.0f}"
        )
    small, middle, large = SIZES
    ratios = {
        "kept": kept[middle] / peer,
        "uncached": uncached[middle] / peer,
        "growth": uncached[small] / uncached[large],
        "a_to_z": first[small] / min(first[large], last[large]),
    }
    holds = {
        name: ratios[name] >= floor if name in {"kept", "uncached"} else ratios[name] <= floor
        for name, floor in FLOORS.items()
    }
    for name, ratio in ratios.items():
        word = "at least" if name in {"kept", "uncached"} else "at most"
        print(f"  {name:9} {ratio:6.2f}, {word} {FLOORS[name]}: {'holds' if holds[name] else 'MISSED'}")
    return {
        "peer": round(peer),
        "kept": {size: round(value) for size, value in kept.items()},
        "uncached": {size: round(value) for size, value in uncached.items()},
        "a_to_z_first": {size: round(value) for size, value in first.items()},
        "a_to_z_last": {size: round(value) for size, value in last.items()},
        "ratios": {name: round(ratio, 3) for name, ratio in ratios.items()},
        "holds": holds,
    }


class Library:
    """Ten partners who offer everything, and a service page with something in every module."""

    def __init__(self):
        from cms.catalogue.models import ServicePage
        from tests.factories.catalogue import LifeSituationFactory, ServicePageFactory, TopicFactory
        from tests.factories.organisation import MappingFactory, OfficeFactory, ResponsibilityFactory
        from tests.factories.townhall import make_town_hall
        from workflows.cases.setup import make_question_to_a_department

        make_question_to_a_department()
        towns = [
            make_town_hall(f"Stadt {number}", f"stadt-{number}", f"ST{chr(65 + number)}", services=False)
            for number in range(PARTNERS)
        ]
        self.host = towns[0].host
        responsibility = ResponsibilityFactory()
        for town in towns:
            MappingFactory(office=town.office, responsibility=responsibility)
            MappingFactory(office=OfficeFactory(partner=town.partner), responsibility=responsibility)
        related = ServicePageFactory(title="Reisepass", responsibility=responsibility)
        self.template = ServicePageFactory(
            title="Personalausweis",
            everyday_title="Neuer Perso",
            teaser="Sie brauchen einen neuen Ausweis.",
            spoken_answer="Kommen Sie bitte selbst ins Bürgerbüro.",
            short_text="Alle Deutschen ab 16 Jahren müssen einen Ausweis haben.",
            full_text="<p>Den Ausweis beantragen Sie persönlich.</p>" * 5,
            prerequisites="<ul><li>Sie sind Deutsche oder Deutscher.</li></ul>",
            processing_time="etwa drei Wochen",
            documents=[("document", {"name": f"Unterlage {number}", "note": "im Original"}) for number in range(4)],
            fees=[("fee", {"label": "ab 24 Jahren", "amount": 37}), ("fee", {"label": "sonst", "amount": 22.8})],
            legal_basis=[("law", {"name": "§ 1 PAuswG", "url": "https://www.gesetze-im-internet.de/pauswg/__1.html"})],
            responsibility=responsibility,
            topics=[TopicFactory(), TopicFactory()],
            life_situations=[LifeSituationFactory()],
            related_services=[related],
        )
        self.page = ServicePage.objects.get(pk=self.template.pk).citizens_path
        self.number = 2

    def grow_to(self, size: int) -> None:
        """Copies of the page under other names, written past everything that publishing does."""
        from django.db import connection, transaction
        from wagtail.models import Page

        from cms.catalogue.models import ServicePage

        own = [field.column for field in ServicePage._meta.local_concrete_fields if field.name != "page_ptr"]
        copied = [f"t.{name}" if name != "sort_key" else "lower(p.title)" for name in own]
        parent = self.template.get_parent()
        with transaction.atomic():
            above = Page.objects.get(pk=parent.pk)
            names = ("content_type_id", "locale_id", "depth", "live", "url_path")
            shared = {name: getattr(self.template, name) for name in names}
            pages = [
                Page(
                    **{**shared, "url_path": f"{above.url_path}dienst-{number}/"},
                    path=Page._get_path(above.path, shared["depth"], number + 10),
                    title=f"{chr(97 + number % 26)}mt dienst {number:06d}",
                    draft_title="",
                    slug=f"dienst-{number}",
                    last_published_at=self.template.last_published_at,
                )
                for number in range(self.number, size)
            ]
            made = Page.objects.bulk_create(pages, batch_size=500)
            above.numchild += len(made)
            above.save(update_fields=["numchild"])
            with connection.cursor() as cursor:
                for start in range(0, len(made), 500):
                    keys = ",".join(str(page.pk) for page in made[start : start + 500])
                    cursor.execute(
                        f"INSERT INTO catalogue_servicepage (page_ptr_id, {', '.join(own)}) "
                        f"SELECT p.id, {', '.join(copied)} FROM wagtailcore_page p, catalogue_servicepage t "
                        f"WHERE t.page_ptr_id = %s AND p.id IN ({keys})",
                        [self.template.pk],
                    )
        self.number = size
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def near_the_end(self) -> str:
        """From where the last page of A–Z begins."""
        from cms.catalogue.models import ServicePage

        keys = (
            ServicePage.objects.filter(sort_key__isnull=False).order_by("-sort_key").values_list("sort_key", flat=True)
        )
        return keys[60]


@contextmanager
def kuemmerer(folder: Path, *, keep_megabytes: int) -> Iterator[int]:
    environment = {
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.dev",
        "DATABASE_URL": database_url(),
        "PAGE_CACHE_MB": str(keep_megabytes),
        "LOG_FORMAT": "json",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    with served("kuemmerer.wsgi", ROOT, environment, folder) as port:
        yield port


@contextmanager
def fresh_wagtail(folder: Path) -> Iterator[int]:
    """What `wagtail start` makes, without its debug mode, on a database of its own beside ours."""
    project = folder / "peer"
    project.mkdir()
    subprocess.run(
        [sys.executable, "-m", "wagtail.bin.wagtail", "start", "peer", str(project)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    settings = [
        "from peer.settings.base import *",
        "DEBUG = False",
        "SECRET_KEY = 'bench'",
        "ALLOWED_HOSTS = ['*']",
        "STORAGES = {**STORAGES, 'staticfiles': {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}}",
        "from kuemmerer.settings import environment",
        "DATABASES = {'default': environment.database('')}",
    ]
    (project / "peer" / "settings" / "bench.py").write_text("\n".join(settings))
    with database_of_the_peer(folder) as url:
        environment = {
            "DJANGO_SETTINGS_MODULE": "peer.settings.bench",
            "DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(project), str(ROOT / "site")]),
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"], cwd=project, env={**os.environ, **environment}, check=True
        )
        with served("peer.wsgi", project, environment, folder) as port:
            yield port


@contextmanager
def database_of_the_peer(folder: Path) -> Iterator[str]:
    from django.db import connection

    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/peer.sqlite3"
        return
    from tests.journeys.conftest import own_database

    with own_database("peer") as url:
        yield url


def database_url() -> str:
    from django.db import connection

    server = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{server['NAME']}"
    where = {"host": server["HOST"], "port": server["PORT"]}
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in where.items() if value)
    return f"postgresql://{quote(server['USER'])}@/{server['NAME']}?{query}"


@contextmanager
def served(application: str, place: Path, environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The same server for everybody: one process with four threads, no logs of requests."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w1", "--threads=4", f"-b127.0.0.1:{port}"]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [*command, "--no-control-socket", application],
            cwd=place,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )
    try:
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None and time.monotonic() < end, (folder / "server.log").read_text()
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def rate(port: int, host: str, path: str, seconds: float) -> float:
    """Requests a second: over some connections at once, each asks again as soon as it has its answer."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    length = length_of_answer(port, request)
    waiting = selectors.DefaultSelector()
    for _number in range(CONNECTIONS):
        link = socket.create_connection(("127.0.0.1", port))
        link.sendall(request)
        waiting.register(link, selectors.EVENT_READ, [length])
    answered, counted_from, began = 0, 0, time.perf_counter()
    warm = began + seconds / 4
    end = warm + seconds
    while (now := time.perf_counter()) < end:
        if not counted_from and now >= warm:
            counted_from, began = answered, now
        for key, _events in waiting.select(timeout=1):
            got = key.fileobj.recv(262_144)
            assert got, "the server has closed the connection"
            key.data[0] -= len(got)
            if key.data[0] <= 0:
                answered += 1
                key.data[0] = length
                key.fileobj.sendall(request)
    for key in list(waiting.get_map().values()):
        key.fileobj.close()
    return (answered - counted_from) / (time.perf_counter() - began)


def length_of_answer(port: int, request: bytes) -> int:
    """How many bytes a whole answer has; every answer to the same question is as long."""
    lengths = set()
    for _turn in range(3):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
            link.sendall(request)
            got = b""
            while b"\r\n\r\n" not in got:
                got += link.recv(65_536)
            head, _, body = got.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), got[:2000]
            size = next(
                int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            while len(body) < size:
                body += link.recv(65_536)
            lengths.add(len(head) + 4 + size)
    assert len(lengths) == 1, lengths
    return lengths.pop()


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 4.0))
