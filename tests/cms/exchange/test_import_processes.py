"""Real processes: an import killed anywhere leaves whole records only and is finished by the next; two never meet."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.models import Count

from cms.audit.models import Actor
from cms.catalogue.models import ServicePage, SourceRecord
from cms.exchange.alone import only_import
from cms.exchange.errors import AlreadyImporting
from cms.knowledge.models import Entry
from cms.organisation.actions import open_partner
from cms.organisation.models import LocationSource, Office, Responsibility
from tests.cms.exchange.exports import location, service, write
from tests.cms.outbox.yard import Yard, migrated_database, open_yard

SETTINGS = "kuemmerer.settings.test"
SERVICES, LOCATIONS = 30, 5
MORE_THAN_CAN_BE_DONE = 600  # while another process starts, however busy the machine

pytestmark = pytest.mark.both


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Iterator[dict]:
    folder = tmp_path_factory.mktemp("migrated")
    with migrated_database(connections["default"].settings_dict, folder, SETTINGS) as description:
        yield description


@pytest.fixture
def yard(migrated, tmp_path, django_db_blocker) -> Iterator[Yard]:
    with django_db_blocker.unblock(), open_yard(migrated, tmp_path, SETTINGS) as yard:
        open_partner(name="Lindenfurt", slug="lindenfurt", prefix="LIN", land="HE", by=Actor.system("test"))
        yield yard


@pytest.fixture
def files(tmp_path):
    return written(tmp_path, SERVICES)


def written(folder, count: int):
    offices = [
        location(f"1{number}", name=f"Amt {number}", displayName=f"Amt {number}", opening_times={"monday": "8-12 Uhr"})
        for number in range(LOCATIONS)
    ]
    services = [
        service(str(number), name=f"Leistung {number}", locations=[{"location": f"1{number % LOCATIONS}"}])
        for number in range(count)
    ]
    return write(folder, services, offices)


def arguments(files, *more: str) -> list[str]:
    services, locations = files
    return [f"--services={services}", f"--locations={locations}", "--partner=lindenfurt", *more]


def nothing_is_half_done() -> None:
    assert not ServicePage.objects.filter(sources=None).exists()
    assert not Office.objects.filter(sources=None).exists()
    assert not Office.objects.filter(openingspan_rows=None).exists()
    assert not Responsibility.objects.filter(mappings=None).exists()
    for page in ServicePage.objects.all():
        assert page.live
        assert page.live_revision_id == page.latest_revision_id
        assert page.revisions.count() == 1
    entries = set(Entry.objects.filter(kind="service").values_list("object_id", flat=True))
    assert entries == set(ServicePage.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("kills", [2, pytest.param(15, marks=pytest.mark.slow)])
def test_an_import_killed_anywhere_leaves_whole_records_and_the_next_one_finishes_it(yard, files, tmp_path, kills):
    for number in range(kills):
        before = SourceRecord.objects.count()
        process = yard.start(*arguments(files), command="import_dldb")
        yard.wait_for(
            lambda before=before: SourceRecord.objects.count() > before or LocationSource.objects.count() == 1
        )
        time.sleep(random.uniform(0, 0.4))
        yard.kill(process)
        nothing_is_half_done()
        assert LocationSource.objects.exists(), number

    report = tmp_path / "report.json"
    there = SourceRecord.objects.count()
    yard.wait_for(is_free)
    last = yard.manage("import_dldb", *arguments(files, f"--report={report}"))
    assert last.returncode == 0, last.stderr

    done = json.loads(report.read_text(encoding="utf-8"))
    assert (done["services"]["unchanged"], done["services"]["created"]) == (there, SERVICES - there)
    assert SourceRecord.objects.count() == ServicePage.objects.count() == SERVICES
    assert Office.objects.count() == Responsibility.objects.count() == LOCATIONS
    assert not ServicePage.objects.values("title").annotate(times=Count("pk")).filter(times__gt=1).exists()
    nothing_is_half_done()


def test_a_second_import_at_the_same_time_is_refused_and_one_after_a_killed_one_is_not(yard, tmp_path):
    files = written(tmp_path, MORE_THAN_CAN_BE_DONE)
    first = yard.start(*arguments(files), command="import_dldb")
    yard.wait_for(lambda: SourceRecord.objects.exists())

    assert not is_free()  # asked from here: it is the other process that holds the lock
    second = yard.manage("import_dldb", *arguments(files, "--dry-run"))
    assert first.poll() is None, "the first one was quicker"
    assert second.returncode == 1
    assert "Ein anderer Import läuft gerade." in second.stderr
    assert "Traceback" not in second.stderr

    yard.kill(first)
    yard.wait_for(is_free)


def is_free() -> bool:
    try:
        with only_import():
            return True
    except AlreadyImporting:
        return False
