"""Planned releases and ends happen by themselves, each in a transaction of its own."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from cms.catalogue.models import ServicePage
from cms.catalogue.schedule import Punctual, publish_due
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


def soon():
    """A moment far enough away to plan for it on a busy machine, and near enough to wait for."""
    return timezone.now() + timedelta(seconds=2)


def wait_for(moment):
    time.sleep(max(0.0, (moment - timezone.now()).total_seconds()) + 0.05)


def planned(page, moment):
    page.go_live_at = moment
    page.save_revision().publish()
    return page


@pytest.mark.parametrize("factory", [ServicePageFactory, LocalServicePageFactory])
def test_a_planned_release_becomes_live_when_its_time_has_come(factory):
    page = factory(live=False)
    planned(page, moment := soon())
    assert publish_due(timezone.now()) == []
    assert not Page.objects.get(pk=page.pk).live

    wait_for(moment)
    publish_due(timezone.now())

    assert Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("factory", [ServicePageFactory, LocalServicePageFactory])
def test_an_expired_page_is_taken_down(factory):
    page = factory()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    call_command("publish_scheduled")

    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def expiring(moment):
    page = ServicePageFactory()
    Page.objects.filter(pk=page.pk).update(expire_at=moment)
    return page


def is_live(page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_what_becomes_due_between_two_looks_is_done_at_the_second():
    page = expiring(moment := timezone.now())
    punctual = Punctual()

    punctual.look(moment)
    assert is_live(page)
    punctual.look(moment + timedelta(seconds=0.3))
    assert not is_live(page)


def test_a_planned_release_is_punctual_too():
    page = planned(ServicePageFactory(live=False), moment := soon())
    punctual = Punctual()
    punctual.look(timezone.now())
    assert not is_live(page)

    wait_for(moment)
    punctual.look(timezone.now())

    assert is_live(page)


def test_what_was_missed_before_the_first_look_is_left_to_the_recurring_job():
    page = expiring(timezone.now() - timedelta(minutes=1))

    Punctual().look(timezone.now())
    assert is_live(page)
    call_command("publish_scheduled")
    assert not is_live(page)


def test_what_refuses_is_not_tried_again_three_times_a_second(monkeypatch):
    page = expiring(moment := timezone.now())

    def refuse(*args, **kwargs):
        raise RuntimeError("the search entry cannot be written")

    monkeypatch.setattr("cms.catalogue.schedule._take_down_expired", refuse)
    punctual = Punctual()

    assert punctual.look(moment + timedelta(seconds=0.3)) == [f"wagtailcore.page {page.pk}"]
    assert punctual.look(moment + timedelta(seconds=0.6)) == []


def test_a_page_that_refuses_leaves_nothing_half_done_and_holds_back_no_other():
    broken, good = ServicePageFactory(live=False, title="Kaputt"), ServicePageFactory(live=False)
    planned(broken, moment := soon())
    planned(good, moment + timedelta(microseconds=1))
    wait_for(moment)

    def refuse(sender, instance, **kwargs):
        if instance.title == "Kaputt":
            raise RuntimeError("the search entry cannot be written")

    page_published.connect(refuse)
    try:
        with pytest.raises(CommandError, match="1 could not"):
            call_command("publish_scheduled")
    finally:
        page_published.disconnect(refuse)

    assert not ServicePage.objects.get(pk=broken.pk).live
    assert ServicePage.objects.get(pk=broken.pk).scheduled_revision
    assert ServicePage.objects.get(pk=good.pk).live


def test_a_dry_run_changes_nothing():
    page = ServicePageFactory()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    call_command("publish_scheduled", "--dryrun")

    assert ServicePage.objects.get(pk=page.pk).live
