"""Departments, offices and buildings: who is there now, what is special soon, and nobody else's."""

import json
import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from cms.catalogue.models import Notice
from tests.factories.catalogue import LocalServicePageFactory
from tests.factories.organisation import (
    ClosureFactory,
    DepartmentFactory,
    HoursExceptionFactory,
    LocationFactory,
    OfficeFactory,
    open_weekdays,
)

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY_NOON = datetime(2099, 12, 22, 12, 0, tzinfo=BERLIN)
FRIDAY_EVENING = datetime(2099, 12, 18, 19, 0, tzinfo=BERLIN)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def data_of(response) -> dict:
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found)


def test_departments_stand_under_what_they_belong_to(lindenfurt):
    DepartmentFactory(partner=lindenfurt.partner, name="Meldestelle", parent=lindenfurt.department)

    response = lindenfurt.citizen.get("/aemter/")

    nested = {
        row.name: [below.name for below, _deeper in children] for row, children in response.context["departments"]
    }
    assert nested["Bürgeramt"] == ["Meldestelle"]
    assert "Meldestelle" not in nested
    assert 'href="/standorte/rathaus/"' in text_of(response)


def test_a_department_says_what_one_gets_there(lindenfurt):
    lindenfurt.department.description = "Ausweise, Umzug und Sperrmüll."
    lindenfurt.department.save()

    page = text_of(lindenfurt.citizen.get("/aemter/buergeramt/"))

    assert "Ausweise, Umzug und Sperrmüll." in page
    assert 'href="/dienststellen/buergerbuero/"' in page
    assert "Personalausweis beantragen" in page


def test_a_service_that_goes_elsewhere_here_is_not_listed_at_the_mapped_office(lindenfurt):
    other = OfficeFactory(department=lindenfurt.department, location=lindenfurt.office.location, name="Schnellschalter")
    LocalServicePageFactory(service=lindenfurt.identity_card, partner=lindenfurt.partner, office=other)

    assert "Personalausweis" not in text_of(lindenfurt.citizen.get("/dienststellen/buergerbuero/"))
    assert "Personalausweis" in text_of(lindenfurt.citizen.get("/dienststellen/schnellschalter/"))


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        (TUESDAY_NOON, "jetzt geöffnet bis 18 Uhr"),
        (FRIDAY_EVENING, "geschlossen, öffnet am Montag um 8 Uhr"),
    ],
)
def test_an_office_says_whether_somebody_is_there(lindenfurt, stop_clock, at, sentence):
    stop_clock(at)
    for path in ("/dienststellen/buergerbuero/", "/standorte/rathaus/", "/aemter/buergeramt/"):
        assert sentence in text_of(lindenfurt.citizen.get(path)), path


def test_departments_and_buildings_show_the_hours_of_their_offices(lindenfurt, stop_clock):
    stop_clock(TUESDAY_NOON)

    for path in ("/aemter/buergeramt/", "/standorte/rathaus/"):
        page = text_of(lindenfurt.citizen.get(path))
        assert "Öffnungszeiten dieser Woche" in page, path
        assert re.search(r"Montag, 21\.12\.</th> <td> <span class=\"nowrap\">8–18 Uhr", page), path


def test_an_office_that_is_closed_for_months_says_so_and_why(lindenfurt, stop_clock):
    stop_clock(TUESDAY_NOON)
    ClosureFactory(
        department=lindenfurt.department,
        starts_at=datetime(2099, 12, 1, 0, 0, tzinfo=BERLIN),
        ends_at=datetime(2100, 6, 1, 0, 0, tzinfo=BERLIN),
        reason="Umbau",
    )

    page = text_of(lindenfurt.citizen.get("/dienststellen/buergerbuero/"))

    assert "bis auf Weiteres geschlossen" in page
    assert "bis auf Weiteres nicht erreichbar" in page
    assert "Umbau" in page
    assert "Es sind keine Öffnungszeiten bekannt" not in page


def test_an_office_tells_what_is_special_in_the_coming_weeks(lindenfurt, stop_clock):
    stop_clock(TUESDAY_NOON)
    HoursExceptionFactory(
        office=lindenfurt.office,
        kind="visiting",
        date=date(2099, 12, 24),
        opens=time(8),
        closes=time(12),
        reason="Heiligabend",
    )
    ClosureFactory(
        department=lindenfurt.department,
        starts_at=datetime(2099, 12, 29, 0, 0, tzinfo=BERLIN),
        ends_at=datetime(2100, 1, 1, 0, 0, tzinfo=BERLIN),
        reason="Inventur",
    )

    response = lindenfurt.citizen.get("/dienststellen/buergerbuero/")

    page = text_of(response)
    assert re.search(r"Donnerstag, 24\.12\.</dt> <dd> <span class=\"nowrap\">8–12 Uhr</span>.*?Heiligabend", page)
    assert re.search(r"Freitag, 25\.12\.</dt> <dd> geschlossen.*?Erster Weihnachtstag", page)
    assert re.search(r"Dienstag, 29\.12\. bis Donnerstag, 31\.12\.</dt> <dd> geschlossen.*?Inventur", page)
    assert "<dt>Samstag, 26.12." not in page  # nobody would have come on a Saturday
    special = {
        row["validFrom"]: (row["opens"], row["closes"]) for row in data_of(response)["specialOpeningHoursSpecification"]
    }
    assert special["2099-12-24"] == ("08:00", "12:00")
    assert special["2099-12-25"] == ("00:00", "00:00")
    assert special["2099-12-30"] == ("00:00", "00:00")


