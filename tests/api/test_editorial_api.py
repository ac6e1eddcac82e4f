"""Wagtail's API serves editorial pages and their files, and never what belongs to a service, an agent or a draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex

from cms.pages.models import EditorialPage
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, home_of
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db

HERE = {"host": "lindenfurt.localhost"}


def picture(title: str):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def page_with(partner, image, *, more: str = "", live: bool = True) -> EditorialPage:
    body = f'<p>Der Markt.</p><embed embedtype="image" id="{image.pk}" format="left" alt="Markt"/>'
    page = EditorialPage(title=image.title, slug=f"seite-{image.pk}", body=body + more, live=live)
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


ODD = [
    "search=%00",
    "site=boese.example",
    "site=lindenfurt.localhost:x",
    "id=abc",
    "id=99999999999999999999",
    "id=-1",
    "type=auth.User",
    "type=gibt.es.nicht",
    "child_of=x",
    "child_of=99999999999999999999999",
    "descendant_of=abc",
    "translation_of=0",
    "locale=xx",
    "order=geheim",
    "order=random&offset=1",
    "fields=geheim",
    "fields=" + "parent(" * 25,
    "fields=" + "x" * 5000,
    "limit=-1",
    "limit=1000",
    "offset=-5",
    "offset=x",
    "first_published_at=gestern",
    "slug=%F0%9F%98%80",
    "search=x&search_operator=wild",
]


@pytest.mark.parametrize("query", ODD, ids=[query[:24] for query in ODD])
def test_an_odd_question_is_no_fault_of_ours(client, lindenfurt, query):
    for kind in ("pages", "images", "documents"):
        for path in (f"/api/v2/{kind}/", f"/api/v2/{kind}/find/"):
            answer = client.get(f"{path}?{query}", headers=HERE)

            assert answer.status_code in (200, 400, 404), path
            assert answer["Content-Type"] == (
                "application/json" if answer.status_code == 200 else "application/problem+json"
            )
    assert client.get("/api/v2/pages/99999999999999999999999/", headers=HERE).status_code == 404


def test_addresses_are_those_of_the_host_asked_behind_a_proxy_too(client, lindenfurt, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    elsewhere = PartnerFactory(site__hostname="erlenfeld.localhost")
    there = page_with(elsewhere, picture("Dorfplatz"))
    here = page_with(lindenfurt, picture("Marktplatz"), more=f'<p><a linktype="page" id="{there.pk}">Nachbarn</a></p>')
    headers = {"host": "lindenfurt.localhost", "X-Forwarded-Proto": "https"}

    page = client.get(f"/api/v2/pages/{here.pk}/", headers=headers).json()
    image = client.get("/api/v2/images/", headers=headers).json()["items"][0]

    assert page["meta"]["detail_url"] == f"https://lindenfurt.localhost/api/v2/pages/{here.pk}/"
    assert page["meta"]["html_url"] == f"https://lindenfurt.localhost/{here.slug}/"
    assert page["meta"]["parent"]["meta"]["html_url"] == "https://lindenfurt.localhost/"
    assert f'<a href="https://erlenfeld.localhost/{there.slug}/">Nachbarn</a>' in page["body"]["html"]
    assert 'src="https://lindenfurt.localhost/media/images/' in page["body"]["html"]
    assert "data-block-key" not in page["body"]["html"]
    assert page["body"]["text"] == "Der Markt.\nNachbarn"
    assert image["meta"]["download_url"].startswith("https://lindenfurt.localhost/media/")
    assert image["meta"]["detail_url"].startswith("https://lindenfurt.localhost/api/v2/images/")


def test_a_page_is_found_by_its_path_under_the_port_asked(client, lindenfurt):
    page = page_with(lindenfurt, picture("Marktplatz"))
    headers = {"host": "lindenfurt.localhost:8123"}

    found = client.get(f"/api/v2/pages/find/?html_path=/{page.slug}/", headers=headers)
    detail = client.get(found["Location"], headers=headers).json()

    assert found.status_code == 302
    assert detail["meta"]["html_url"] == f"http://lindenfurt.localhost:8123/{page.slug}/"


def test_only_the_fields_on_the_list_are_shown(client, lindenfurt):
    page = page_with(lindenfurt, picture("Marktplatz"))

    said = client.get(f"/api/v2/pages/{page.pk}/?fields=*", headers=HERE).json()
    listed = client.get("/api/v2/pages/?fields=*", headers=HERE).json()["items"]

    meta = {
        "type",
        "detail_url",
        "html_url",
        "slug",
        "seo_title",
        "search_description",
        "first_published_at",
        "last_published_at",
        "parent",
        "locale",
    }
    assert set(said) == {"id", "meta", "title", "body"}
    assert set(said["meta"]) == meta
    assert {name for each in listed for name in each["meta"]} == meta - {"parent"}
    for hidden in ("owner", "live", "latest_revision", "draft_title", "search_index_entries", "tags"):
        assert client.get(f"/api/v2/pages/?fields={hidden}", headers=HERE).status_code == 400
        assert client.get(f"/api/v2/pages/?{hidden}=1", headers=HERE).status_code == 400


def test_a_list_of_pages_costs_the_same_however_long(client, lindenfurt, django_assert_num_queries):
    page_with(lindenfurt, picture("Eins"))
    client.get("/api/v2/pages/", headers=HERE)
    with CaptureQueriesContext(connection) as few:
        client.get("/api/v2/pages/", headers=HERE)
    for number in range(5):
        page_with(lindenfurt, picture(f"Noch {number}"))

    with django_assert_num_queries(len(few)):
        answer = client.get("/api/v2/pages/", headers=HERE)

    assert len(answer.json()["items"]) == 7
