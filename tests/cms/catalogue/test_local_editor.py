"""A partner's editor sees what the shared page says, and learns when it says something else."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Actor, Event
from cms.catalogue import actions
from cms.catalogue.errors import MayNotEdit
from cms.catalogue.models import LocalServicePage, LocalServicesPage
from cms.pages.actions import open_town_hall
from tests.cms.catalogue.admin_forms import local_form
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moorbach():
    partner = PartnerFactory(name="Moorbach", site=None)
    open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    return partner


@pytest.fixture
def karl(moorbach):
    return UserFactory(first_name="Karl", groups=[moorbach.editors])


@pytest.fixture
def nadia():
    """An editor of another partner."""
    other = PartnerFactory(name="Erlenfeld", site=None)
    open_town_hall(other, hostname="erlenfeld.localhost", by=Actor.system("tests"))
    return UserFactory(first_name="Nadia", groups=[other.editors])


@pytest.fixture
def service(moorbach):
    mapping = MappingFactory(office__department__partner=moorbach, office__name="Bürgerbüro Moorbach")
    return ServicePageFactory(
        title="Hund anmelden",
        responsibility=mapping.responsibility,
        fees=[("fee", {"label": "Marke", "amount": Decimal("5.00")})],
        documents=[("document", {"name": "Impfpass", "kind": "original"})],
        processing_time="3 Wochen",
        spoken_answer="Kommen Sie vorbei.",
        full_text="<p>Jeder Hund wird angemeldet.</p>",
    )


@pytest.fixture
def local(client, moorbach, karl, service):
    folder = LocalServicesPage.objects.get(path__startswith=moorbach.site.root_page.path)
    client.force_login(karl)
    client.post(
        reverse("wagtailadmin_pages:add", args=("catalogue", "localservicepage", folder.pk)), local_form(service)
    )
    return LocalServicePage.objects.get()


def say_something_else(service):
    service.processing_time = "5 Wochen"
    service.save_revision().publish()
    service.refresh_from_db()


def test_the_editor_shows_per_part_what_the_shared_page_says_now(client, karl, local):
    client.force_login(karl)

    screen = client.get(reverse("wagtailadmin_pages:edit", args=[local.pk])).content.decode()

    for words in (
        "Marke: 5,00 €",
        "Impfpass, Original",
        "3 Wochen",
        "Kommen Sie vorbei.",
        "Bürgerbüro Moorbach",
        "Jeder Hund wird angemeldet.",
    ):
        assert words in screen


def test_who_writes_it_has_looked_at_the_shared_page(client, karl, local, service):
    assert not local.is_behind
    say_something_else(service)
    assert LocalServicePage.objects.behind().get() == local

    client.post(reverse("wagtailadmin_pages:edit", args=[local.pk]), local_form(service, spoken_answer="Nur montags."))

    assert not LocalServicePage.objects.behind().exists()


def test_a_release_of_the_local_page_does_not_count_as_looking(local, service):
    revision = local.get_latest_revision()
    say_something_else(service)

    revision.publish()

    assert LocalServicePage.objects.get().is_behind


def test_the_button_says_that_it_still_holds_and_shows_what_changed(client, karl, local, service):
    say_something_else(service)
    address = reverse("catalogue_shared_changes", args=[local.pk])
    client.force_login(karl)

    screen = client.get(address).content.decode()
    assert "Bearbeitungsdauer" in screen
    assert '<span class="addition">5</span>' in screen
    assert "Impfpass" not in screen

    client.post(address)
    assert not LocalServicePage.objects.behind().exists()
    event = Event.objects.about(local).get(verb="shared_page_looked_at")
    assert event.actor_key == str(karl.pk)


@pytest.mark.parametrize("groups", [[AGENT], [APPROVER], [CENTRAL_EDITOR], []])
def test_the_wrong_person_neither_sees_nor_presses_it(client, local, service, groups):
    say_something_else(service)
    client.force_login(UserFactory(groups=groups))
    address = reverse("catalogue_shared_changes", args=[local.pk])

    answers = [client.get(address), client.post(address)]

    assert all(answer.status_code in (302, 403) for answer in answers)
    assert LocalServicePage.objects.behind().exists()


def test_nor_does_another_partners_editor_or_nobody(client, nadia, local, service):
    say_something_else(service)
    address = reverse("catalogue_shared_changes", args=[local.pk])
    client.force_login(nadia)
    assert client.post(address).status_code in (302, 403)
    with pytest.raises(MayNotEdit):
        actions.look_at_shared_page(local, by=nadia)

    client.logout()
    assert client.post(address).status_code == 302

    assert LocalServicePage.objects.behind().exists()


def test_the_list_names_it_to_its_editors_only(client, karl, nadia, local, service):
    say_something_else(service)
    address = reverse("catalogue_changed_shared_pages")
    for person, sees in ((karl, True), (nadia, False)):
        client.force_login(person)
        assert ("Hund anmelden" in client.get(address).content.decode()) == sees
    client.force_login(UserFactory(groups=[AGENT]))
    assert client.get(address).status_code == 302
