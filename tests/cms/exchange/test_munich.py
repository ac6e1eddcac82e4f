"""Munich's real catalogue: all of it comes in, and a second time nothing changes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Revision

from cms.catalogue.models import ServicePage
from cms.organisation.models import Office
from tests.factories.organisation import PartnerFactory

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "munich-dldb"

pytestmark = [pytest.mark.data, pytest.mark.django_db]


def test_munich_comes_in_and_stays_as_it_is(tmp_path):
    partner = PartnerFactory(slug="muenchen")
    report = tmp_path / "report.json"
    options = {
        "services": DATA / "services_de.json",
        "locations": DATA / "locations_de.json",
        "partner": "muenchen",
        "report": report,
        "stdout": StringIO(),
    }

    call_command("import_dldb", **options)
    first = json.loads(report.read_text(encoding="utf-8"))
    revisions = Revision.objects.count()
    call_command("import_dldb", **options)
    second = json.loads(report.read_text(encoding="utf-8"))

    assert (first["services"]["created"], first["locations"]["created"]) == (287, 109)
    assert (first["services"]["failed"], first["services"]["conflicts"]) == (0, 0)
    assert (second["services"]["unchanged"], second["locations"]["unchanged"]) == (287, 109)
    assert Revision.objects.count() == revisions
    assert Office.objects.filter(sources__system="dldb:muenchen").count() == 109
    assert ServicePage.objects.live().count() == 162
    assert ServicePage.objects.offered_by(partner).count() == 156
    assert not ServicePage.objects.filter(full_text__contains="<script").exists()
