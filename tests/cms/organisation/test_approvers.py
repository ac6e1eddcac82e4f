"""Who releases what: a partner's approvers their own pages, the centre's the library and the partners that named it."""

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Page, TaskState

from cms.accounts.groups import ADMINISTRATOR, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Actor
from cms.catalogue import actions, setup
from cms.catalogue.errors import MayNotTakeDown
from cms.organisation.approvers import approvers_for, may_release
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import PartnerFactory
from tests.factories.outbox import run_jobs

pytestmark = pytest.mark.django_db


class House:
    """A partner with its town hall, its editor and its approver."""

    def __init__(self, slug: str, **fields):
        self.partner = PartnerFactory(site=None, slug=slug, name=f"Gemeinde {slug.title()}", **fields)
        self.home = open_town_hall(self.partner, hostname=f"{slug}.localhost", by=Actor.system("tests"))
        self.partner.refresh_from_db()
        self.editor = UserFactory(first_name="Rita", groups=[self.partner.editors])
        self.approver = UserFactory(first_name="Paul", groups=[self.partner.editors, APPROVER])

    def draft(self) -> Page:
        """An editorial page of the house, written by its editor and waiting for its release."""
        page = self.home.add_child(instance=EditorialPage(title="Wir über uns", slug="wir", live=False))
        return waiting(page, self.editor)


def waiting(page: Page, author) -> Page:
    page.save_revision(user=author)
    page = Page.objects.get(pk=page.pk).specific
    page.get_workflow().start(page, author)
    return Page.objects.get(pk=page.pk).specific


@pytest.fixture
def moorbach():
    return House("moorbach")


@pytest.fixture
def erlenfeld():
    """Has one editor only, so the centre approves for it."""
    return House("erlenfeld", centre_approves=True)


@pytest.fixture
def centre():
    """Frank: an approver who belongs to no partner."""
    return UserFactory(first_name="Frank", groups=[APPROVER])


@pytest.fixture
def shared(db):
    return waiting(ServicePageFactory(live=False, complete=True), UserFactory(groups=[CENTRAL_EDITOR]))


def released(client, person, page) -> bool:
    """What happens when this person posts the release to Wagtail's address."""
    client.force_login(person)
    state = page.current_workflow_task_state
    client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk)))
    return Page.objects.get(pk=page.pk).live


def opens(client, person, page) -> bool:
    client.force_login(person)
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def waits_for(person) -> set[int]:
    states = TaskState.objects.reviewable_by(person).select_related("workflow_state")
    return {int(state.workflow_state.object_id) for state in states}


def test_a_partners_own_approver_releases_its_pages(client, moorbach):
    page = moorbach.draft()

    assert waits_for(moorbach.approver) == {page.pk}
    assert released(client, moorbach.approver, page)


def test_another_partners_approver_sees_and_does_nothing(client, moorbach, erlenfeld, shared):
    page = moorbach.draft()

    assert waits_for(erlenfeld.approver) == set()
    assert not opens(client, erlenfeld.approver, page)
    assert not opens(client, erlenfeld.approver, shared)
    assert not released(client, erlenfeld.approver, page)
    assert not released(client, erlenfeld.approver, shared)


def test_the_centres_approver_releases_the_library_and_who_named_the_centre(client, centre, erlenfeld, shared):
    page = erlenfeld.draft()

    assert waits_for(centre) == {page.pk, shared.pk}
    assert opens(client, centre, page)
    assert opens(client, centre, shared)
    assert released(client, centre, page)
    assert released(client, centre, shared)


def test_the_centres_approver_does_not_reach_a_partner_that_did_not_name_it(client, centre, moorbach):
    page = moorbach.draft()

    assert waits_for(centre) == set()
    assert not opens(client, centre, page)
    assert not released(client, centre, page)


@pytest.mark.parametrize("groups", [[CENTRAL_EDITOR], [ADMINISTRATOR], []])
def test_who_is_no_approver_releases_nothing(client, groups, erlenfeld, shared):
    person = UserFactory(groups=groups)

    for page in (erlenfeld.draft(), shared):
        assert not released(client, person, page)


def test_nobody_releases_nothing(client, erlenfeld):
    page = erlenfeld.draft()
    state = page.current_workflow_task_state

    answer = client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk)))

    assert answer.status_code == 302
    assert not Page.objects.get(pk=page.pk).live


def test_the_second_person_is_still_another_one(client, moorbach):
    page = moorbach.home.add_child(instance=EditorialPage(title="Neues", slug="neues", live=False))
    page = waiting(page, moorbach.approver)

    assert not released(client, moorbach.approver, page)


def test_naming_the_centre_and_taking_that_back_holds_at_once(client, centre, moorbach):
    page = moorbach.draft()
    moorbach.partner.centre_approves = True
    moorbach.partner.save()
    assert opens(client, centre, page)

    moorbach.partner.centre_approves = False
    moorbach.partner.save()

    assert not opens(client, centre, page)
    assert not released(client, centre, page)


