"""Pages by cursor: every row once, in both directions, whatever comes or goes meanwhile."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing

from cms.organisation.models import Partner, Place
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def walk(client, address: str, direction: str = "next") -> list[dict]:
    """Every page from an address on."""
    pages = []
    while address:
        page = client.get(address).json()
        pages.append(page)
        address = page[direction]
    return pages


def names(pages: list[dict]) -> list[str]:
    return [row["name"] for page in pages for row in page["results"]]


@pytest.fixture
def partners():
    return [
        PartnerFactory(name=f"Gemeinde {letter}", slug=f"g-{letter.lower()}", triage_department=False)
        for letter in "GDABEFC"
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
def test_every_row_comes_once_there_and_back(client, partners, limit):
    forwards = walk(client, f"/api/v1/partners/?limit={limit}")
    backwards = [forwards[-1], *walk(client, forwards[-1]["previous"], "previous")]

    in_order = sorted(partner.name for partner in partners)
    assert names(forwards) == in_order
    assert names(backwards[::-1]) == in_order
    assert all(len(page["results"]) == limit for page in forwards[:-1])
    assert forwards[0]["previous"] is None
    assert forwards[-1]["next"] is None
    assert backwards[-1]["previous"] is None


def test_rows_of_the_same_name_are_told_apart(client):
    for number in range(5):
        Place.objects.create(name="Neustadt", kind="postcode", postcode=f"1000{number}", served_by="Land")

    pages = walk(client, "/api/v1/places/?limit=2&name=neu")

    assert [row["postcode"] for page in pages for row in page["results"]] == [f"1000{n}" for n in range(5)]


def test_what_comes_or_goes_meanwhile_moves_nothing(client, partners):
    first = client.get("/api/v1/partners/?limit=3").json()

    Partner.objects.filter(slug__in=["g-a", "g-c"]).delete()
    PartnerFactory(name="Gemeinde AA")
    rest = walk(client, first["next"])

    assert names([first, *rest]) == [f"Gemeinde {letter}" for letter in "ABCDEFG"]


def test_links_are_whole_and_keep_what_was_asked(client, partners):
    page = client.get("/api/v1/places/?limit=1&kind=town&name=Alt", headers={"host": "erlenfeld.localhost:8123"}).json()
    assert page == {"next": None, "previous": None, "results": []}
    for name in ("Altdorf", "Altstadt", "Neustadt"):
        Place.objects.create(name=name, kind="town", served_by="Land")

    link = urlsplit(
        client.get("/api/v1/places/?limit=1&kind=town&name=Alt", headers={"host": "erlenfeld.localhost:8123"}).json()[
            "next"
        ]
    )

    assert (link.scheme, link.netloc, link.path) == ("http", "erlenfeld.localhost:8123", "/api/v1/places/")
    query = parse_qs(link.query)
    assert (query["limit"], query["kind"], query["name"]) == (["1"], ["town"], ["Alt"])
    assert [row["name"] for row in client.get(f"{link.path}?{link.query}").json()["results"]] == ["Altstadt"]


def test_a_page_that_is_empty_by_now_is_no_error(client, partners):
    link = client.get("/api/v1/partners/?limit=6").json()["next"]
    Partner.objects.filter(slug="g-g").delete()

    assert client.get(link).json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    "change", [lambda cursor: cursor[:-1], lambda cursor: "x" + cursor, lambda cursor: cursor[::-1]]
)
def test_a_cursor_that_somebody_changed_is_refused(client, partners, change):
    link = client.get("/api/v1/partners/?limit=1").json()["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]

    answer = client.get("/api/v1/partners/", {"limit": 1, "cursor": change(cursor)})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "cursor"


def test_a_cursor_of_another_list_is_refused(client, partners):
    link = client.get("/api/v1/partners/?limit=1").json()["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]

    assert client.get("/api/v1/places/", {"cursor": cursor}).status_code == 400


def test_a_cursor_signed_for_another_use_is_refused(client, partners):
    elsewhere = signing.dumps(["partners", "next", "Gemeinde A", 1], salt="something.else")

    assert client.get("/api/v1/partners/", {"cursor": elsewhere}).status_code == 400
