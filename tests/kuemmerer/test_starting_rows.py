"""Tests with real transactions find what the migrations made, whatever the one before them emptied."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page, Site

from tests import starting_rows

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.mark.parametrize("round", [1, 2])
def test_an_emptied_database_is_filled_again(round):
    assert Page.objects.filter(depth=1).exists()
    groups = Group.objects.count()
    assert groups
    new = Group.objects.create(name=f"Another {round}")
    assert new.pk > groups - 1

    starting_rows.empty()

    assert not ContentType.objects.exists()
    assert not Site.objects.exists()
    # A request that is still under way may ask for one before the next test begins.
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_model(Page)


@pytest.mark.postgres
def test_what_is_still_being_written_is_emptied_as_well():
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

    starting_rows.empty()

    request.join()
    assert not Group.objects.exists()
