"""While a page waits for its release nobody but those who release it changes it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.catalogue import setup
from cms.catalogue.models import ServicePage
from tests.cms.catalogue.admin_forms import service_form
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(client):
    client.force_login(UserFactory(first_name="Renate", groups=[CENTRAL_EDITOR]))
    address = reverse("wagtailadmin_pages:add", args=("catalogue", "servicepage", setup.library().pk))
    client.post(address, service_form(action="submit"))
    return ServicePage.objects.get()


def change(client, person, page):
    client.force_login(person)
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), service_form(title="Geändert", slug=page.slug))
    return ServicePage.objects.get(pk=page.pk).get_latest_revision_as_object().title


@pytest.mark.parametrize("groups", [[CENTRAL_EDITOR], [AGENT], []])
def test_nobody_else_changes_it(client, waiting, groups):
    assert change(client, UserFactory(groups=groups), waiting) == "Personalausweis beantragen"


def test_nor_does_who_submitted_it(client, waiting):
    author = waiting.current_workflow_state.requested_by

    assert change(client, author, waiting) == "Personalausweis beantragen"


def test_who_releases_it_may(client, waiting):
    assert change(client, UserFactory(groups=[APPROVER]), waiting) == "Geändert"


def test_nobody_at_all_does(anonymous, waiting):
    anonymous.logout()

    anonymous.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), service_form(title="Geändert"))

    assert waiting.get_latest_revision_as_object().title == "Personalausweis beantragen"


def test_what_is_released_for_later_says_from_when_on_it_is_seen(client):
    page = ServicePageFactory(live=False, complete=True, go_live_at=datetime(2040, 1, 2, 6, tzinfo=UTC))
    page.save_revision().publish()
    client.force_login(UserFactory(groups=[APPROVER]))

    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert "Freigegeben: Ab Montag, 2. Januar 2040, 07:00 Uhr ist es zu sehen." in editor.content.decode()


# What becomes of changes that an approver makes while she looks


def decide(client, person, page, name="approve", **fields):
    """Press a button of the release in the page's editor, with what its form says just then."""
    client.force_login(person)
    form = service_form(slug=page.slug, **fields)
    form |= {"action-workflow-action": "true", "workflow-action-name": name}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)


def as_it_waits(page) -> dict:
    """What its form says before anything is typed, with the keys of its rows and paragraphs."""
    field = ServicePage.get_edit_handler().get_form_class().base_fields["full_text"]
    return {
        "title": page.title,
        "responsibility": page.responsibility_id,
        "topics": page.topics.get().pk,
        "full_text": field.widget.format_value(page.full_text),
        "fees-0-id": page.fees[0].id,
        "documents-0-id": page.documents[0].id,
    }


def test_an_approver_releases_from_the_editor_what_she_has_not_changed(client, waiting):
    decide(client, UserFactory(groups=[APPROVER]), waiting, **as_it_waits(waiting))

    waiting.refresh_from_db()
    assert waiting.live


@pytest.mark.parametrize("spoken_answer", ["Ganz anders.", ""])
def test_her_changes_are_kept_as_a_draft_and_released_by_somebody_else(client, waiting, spoken_answer):
    """Complete or not: who writes does not release."""
    ruth = UserFactory(first_name="Ruth", groups=[APPROVER])

    screen = decide(client, ruth, waiting, **{**as_it_waits(waiting), "title": "Neu", "spoken_answer": spoken_answer})

    waiting.refresh_from_db()
    draft = waiting.get_latest_revision()
    assert not waiting.live
    assert (draft.user, draft.as_object().title, draft.as_object().spoken_answer) == (ruth, "Neu", spoken_answer)
    shown = screen.content.decode()
    assert "Ihre Änderungen sind gespeichert" in shown
    assert ('href="#field-spoken_answer"' in shown) == (not spoken_answer)
    assert waiting.current_workflow_state.status == "in_progress"


def test_the_next_approver_releases_what_she_reads_with_those_changes_in_it(client, waiting):
    change(client, UserFactory(groups=[APPROVER]), waiting)
    page = ServicePage.objects.get(pk=waiting.pk).get_latest_revision_as_object()
    assert page.title == "Geändert"

    decide(client, UserFactory(groups=[APPROVER]), page, **as_it_waits(page))

    waiting.refresh_from_db()
    assert (waiting.live, waiting.title) == (True, "Geändert")
    assert not waiting.has_unpublished_changes


def test_nobody_who_wrote_since_the_last_release_gives_it(client, waiting):
    ruth = UserFactory(groups=[APPROVER])
    change(client, ruth, waiting)
    page = ServicePage.objects.get(pk=waiting.pk).get_latest_revision_as_object()

    for person in (ruth, waiting.current_workflow_state.requested_by):
        decide(client, person, page, **as_it_waits(page))

    waiting.refresh_from_db()
    assert not waiting.live


def test_who_opened_the_page_before_somebody_changed_it_releases_nothing(client, waiting):
    read = waiting.latest_revision_id
    change(client, UserFactory(groups=[APPROVER]), waiting)

    screen = decide(client, UserFactory(groups=[APPROVER]), waiting, **as_it_waits(waiting), loaded_revision_id=read)

    waiting.refresh_from_db()
    assert not waiting.live
    assert "Lesen Sie, was jetzt dasteht" in screen.content.decode()
    assert waiting.get_latest_revision_as_object().title == "Geändert"


def test_an_approver_of_somebody_else_changes_nothing_of_what_waits(client, waiting):
    """She is locked out of the editor; a revision that comes in by another way is not slipped in."""
    partner = PartnerFactory(centre_approves=False)
    stranger = UserFactory(groups=[APPROVER, partner.editors])
    shown = waiting.current_workflow_task_state.revision_id

    waiting.save_revision(user=stranger)

    assert ServicePage.objects.get(pk=waiting.pk).current_workflow_task_state.revision_id == shown


def test_the_editor_says_in_our_words_that_it_waits_and_how_its_author_goes_on(client, waiting):
    author = waiting.current_workflow_state.requested_by
    edit = reverse("wagtailadmin_pages:edit", args=[waiting.pk])

    said = client.get(edit).content.decode()
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))
    to_others = client.get(edit).content.decode()

    assert author.groups.get().name == CENTRAL_EDITOR
    for page in (said, to_others):
        assert "wartet auf die Freigabe durch eine zweite Person" in page
        assert "auf Moderation" not in page
    assert "„Workflow abbrechen“" in said
    assert "„Workflow abbrechen“" not in to_others


def test_who_submits_reads_that_it_waits_for_a_second_person(client, waiting):
    said = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "wartet jetzt auf die Freigabe durch eine zweite Person" in said
