"""Release by a second person: nobody publishes what she wrote or asked for, by whatever door she tries."""

import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow, WorkflowPage, WorkflowTask

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.organisation.errors import NotYoursToRelease, SecondPersonNeeded
from cms.organisation.models import SecondPersonTask
from tests.factories.accounts import UserFactory


@pytest.fixture
def task(db):
    task = SecondPersonTask.objects.create(name="Freigabe")
    workflow = Workflow.objects.create(name="Freigabe")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    root = Page.objects.get(depth=1)
    WorkflowPage.objects.create(workflow=workflow, page=root)
    karl = UserFactory(groups=[APPROVER])
    task.groups.add(*karl.groups.all())
    for name in (CENTRAL_EDITOR, APPROVER):
        group = UserFactory(groups=[name]).groups.get()
        if not group.page_permissions.filter(page=root).exists():
            GroupPagePermission.objects.create(group=group, page=root, permission_type="change")
    return task


@pytest.fixture
def author(task):
    """Erika may write and release, like many in a small town."""
    return UserFactory(first_name="Erika", groups=[CENTRAL_EDITOR, APPROVER])


@pytest.fixture
def approver(task):
    return UserFactory(first_name="Karl", groups=[APPROVER])


def page_written_by(author, title="Personalausweis"):
    page = Page.objects.get(depth=1).add_child(title=title, slug=title.lower(), live=False)
    page.save_revision(user=author)
    page.refresh_from_db()
    return page


def submit(page, by):
    page.refresh_from_db()
    page.get_workflow().start(page, by)
    page.refresh_from_db()
    return page.current_workflow_task_state


def approve(client, person, page, state):
    client.force_login(person)
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk)))


def names(task, page, person) -> set[str]:
    page.refresh_from_db()
    return {name for name, _label, _modal in task.get_actions(page, person)}


def test_somebody_else_of_the_group_releases(client, task, author, approver):
    page = page_written_by(author)
    state = submit(page, author)

    assert names(task, page, approver) == {"approve", "reject"}
    approve(client, approver, page, state)

    page.refresh_from_db()
    assert page.live
    assert page.live_revision == page.latest_revision


def test_the_author_does_not_release_her_own_words(client, task, author, approver):
    page = page_written_by(author)
    state = submit(page, approver)

    assert names(task, page, author) == {"reject"}
    response = approve(client, author, page, state)

    assert response.url == reverse("wagtailadmin_home")
    page.refresh_from_db()
    assert not page.live


def test_who_asked_for_the_release_does_not_give_it(client, task, author, approver):
    page = page_written_by(author)
    state = submit(page, approver)

    assert names(task, page, approver) == {"reject"}
    approve(client, approver, page, state)

    page.refresh_from_db()
    assert not page.live


def test_an_earlier_revision_since_the_last_release_counts(task, author, approver):
    page = page_written_by(author)
    page.save_revision(user=approver)
    page.save_revision(user=UserFactory(groups=[CENTRAL_EDITOR]))
    submit(page, author)

    assert names(task, page, approver) == {"reject"}


def test_what_was_released_before_does_not_count(task, author, approver):
    page = page_written_by(approver)
    page.get_latest_revision().publish(user=author, skip_permission_checks=True)
    page.refresh_from_db()
    page.save_revision(user=author)
    submit(page, author)

    assert names(task, page, approver) == {"approve", "reject"}


def test_what_was_released_and_taken_down_does_not_count(task, author, approver):
    page = page_written_by(approver)
    page.get_latest_revision().publish(user=author, skip_permission_checks=True)
    page.refresh_from_db()
    page.unpublish()
    page.refresh_from_db()
    page.save_revision(user=author)
    submit(page, author)

    assert names(task, page, approver) == {"approve", "reject"}


def test_a_forged_address_with_another_pages_state_is_refused(client, task, author, approver):
    """Wagtail's address names page and state apart: the page may be somebody's to release, the state is not."""
    other = page_written_by(approver, "Hundesteuer")
    submit(other, approver)
    own = page_written_by(author)
    state = submit(own, approver)

    approve(client, author, other, state)

    own.refresh_from_db()
    assert not own.live


def test_editing_and_releasing_in_one_go_is_refused(task, author, approver):
    """The approver changed the text in the same form: the revision is hers before the release is asked."""
    page = page_written_by(author)
    state = submit(page, author)
    page.save_revision(user=approver)

    with pytest.raises(SecondPersonNeeded):
        task.on_action(state, approver, "approve")

    page.refresh_from_db()
    assert not page.live


def test_only_members_of_the_groups_act_not_even_a_superuser(client, task, author):
    page = page_written_by(author)
    state = submit(page, author)
    stranger = UserFactory(groups=[CENTRAL_EDITOR])
    superuser = UserFactory(is_superuser=True)

    for person in (stranger, superuser):
        assert names(task, page, person) == set()
        for action in ("approve", "reject"):
            with pytest.raises(NotYoursToRelease):
                task.on_action(state, person, action)
    page.refresh_from_db()
    assert not page.live
    assert page.workflow_in_progress


def test_the_author_may_ask_for_changes_herself(task, author, approver):
    page = page_written_by(author)
    state = submit(page, approver)

    task.on_action(state, author, "reject", comment="Gebühr fehlt")

    page.refresh_from_db()
    assert not page.workflow_in_progress


def test_a_deactivated_person_releases_nothing(task, author, approver):
    page = page_written_by(author)
    state = submit(page, author)
    approver.is_active = False

    with pytest.raises(NotYoursToRelease):
        task.on_action(state, approver, "approve")