def test_its_own_approver_stays_one_when_the_centre_approves_too(client, erlenfeld):
    assert released(client, erlenfeld.approver, erlenfeld.draft())


def test_who_edits_all_partners_is_the_centres_also_from_within_a_partners_group(client, erlenfeld, moorbach, shared):
    person = UserFactory(groups=[APPROVER, CENTRAL_EDITOR, moorbach.partner.editors])

    assert released(client, person, shared)
    assert released(client, person, erlenfeld.draft())
    assert released(client, person, moorbach.draft())


def test_a_closed_account_releases_nothing(moorbach):
    page = moorbach.draft()
    moorbach.approver.is_active = False

    assert not may_release(moorbach.approver, page)


def test_the_rule_for_many_is_the_rule_for_one(moorbach, erlenfeld, centre, shared):
    both = UserFactory(groups=[APPROVER, moorbach.partner.editors, erlenfeld.partner.editors])
    everywhere = UserFactory(groups=[APPROVER, CENTRAL_EDITOR, moorbach.partner.editors])
    closed = UserFactory(groups=[APPROVER], is_active=False)
    people = [moorbach.editor, moorbach.approver, erlenfeld.approver, centre, both, everywhere, closed]

    for page, partner in ((moorbach.home, moorbach.partner), (erlenfeld.home, erlenfeld.partner), (shared, None)):
        assert set(approvers_for(partner)) == {person for person in people if may_release(person, page)}


def test_only_those_get_the_mail_who_may_release(moorbach, erlenfeld, centre):
    moorbach.draft()
    run_jobs()

    assert [letter.to for letter in mail.outbox] == [[moorbach.approver.email]]


def test_the_list_of_what_waits_asks_as_often_for_many_as_for_one(centre, erlenfeld, django_assert_max_num_queries):
    for number in range(6):
        page = erlenfeld.home.add_child(instance=EditorialPage(title=f"Seite {number}", slug=f"s{number}", live=False))
        waiting(page, erlenfeld.editor)
    as_before = type(centre).objects.get(pk=centre.pk)  # what is remembered of a person does not help
    waits_for(as_before)  # content types are read once, and which test reads them is chance

    with django_assert_max_num_queries(14):
        assert len(waits_for(centre)) == 6


def test_pages_are_taken_down_by_who_releases_them(client, moorbach, erlenfeld, centre):
    page = Page.objects.child_of(moorbach.home).get(slug="impressum")

    for wrong in (erlenfeld.approver, centre, moorbach.editor):
        with pytest.raises(MayNotTakeDown):
            actions.take_down(page, by=wrong)
        client.force_login(wrong)
        client.post(reverse("catalogue_take_down", args=[page.pk]), {"do": "take_down"})
        assert Page.objects.get(pk=page.pk).live
    actions.take_down(page, by=moorbach.approver)
    assert not Page.objects.get(pk=page.pk).live


def test_a_partners_approver_does_not_write_into_the_library(client, moorbach):
    client.force_login(moorbach.approver)
    shelf = setup.library()

    add = reverse("wagtailadmin_pages:add", args=("catalogue", "servicepage", shelf.pk))
    assert client.get(add).status_code == 302
    assert not opens(client, moorbach.approver, ServicePageFactory())


# An approver changes the text and releases in one go


def edit_and_approve(client, person, page, **changed):
    client.force_login(person)
    form = {
        "title": page.title,
        "slug": page.slug,
        "body": '{"blocks": [], "entityMap": {}}',
        "go_live_at": "",
        "expire_at": "",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
        "comments-MIN_NUM_FORMS": 0,
        "comments-MAX_NUM_FORMS": 0,
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
    }
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form | changed, follow=True)


def test_changing_and_releasing_in_one_go_keeps_the_text_and_says_why(client, moorbach):
    page = moorbach.draft()

    answer = edit_and_approve(client, moorbach.approver, page, title="Über uns")

    page = Page.objects.get(pk=page.pk).specific
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Über uns"
    assert answer.redirect_chain[-1][0] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    said = answer.content.decode()
    assert "Jemand anderes muss diese Seite freigeben" in said
    assert said.count('value="approve"') == 0


def test_releasing_without_a_change_in_the_editor_works(client, moorbach):
    page = moorbach.draft()

    edit_and_approve(client, moorbach.approver, page)

    assert Page.objects.get(pk=page.pk).live


def test_the_editor_says_beforehand_why_there_is_no_button(client, moorbach):
    UserFactory(groups=[moorbach.partner.editors, APPROVER])
    page = moorbach.home.add_child(instance=EditorialPage(title="Neues", slug="neues", live=False))
    page = waiting(page, moorbach.approver)
    client.force_login(moorbach.approver)

    said = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "freigeben muss sie jemand anderes" in said


def test_who_submits_where_nobody_can_release_is_told_so(client, moorbach):
    moorbach.approver.groups.clear()
    page = moorbach.draft()
    client.force_login(moorbach.editor)

    said = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "Zurzeit kann niemand diese Seite freigeben" in said
