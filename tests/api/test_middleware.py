"""What every answer of the API has: an ETag that is never stale, an allowance, and open doors for other sites."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from api import throttle
from cms.catalogue.models import Notice
from tests.factories.catalogue import LocalServicePageFactory
from tests.factories.organisation import ClosureFactory

pytestmark = pytest.mark.django_db

SERVICE = "/api/v1/services/hund-anmelden/?partner=lindenfurt"
MONDAY = datetime(2031, 3, 3, tzinfo=UTC)  # Berlin is an hour ahead


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is for the API."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    set_to(MONDAY.replace(hour=9))
    return set_to


def again(client, path: str, answer):
    return client.get(path, headers={"If-None-Match": answer["ETag"]})


# ETags


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/",
        "/api/v1/partners/",
        "/api/v1/services/?partner=lindenfurt",
        SERVICE,
        "/api/v1/offices/?partner=lindenfurt",
        "/api/v1/schema/",
        "/api/v1/docs/",
        "/api/v2/pages/",
    ],
)
def test_what_has_not_changed_is_not_sent_again(client, town, clock, path):
    headers = {"host": "lindenfurt.localhost"}
    first = client.get(path, headers=headers)

    second = client.get(path, headers={**headers, "If-None-Match": first["ETag"]})
    other = client.get(path, headers={**headers, "If-None-Match": '"something-else"'})
    head = client.head(path, headers=headers)

    assert first["Cache-Control"] == "public, no-cache"
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"] == head["ETag"]
    assert second["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in second
    assert (head.status_code, head.content) == (200, b"")
    assert other.content == first.content


def test_an_office_that_closes_is_another_answer(client, town, clock):
    path = "/api/v1/offices/buergerbuero/?partner=lindenfurt"
    clock(MONDAY.replace(hour=14, minute=59, second=59))
    before = client.get(path)
    clock(MONDAY.replace(hour=15))  # 16:00 in Germany

    after = again(client, path, before)

    assert before.json()["hours"]["open_now"] is True
    assert after.status_code == 200
    assert after.json()["hours"]["open_now"] is False


def test_a_closure_entered_now_is_another_answer_for_office_list_and_service(client, town, clock):
    paths = ["/api/v1/offices/buergerbuero/?partner=lindenfurt", "/api/v1/offices/?partner=lindenfurt", SERVICE]
    before = {path: client.get(path) for path in paths}
    assert all(again(client, path, before[path]).status_code == 304 for path in paths)

    now = timezone.now()
    ClosureFactory(department=town.department, starts_at=now, ends_at=now + timedelta(hours=2))

    for path in paths:
        after = again(client, path, before[path])
        assert after.status_code == 200
        assert '"open_now":false' in after.content.decode().replace(" ", "")


def test_a_deviation_of_the_partner_is_another_answer(client, town, clock):
    before = client.get(SERVICE)

    LocalServicePageFactory(partner=town.partner, service=town.service, local_text="<p>Bei uns am See.</p>")

    after = again(client, SERVICE, before)
    assert after.status_code == 200
    assert after.json()["local_text"]["text"] == "Bei uns am See."


def test_a_notice_comes_and_goes_by_itself(client, town, clock):
    start = MONDAY.replace(hour=10)
    notice = Notice.objects.create(text="Heute zu.", starts_at=start, ends_at=start + timedelta(minutes=20))
    notice.offices.add(town.office)
    clock(start - timedelta(seconds=1))
    before = client.get(SERVICE)
    clock(start)
    during = again(client, SERVICE, before)
    clock(start + timedelta(minutes=20))
    after = again(client, SERVICE, during)

    assert before.json()["notices"] == []
    assert [each["text"] for each in during.json()["notices"]] == ["Heute zu."]
    assert after.json()["notices"] == []
    assert after["ETag"] == before["ETag"]


def test_an_answer_says_which_language_it_is_in_and_what_it_depends_on(client, town, clock):
    english = {"Accept-Language": "en"}
    office = client.get("/api/v1/offices/?partner=lindenfurt", headers=english)

    assert "Accept-Language" in office["Vary"]
    assert office["Content-Language"] == "de"
    assert client.get(f"{SERVICE}&language=en", headers=english)["Content-Language"] == "de"  # nobody has written it
    assert client.get("/api/v1/docs/")["Content-Language"] == "en"


def test_a_change_that_did_not_happen_is_a_problem(client, town):
    answer = client.get("/api/v1/partners/", headers={"If-Match": '"something-else"'})

    assert answer.status_code == 412
    assert json.loads(answer.content)["status"] == 412


# Other sites


@pytest.mark.parametrize("path", ["/api/v1/partners/", "/api/v1/services/", "/api/v1/nichts/", "/api/v2/pages/"])
def test_other_sites_may_read(client, lindenfurt, path):
    answer = client.get(path, headers={"Origin": "https://zeitung.example", "host": "lindenfurt.localhost"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert not answer.cookies


def test_a_browser_may_ask_beforehand(client):
    answer = client.options(
        "/api/v1/partners/",
        headers={
            "Origin": "https://zeitung.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


def test_other_options_say_what_is_allowed(client, lindenfurt):
    answer = client.options("/api/v1/services/")

    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_sites_may_do_nothing_else(client, lindenfurt, method):
    answer = getattr(client, method)("/api/v1/partners/", headers={"Origin": "https://zeitung.example"})

    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize(
    "path", ["/", "/anmelden/", "/desk/", "/admin/", "/admin/api/main/pages/", "/dokumente/1/x.pdf", "/suche/?q=x"]
)
@pytest.mark.parametrize("method", ["get", "options"])
def test_no_page_and_no_address_of_staff_is_open_to_other_sites(client, lindenfurt, path, method):
    headers = {
        "Origin": "https://boese.example",
        "Access-Control-Request-Method": "GET",
        "host": "lindenfurt.localhost",
    }

    answer = getattr(client, method)(path, headers=headers)

    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


# The allowance


@pytest.fixture
def five_a_minute(settings, monkeypatch):
    settings.API_REQUESTS_PER_MINUTE = 5
    monkeypatch.setattr(throttle.time, "time", lambda: 1_000_000_060.0)


def test_a_network_has_so_many_requests_a_minute(client, lindenfurt, five_a_minute, monkeypatch):
    answers = [client.get("/api/v1/partners/") for _ in range(5)]
    refused = client.get("/api/v1/partners/")
    unknown = client.get("/api/v1/nichts/")
    second = client.get("/api/v2/pages/")

    assert [answer["RateLimit"] for answer in answers] == [f'"minute";r={left};t=20' for left in (4, 3, 2, 1, 0)]
    assert answers[0]["RateLimit-Policy"] == '"minute";q=5;w=60'
    for answer in (refused, unknown, second):
        assert answer.status_code == 429
        assert answer["Retry-After"] == "20"
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Access-Control-Allow-Origin"] == "*"

    monkeypatch.setattr(throttle.time, "time", lambda: 1_000_000_080.0)
    assert client.get("/api/v1/partners/").status_code == 200


def test_one_network_does_not_use_up_what_another_may(client, lindenfurt, five_a_minute):
    for _ in range(6):
        client.get("/api/v1/partners/", REMOTE_ADDR="192.0.2.1")

    assert client.get("/api/v1/partners/", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert client.get("/api/v1/partners/", REMOTE_ADDR="192.0.2.2").status_code == 200


def test_addresses_of_one_line_count_together(client, lindenfurt, five_a_minute):
    for number in range(6):
        client.get("/api/v1/partners/", REMOTE_ADDR=f"2001:db8:1:1::{number + 1}")

    assert client.get("/api/v1/partners/", REMOTE_ADDR="2001:db8:1:1:ffff::1").status_code == 429
    assert client.get("/api/v1/partners/", REMOTE_ADDR="2001:db8:1:2::1").status_code == 200


def test_pages_of_the_town_hall_are_not_counted(client, lindenfurt, five_a_minute):
    answers = [client.get("/leistungen/", headers={"host": "lindenfurt.localhost"}) for _ in range(7)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0]


def test_processes_from_one_master_share_the_allowance():
    counters = throttle.Counters()
    for _ in range(3):
        child = os.fork()
        if not child:
            counters.raise_for("192.0.2.1", 7)
            os._exit(0)
        os.waitpid(child, 0)

    assert counters.raise_for("192.0.2.1", 7) == 4


def test_nothing_is_left_of_a_minute_that_is_over():
    counters = throttle.Counters()
    counters.raise_for("192.0.2.1", 7)
    assert sum(counters.cells[1:]) == throttle.ROWS

    counters.raise_for("192.0.2.2", 8)

    assert counters.raise_for("192.0.2.1", 8) == 1
    assert sum(counters.cells[1:]) == 2 * throttle.ROWS
    assert b"192.0.2" not in bytes(counters.cells.cast("B"))


def test_without_knowing_who_asks_nobody_is_refused(settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    request = RequestFactory().get("/api/v1/", REMOTE_ADDR="")

    assert not any(throttle.count(request).is_used_up for _ in range(5))


def test_behind_a_proxy_the_visitor_counts_and_not_the_proxy(client, lindenfurt, five_a_minute, settings):
    settings.PROXIES = 1
    for _ in range(6):
        client.get("/api/v1/partners/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.1"})

    assert client.get("/api/v1/partners/", headers={"X-Forwarded-For": "7.7.7.7, 192.0.2.1"}).status_code == 429
    assert client.get("/api/v1/partners/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.2"}).status_code == 200


def test_holidays_are_named_in_the_language_asked_for(client, town, clock):
    clock(datetime(2031, 4, 11, 9, tzinfo=UTC))  # Good Friday

    notes = {
        language: client.get(
            "/api/v1/offices/buergerbuero/?partner=lindenfurt", headers={"Accept-Language": language}
        ).json()["hours"]["days"][0]["note"]
        for language in ("de", "en")
    }

    assert notes == {"de": "Karfreitag", "en": "Good Friday"}
