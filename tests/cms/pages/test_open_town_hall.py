"""Opening a partner's town hall: its pages, its host and the rights of its editors."""

import pytest
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site, WorkflowPage

from cms.audit.models import Actor, Event
from cms.catalogue.models import LocalServicesPage
from cms.organisation.models import SecondPersonTask
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage, HomePage
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("tests")


def new_partner(**fields):
    return PartnerFactory(site=None, **fields)


def test_a_town_hall_has_home_folder_and_the_three_pages_the_law_asks_for():
    partner = new_partner(name="Gemeinde Moorbach")

    home = open_town_hall(partner, hostname="moorbach.localhost", by=BY)

    assert home.live
    assert partner.site.hostname == "moorbach.localhost"
    assert partner.site.root_page_id == home.pk
    assert LocalServicesPage.objects.child_of(home).count() == 1
    pages = EditorialPage.objects.child_of(home).live()
    assert sorted(page.slug for page in pages) == ["barrierefreiheit", "datenschutz", "impressum"]
    assert all("Gemeinde Moorbach" in page.body for page in pages)
    assert Event.objects.about(partner).filter(verb="town_hall_opened").count() == 1


def test_opening_again_changes_nothing():
    partner = new_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=BY)
    imprint = EditorialPage.objects.child_of(home).get(slug="impressum")
    imprint.body = "<p>Geändert</p>"
    imprint.save_revision().publish()
    before = (Page.objects.count(), Site.objects.count(), GroupPagePermission.objects.count(), Event.objects.count())

    again = open_town_hall(partner, hostname="moorbach.localhost", by=BY)

    assert again.pk == home.pk
    assert before == (
        Page.objects.count(),
        Site.objects.count(),
        GroupPagePermission.objects.count(),
        Event.objects.count(),
    )
    assert EditorialPage.objects.get(pk=imprint.pk).body == "<p>Geändert</p>"


def test_another_port_moves_the_site_and_keeps_the_pages():
    partner = new_partner()
    home = open_town_hall(partner, hostname="moorbach.localhost", by=BY)

    open_town_hall(partner, hostname="moorbach.localhost", port=8017, by=BY)

    assert Site.objects.get(root_page=home).port == 8017
    assert HomePage.objects.count() == 1


def test_editors_may_edit_their_own_tree_and_publish_nothing():
    partner, other = new_partner(), new_partner()
    home = open_town_hall(partner, hostname="a.localhost", by=BY)
    elsewhere = open_town_hall(other, hostname="b.localhost", by=BY)

    rights = GroupPagePermission.objects.filter(group=partner.editors)

    assert {right.permission.codename for right in rights} == {"add_page", "change_page"}
    assert {right.page_id for right in rights} == {home.pk}
    assert elsewhere.pk not in {right.page_id for right in rights}
    assert not GroupPagePermission.objects.filter(permission__codename="publish_page").exists()


def test_the_tree_is_released_by_a_second_person():
    home = open_town_hall(new_partner(), hostname="a.localhost", by=BY)

    workflow = WorkflowPage.objects.get(page=home).workflow

    assert [type(task.specific) for task in workflow.tasks] == [SecondPersonTask]
    assert EditorialPage.objects.child_of(home).first().get_workflow() == workflow


def test_images_and_documents_have_a_place_of_the_partners_own():
    partner = new_partner(name="Gemeinde Moorbach")
    open_town_hall(partner, hostname="a.localhost", by=BY)

    rights = GroupCollectionPermission.objects.filter(group=partner.editors)

    assert {right.collection.name for right in rights} == {"Gemeinde Moorbach"}
    assert {right.permission.codename for right in rights} == {
        "add_image",
        "change_image",
        "choose_image",
        "add_document",
        "change_document",
        "choose_document",
    }
    assert not GroupCollectionPermission.objects.filter(collection=Collection.get_first_root_node()).exists()


def test_wagtails_example_is_gone():
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert not Site.objects.filter(hostname="localhost").exists()
