"""A dry run tells what a real one would do and writes nothing: the database itself refuses."""

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, transaction

from cms.catalogue.models import ServicePage
from cms.exchange import importing
from cms.exchange.alone import only_reading
from cms.organisation.models import Responsibility
from tests.cms.exchange.exports import everything, location, service
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def exports():
    """A first one, and a second one in which every kind of thing happens."""
    first = [service(), service("2", name="Reisepass"), service("3", name="Hundesteuer"), service("5", name="Alt")]
    second = [
        service(description="<p>Dort neu.</p>"),
        service("2", name="Pass"),
        service("3", name="Hundesteuer"),
        service("4", name="Neu", links=[{"name": "Kaputt", "link": "x"}], locations=[{"location": "11"}]),
        service("6", name="Ohne Text", description=""),
    ]
    return (first, [location()]), (second, [location(displayName="Amt"), location("11", name="Süd")])


def test_the_report_is_the_same_and_nothing_is_written(bring_in):
    first, second = exports()
    bring_in(*first)
    page = ServicePage.objects.get(title="Personalausweis beantragen")
    page.full_text = "<p>Hier neu.</p>"
    page.save_revision(user=UserFactory()).publish(skip_permission_checks=True)
    before = everything()

    dry = bring_in(*second, dry_run=True)

    assert everything() == before
    assert dry == bring_in(*second)
    assert dry["services"]["conflicts"] == dry["services"]["changed"] == 1
    assert dry["services"]["created"] == 2
    assert everything() != before


def test_an_empty_town_stays_empty(bring_in):
    first, _second = exports()

    dry = bring_in(*first, dry_run=True)

    assert (dry["services"]["created"], dry["locations"]["created"]) == (4, 1)
    assert not ServicePage.objects.exists()
    assert bring_in(*first) == dry


def test_a_dry_run_that_would_write_is_stopped_by_the_database(bring_in, monkeypatch):
    monkeypatch.setattr(
        importing.Importer, "_office", lambda self, record, draft: Responsibility.objects.create(name="Spur")
    )

    with pytest.raises((CommandError, DatabaseError)), transaction.atomic():
        bring_in([], [location()], dry_run=True)

    assert not Responsibility.objects.filter(name="Spur").exists()


def test_writing_works_again_afterwards():
    with only_reading():
        assert not ServicePage.objects.exists()

    Responsibility.objects.create(name="Bürgerbüro")

    assert Responsibility.objects.count() == 1
