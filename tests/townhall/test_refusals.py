"""The pages for what went wrong: in the town hall's look, without a request where there may be none."""

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.utils import translation

from cms.accounts.groups import AGENT
from tests.factories.accounts import UserFactory


def broken(request):
    raise RuntimeError("something the citizen must not see")


def forbidden(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


urlpatterns = [path("kaputt/", broken), path("verboten/", forbidden), path("api/kaputt/", broken)]
handler500 = "townhall.views.refusals.fault"


def take_the_database_away(monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("connection to server on socket failed")

    monkeypatch.setattr(CursorWrapper, "execute", refuse)


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "500.html", "503.html"])
def test_a_refusal_needs_nothing_to_be_shown(template):
    with translation.override("de"):
        page = render_to_string(template)

    assert page.count("<h1>") == 1
    assert '<html lang="de">' in page
    assert "townhall.css" in page


@pytest.mark.django_db
def test_a_fault_of_ours_is_said_without_its_cause(settings):
    settings.ROOT_URLCONF = __name__

    response = Client(HTTP_HOST="lindenfurt.localhost", raise_request_exception=False).get("/kaputt/")

    assert response.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in response.content.decode()
    assert "must not see" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "Retry-After" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/leistungen/personalausweis-beantragen/", "/en/", "/anliegen/"])
def test_while_the_database_is_away_the_town_hall_says_when_to_come_again(lindenfurt, monkeypatch, path):
    citizen = Client(HTTP_HOST=lindenfurt.host, raise_request_exception=False)
    citizen.get("/")  # this process has seen the town once
    take_the_database_away(monkeypatch)

    response = citizen.get(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert ("Gleich sind wir wieder da" if path != "/en/" else "We will be back in a moment") in page
    assert "Stadt Lindenfurt" in page
    assert 'href="tel:115"' in page
    assert "socket" not in page


@pytest.mark.django_db
def test_while_the_database_is_away_staff_are_told_so_too(lindenfurt, monkeypatch):
    staff = Client(HTTP_HOST=lindenfurt.host, raise_request_exception=False)
    staff.force_login(UserFactory(groups=[AGENT]))
    staff.get("/")  # this process has seen the town once
    take_the_database_away(monkeypatch)

    response = staff.get("/desk/")

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Gleich sind wir wieder da" in response.content.decode()


@pytest.mark.django_db
def test_a_host_nobody_has_asked_for_yet_gets_the_same_without_a_name(monkeypatch):
    take_the_database_away(monkeypatch)

    response = Client(HTTP_HOST="neu.localhost", raise_request_exception=False).get("/")

    assert response.status_code == 503
    assert "Gleich sind wir wieder da" in response.content.decode()


@pytest.mark.django_db
def test_a_fault_is_told_to_machines_as_a_problem(settings):
    settings.ROOT_URLCONF = __name__

    response = Client(HTTP_HOST="lindenfurt.localhost", raise_request_exception=False).get("/api/kaputt/")

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 500


@pytest.mark.django_db
def test_what_is_not_allowed_is_said(settings):
    settings.ROOT_URLCONF = __name__

    response = Client(HTTP_HOST="neu.localhost").get("/verboten/")

    assert response.status_code == 403
    assert "Das ist Ihnen nicht erlaubt" in response.content.decode()


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(settings):
    settings.ALLOWED_HOSTS = ["lindenfurt.localhost"]

    response = Client(HTTP_HOST="boese.example.org").get("/")

    assert response.status_code == 400
    assert "Das haben wir nicht verstanden" in response.content.decode()
