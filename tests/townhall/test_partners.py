"""The host name says whose town hall it is; the port and capitals do not matter, machines and staff need no partner."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["lindenfurt.localhost", "lindenfurt.localhost:8000", "LINDENFURT.localhost"])
def test_a_host_leads_to_its_partner(lindenfurt, host):
    response = Client(HTTP_HOST=host).get("/leistungen/")

    assert response.wsgi_request.partner == lindenfurt.partner


@pytest.mark.parametrize("host", ["localhost", "moorbach.localhost", "lindenfurt.localhost.boese.example.org"])
def test_any_other_host_leads_to_none(lindenfurt, host):
    response = Client(HTTP_HOST=host).get("/leistungen/")

    assert response.wsgi_request.partner is None
    assert response.status_code == 404


def test_staff_come_in_under_any_host(lindenfurt):
    assert Client(HTTP_HOST="localhost").get("/anmelden/").status_code == 200


def test_what_is_not_found_at_the_desk_is_told_in_the_look_of_the_town_hall(lindenfurt):
    for host, name in ((lindenfurt.partner.site.hostname, True), ("localhost", False)):
        page = Client(HTTP_HOST=host).get("/desk/gibt-es-nicht/")

        assert page.status_code == 404
        assert (lindenfurt.partner.name in page.content.decode()) == name


def test_staff_wait_for_no_look_at_whose_town_hall_it_is(lindenfurt):
    staff = Client(HTTP_HOST=lindenfurt.partner.site.hostname)

    with CaptureQueriesContext(connection) as asked:
        assert staff.get("/anmelden/").status_code == 200

    assert not any("organisation_partner" in each["sql"] for each in asked)


def test_two_partners_with_the_same_pages_do_not_mix(lindenfurt, moorbach):
    for town in (lindenfurt, moorbach):
        page = town.citizen.get("/impressum/").content.decode()
        other = moorbach if town is lindenfurt else lindenfurt
        assert town.partner.name in page
        assert other.partner.name not in page
