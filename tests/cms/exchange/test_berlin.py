"""Berlin's real list of 2024: all of it comes in, its run-together lists apart, and a second time nothing changes."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from cms.catalogue.models import ServicePage
from cms.exchange import pages
from cms.exchange.drafts import service_draft
from cms.exchange.plain import read
from tests.factories.organisation import PartnerFactory

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "berlin-2024" / "services_de_2024.json"
SOME = 100
RUN_TOGETHER = re.compile(r"[a-zäöüß]{2}[A-ZÄÖÜ][a-zäöüß]{2}")

pytestmark = pytest.mark.data


def test_hardly_any_word_is_still_run_together():
    together, words = 0, 0
    for record in read(DATA).services:
        said = " ".join(f"{item.name} {item.text}" for item in (*record.documents, *record.prerequisites))
        words += len(said.split())
        together += sum(bool(RUN_TOGETHER.search(word)) for word in said.split())

    assert words > 190_000
    assert together < 60  # PayPal, JobCenter, ProstSchG and the like


def test_no_word_is_lost():
    raw = {row["id"]: row for row in json.loads(DATA.read_text(encoding="utf-8"))}
    for record in read(DATA).services:
        draft = service_draft(record, {})
        documents = " ".join(" ".join(row) for row in draft.values["documents"])
        shown = letters(re.sub(r"<[^>]+>|&\w+;|&#\w+;", "", documents + draft.values["notes"] + record.name))
        listed = letters(raw[record.id]["unterlagen"].removeprefix("Erforderliche Unterlagen"))
        if draft.values["documents_none_needed"]:
            continue
        for word in set(re.findall(r"[A-ZÄÖÜ][a-zäöüß]{9,}", raw[record.id]["unterlagen"])):
            assert letters(word) not in listed or letters(word) in shown, (record.id, word)


@pytest.mark.django_db  # a page asks for its content type
def test_what_is_written_reads_back_the_same():
    """Else every page would look changed here as soon as the file changes."""
    for record in read(DATA).services:
        draft = service_draft(record, {})
        page = ServicePage()
        pages.write(page, draft.values, frozenset(draft.values))
        assert pages.values_of(page) == draft.values, record.id


def letters(text: str) -> str:
    return re.sub(r"[^A-Za-zÄÖÜäöüß]", "", text)


@pytest.mark.django_db
def test_berlin_comes_in_and_stays_as_it_is(tmp_path):
    PartnerFactory(slug="berlin")
    report, some = tmp_path / "report.json", tmp_path / "some.json"
    some.write_text(json.dumps(json.loads(DATA.read_text(encoding="utf-8"))[:SOME]), encoding="utf-8")

    def bring_in(services: Path, **options) -> dict:
        options |= {"partner": "berlin", "report": report, "stdout": StringIO(), "verbosity": 0}
        call_command("import_services_json", services=services, **options)
        return json.loads(report.read_text(encoding="utf-8"))

    dry = bring_in(some, dry_run=True)
    assert not ServicePage.objects.exists()
    assert bring_in(some) == dry
    first = bring_in(DATA)
    revisions = Revision.objects.count()
    second = bring_in(DATA)

    assert dry["services"]["created"] == first["services"]["unchanged"] == SOME
    assert (first["services"]["created"], first["services"]["failed"]) == (1062 - SOME, 0)
    assert ServicePage.objects.live().count() == 1062
    assert second["services"]["unchanged"] == 1062
    assert Revision.objects.count() == revisions
    assert not ServicePage.objects.filter(full_text__contains="<script").exists()
