"""Wagtail's page chooser offers what is published and one's own drafts, not what another partner is writing."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from cms.audit.models import Actor
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def halls():
    """Two town halls with a page each that is not published yet, and an editor of the second."""
    found = []
    for place in ("Moorbach", "Erlenfeld"):
        partner = PartnerFactory(site=None, name=place)
        home = open_town_hall(partner, hostname=f"{place.lower()}.localhost", by=Actor.system("tests"))
        home.add_child(instance=EditorialPage(title=f"Geheimes aus {place}", slug="geheim", live=False))
        found.append((partner, home))
    return found


def choices(client, parent) -> str:
    return client.get(reverse("wagtailadmin_choose_page_child", args=[parent.pk])).json()["html"]


def test_a_draft_of_another_partner_is_no_choice(client, halls):
    (_moorbach, theirs), (erlenfeld, own) = halls
    client.force_login(UserFactory(groups=[erlenfeld.editors]))

    assert "Geheimes aus Moorbach" not in choices(client, theirs)
    assert "Impressum" in choices(client, theirs)
    assert "Geheimes aus Erlenfeld" in choices(client, own)


def test_nor_is_it_found(client, halls):
    (_moorbach, _theirs), (erlenfeld, _own) = halls
    client.force_login(UserFactory(groups=[erlenfeld.editors]))
    call_command("update_index", verbosity=0)

    page = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "Geheimes"}).content.decode()

    assert "Geheimes aus Moorbach" not in page
    assert "Geheimes aus Erlenfeld" in page


def test_a_service_that_is_not_published_yet_can_be_chosen_for_a_local_page(client, halls):
    erlenfeld, _own = halls[1]
    service = ServicePageFactory(title="Hundesteuer", live=False)
    client.force_login(UserFactory(groups=[erlenfeld.editors]))

    assert "Hundesteuer" in choices(client, service.get_parent())
