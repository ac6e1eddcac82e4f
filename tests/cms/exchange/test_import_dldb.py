"""Importing an export: once, again, with changes here and there, and with a broken file."""

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, PageLogEntry, Revision

from cms.audit.models import Event
from cms.catalogue import actions as catalogue
from cms.catalogue.effective import Fee, effective
from cms.catalogue.models import ServicePage, SourceRecord
from cms.organisation.models import Location, Office, Responsibility, ResponsibilityMapping
from tests.cms.exchange.exports import location, service, write
from tests.factories.accounts import UserFactory
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory(slug="lindenfurt")


@pytest.fixture
def bring_in(tmp_path, partner):
    def run(services, locations):
        paths = write(tmp_path, services, locations)
        report = tmp_path / "report.json"
        call_command(
            "import_dldb",
            services=paths[0],
            locations=paths[1],
            partner=partner.slug,
            report=report,
            stdout=StringIO(),
        )
        return json.loads(report.read_text(encoding="utf-8"))

    return run


def numbers(tally):
    return {name: value for name, value in tally.items() if name != "problems" and value}


def test_a_service_comes_in_with_its_office(bring_in, partner):
    report = bring_in([service()], [location()])

    assert numbers(report["services"]) == numbers(report["locations"]) == {"created": 1}
    page = ServicePage.objects.offered_by(partner).get()
    merged = effective(page, partner)
    assert page.slug == "personalausweis-beantragen"
    assert page.full_text == "<p>Den Ausweis gibt es im Bürgerbüro.</p>"
    assert page.teaser == "Den Ausweis gibt es im Bürgerbüro."
    assert page.leika_key == "99082001012000"
    assert merged.fees == [Fee("unter 24 Jahren", Decimal("22.80"))]
    (office,) = merged.offices
    assert (office.name, office.department.name, office.location.street) == (
        "Bürgerbüro",
        "Ordnungsamt",
        "Marktplatz 1",
    )
    assert [point.phone for point in office.contact_points.all()] == ["06421 5550 100"]
    assert Event.objects.about(partner).get(verb="catalogue_imported").new["services_created"] == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="catalogue.import").exists()


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Page, ServicePage, Revision, Office, Location, ResponsibilityMapping, SourceRecord)
    ]


def test_a_second_run_changes_nothing(bring_in):
    rows = [service(), service("2", name="Reisepass"), service("3", name="Entwurf", public=False)], [location()]
    bring_in(*rows)
    before = everything()

    report = bring_in(*rows)

    assert numbers(report["services"]) == {"unchanged": 3}
    assert numbers(report["locations"]) == {"unchanged": 1}
    assert everything() == before


def test_a_change_in_the_file_is_published(bring_in, partner):
    bring_in([service()], [location()])

    report = bring_in([service(name="Perso", fees="Gebührenfrei")], [location(contact={"phone": "06421 5550 101"})])

    assert numbers(report["services"]) == numbers(report["locations"]) == {"changed": 1}
    merged = effective(ServicePage.objects.get(), partner)
    assert (merged.title, merged.fees) == ("Perso", [Fee("Gebühr", Decimal(0))])
    assert [point.phone for point in merged.offices[0].contact_points.all()] == ["06421 5550 101"]
    assert Office.objects.count() == 1


def test_what_an_editor_changed_is_left_alone_and_reported(bring_in):
    bring_in([service()], [location()])
    page = ServicePage.objects.get()
    page.teaser = "Von Hand"
    page.save_revision(user=UserFactory()).publish(skip_permission_checks=True)

    report = bring_in([service(name="Perso")], [location()])

    assert numbers(report["services"]) == {"conflicts": 1}
    assert report["services"]["problems"][0]["id"] == "1"
    page.refresh_from_db()
    assert (page.title, page.teaser) == ("Personalausweis beantragen", "Von Hand")


def test_an_office_changed_here_is_left_alone_and_reported(bring_in):
    bring_in([service()], [location()])
    Office.objects.update(name="Bürgeramt")

    report = bring_in([service()], [location(displayName="Bürgerservice")])

    assert numbers(report["locations"]) == {"conflicts": 1}
    assert Office.objects.get().name == "Bürgeramt"


def test_what_an_approver_took_down_stays_down(bring_in, django_user_model):
    bring_in([service()], [location()])
    chief = django_user_model.objects.create_superuser("chefin@example.org")
    catalogue.take_down(ServicePage.objects.get(), by=chief)

    report = bring_in([service(name="Perso")], [location()])

    assert numbers(report["services"]) == {"conflicts": 1}
    assert not ServicePage.objects.get().live


