"""Partners, places, departments, offices, topics and notices over the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.catalogue.models import Notice
from cms.organisation.models import Place
from tests.factories.catalogue import LifeSituationFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import (
    ClosureFactory,
    ContactPointFactory,
    DepartmentFactory,
    OfficeFactory,
    PartnerFactory,
    open_weekdays,
)

pytestmark = pytest.mark.django_db

MONDAY = datetime(2031, 3, 3, 9, tzinfo=UTC)  # 10:00 in Germany


def rows(client, path: str, **query) -> list[dict]:
    return client.get(path, {"partner": "lindenfurt", **query}).json()["results"]


def test_a_partner_shows_its_public_facts_and_nothing_else(client, lindenfurt):
    lindenfurt.municipality_key = "06534014"
    lindenfurt.phone = "06421 5550"
    lindenfurt.save()

    said = client.get("/api/v1/partners/lindenfurt/", headers={"host": "erlenfeld.localhost:8123"}).json()

    assert said == {
        "slug": "lindenfurt",
        "name": "Stadt Lindenfurt",
        "kind": "town",
        "land": "HE",
        "municipality_key": "06534014",
        "phone": "06421 5550",
        "service_level": "full",
        "languages": ["de"],
        "colour": "",
        "colour_dark": "",
        "logo": None,
        "url": "http://erlenfeld.localhost:8123/api/v1/partners/lindenfurt/",
        "html_url": "http://lindenfurt.localhost:8123/",
    }
    assert client.get("/api/v1/partners/?municipality_key=06 5 34 014").json()["results"] == [
        {**said, "url": "http://testserver/api/v1/partners/lindenfurt/", "html_url": "http://lindenfurt.localhost/"}
    ]
    assert client.get("/api/v1/partners/?municipality_key=06534015").json()["results"] == []


def test_a_partner_without_a_site_has_no_page(client):
    PartnerFactory(slug="ohne", site=None)

    assert client.get("/api/v1/partners/ohne/").json()["html_url"] is None


def test_a_place_leads_to_its_partner_or_says_who_else(client, town):
    Place.objects.create(
        name="Anderort", kind="town", postcode="35001", served_by="Stadt Anderort", served_by_phone="06400 1"
    )

    found = client.get("/api/v1/places/?name=lind").json()["results"]
    other = client.get("/api/v1/places/?postcode=35001").json()["results"][0]

    assert [place["partner"]["slug"] for place in found] == ["lindenfurt"]
    assert found[0]["served_by"] is None
    assert client.get(found[0]["partner"]["url"]).status_code == 200
    assert other["partner"] is None
    assert other["served_by"] == {"name": "Stadt Anderort", "phone": "06400 1", "url": ""}
    assert [place["name"] for place in rows(client, "/api/v1/places/", kind="town")] == ["Lindenfurt"]


def test_a_department_names_what_it_belongs_to_and_where_it_is(client, town):
    below = DepartmentFactory(partner=town.partner, parent=town.department, name="Meldewesen", description="Umziehen.")
    DepartmentFactory(partner=town.partner, name="Aufgelöst", ended_on=timezone.localdate())
    DepartmentFactory(name="Fremd")

    found = {each["slug"]: each for each in rows(client, "/api/v1/departments/")}

    assert set(found) == {"zentrale", "buergerdienste", "meldewesen"}
    assert found["meldewesen"]["parent"]["slug"] == "buergerdienste"
    assert found["meldewesen"]["description"] == "Umziehen."
    assert [office["slug"] for office in found["buergerdienste"]["offices"]] == ["buergerbuero"]
    assert found["meldewesen"]["html_url"] == f"http://lindenfurt.localhost/aemter/{below.slug}/"
    assert client.get(found["meldewesen"]["url"]).json() == found["meldewesen"]
    assert client.get("/api/v1/departments/aufgeloest/?partner=lindenfurt").status_code == 404


@pytest.mark.parametrize(
    ("moment", "is_open", "closes", "opens"),
    [
        (MONDAY, True, "2031-03-03T16:00:00+01:00", None),
        (MONDAY + timedelta(hours=8), False, None, "2031-03-04T08:00:00+01:00"),
        (MONDAY + timedelta(days=5), False, None, "2031-03-10T08:00:00+01:00"),
    ],
)
def test_an_office_says_whether_it_is_open_now(client, town, monkeypatch, moment, is_open, closes, opens):
    monkeypatch.setattr(timezone, "now", lambda: moment)

    said = client.get("/api/v1/offices/buergerbuero/?partner=lindenfurt").json()

    hours = said["hours"]
    assert (hours["is_known"], hours["open_now"], hours["closes_at"], hours["opens_at"]) == (
        True,
        is_open,
        closes,
        opens,
    )
    assert len(hours["days"]) == 7
    assert hours["days"][0]["date"] == timezone.localdate(moment).isoformat()
    assert said["location"]["latitude"] == 50.123456
    assert said["html_url"] == "http://lindenfurt.localhost/dienststellen/buergerbuero/"
    assert rows(client, "/api/v1/offices/") == [said]


def test_the_telephone_has_hours_of_its_own_and_closures_hold_for_both(client, town, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MONDAY + timedelta(hours=3))  # 13:00
    office, phone = hours_of(client)
    assert (office["open_now"], phone["open_now"]) == (True, False)

    ClosureFactory(department=town.department, starts_at=MONDAY, ends_at=MONDAY + timedelta(days=1), reason="Umzug")

    office, phone = hours_of(client)
    assert (office["open_now"], phone["open_now"]) == (False, False)
    assert office["days"][0]["note"] == "Umzug"


def hours_of(client) -> tuple[dict, dict]:
    said = client.get("/api/v1/offices/buergerbuero/?partner=lindenfurt").json()
    return said["hours"], said["phones"][0]["hours"]


def test_an_office_without_hours_says_that_none_are_known(client, town):
    OfficeFactory(department=town.department, name="Außenstelle", slug="aussenstelle")

    said = client.get("/api/v1/offices/aussenstelle/?partner=lindenfurt").json()["hours"]

    assert (said["is_known"], said["open_now"], said["opens_at"]) == (False, False, None)


def test_offices_of_one_department_only(client, town):
    other = DepartmentFactory(partner=town.partner, name="Bauamt", slug="bauamt")
    OfficeFactory(department=other, name="Bauhof")
    elsewhere = DepartmentFactory(name="Fremd", slug="fremd")
    OfficeFactory(department=elsewhere, name="Fremdes Büro")

    assert [office["name"] for office in rows(client, "/api/v1/offices/", department="bauamt")] == ["Bauhof"]
    assert len(rows(client, "/api/v1/offices/")) == 2
    refused = client.get("/api/v1/offices/", {"partner": "lindenfurt", "department": "fremd"})
    assert refused.status_code == 400
    assert client.get("/api/v1/offices/fremdes-buero/?partner=lindenfurt").status_code == 404


def test_topics_and_life_situations_count_what_is_offered(client, town):
    TopicFactory(name="Leer")
    ServicePageFactory(topics=[TopicFactory(name="Woanders")])
    ServicePageFactory(title="Entwurf", live=False, topics=[town.topic], responsibility=town.responsibility)
    LifeSituationFactory(name="Leer")

    topics, situations = rows(client, "/api/v1/topics/"), rows(client, "/api/v1/life-situations/")

    assert [(each["slug"], each["services"]) for each in topics] == [("tiere", 1)]
    assert [(each["slug"], each["services"]) for each in situations] == [("hund-halten", 1)]
    for each in (*topics, *situations):
        assert [service["slug"] for service in client.get(each["services_url"]).json()["results"]] == ["hund-anmelden"]


def test_notices_that_hold_now_name_only_what_is_public_here(client, town):
    now = timezone.now()

    def notice(text: str, starts: int, ends: int, **fields) -> Notice:
        start, end = now + timedelta(hours=starts), now + timedelta(hours=ends)
        return Notice.objects.create(text=text, starts_at=start, ends_at=end, **fields)

    shown = notice("Heute zu.", -1, 1, text_en="Closed today.", partner=town.partner, banner=True)
    shown.departments.add(town.department, DepartmentFactory())
    shown.offices.add(town.office, OfficeFactory())
    shown.services.add(town.service, ServicePageFactory(live=False, responsibility=town.responsibility))
    notice("Für alle.", -1, 1)
    notice("Morgen.", 24, 25, partner=town.partner)
    notice("Gestern.", -25, -24, partner=town.partner)
    notice("Fremd.", -1, 1, partner=PartnerFactory())

    found = rows(client, "/api/v1/notices/")

    assert [each["text"] for each in found] == ["Heute zu.", "Für alle."]
    assert (found[0]["text_en"], found[0]["banner"]) == ("Closed today.", True)
    for kind, slug in (("departments", "buergerdienste"), ("offices", "buergerbuero"), ("services", "hund-anmelden")):
        assert [each["slug"] for each in found[0][kind]] == [slug]
        assert client.get(found[0][kind][0]["url"]).status_code == 200


def test_lists_cost_the_same_however_long(client, town, django_assert_num_queries):
    paths = ["departments", "offices", "places", "topics", "life-situations", "notices", "partners"]
    now = timezone.now()

    def ask(path: str):
        query = "" if path == "partners" else "?partner=lindenfurt"
        answer = client.get(f"/api/v1/{path}/{query}")
        assert answer.status_code == 200
        return answer.json()["results"]

    def more(number: int) -> None:
        department = DepartmentFactory(partner=town.partner, parent=town.department)
        office = OfficeFactory(department=department)
        open_weekdays(office)
        open_weekdays(ContactPointFactory(office=office))
        topic, situation = TopicFactory(), LifeSituationFactory()
        service = ServicePageFactory(responsibility=town.responsibility, topics=[topic], life_situations=[situation])
        notice = Notice.objects.create(text="x", starts_at=now, ends_at=now + timedelta(hours=1))
        notice.departments.add(department)
        notice.offices.add(office)
        notice.services.add(service)
        Place.objects.create(name=f"Ort {number}", kind="town", partner=town.partner)

    more(0)
    cost = {}
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            ask(path)
        cost[path] = len(queries)
    for number in range(1, 4):
        more(number)
    PartnerFactory()

    for path in paths:
        with django_assert_num_queries(cost[path]):
            assert len(ask(path)) >= 2


def test_the_first_address_leads_everywhere(client, lindenfurt):
    index = client.get("/api/v1/").json()

    for name in ("agent_search", "items"):  # for programs with a token
        assert client.get(index.pop(name)).status_code == 401, name
    for name in ("cases", "promise", "files"):  # there one sends
        assert client.get(index.pop(name)).status_code == 405, name
    for name, address in index.items():
        answer = client.get(address, {} if name in ("schema", "docs", "partners") else {"partner": "lindenfurt"})
        assert answer.status_code == 200, name
