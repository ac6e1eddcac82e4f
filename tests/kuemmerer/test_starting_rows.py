"""A test with real transactions leaves what the migrations made, whatever it added, changed or deleted."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction
from wagtail.models import Page, PageLogEntry, Site

from cms.audit.actions import record
from cms.audit.models import Event
from tests import starting_rows
from tests.factories.audit import NIGHTLY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_everything_is_as_the_migrations_made_it():
    pages, groups = set(Page.objects.values_list("pk", "title")), set(Group.objects.values_list("pk", "name"))
    assert pages and groups

    new = Group.objects.create(name="Another")
    PageLogEntry.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.update(title="Changed")
    starting_rows.bring_back()

    assert set(Page.objects.values_list("pk", "title")) == pages
    assert set(Group.objects.values_list("pk", "name")) == groups
    assert not Site.objects.exists()
    assert Group.objects.create(name="Another").pk > new.pk


def test_the_audit_is_emptied_too_and_the_refusals_stay():
    thing = ContentType.objects.get_for_model(Event)
    record("case_opened", thing, by=NIGHTLY)

    starting_rows.bring_back()

    assert not Event.objects.exists()
    record("case_opened", thing, by=NIGHTLY)
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")


@pytest.mark.postgres
def test_what_is_still_being_written_is_taken_away_as_well():
    """A page that was closed may have a request under way, which commits behind the test."""
    written, may_end = threading.Event(), threading.Event()

    def slow_request():
        with transaction.atomic():
            Group.objects.create(name="Late")
            written.set()
            may_end.wait(10)
        connection.close()

    request = threading.Thread(target=slow_request)
    request.start()
    assert written.wait(10)
    threading.Timer(0.2, may_end.set).start()

    starting_rows.bring_back()

    request.join()
    assert not Group.objects.filter(name="Late").exists()
