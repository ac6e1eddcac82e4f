"""What is there after the migrations, before anybody has logged in."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Locale, Site, WorkflowPage

from cms.accounts import groups
from cms.catalogue import setup
from cms.catalogue.languages import ALL
from cms.catalogue.models import ServiceLibraryPage

pytestmark = pytest.mark.django_db


def test_there_is_one_library_per_language_and_it_stands_outside_every_site():
    libraries = list(ServiceLibraryPage.objects.order_by("path"))

    assert [library.language for library in libraries] == ["de", "de-simple", "en"]
    assert len({library.translation_key for library in libraries}) == 1
    assert setup.library() == libraries[0]
    for library in libraries:
        assert library.url is None
        assert not any(library.path.startswith(site.root_page.path) for site in Site.objects.all())


def test_repeating_the_setup_changes_nothing():
    def count():
        return [
            model.objects.count()
            for model in (Group, Permission, GroupPagePermission, WorkflowPage, ServiceLibraryPage, Locale)
        ]

    before = count()
    setup.set_up()
    setup.set_up()

    assert count() == before


def test_nobody_holds_the_right_to_publish():
    assert not GroupPagePermission.objects.filter(
        permission__codename__in=["publish_page", "bulk_delete_page"]
    ).exists()
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()


@pytest.mark.parametrize("language", ALL)
def test_central_editors_write_in_every_library_and_a_second_person_releases(language):
    library = setup.library(language)

    rights = GroupPagePermission.objects.filter(group__name=groups.CENTRAL_EDITOR, page=library)

    assert library.get_workflow() == setup.release_workflow()
    assert {right.permission.codename for right in rights} == {"add_page", "change_page"}


@pytest.mark.parametrize("name", [groups.AGENT, groups.CENTRAL_EDITOR])
def test_agents_and_central_editors_write_agent_notes(name):
    rights = Group.objects.get(name=name).permissions.filter(content_type__model="agentnote")

    assert {right.codename for right in rights} == {"view_agentnote", "add_agentnote", "change_agentnote"}


def test_only_approvers_take_pages_down():
    holders = Group.objects.filter(permissions__codename="take_down", permissions__content_type__app_label="catalogue")

    assert [group.name for group in holders] == [groups.APPROVER]


def test_only_the_centres_lead_deletes_agent_notes():
    holders = Group.objects.filter(permissions__codename="delete_agentnote")

    assert [group.name for group in holders] == [groups.CENTRE_LEAD]
