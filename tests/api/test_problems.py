"""Whatever goes wrong under /api/, the answer is a problem in one form, in German or English."""

import json

import pytest
from django.test import Client
from rest_framework import exceptions

from api import problems
from api.v1 import catalogue
from cms.pages.models import EditorialPage
from tests.factories.catalogue import home_of

pytestmark = pytest.mark.django_db


def read(answer) -> dict:
    assert answer["Content-Type"] == "application/problem+json"
    return json.loads(answer.content)


@pytest.mark.parametrize(
    ("path", "status", "name"),
    [
        ("/api/", 404, "not-found"),
        ("/api/v1/gibt-es-nicht/", 404, "not-found"),
        ("/api/v9/", 404, "not-found"),
        ("/api/v1/ohne-strich", 404, "not-found"),
        ("/api/v1/partners/atlantis/", 404, "not-found"),
        ("/api/v1/services/", 400, "bad-parameter"),
        ("/api/v2/gibt-es-nicht/", 404, "not-found"),
        ("/api/v2/pages/99999/", 404, "not-found"),
        ("/api/v2/pages/?unbekannt=1", 400, "bad-parameter"),
        ("/api/v2/pages/?limit=viele", 400, "bad-parameter"),
    ],
)
def test_every_refusal_has_one_form(client, lindenfurt, path, status, name):
    answer = client.get(path, headers={"host": "lindenfurt.localhost"})

    said = read(answer)
    assert answer.status_code == said["status"] == status
    assert said["type"] == f"/api/v1/docs/#problem-{name}"
    assert said["title"]


