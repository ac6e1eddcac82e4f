"""Taking pages down, cancelling plans and deleting: doors for approvers only."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Event
from cms.catalogue import actions
from cms.catalogue.errors import MayNotTakeDown, NothingPlanned, NotLive, StillNeeded
from cms.catalogue.models import ServicePage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver():
    return UserFactory(groups=[APPROVER])


def test_a_page_is_gone_at_once_and_it_is_known_who_did_it(approver):
    page = ServicePageFactory()

    actions.take_down(page, by=approver)

    page.refresh_from_db()
    assert not page.live
    event = Event.objects.about(page).get()
    assert (event.verb, event.actor_key, event.new) == ("page_taken_down", str(approver.pk), {"live": False})
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish", user=approver).exists()
    with pytest.raises(NotLive):
        actions.take_down(page, by=approver)


def test_a_plan_is_cancelled_and_the_page_stays_as_it_is(approver):
    page = ServicePageFactory(title="Alt")
    page.title, page.go_live_at = "Neu", timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert ServicePage.objects.get(pk=page.pk).scheduled_revision

    actions.cancel_plan(page, by=approver)

    page = ServicePage.objects.get(pk=page.pk)
    assert (page.title, page.live, page.scheduled_revision) == ("Alt", True, None)
    assert Event.objects.about(page).get().verb == "page_plan_cancelled"
    with pytest.raises(NothingPlanned):
        actions.cancel_plan(page, by=approver)


def test_a_live_page_is_deleted(approver):
    page = ServicePageFactory()

    actions.delete_page(page, by=approver)

    assert not ServicePage.objects.exists()
    assert Event.objects.filter(verb="page_deleted", object_key=str(page.pk)).count() == 1


def test_what_is_still_needed_is_not_deleted_and_stays_live(approver):
    page = LocalServicePageFactory().service

    with pytest.raises(StillNeeded):
        actions.delete_page(page, by=approver)

    assert ServicePage.objects.get(pk=page.pk).live
    assert not Event.objects.about(page).exists()


@pytest.mark.parametrize("groups", [[CENTRAL_EDITOR], [AGENT], []])
@pytest.mark.parametrize("door", [actions.take_down, actions.cancel_plan, actions.delete_page])
def test_nobody_else_passes(door, groups):
    page = ServicePageFactory()

    with pytest.raises(MayNotTakeDown):
        door(page, by=UserFactory(groups=groups))

    assert ServicePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize(("do", "remain"), [("take_down", [False]), ("delete", [])])
def test_the_admins_page_opens_the_same_doors(client, approver, do, remain):
    page = ServicePageFactory()
    address = reverse("catalogue_take_down", args=[page.pk])

    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))
    client.get(address)
    client.post(address, {"do": do})
    assert ServicePage.objects.get().live

    client.force_login(approver)
    assert "Abnehmen" in client.get(address).content.decode()
    client.post(address, {"do": do})
    assert [each.live for each in ServicePage.objects.all()] == remain


def test_the_button_stands_beside_the_page_for_approvers_only(client, approver):
    page = ServicePageFactory()
    address = reverse("catalogue_take_down", args=[page.pk])

    seen = {}
    for name, person in (("approver", approver), ("editor", UserFactory(groups=[CENTRAL_EDITOR]))):
        client.force_login(person)
        seen[name] = (
            address in client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()
        )

    assert seen == {"approver": True, "editor": False}
