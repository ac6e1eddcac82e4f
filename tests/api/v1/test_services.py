"""Services over the API: merged for a partner, complete, nothing that is internal."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.catalogue import languages, setup
from cms.catalogue.models import Notice, ServicePage
from tests.factories.catalogue import (
    AgentNoteFactory,
    LocalServicePageFactory,
    ServicePageFactory,
    TopicFactory,
)
from tests.factories.organisation import MappingFactory, OfficeFactory, PartnerFactory, ResponsibilityFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/services/?partner=lindenfurt"


def titles(answer) -> list[str]:
    return [service["title"] for service in answer.json()["results"]]


def test_the_list_holds_what_the_partner_offers(client, lindenfurt, registry_office):
    ServicePageFactory(title="Heiraten", responsibility=registry_office)
    ServicePageFactory(title="Hafengebühr", responsibility=ResponsibilityFactory(name="Hafenamt"))
    ServicePageFactory(title="Entwurf", responsibility=registry_office, live=False)

    answer = client.get(LIST)

    assert titles(answer) == ["Heiraten"]
    service = answer.json()["results"][0]
    assert service["url"] == "http://testserver/api/v1/services/heiraten/?partner=lindenfurt"
    assert service["html_url"] == "http://lindenfurt.localhost/leistungen/heiraten/"
    assert service["languages"] == ["de"]
    assert client.get(service["url"]).json()["title"] == "Heiraten"


def test_the_list_can_be_narrowed(client, town):
    other = ServicePageFactory(title="Urkunde", responsibility=town.responsibility)
    TopicFactory(slug="leer")

    assert titles(client.get(f"{LIST}&topic=tiere")) == ["Hund anmelden"]
    assert titles(client.get(f"{LIST}&topic=leer")) == []
    assert titles(client.get(f"{LIST}&life_situation=hund-halten")) == ["Hund anmelden"]
    assert titles(client.get(f"{LIST}&leika_key=99012345678901")) == ["Hund anmelden"]
    assert titles(client.get(f"{LIST}&leika_key=99012345678902")) == []
    assert titles(client.get(f"{LIST}&topic=tiere&leika_key=99012345678901")) == ["Hund anmelden"]
    assert titles(client.get(LIST)) == ["Hund anmelden", other.title]


def test_changed_since_tells_of_the_shared_page_and_of_the_partners_own_part(client, town):
    old = ServicePageFactory(title="Alt", responsibility=town.responsibility)
    withdrawn = ServicePageFactory(title="Zurückgezogen", responsibility=town.responsibility)
    local = LocalServicePageFactory(partner=town.partner, service=withdrawn, local_text="<p>Hier.</p>")
    somebody_elses = PartnerFactory()
    long_ago = timezone.now() - timedelta(days=400)
    ServicePage.objects.update(last_published_at=long_ago)
    type(local).objects.update(last_published_at=long_ago)
    noon = timezone.now() - timedelta(minutes=5)
    since = {"partner": "lindenfurt", "changed_since": noon.isoformat()}
    assert titles(client.get("/api/v1/services/", since)) == []

    LocalServicePageFactory(partner=somebody_elses, service=old, local_text="<p>Anderswo.</p>")
    assert titles(client.get("/api/v1/services/", since)) == []

    LocalServicePageFactory(partner=town.partner, service=town.service, local_text="<p>Bei uns.</p>")
    type(local).objects.get(pk=local.pk).unpublish()
    answer = client.get("/api/v1/services/", since)

    assert titles(answer) == ["Hund anmelden", "Zurückgezogen"]
    detail = client.get("/api/v1/services/hund-anmelden/?partner=lindenfurt").json()
    assert detail["changed_at"] == answer.json()["results"][0]["changed_at"]
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert len(titles(client.get(f"{LIST}&changed_since={day}"))) == 2


def test_the_detail_is_merged_with_the_local_page(client, lindenfurt, registry_office):
    service = ServicePageFactory(
        title="Heiraten", responsibility=registry_office, fees=[("fee", {"label": "Anmeldung", "amount": "47.00"})]
    )
    LocalServicePageFactory(
        partner=lindenfurt,
        service=service,
        fees_mode="replace",
        fees=[("fee", {"label": "Anmeldung hier", "amount": "52.50", "amount_until": "60", "note": ""})],
        local_text="<p>Bei uns am See.</p>",
    )

    detail = client.get("/api/v1/services/heiraten/?partner=lindenfurt").json()

    assert detail["fees"] == [
        {"label": "Anmeldung hier", "amount": "52.50", "amount_until": "60.00", "note": "", "language": "de"}
    ]
    assert detail["local_text"] == {"html": "<p>Bei uns am See.</p>", "text": "Bei uns am See."}
    assert detail["offered"] is True
    assert detail["whose"] is None
    assert detail["offices"][0]["department"]["name"]


def test_every_module_is_told(client, town):
    related = ServicePageFactory(title="Hund abmelden", responsibility=town.responsibility)
    service = ServicePageFactory(
        title="Hundesteuer",
        responsibility=town.responsibility,
        target_group="Wer einen Hund hält.",
        documents=[("document", {"name": "Ausweis", "kind": "original", "note": "", "form_url": ""})],
        ways_to_pay=["cash", "girocard"],
        deadlines=[("deadline", {"label": "Anmeldung", "text": "in zwei Wochen"})],
        steps=[("step", {"title": "Kommen", "text": "<p>Bringen Sie alles <b>mit</b>.</p>"})],
        forms=[("form", {"name": "Antrag", "url": "https://formulare.example/hund"})],
        remedies="<p>Widerspruch</p>",
        notes="<p>Hinweis</p>",
        visit_minutes=10,
        legal_basis=[("law", {"name": "Satzung", "url": ""})],
        related_services=[related],
        professionally_released_by="Steueramt",
    )
    notice = Notice.objects.create(
        text="System steht.", starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)
    )
    notice.services.add(service)

    said = client.get("/api/v1/services/hundesteuer/?partner=lindenfurt").json()

    assert said["target_group"] == "Wer einen Hund hält."
    assert said["documents"][0] == {
        "name": "Ausweis",
        "kind": "original",
        "note": "",
        "form_url": "",
        "language": "de",
    }
    assert said["ways_to_pay"] == ["cash", "girocard"]
    assert said["deadlines"] == [{"label": "Anmeldung", "text": "in zwei Wochen", "language": "de"}]
    assert said["steps"] == [
        {
            "title": "Kommen",
            "text": {"html": "<p>Bringen Sie alles <b>mit</b>.</p>", "text": "Bringen Sie alles mit."},
        }
    ]
    assert said["forms"] == [{"name": "Antrag", "url": "https://formulare.example/hund", "language": "de"}]
    assert (said["remedies"]["text"], said["notes"]["text"]) == ("Widerspruch", "Hinweis")
    assert said["visit_minutes"] == 10
    assert said["legal_basis"] == [{"name": "Satzung", "url": ""}]
    assert [each["slug"] for each in said["related_services"]] == ["hund-abmelden"]
    assert client.get(said["related_services"][0]["url"]).status_code == 200
    assert said["professionally_released_by"] == "Steueramt"
    assert [each["text"] for each in said["notices"]] == ["System steht."]
    assert said["offices"][0]["hours"]["is_known"] is True


def test_links_in_texts_lead_into_the_partners_town_hall(client, town):
    service = ServicePageFactory(
        title="Verweis",
        responsibility=town.responsibility,
        full_text=(
            f'<p data-block-key="x1">Zu <a linktype="page" id="{town.service.pk}">Hund</a>, '
            '<a href="https://land.example/x">Land</a> und <a href="javascript:alert(1)">Falle</a>.</p>'
        ),
    )

    text = client.get(
        f"/api/v1/services/{service.slug}/?partner=lindenfurt", headers={"host": "erlenfeld.localhost:8123"}
    ).json()["full_text"]

    assert text["html"] == (
        '<p>Zu <a href="http://lindenfurt.localhost:8123/leistungen/hund-anmelden/">Hund</a>, '
        '<a href="https://land.example/x">Land</a> und Falle.</p>'
    )
    assert text["text"] == "Zu Hund, Land und Falle."


def test_a_service_is_read_in_another_language(client, town):
    english = ServicePage(
        title="Register a dog",
        slug=town.service.slug,
        locale=languages.locale_for("en"),
        translation_key=town.service.translation_key,
        live=False,
    )
    setup.library("en").add_child(instance=english)
    english.save_revision().publish()

    said = client.get("/api/v1/services/hund-anmelden/?partner=lindenfurt&language=en").json()
    simple = client.get("/api/v1/services/hund-anmelden/?partner=lindenfurt&language=de-simple").json()

    assert (said["title"], said["language"], said["languages"]) == ("Register a dog", "en", ["de", "en"])
    assert said["html_url"] == "http://lindenfurt.localhost/en/leistungen/hund-anmelden/"
    assert "language=en" in said["url"]
    assert (simple["title"], simple["language"]) == ("Hund anmelden", "de")
    assert titles(client.get(LIST)) == ["Hund anmelden"]


def test_a_service_nobody_maps_here_is_not_found(client, lindenfurt):
    ServicePageFactory(title="Hafengebühr", responsibility=ResponsibilityFactory(name="Hafenamt"))
    ServicePageFactory(title="Entwurf", live=False)

    for slug in ("hafengebuehr", "entwurf", "gibt-es-nicht"):
        assert client.get(f"/api/v1/services/{slug}/?partner=lindenfurt").status_code == 404


def test_what_is_not_offered_says_whose_it_is(client, town):
    LocalServicePageFactory(
        partner=town.partner, service=town.service, offered=False, whose_name="Kreis", whose_url="https://kreis.example"
    )

    said = client.get("/api/v1/services/hund-anmelden/?partner=lindenfurt").json()

    assert said["offered"] is False
    assert said["whose"] == {"name": "Kreis", "phone": "", "url": "https://kreis.example"}
    assert titles(client.get(LIST)) == []


def test_what_is_nobodys_here_says_whose_it_is_for_every_partner(client, lindenfurt):
    ServicePageFactory(title="Kindergeld", is_not_ours=True, whose_name="Familienkasse", whose_phone="0800 4555530")

    said = client.get("/api/v1/services/kindergeld/?partner=lindenfurt").json()

    assert (said["offered"], said["whose"]["name"]) == (False, "Familienkasse")


def test_an_agent_note_and_internal_fields_appear_nowhere(client, town):
    town.department.mailbox = "geheimmarke@lindenfurt.example"
    town.department.save()
    town.partner.greeting = "Geheimmarke am Apparat"
    town.partner.save()
    AgentNoteFactory(service=town.service, text="Geheimmarke: Zimmer 9 ist heiser")
    ServicePage.objects.update(review_on="2031-01-01", draft_title="Geheimmarke")

    for address in [
        LIST,
        "/api/v1/services/hund-anmelden/?partner=lindenfurt",
        "/api/v1/search/?partner=lindenfurt&q=Geheimmarke",
        "/api/v1/partners/",
        "/api/v1/departments/?partner=lindenfurt",
        "/api/v1/offices/?partner=lindenfurt",
        "/api/v1/notices/?partner=lindenfurt",
        "/api/v2/pages/?fields=*",
        "/api/v2/pages/?search=Geheimmarke",
    ]:
        answer = client.get(address)
        assert answer.status_code in (200, 400), address
        assert "geheimmarke" not in answer.content.decode().lower(), address
        assert "2031-01-01" not in answer.content.decode(), address


def test_a_list_costs_the_same_for_one_service_and_for_many(client, town, django_assert_num_queries):
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(8):
        service = ServicePageFactory(
            responsibility=town.responsibility, topics=[TopicFactory()], life_situations=[town.situation]
        )
        if number % 2:
            LocalServicePageFactory(partner=town.partner, service=service)

    with django_assert_num_queries(len(one)):
        answer = client.get(LIST)

    assert len(titles(answer)) == 9
    assert len(one) <= 6


def test_a_detail_costs_the_same_for_one_office_and_for_many(client, town, django_assert_num_queries):
    address = "/api/v1/services/hund-anmelden/?partner=lindenfurt"
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(4):
        MappingFactory(responsibility=town.responsibility, office=OfficeFactory(department=town.department))

    with django_assert_num_queries(len(one)):
        assert len(client.get(address).json()["offices"]) == 5


def test_the_service_level_of_partner_department_and_service_is_said(client, town):
    def levels() -> list[str]:
        one = "/api/v1/services/hund-anmelden/?partner=lindenfurt"
        departments = "/api/v1/departments/buergerdienste/?partner=lindenfurt"
        return [client.get(path).json()["service_level"] for path in ("/api/v1/partners/lindenfurt/", departments, one)]

    assert levels() == ["full", "full", "full"]

    town.department.service_level = "information"
    town.department.save()
    assert levels() == ["full", "information", "information"]

    town.partner.service_level = "forwarding"
    town.partner.save()
    town.department.service_level = ""
    town.department.save()
    assert levels() == ["forwarding", "forwarding", "forwarding"]
