"""Wagtail's API serves editorial pages and their files, and never what belongs to a service, an agent or a draft."""

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex

from cms.pages.models import EditorialPage
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, home_of
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db

HERE = {"host": "lindenfurt.localhost"}


@pytest.fixture
def lindenfurt():
    return PartnerFactory(site__hostname="lindenfurt.localhost")


def picture(title: str):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def page_with(partner, image, *, live: bool = True) -> EditorialPage:
    body = f'<p>Der Markt.</p><embed embedtype="image" id="{image.pk}" format="left" alt="Markt"/>'
    page = EditorialPage(title=image.title, slug=f"seite-{image.pk}", body=body, live=live)
    home_of(partner).add_child(instance=page)
    ReferenceIndex.create_or_update_for_object(page)
    return page


def test_only_home_and_editorial_pages_are_listed(client, lindenfurt):
    LocalServicePageFactory(partner=lindenfurt, service=ServicePageFactory(title="Heiraten"))

    answer = client.get("/api/v2/pages/", headers=HERE)

    assert {page["meta"]["type"] for page in answer.json()["items"]} == {"pages.HomePage"}


def test_a_picture_on_a_live_page_is_listed_under_its_own_host_only(client, lindenfurt):
    elsewhere = PartnerFactory(site__hostname="erlenfeld.localhost")
    home_of(elsewhere)
    page_with(lindenfurt, picture("Marktplatz"))

    assert [image["title"] for image in client.get("/api/v2/images/", headers=HERE).json()["items"]] == ["Marktplatz"]
    assert client.get("/api/v2/images/", headers={"host": "erlenfeld.localhost"}).json()["items"] == []


def test_what_nobody_has_released_is_no_ones_business(client, lindenfurt):
    unused, drafted = picture("Hochgeladen"), picture("Entwurf")
    page_with(lindenfurt, drafted, live=False)

    assert client.get("/api/v2/images/", headers=HERE).json()["items"] == []
    for image in (unused, drafted):
        assert client.get(f"/api/v2/images/{image.pk}/", headers=HERE).status_code == 404


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_a_nul_is_a_bad_request(client, lindenfurt, kind):
    home_of(lindenfurt)

    assert client.get(f"/api/v2/{kind}/?search=%00", headers=HERE).status_code == 400
