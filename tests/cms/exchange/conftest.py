"""Fixtures of the imports: a partner, and a run of the command whose report comes back."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tests.cms.exchange.exports import write
from tests.factories.organisation import PartnerFactory


@pytest.fixture
def partner(db):
    return PartnerFactory(slug="lindenfurt")


@pytest.fixture
def bring_in(tmp_path, partner):
    def run(services, locations, **options):
        paths = write(tmp_path, services, locations)
        report = tmp_path / "report.json"
        call_command(
            "import_dldb",
            services=paths[0],
            locations=paths[1],
            partner=partner.slug,
            report=report,
            stdout=StringIO(),
            **options,
        )
        return json.loads(report.read_text(encoding="utf-8"))

    return run
