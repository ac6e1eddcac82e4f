"""Traps in Wagtail 7.4's publishing that we build around; docs/wagtail.md says how. One that closes fails here."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import GroupPagePermission, Page, WorkflowState
from wagtail.signals import page_published, page_unpublished
from wagtail.workflows import publish_workflow_state

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.catalogue import release, setup
from cms.catalogue.models import LocalServicePage, ServicePage
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, local_services_of
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    """What the signal said at each publication: whether the page was live."""
    heard = []

    def listen(sender, instance, **kwargs):
        heard.append(instance.live)

    page_published.connect(listen)
    yield heard
    page_published.disconnect(listen)


@pytest.fixture
def refusing():
    """A receiver as it would be if the search entry could not be written."""

    def refuse(sender, **kwargs):
        raise RuntimeError("no entry")

    page_published.connect(refuse)
    yield
    page_published.disconnect(refuse)


def tomorrow():
    return timezone.now() + timedelta(days=1)


def test_an_alias_is_published_although_its_source_is_only_planned():
    """Trap 2 bites: nothing of ours makes aliases, and nobody holds the right that the admin asks for one."""
    source = ServicePageFactory(live=False)
    alias = source.create_alias(update_slug="alias")
    source.go_live_at = tomorrow()

    source.save_revision().publish()

    assert not ServicePage.objects.get(pk=source.pk).live
    assert ServicePage.objects.get(pk=alias.pk).live


def test_nobody_may_make_an_alias_in_the_admin(client):
    page = ServicePageFactory()
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR, APPROVER]))

    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Alias", "new_slug": "alias", "new_parent_page": page.get_parent().pk, "alias": "on"},
    )

    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_the_signal_says_published_for_what_is_only_planned(published):
    """Trap 8 bites: receivers ask `live`."""
    page = ServicePageFactory(live=False)
    page.go_live_at = tomorrow()

    page.save_revision().publish()

    assert published == [False]


def test_without_our_finish_an_approver_needs_the_right_to_publish():
    """Trap 9 bites: with it she could publish past the second person."""
    erika, karl = UserFactory(groups=[CENTRAL_EDITOR]), UserFactory(groups=[APPROVER])
    page = ServicePageFactory(live=False, complete=True)
    page.save_revision(user=erika)
    state = page.get_workflow().start(page, erika)

    with pytest.raises(PublishPagePermissionError):
        publish_workflow_state(state, user=karl)

    release.finish(WorkflowState.objects.get(pk=state.pk), user=karl)
    assert ServicePage.objects.get(pk=page.pk).live


def test_hooks_of_the_admin_do_not_run_when_a_workflow_publishes():
    """Trap 9, second half, bites: effects hang on signals, never on after_publish_page."""
    erika, karl = UserFactory(groups=[CENTRAL_EDITOR]), UserFactory(groups=[APPROVER])
    page = ServicePageFactory(live=False, complete=True)
    page.save_revision(user=erika)
    state = page.get_workflow().start(page, erika)
    called = []

    with hooks.register_temporarily("after_publish_page", lambda request, page: called.append(page)):
        state.current_task_state.specific.task.specific.on_action(state.current_task_state, karl, "approve")

    assert ServicePage.objects.get(pk=page.pk).live
    assert called == []


@pytest.mark.django_db(transaction=True)
def test_a_direct_publication_is_more_than_one_transaction(refusing):
    """Decision 9: the page is live and its entry is missing, unless somebody opens a transaction around it."""
    page = ServicePage(title="Ohne Eintrag", live=False)
    setup.library().add_child(instance=page)
    revision = page.save_revision()

    with pytest.raises(RuntimeError):
        revision.publish()
    assert ServicePage.objects.get(pk=page.pk).live

    ServicePage.objects.filter(pk=page.pk).update(live=False)
    with pytest.raises(RuntimeError), transaction.atomic():
        revision.publish()
    assert not ServicePage.objects.get(pk=page.pk).live


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("middleware", "is_live"), [(["cms.catalogue.transactions.AdminInOneTransaction"], True), ([], False)]
)
def test_our_middleware_makes_a_request_of_the_admin_one_transaction(
    client, settings, middleware, is_live, django_user_model
):
    """Without it, the second case, the page would be gone and its entry still be found."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "AdminInOneTransaction" not in name] + middleware
    page = ServicePageFactory()
    client.force_login(django_user_model.objects.create_superuser("notfall@example.org"))
    client.raise_request_exception = False

    def refuse(sender, **kwargs):
        raise RuntimeError("the entry cannot be removed")

    page_unpublished.connect(refuse)
    try:
        answer = client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    finally:
        page_unpublished.disconnect(refuse)

    assert answer.status_code == 500
    assert ServicePage.objects.get(pk=page.pk).live is is_live


def test_what_is_rolled_back_leaves_no_job():
    """Trap 7: Wagtail's default backend would have indexed the title already; ours writes a row."""
    before = Job.objects.count()

    with pytest.raises(RuntimeError), transaction.atomic():
        ServicePageFactory()
        assert Job.objects.count() > before
        raise RuntimeError

    assert Job.objects.count() == before


def test_drafts_are_checked_less_than_published_pages():
    """New in our list: Wagtail asks a draft for title and slug only; what must always hold stands in minimal_clean."""
    page = LocalServicePageFactory()
    double = LocalServicePage(service=page.service, live=False)

    with pytest.raises(Exception, match=r"schon|already"):
        local_services_of(page.partner).add_child(instance=double)


def test_wagtails_own_groups_held_the_right_to_publish():
    """New in our list: its migrations make “Moderators” and “Editors” with it; our setup takes both away."""
    assert not GroupPagePermission.objects.filter(permission__codename="publish_page").exists()


@override_settings(WAGTAIL_FINISH_WORKFLOW_ACTION="cms.catalogue.release.finish")
def test_the_finish_action_imports_no_model():
    """Trap 9: the setting is imported while wagtail.models loads."""
    assert not [name for name in vars(release) if not name.startswith("_") and name not in {"finish", "annotations"}]


def test_a_partner_without_a_site_of_its_own_has_no_local_pages():
    """`partner_above` finds nothing above a page outside every home page."""
    partner = PartnerFactory()
    folder = local_services_of(partner)

    assert folder.get_parent().specific.pk == partner.site.root_page_id
