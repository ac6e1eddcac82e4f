"""From the editor's page to the published one: a second person releases, nobody passes her by."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Actor
from cms.catalogue import setup
from cms.catalogue.effective import effective
from cms.catalogue.models import LocalServicePage, LocalServicesPage, ServicePage
from cms.organisation.setup import editors_of
from cms.pages.actions import open_town_hall
from tests.cms.catalogue.admin_forms import local_form, service_form
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import MappingFactory, OfficeFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def approver():
    return UserFactory(groups=[APPROVER])


def a_partner(**fields):
    """With a group of editors that may open the admin, as a newly opened partner has; the centre approves for it."""
    partner = PartnerFactory(site=None, centre_approves=True, **fields)
    editors_of(partner.name)
    return partner


def add_address(model, parent):
    return reverse("wagtailadmin_pages:add", args=("catalogue", model._meta.model_name, parent.pk))


def write(client, person, **fields):
    client.force_login(person)
    response = client.post(add_address(ServicePage, setup.library()), service_form(**fields))
    assert response.status_code == 302, response.context["form"].errors
    return response


def approve(client, person, page, how="approve"):
    client.force_login(person)
    page = Page.objects.get(pk=page.pk)
    state = page.current_workflow_task_state
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, how, state.pk)))


def test_an_editor_writes_an_approver_releases(client, editor, approver):
    write(client, editor, action="submit")
    page = ServicePage.objects.get(title="Personalausweis beantragen")
    assert not page.live
    assert page.slug == "personalausweis-beantragen"

    approve(client, approver, page)

    page = ServicePage.objects.get(pk=page.pk)
    assert page.live
    assert [row.value["label"] for row in page.fees] == ["Ausweis"]
    assert not page.has_unpublished_changes


def test_pressing_publish_without_the_right_saves_a_draft(client, editor, approver):
    for person in (editor, UserFactory(groups=[CENTRAL_EDITOR, APPROVER])):
        write(client, person, title=f"Von {person.pk}", action="publish")

    assert not ServicePage.objects.live().exists()
    assert ServicePage.objects.count() == 2


def test_the_author_cannot_release_even_if_she_is_an_approver(client):
    erika = UserFactory(groups=[CENTRAL_EDITOR, APPROVER])
    write(client, erika, action="submit")
    page = ServicePage.objects.get()

    approve(client, erika, page)

    assert not ServicePage.objects.get().live


@pytest.mark.parametrize("groups", [[CENTRAL_EDITOR], [AGENT], []])
def test_nobody_else_releases(client, editor, groups):
    write(client, editor, action="submit")
    page = ServicePage.objects.get()

    approve(client, UserFactory(groups=groups), page)
    client.logout()
    client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", 1)))

    assert not ServicePage.objects.get().live


def test_planned_dates_travel_in_the_released_revision(client, editor, approver):
    go_live = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    end = go_live + timedelta(days=30)
    write(
        client,
        editor,
        action="submit",
        go_live_at=go_live.strftime("%d.%m.%Y %H:%M"),
        expire_at=end.strftime("%d.%m.%Y %H:%M"),
    )
    page = ServicePage.objects.get()
    assert page.latest_revision.as_object().go_live_at == go_live

    approve(client, approver, page)
    page = ServicePage.objects.get()
    assert not page.live
    assert page.scheduled_revision.approved_go_live_at == go_live
    assert page.expire_at is None or page.expire_at == end


def test_a_local_page_is_written_by_its_partner_and_released_the_same_way(client, approver):
    partner = a_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    folder = LocalServicesPage.objects.child_of(home).get()
    service = ServicePageFactory(title="Reisepass")
    office = OfficeFactory(partner=partner)
    karl = UserFactory(groups=[partner.editors])
    client.force_login(karl)

    response = client.post(
        add_address(LocalServicePage, folder), local_form(service, office=office.pk, action="submit")
    )
    assert response.status_code == 302
    page = LocalServicePage.objects.get()
    assert (page.partner, page.title, page.live) == (partner, "Reisepass", False)

    approve(client, approver, page)
    assert effective(service, partner).offices == [office]


def test_a_local_page_is_planned_locked_in_review_and_taken_down_like_a_shared_one(client, approver):
    partner = a_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    folder = LocalServicesPage.objects.child_of(home).get()
    service = ServicePageFactory(title="Reisepass")
    karl = UserFactory(groups=[partner.editors])
    client.force_login(karl)
    go_live = timezone.localtime(timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    end = go_live + timedelta(days=30)
    planned = {
        name: moment.strftime("%d.%m.%Y %H:%M") for name, moment in (("go_live_at", go_live), ("expire_at", end))
    }
    form = local_form(service, office=OfficeFactory(partner=partner).pk, action="submit", **planned)
    client.post(add_address(LocalServicePage, folder), form)
    page = LocalServicePage.objects.get()

    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), local_form(service, processing_time="sofort"))
    assert page.get_latest_revision_as_object().processing_time == ""

    approve(client, approver, page)
    page = LocalServicePage.objects.get()
    assert not page.live
    assert page.scheduled_revision.approved_go_live_at == go_live
    assert page.scheduled_revision.as_object().expire_at == end


def test_a_person_of_another_partner_cannot_touch_it(client):
    partner, other = a_partner(), a_partner()
    homes = [
        open_town_hall(each, hostname=f"{each.slug}.localhost", by=Actor.system("tests")) for each in (partner, other)
    ]
    folder = LocalServicesPage.objects.child_of(homes[0]).get()
    service = ServicePageFactory()
    client.force_login(UserFactory(groups=[other.editors]))

    client.post(add_address(LocalServicePage, folder), local_form(service, action="submit"))
    client.post(add_address(ServicePage, setup.library()), service_form())

    assert not LocalServicePage.objects.exists()
    assert ServicePage.objects.count() == 1


def test_another_partners_office_is_refused_beside_the_field(client):
    partner = a_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    folder = LocalServicesPage.objects.child_of(home).get()
    client.force_login(UserFactory(groups=[partner.editors]))

    response = client.post(
        add_address(LocalServicePage, folder), local_form(ServicePageFactory(), office=OfficeFactory().pk)
    )

    assert response.context["form"].errors.keys() == {"office"}


def test_a_second_local_page_is_refused_beside_the_field(client):
    partner = a_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    folder = LocalServicesPage.objects.child_of(home).get()
    service = ServicePageFactory()
    client.force_login(UserFactory(groups=[partner.editors]))

    client.post(add_address(LocalServicePage, folder), local_form(service))
    response = client.post(add_address(LocalServicePage, folder), local_form(service))

    assert response.context["form"].errors.keys() == {"service"}
    assert LocalServicePage.objects.count() == 1


def test_a_draft_is_shown_as_each_partner_sees_it(client, editor):
    partner = PartnerFactory(name="Gemeinde Moorbach", slug="moorbach")
    write(client, editor, action="submit")
    page = ServicePage.objects.get()

    assert ("moorbach", "Gemeinde Moorbach") in page.preview_modes
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": partner.slug})

    assert response.status_code == 200
    assert "Personalausweis beantragen" in response.content.decode()


def test_the_editors_screens_open_in_german_and_warn_of_nothing(client, editor):
    page = ServicePageFactory()
    PartnerFactory()
    client.force_login(editor)

    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    explorer = client.get(reverse("wagtailadmin_explore", args=[page.get_parent().pk])).content.decode()

    for words in ("Alltagstitel", "Sprechtext", "Auf einen Blick", "Bearbeitungsdauer"):
        assert words in form
    assert "action-publish" not in form
    assert "help-warning" not in explorer


def test_a_local_draft_is_shown_as_its_own_partner_sees_it(client):
    partner = a_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    folder = LocalServicesPage.objects.child_of(home).get()
    client.force_login(UserFactory(groups=[partner.editors]))
    client.post(add_address(LocalServicePage, folder), local_form(ServicePageFactory(title="Reisepass")))
    page = LocalServicePage.objects.get()

    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()

    assert "Reisepass" in answer
    assert "Nur dienstags." in answer
    assert not page.live


def test_what_is_saved_after_the_submission_is_not_slipped_in(client, editor, approver):
    """The approver releases the revision she was shown, not whatever is newest."""
    write(client, editor, action="submit")
    page = ServicePage.objects.get()
    shown = page.current_workflow_task_state.revision
    draft = shown.as_object()
    draft.title = "Untergeschoben"
    draft.save_revision(user=UserFactory(groups=[CENTRAL_EDITOR]))

    approve(client, approver, page)

    page = ServicePage.objects.get()
    assert (page.live, page.title) == (True, "Personalausweis beantragen")
    assert page.live_revision == shown
    assert page.has_unpublished_changes


@pytest.mark.parametrize("deviating", [0, 3])
def test_publishing_asks_the_database_at_most_ninety_times(django_assert_max_num_queries, deviating):
    """With the search entries, also of partners that deviate; what takes longer is left to jobs."""
    mapping = MappingFactory()
    page = ServicePageFactory(complete=True, responsibility=mapping.responsibility)
    for _partner in range(deviating):
        LocalServicePageFactory(service=page, local_text=f"<p>Nur hier {_partner}.</p>")
    revision = ServicePage.objects.get(pk=page.pk).save_revision()

    with django_assert_max_num_queries(90), transaction.atomic():
        revision.publish(skip_permission_checks=True)
