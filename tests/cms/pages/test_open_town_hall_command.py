"""Whoever runs the server opens a town hall with one command."""

import pytest
from django.core.management import CommandError, call_command

from cms.pages.models import EditorialPage, HomePage
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


def test_a_partner_gets_its_pages_under_its_host(capsys):
    partner = PartnerFactory(slug="erlenfeld", site=None)

    call_command("open_town_hall", partner="erlenfeld", host="rathaus.erlenfeld.example")

    partner.refresh_from_db()
    assert partner.site.hostname == "rathaus.erlenfeld.example"
    assert EditorialPage.objects.descendant_of(HomePage.objects.get(pk=partner.site.root_page_id)).count() == 3
    assert "https://rathaus.erlenfeld.example/" in capsys.readouterr().out


def test_repeated_with_another_host_it_moves():
    partner = PartnerFactory(slug="erlenfeld", site=None)
    call_command("open_town_hall", partner="erlenfeld", host="alt.example")

    call_command("open_town_hall", partner="erlenfeld", host="neu.example")

    partner.refresh_from_db()
    assert partner.site.hostname == "neu.example"
    assert HomePage.objects.count() == 1


def test_an_unknown_partner_is_named_with_those_there_are():
    PartnerFactory(slug="erlenfeld")

    with pytest.raises(CommandError, match=r"'atlantis'.*erlenfeld"):
        call_command("open_town_hall", partner="atlantis", host="atlantis.example")


@pytest.mark.parametrize("port", [443, 8443])
def test_a_host_somebody_has_is_refused(port):
    other = PartnerFactory(slug="erlenfeld", site=None)
    call_command("open_town_hall", partner="erlenfeld", host="rathaus.example")
    PartnerFactory(slug="moorbach", site=None)

    with pytest.raises(CommandError):
        call_command("open_town_hall", partner="moorbach", host="rathaus.example", port=port)

    other.refresh_from_db()
    assert other.site.hostname == "rathaus.example"
