"""Munich's real catalogue: all of it comes in, and a second time nothing changes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import Revision

from cms.catalogue.models import PLAIN_FORMATTING, ServicePage, SourceRecord
from cms.exchange import pages
from cms.exchange.dldb import read
from cms.exchange.drafts import service_draft
from cms.organisation.models import Office
from tests.factories.organisation import PartnerFactory

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "munich-dldb"

pytestmark = pytest.mark.data


@pytest.mark.django_db
def test_munich_comes_in_and_stays_as_it_is(tmp_path):
    partner = PartnerFactory(slug="muenchen")
    report = tmp_path / "report.json"
    options = {
        "services": DATA / "services_de.json",
        "locations": DATA / "locations_de.json",
        "partner": "muenchen",
        "report": report,
        "stdout": StringIO(),
        "verbosity": 0,
    }

    call_command("import_dldb", **options, dry_run=True)
    dry = json.loads(report.read_text(encoding="utf-8"))
    assert not ServicePage.objects.exists()
    call_command("import_dldb", **options)
    first = json.loads(report.read_text(encoding="utf-8"))
    revisions = Revision.objects.count()
    call_command("import_dldb", **options)
    second = json.loads(report.read_text(encoding="utf-8"))

    assert first == dry
    assert (first["services"]["created"], first["locations"]["created"]) == (287, 109)
    assert (first["services"]["failed"], first["services"]["conflicts"]) == (0, 0)
    assert (second["services"]["unchanged"], second["locations"]["unchanged"]) == (287, 109)
    assert Revision.objects.count() == revisions
    assert Office.objects.filter(sources__system="dldb:muenchen").count() == 109
    assert ServicePage.objects.live().count() == 133  # 162 are public, 29 of them have no description
    assert len(first["services"]["drafts"]) == 154
    assert not ServicePage.objects.live().filter(full_text="").exists()
    # Six public services name no public location; all of them are among those without a description.
    assert ServicePage.objects.offered_by(partner).count() == 133
    assert ServicePage.objects.exclude(visit_minutes=None).count() == 287
    assert sum(len(source.keywords) for source in SourceRecord.objects.all()) > 1000
    assert not ServicePage.objects.filter(full_text__contains="<script").exists()


@pytest.mark.django_db  # a page asks for its content type
def test_the_editor_would_change_no_text_that_is_only_opened_and_saved():
    """An imported page that somebody saved again must not look changed here: Wagtail's editor writes other marks."""
    converter = ContentstateConverter(features=[*PLAIN_FORMATTING])
    export = read(DATA / "services_de.json", DATA / "locations_de.json")
    places = {record.id: record for record in export.locations}
    for record in export.services:
        draft = service_draft(record, places)
        page = ServicePage()
        pages.write(page, draft.values, frozenset(draft.values))
        assert pages.values_of(page) == draft.values, record.id
        for name in ("full_text", "prerequisites", "notes"):
            once = draft.values[name]
            saved = converter.to_database_format(converter.from_database_format(once))
            assert pages.normal(saved) == pages.normal(once), (record.id, name)
