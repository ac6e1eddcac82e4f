"""Wagtail's addresses that tell everybody who knows a key: here only those whom the page or the file concerns."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from cms.accounts.groups import CENTRAL_EDITOR
from cms.audit.models import Actor
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage
from tests.factories.accounts import UserFactory
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db
SECRET = "Geheimes aus Moorbach"


@pytest.fixture
def moorbach():
    partner = PartnerFactory(site=None, name="Moorbach")
    open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    return partner


@pytest.fixture
def draft(moorbach):
    moorbach.refresh_from_db()
    page = EditorialPage(title=SECRET, slug="geheim", live=False)
    moorbach.site.root_page.add_child(instance=page)
    return page


@pytest.fixture
def karl(moorbach):
    return UserFactory(groups=[moorbach.editors])


@pytest.fixture
def nadia():
    """An editor of another partner, with a page of her own."""
    partner = PartnerFactory(site=None, name="Erlenfeld")
    home = open_town_hall(partner, hostname="erlenfeld.localhost", by=Actor.system("tests"))
    home.add_child(instance=EditorialPage(title="Eigenes", slug="eigenes", live=False))
    return UserFactory(groups=[partner.editors])


def own_page() -> EditorialPage:
    return EditorialPage.objects.get(slug="eigenes")


def ways_to_a_page(page) -> list[str]:
    many = [
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", verb])
        for verb in ("delete", "move", "publish", "unpublish")
    ]
    return [
        reverse("wagtailadmin_pages:move_confirm", args=[page.pk, page.get_parent().pk]),
        reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={page.pk}",
        *(f"{address}?id={page.pk}" for address in many),
    ]


def test_a_page_another_partner_is_writing_stays_unnamed(client, draft, karl, nadia):
    client.force_login(nadia)

    for address in ways_to_a_page(draft):
        assert SECRET not in client.get(address, follow=True).content.decode(), address
    client.force_login(karl)
    for address in ways_to_a_page(draft)[1:4]:
        assert SECRET in client.get(address).content.decode(), address


def test_nor_is_it_named_as_the_place_to_move_to(client, draft, nadia):
    client.force_login(nadia)

    answer = client.get(reverse("wagtailadmin_pages:move_confirm", args=[own_page().pk, draft.pk]), follow=True)

    assert SECRET not in answer.content.decode()


def test_choosing_everything_takes_in_what_is_hers(client, draft, nadia):
    client.force_login(nadia)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    page = client.get(f"{address}?id=all").content.decode()

    assert SECRET not in page
    assert "Eigenes" in page


def test_whether_a_page_waits_for_its_release_is_told_to_who_explores_it(client, draft, karl, nadia):
    draft.save_revision(user=karl)
    draft.get_workflow().start(draft, karl)
    address = reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[draft.pk])

    client.force_login(nadia)
    assert client.get(address).status_code == 302
    client.force_login(karl)
    assert client.get(address).json()["step"] == "confirm"


def test_an_odd_key_is_no_page(client, nadia):
    client.force_login(nadia)

    assert client.get(reverse("wagtailadmin_choose_page_chosen_multiple") + "?id=x").status_code == 302


@pytest.fixture
def files(moorbach):
    collection = Collection.objects.get(name="Moorbach")
    picture = Image.objects.create(title=SECRET, file=get_test_image_file(), collection=collection)
    paper = Document(title=SECRET, collection=collection)
    paper.file.save("geheim.txt", ContentFile(b"x"))
    return picture, paper


def test_files_of_another_partner_stay_unnamed(client, files, karl, nadia):
    picture, paper = files
    addresses = [
        reverse("wagtailimages_chooser:select_format", args=[picture.pk]),
        reverse("wagtailadmin_api:images:listing"),
        reverse("wagtailadmin_api:documents:listing"),
        *(f"/admin/bulk/wagtailimages/image/{verb}/?id={picture.pk}" for verb in ("delete", "add_tags")),
        *(f"/admin/bulk/wagtaildocs/document/{verb}/?id={paper.pk}" for verb in ("delete", "add_to_collection")),
    ]

    client.force_login(nadia)
    for address in addresses:
        assert SECRET not in client.get(address, follow=True).content.decode(), address
    assert client.get(reverse("wagtailadmin_api:images:detail", args=[picture.pk])).status_code == 404
    assert client.get(reverse("wagtailadmin_api:documents:detail", args=[paper.pk])).status_code == 404
    client.force_login(karl)
    for address in addresses:
        assert SECRET in client.get(address).content.decode(), address


def test_what_was_written_last_of_every_kind_is_for_the_centre(client, draft, nadia):
    address = reverse("wagtailadmin_reports:page_types_usage")

    client.force_login(nadia)
    assert client.get(address).status_code == 302
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))
    assert client.get(address).status_code == 200
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()


def test_nobody_is_sent_to_the_door(anonymous, draft):
    for address in ways_to_a_page(draft):
        assert anonymous.get(address).url.startswith("/anmelden/"), address
