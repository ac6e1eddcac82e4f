"""The pages for what went wrong: in the town hall's look, without a request where there may be none."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path
from django.utils import translation


def broken(request):
    raise RuntimeError("something the citizen must not see")


def forbidden(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


urlpatterns = [path("kaputt/", broken), path("verboten/", forbidden)]


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "500.html"])
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


@pytest.mark.django_db
def test_what_is_not_allowed_is_said(settings):
    settings.ROOT_URLCONF = __name__

    response = Client(HTTP_HOST="lindenfurt.localhost").get("/verboten/")

    assert response.status_code == 403
    assert "Das ist Ihnen nicht erlaubt" in response.content.decode()


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused(settings):
    settings.ALLOWED_HOSTS = ["lindenfurt.localhost"]

    response = Client(HTTP_HOST="boese.example.org").get("/")

    assert response.status_code == 400
    assert "Das haben wir nicht verstanden" in response.content.decode()