def test_a_service_that_is_not_public_stays_a_draft_and_goes_back_to_one(bring_in):
    bring_in([service(public=False)], [location()])
    assert not ServicePage.objects.get().live

    bring_in([service()], [location()])
    assert ServicePage.objects.get().live

    bring_in([service(public=False)], [location()])
    assert not ServicePage.objects.get().live

    report = bring_in([service()], [location()])
    assert ServicePage.objects.get().live
    assert numbers(report["services"]) == {"changed": 1}


def test_one_responsibility_per_set_of_locations_in_the_order_of_priority(bring_in, partner):
    both = [{"location": "10"}, {"location": "11"}]
    bring_in(
        [service(locations=both), service("2", locations=both), service("3")],
        [
            location(displayName="Bürgerbüro Nord"),
            location("11", displayName="Bürgerbüro Süd", name="Bürgerbüro (BB-2)", prio=90),
            location("12", name="Test", public=False),
        ],
    )

    assert sorted(Responsibility.objects.values_list("name", flat=True)) == [
        "Bürgerbüro (2 Dienststellen)",
        "Bürgerbüro Nord",
    ]
    merged = effective(ServicePage.objects.first(), partner)
    assert [office.name for office in merged.offices] == ["Bürgerbüro Süd", "Bürgerbüro Nord"]
    assert Location.objects.count() == 1


def test_offices_that_are_not_public_answer_for_nothing(bring_in, partner):
    report = bring_in([service()], [location(public=False)])

    assert Office.objects.count() == 1
    assert not ResponsibilityMapping.objects.exists()
    assert not ServicePage.objects.offered_by(partner).exists()
    assert len(report["services"]["problems"]) == 1


def test_the_responsibility_of_another_partner_is_not_taken(bring_in):
    taken = Responsibility.objects.create(name="Bürgerbüro")

    bring_in([service()], [location()])

    assert ServicePage.objects.get().responsibility != taken


def test_links_become_laws_and_online_services_and_the_rest_a_list(bring_in):
    links = [
        {"name": "Passgesetz", "link": "https://www.gesetze-im-internet.de/pa_g_1986/"},
        {"name": "Online beantragen", "link": "https://example.org/antrag"},
        {"name": "Vollmacht", "link": "https://example.org/vollmacht.pdf"},
        {"name": "Kaputt", "link": "javascript:alert(1)"},
    ]
    report = bring_in([service(links=links, forms=links)], [location()])

    page = ServicePage.objects.get()
    assert [row.value["name"] for row in page.legal_basis] == ["Passgesetz"]
    assert [row.value["name"] for row in page.online_services] == ["Online beantragen"]
    assert page.full_text.count("vollmacht.pdf") == 1
    assert "javascript" not in page.full_text
    assert "Kaputt" in report["services"]["problems"][0]["problem"]


def test_what_vanished_from_the_file_is_named_and_kept(bring_in):
    bring_in([service(), service("2", name="Reisepass")], [location()])

    report = bring_in([service()], [location()])

    assert [problem["id"] for problem in report["services"]["problems"]] == ["2"]
    assert ServicePage.objects.live().count() == 2


def test_a_record_that_fails_leaves_nothing_behind_and_holds_back_no_other(bring_in, monkeypatch):
    publish = catalogue.publish_imported

    def refuse_one(page, **options):
        if page.title == "Reisepass":
            raise ValueError("no")
        return publish(page, **options)

    monkeypatch.setattr(catalogue, "publish_imported", refuse_one)
    with pytest.raises(CommandError, match="1"):
        bring_in([service("2", name="Reisepass"), service()], [location()])

    assert [page.title for page in ServicePage.objects.all()] == ["Personalausweis beantragen"]


def test_markup_nested_beyond_reason_fails_alone(bring_in):
    with pytest.raises(CommandError, match="1"):
        bring_in([service("2", name="Tief", description="<div>" * 20000 + "x"), service()], [location()])

    assert [page.title for page in ServicePage.objects.all()] == ["Personalausweis beantragen"]


def test_a_broken_file_leaves_the_database_untouched(bring_in):
    before = everything()

    with pytest.raises(CommandError, match="name"):
        bring_in([service(), service("2", name="")], [location()])

    assert everything() == before


def test_an_unknown_partner_is_named(tmp_path, partner):
    paths = write(tmp_path, [service()], [location()])

    with pytest.raises(CommandError, match="nirgends"):
        call_command("import_dldb", services=paths[0], locations=paths[1], partner="nirgends")
