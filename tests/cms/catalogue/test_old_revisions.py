"""Old revisions go, but never one that something still needs: live, planned, in a workflow, or after the live one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms.audit.models import Event
from cms.catalogue import jobs, old_revisions
from cms.organisation.release_models import saved_since_publication
from cms.outbox.registry import recurring_jobs
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def drafts(page, count, user=None):
    return [page.save_revision(user=user) for _ in range(count)]


def make_old():
    Revision.objects.update(created_at=timezone.now() - timedelta(days=400))


def kept(page):
    return set(page.revisions.values_list("pk", flat=True))


@pytest.fixture
def karl():
    return UserFactory()


def test_old_revisions_from_before_the_live_one_go_but_for_the_last_ten(karl):
    page = ServicePageFactory()
    before = drafts(page, 15)
    before[-1].publish()
    make_old()

    removed = old_revisions.purge(timezone.now())

    assert removed == 6  # of the first one and fifteen
    assert kept(page) == {revision.pk for revision in before[-10:]}
    assert Event.objects.get(verb="old_revisions_removed").new == {"number": 6}
    assert old_revisions.purge(timezone.now()) == 0


def test_young_ones_stay():
    page = ServicePageFactory()
    drafts(page, 15)[-1].publish()

    assert old_revisions.purge(timezone.now()) == 0


def test_what_came_after_the_live_one_stays_because_its_authors_may_not_release_it(karl):
    page = ServicePageFactory()
    live = page.live_revision_id
    drafts(page, 5, user=karl)
    drafts(page, 15)
    make_old()

    old_revisions.purge(timezone.now())

    page.refresh_from_db()
    assert page.live_revision_id == live
    assert len(kept(page)) == 21
    assert saved_since_publication(page).filter(user=karl).count() == 5


def test_a_page_that_is_not_live_keeps_all(karl):
    page = ServicePageFactory(live=False)
    drafts(page, 15, user=karl)
    make_old()

    assert old_revisions.purge(timezone.now()) == 0


def test_the_last_one_a_person_wrote_stays(karl):
    page = ServicePageFactory()
    (written,) = drafts(page, 1, user=karl)
    drafts(page, 15)[-1].publish()
    make_old()

    old_revisions.purge(timezone.now())

    assert written.pk in kept(page)


def test_what_something_refers_to_or_is_planned_stays(karl):
    page = ServicePageFactory(complete=True)
    seen, planned, *_rest = drafts(page, 3)
    drafts(page, 15)[-1].publish()
    local = LocalServicePageFactory(partner=PartnerFactory(), service=page)
    type(local).objects.filter(pk=local.pk).update(shared_revision_seen=seen.pk)
    make_old()
    Revision.objects.filter(pk=planned.pk).update(approved_go_live_at=timezone.now() + timedelta(days=1))

    old_revisions.purge(timezone.now())

    assert {seen.pk, planned.pk} <= kept(page)


def test_what_a_workflow_has_looked_at_stays(karl):
    page = ServicePageFactory(complete=True)
    page.save_revision(user=karl)
    page.get_workflow().start(page, karl)
    asked = page.current_workflow_task_state.revision
    page.current_workflow_state.cancel(user=karl)
    drafts(page, 15)[-1].publish()
    make_old()

    old_revisions.purge(timezone.now())

    assert asked.pk in kept(page)


def test_it_runs_every_night():
    assert recurring_jobs["purge_old_revisions"].at is not None
    jobs.purge_old_revisions()