def test_the_type_leads_to_its_text(client):
    page = client.get("/api/v1/docs/").content.decode()

    for kind in problems.KINDS.values():
        assert f'id="problem-{kind.name}"' in page


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ("", "de", "Unter dieser Adresse"),
        ("de-AT, en;q=0.5", "de", "Unter dieser Adresse"),
        ("en-GB", "en", "There is nothing"),
        ("fr, en;q=0.8, de;q=0.5", "en", "There is nothing"),
        ("en;q=0, de", "de", "Unter dieser Adresse"),
        ("de-simple", "de", "Unter dieser Adresse"),
        ("x" * 5000, "de", "Unter dieser Adresse"),
        ("\x00;q=;;", "de", "Unter dieser Adresse"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/gibt-es-nicht/", "/api/v1/partners/atlantis/", "/api/v2/pages/99999/"])
def test_problems_are_said_in_german_or_english(client, lindenfurt, path, asked, language, words):
    answer = client.get(path, headers={"Accept-Language": asked, "host": "lindenfurt.localhost"})

    assert answer["Content-Language"] == language
    assert read(answer)["title"].startswith(words)
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/v1/services/?partner=lindenfurt", "/api/v1/search/", "/api/v1/schema/"])
def test_nobody_writes_here(client, lindenfurt, path, method):
    answer = getattr(client, method)(path, data="{", content_type="application/json")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert read(answer)["type"].endswith("#problem-method-not-allowed")


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/api/v2/images/1/", "/api/v1/docs/"])
def test_nobody_writes_elsewhere_either(lindenfurt, path):
    answer = Client(enforce_csrf_checks=True).post(path, headers={"host": "lindenfurt.localhost"})

    assert answer.status_code == 405
    assert read(answer)["type"].endswith("#problem-method-not-allowed")


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_where_nothing_is_nothing_can_be_done(lindenfurt, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/nichts/")

    assert answer.status_code == 404
    assert read(answer)["type"].endswith("#problem-not-found")


def test_a_forgotten_slash_is_added(client, lindenfurt):
    answer = client.get("/api/v1/partners?limit=1")

    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/partners/?limit=1")


def test_no_page_of_an_editor_stands_under_the_api(client, lindenfurt):
    home_of(lindenfurt).add_child(instance=EditorialPage(title="Api", slug="api"))

    assert client.get("/api/", headers={"host": "lindenfurt.localhost"}).status_code == 404


def test_a_form_nobody_has_is_a_problem_too(client, lindenfurt):
    answer = client.get("/api/v1/partners/", headers={"Accept": "text/html"})

    assert answer.status_code == 406
    assert read(answer)["type"].endswith("#problem-not-acceptable")
    assert client.get("/api/v1/partners/", headers={"Accept": "text/html, */*;q=0.8"}).status_code == 200


def test_a_body_nobody_understands_is_named(rf):
    answer = problems.exception_handler(exceptions.UnsupportedMediaType("text/csv"), {})

    assert answer.status_code == 415
    assert read(answer)["type"].endswith("#problem-unsupported-media-type")


def test_a_fault_of_ours_is_a_problem_and_is_logged(monkeypatch, town, caplog):
    monkeypatch.setattr(catalogue, "effective", lambda *args, **options: 1 / 0)

    answer = Client(raise_request_exception=False).get("/api/v1/services/hund-anmelden/?partner=lindenfurt")

    assert answer.status_code == 500
    assert read(answer)["type"].endswith("#problem-internal-error")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ZeroDivisionError" in caplog.text


def test_a_host_that_is_not_ours_gets_a_problem(client, settings):
    settings.ALLOWED_HOSTS = ["lindenfurt.localhost"]

    answer = client.get("/api/v1/partners/", headers={"host": "boese.example"})

    assert answer.status_code == 400
    assert read(answer)["status"] == 400


def test_a_thousand_parameters_are_a_problem(client, lindenfurt):
    answer = client.get("/api/v1/partners/?" + "&".join(f"a{number}=1" for number in range(1500)))

    assert answer.status_code == 400
    assert read(answer)


def test_pages_of_the_town_hall_keep_their_own_errors(client, lindenfurt):
    answer = client.get("/gibt-es-nicht/", headers={"host": "lindenfurt.localhost"})

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


BAD = ["", "\x00", "a b", "atlantis", "../../etc/passwd", "x" * 10_000, "😀", "' OR 1=1 --", "9" * 400]
ONE = ["limit", "cursor", "partner", "topic", "life_situation", "leika_key", "changed_since"]
WRONG_EVERYWHERE = {"/api/v1/services/": ONE, "/api/v1/offices/": ["department", "limit", "cursor", "partner"]} | {
    "/api/v1/places/": ["postcode", "kind", "partner", "limit", "cursor"],
    "/api/v1/partners/": ["municipality_key", "limit", "cursor"],
    "/api/v1/services/hund-anmelden/": ["partner", "language"],
    "/api/v1/topics/": ["partner", "cursor", "limit"],
    "/api/v1/life-situations/": ["partner", "cursor", "limit"],
    "/api/v1/notices/": ["partner", "cursor", "limit"],
    "/api/v1/departments/": ["partner", "cursor", "limit"],
    "/api/v1/schema/": ["format"],
}


@pytest.mark.parametrize(
    ("path", "parameter"), [(path, name) for path, names in WRONG_EVERYWHERE.items() for name in names]
)
def test_a_wrong_value_is_named_beside_its_parameter(client, town, path, parameter):
    right = {} if path in ("/api/v1/partners/", "/api/v1/places/", "/api/v1/schema/") else {"partner": "lindenfurt"}

    for value in BAD:
        answer = client.get(path, {**right, parameter: value})

        assert answer.status_code == 400, value
        assert {error["parameter"] for error in read(answer)["errors"]} == {parameter}, value


@pytest.mark.parametrize(
    "moment",
    ["2026-13-01", "2026-02-30", "gestern", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1999-12-31"],
)
def test_a_moment_that_is_none_is_named(client, town, moment):
    answer = client.get("/api/v1/services/", {"partner": "lindenfurt", "changed_since": moment})

    assert [error["parameter"] for error in read(answer)["errors"]] == ["changed_since"]


@pytest.mark.parametrize("limit", ["0", "-1", "201", "1.5", "1e3", "٣٣٣٣"])
def test_a_page_has_between_1_and_200_rows(client, town, limit):
    answer = client.get("/api/v1/services/", {"partner": "lindenfurt", "limit": limit})

    assert [error["parameter"] for error in read(answer)["errors"]] == ["limit"]


def test_all_that_is_wrong_is_said_at_once(client, town):
    answer = client.get("/api/v1/services/?partner=atlantis&topic=x&limit=0&thema=1&leika_key=1&leika_key=2")

    names = {error["parameter"] for error in read(answer)["errors"]}
    assert names == {"partner", "topic", "limit", "thema", "leika_key"}


def test_an_unknown_parameter_is_refused_since_a_slip_would_be_taken_for_an_answer(client, town):
    answer = client.get("/api/v1/services/?partner=lindenfurt&changedSince=2026-01-01")

    assert answer.status_code == 400
    assert read(answer)["errors"][0]["parameter"] == "changedSince"