def test_machines_read_where_an_office_is_and_when(lindenfurt):
    data = data_of(lindenfurt.citizen.get("/dienststellen/buergerbuero/"))

    assert data["@type"] == "GovernmentOffice"
    assert data["url"] == "http://lindenfurt.localhost/dienststellen/buergerbuero/"
    assert data["address"]["streetAddress"] == "Marktplatz 1"
    assert data["telephone"] == "069 90009 110"
    assert data["openingHoursSpecification"][0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "https://schema.org/Monday",
        "opens": "08:00",
        "closes": "18:00",
    }
    assert len(data["contactPoint"][0]["hoursAvailable"]) == 5


def test_a_building_says_who_is_in_it(lindenfurt):
    lindenfurt.office.location.latitude, lindenfurt.office.location.longitude = "50.123456", "8.5"
    lindenfurt.office.location.save()

    response = lindenfurt.citizen.get("/standorte/rathaus/")

    page = text_of(response)
    assert "Marktplatz 1" in page
    assert "Bürgerbüro" in page
    assert 'href="https://www.openstreetmap.org/?mlat=50.123456&amp;mlon=8.500000#map=18/50.123456/8.500000"' in page
    assert data_of(response)["geo"] == {"@type": "GeoCoordinates", "latitude": 50.123456, "longitude": 8.5}


def test_a_department_that_has_ended_is_not_shown(lindenfurt):
    lindenfurt.department.ended_on = date(2020, 1, 1)
    lindenfurt.department.save()

    assert "Bürgeramt" not in text_of(lindenfurt.citizen.get("/aemter/"))
    assert lindenfurt.citizen.get("/aemter/buergeramt/").status_code == 404
    assert lindenfurt.citizen.get("/dienststellen/buergerbuero/").status_code == 404


def test_another_partners_places_are_not_ours(lindenfurt, moorbach):
    department = DepartmentFactory(partner=lindenfurt.partner, name="Nur Lindenfurt")
    location = LocationFactory(partner=lindenfurt.partner, name="Nur dort")
    office = OfficeFactory(department=department, location=location, name="Nur hier")
    open_weekdays(office)
    paths = [f"/aemter/{department.slug}/", f"/standorte/{location.slug}/", f"/dienststellen/{office.slug}/"]

    assert [lindenfurt.citizen.get(path).status_code for path in paths] == [200, 200, 200]
    assert [moorbach.citizen.get(path).status_code for path in paths] == [404, 404, 404]
    assert "Nur " not in text_of(moorbach.citizen.get("/aemter/"))


def test_news_stand_on_every_page_they_touch(lindenfurt, moorbach, stop_clock):
    notice = Notice.objects.create(
        partner=lindenfurt.partner,
        text="Das Bürgerbüro ist heute ab 12 Uhr zu.",
        text_en="The citizens' office is closed from noon today.",
        starts_at=datetime(2099, 12, 22, 8, 0, tzinfo=BERLIN),
        ends_at=datetime(2099, 12, 22, 18, 0, tzinfo=BERLIN),
    )
    notice.offices.add(lindenfurt.office)
    touched = [
        "/dienststellen/buergerbuero/",
        "/standorte/rathaus/",
        "/leistungen/personalausweis-beantragen/",
        "/leistungen/sperrmuell/",
    ]
    stop_clock(TUESDAY_NOON)

    for path in touched:
        assert text_of(lindenfurt.citizen.get(path)).count(notice.text) == 1, path
        assert notice.text_en in text_of(lindenfurt.citizen.get(f"/en{path}")).replace("&#x27;", "'"), path
    assert text_of(lindenfurt.citizen.get("/")).count(notice.text) == 1  # home knows all of them
    for path in ("/themen/", "/impressum/"):
        assert notice.text not in text_of(lindenfurt.citizen.get(path)), path

    notice.banner = True
    notice.save()
    for path in ["/", "/themen/", "/impressum/", "/anliegen/neu/", "/gibt-es-nicht/", *touched]:
        assert text_of(lindenfurt.citizen.get(path)).count(notice.text) == 1, path
    assert notice.text not in text_of(moorbach.citizen.get("/"))

    stop_clock(notice.ends_at)
    for path in ["/", *touched]:
        assert notice.text not in text_of(lindenfurt.citizen.get(path)), path


@pytest.mark.parametrize("path", ["/aemter/gibt-es-nicht/", "/dienststellen/%00/", "/standorte/ä/", "/lebenslagen/x/"])
def test_an_unknown_place_is_a_page_with_ways_on(lindenfurt, path):
    response = lindenfurt.citizen.get(path)

    assert response.status_code == 404
    assert "Diese Seite finden wir nicht" in text_of(response)


def test_a_list_of_departments_does_not_query_per_department(lindenfurt, django_assert_max_num_queries):
    for _ in range(5):
        OfficeFactory(department=DepartmentFactory(partner=lindenfurt.partner), location=lindenfurt.office.location)
    for path, most in (("/aemter/", 5), ("/standorte/rathaus/", 13), ("/dienststellen/buergerbuero/", 13)):
        with django_assert_max_num_queries(most):
            lindenfurt.citizen.get(path)
