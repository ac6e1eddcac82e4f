"""What the catalogue stands on: the library, its release workflow and the rights of the groups. Safe to repeat."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page, Site, Workflow, WorkflowPage, WorkflowTask

from cms.accounts import groups
from cms.organisation.models import SecondPersonTask

from .languages import ALL, ENGLISH, GERMAN, SIMPLE, locale_for
from .models import ServiceLibraryPage

LIBRARIES = {
    GERMAN: ("Leistungen", "bibliothek"),
    SIMPLE: ("Leistungen in Leichter Sprache", "bibliothek-de-simple"),
    ENGLISH: ("Leistungen auf Englisch", "bibliothek-en"),
}
RELEASE = "Freigabe durch eine zweite Person"

# Nobody gets the right to publish: it would let its holder pass the second person by.
MAY_EDIT = ("add_page", "change_page")
MAY_RELEASE = ("change_page", "lock_page", "unlock_page")
SUBJECT_RIGHTS = tuple(
    f"{verb}_{subject}" for verb in ("view", "add", "change", "delete") for subject in ("topic", "lifesituation")
)
AGENT_NOTE_RIGHTS = ("view_agentnote", "add_agentnote", "change_agentnote")


def library(language: str = GERMAN) -> ServiceLibraryPage:
    """The root of the shared services of a language, made if it is missing."""
    found = ServiceLibraryPage.objects.filter(locale__language_code=language).first()
    if found is not None:
        return found
    title, slug = LIBRARIES[language]
    page = ServiceLibraryPage(title=title, slug=slug, locale=locale_for(language))
    if language != GERMAN:
        page.translation_key = library().translation_key
    root().add_child(instance=page)
    return page


def root() -> Page:
    """The root of all pages; Wagtail's migrations make it, an emptied database has lost it."""
    locale_for(GERMAN)
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def release_workflow() -> Workflow:
    """The one way to publish: somebody else of the group of approvers agrees."""
    workflow, _ = Workflow.objects.get_or_create(name=RELEASE)
    if not workflow.workflow_tasks.exists():
        task, _ = SecondPersonTask.objects.get_or_create(name=RELEASE)
        task.groups.add(Group.objects.get_or_create(name=groups.APPROVER)[0])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def release_through(workflow: Workflow, page: Page) -> None:
    """Pages from here down are published by this workflow, if no other is set for them."""
    WorkflowPage.objects.get_or_create(page=Page(pk=page.pk), defaults={"workflow": workflow})


def grant(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    """Give a group rights on a page and everything below it."""
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
        GroupPagePermission.objects.get_or_create(group=group, page=Page(pk=page.pk), permission=permission)


def take_back(group: Group, page: Page) -> None:
    """Take a group's rights on a page and everything below it; what it has further down it keeps."""
    GroupPagePermission.objects.filter(group=group, page_id=page.pk).delete()


def set_up() -> None:
    """Everything above; the centre's groups and its approvers work on the library."""
    without_wagtails_example()
    for language in ALL:
        shelf = library(language)
        release_through(release_workflow(), shelf)
        grant(Group.objects.get_or_create(name=groups.CENTRAL_EDITOR)[0], shelf, MAY_EDIT)
        grant(Group.objects.get_or_create(name=groups.APPROVER)[0], shelf, MAY_RELEASE)
    # An earlier version gave them every page of every partner.
    take_back(Group.objects.get(name=groups.APPROVER), root())
    notes = Permission.objects.filter(content_type__app_label="catalogue", codename__in=AGENT_NOTE_RIGHTS)
    for name in (groups.AGENT, groups.CENTRAL_EDITOR, groups.CENTRE_LEAD):
        Group.objects.get_or_create(name=name)[0].permissions.add(*notes)
    end_of_a_note = Permission.objects.get(content_type__app_label="catalogue", codename="delete_agentnote")
    Group.objects.get(name=groups.CENTRE_LEAD).permissions.add(end_of_a_note)
    subjects = Permission.objects.filter(content_type__app_label="catalogue", codename__in=SUBJECT_RIGHTS)
    Group.objects.get(name=groups.CENTRAL_EDITOR).permissions.add(*subjects)
    door = Permission.objects.get(content_type__app_label="catalogue", codename="take_down")
    Group.objects.get(name=groups.APPROVER).permissions.add(door)


def without_wagtails_example() -> None:
    """Remove what Wagtail's migrations leave: a welcome page with its site, two groups with the right to publish."""
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page", title__startswith="Welcome").first()
    if welcome is not None and welcome.numchild == 0:
        Site.objects.filter(root_page=welcome, partner__isnull=True).delete()
        welcome.delete()
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True, partner__isnull=True).delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states__isnull=True).delete()
