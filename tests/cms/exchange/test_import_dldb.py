"""Importing an export for the first time: what a service, its office and its links become."""

from datetime import time
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import PageLogEntry

from cms.audit.models import Event
from cms.catalogue import actions as catalogue
from cms.catalogue.effective import effective
from cms.catalogue.models import ServicePage, SourceRecord
from cms.catalogue.preflight import preflight
from cms.organisation.models import Location, Office, OpeningSpan, Responsibility, ResponsibilityMapping
from tests.cms.exchange.exports import everything, location, numbers, service, write

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_service_comes_in_with_its_office(bring_in, partner):
    report = bring_in([service()], [location()])

    assert numbers(report["services"]) == numbers(report["locations"]) == {"created": 1}
    page = ServicePage.objects.offered_by(partner).get()
    merged = effective(page, partner)
    assert page.slug == "personalausweis-beantragen"
    assert page.full_text == "<p>Den Ausweis gibt es im Bürgerbüro.</p>"
    assert page.teaser == "Den Ausweis gibt es im Bürgerbüro."
    assert page.leika_key == "99082001012000"
    (fee,) = merged.fees
    assert (fee.label, fee.amount) == ("unter 24 Jahren", Decimal("22.80"))
    (office,) = merged.offices
    assert (office.name, office.department.name, office.location.street) == (
        "Bürgerbüro",
        "Ordnungsamt",
        "Marktplatz 1",
    )
    assert office.slug == "buergerbuero"
    assert [point.phone for point in office.contact_points.all()] == ["06421 5550 100"]
    assert Event.objects.about(partner).get(verb="catalogue_imported").new["services_created"] == 1
    assert PageLogEntry.objects.filter(page=page.pk, action="catalogue.import").exists()


def test_an_imported_page_is_live_and_yet_incomplete(bring_in):
    bring_in([service()], [location()])

    page = ServicePage.objects.live().get()
    assert "spoken_answer" in {missing.field for missing in preflight(page)}


def test_every_module_the_file_has_is_filled(bring_in, partner):
    bring_in(
        [
            service(
                duration=15,
                process_time="<p>etwa <b>zwei</b> Wochen</p>",
                responsibility="Zuständig ist das Bürgeramt Ihres Bezirks.",
                requirements=[
                    {"name": "Reisepass", "description": "Bitte im Original vorlegen.", "link": ""},
                    {"name": "Antrag", "description": "", "link": "https://example.org/antrag.pdf"},
                    {"name": "Geburtsurkunde (Kopie)", "description": False, "link": ""},
                ],
                prerequisites=[{"name": "Hauptwohnung", "description": "Sie wohnen hier.", "link": ""}],
                legal=[{"name": "Personalausweisgesetz", "description": "", "link": ""}],
                links=[{"name": "Broschüre", "link": "https://example.org/mehr"}],
                forms=[{"name": "Vollmacht", "link": "https://example.org/vollmacht"}],
                onlineprocessing={"description": "", "link": "https://example.org/online"},
            )
        ],
        [location()],
    )

    page = ServicePage.objects.get()
    merged = effective(page, partner)
    assert [(row.name, row.kind, row.note, row.form_url) for row in merged.documents] == [
        ("Reisepass", "original", "Bitte im Original vorlegen.", ""),
        ("Antrag", "", "", "https://example.org/antrag.pdf"),
        ("Geburtsurkunde (Kopie)", "copy", "", ""),
    ]
    assert page.prerequisites == "<p><b>Hauptwohnung</b><br/>Sie wohnen hier.</p>"
    assert page.processing_time == "etwa zwei Wochen"
    assert page.visit_minutes == 15
    assert [(form.name, form.url) for form in merged.forms] == [("Vollmacht", "https://example.org/vollmacht")]
    assert [law.name for law in merged.legal_basis] == ["Personalausweisgesetz"]
    assert [(each.name, each.url) for each in merged.online_services] == [
        ("Personalausweis beantragen", "https://example.org/online")
    ]
    assert "Bürgeramt Ihres Bezirks" in page.notes
    assert '<a href="https://example.org/mehr">Broschüre</a>' in page.notes


def test_what_costs_nothing_is_free(bring_in, partner):
    bring_in([service(fees="gebührenfrei")], [location()])

    merged = effective(ServicePage.objects.get(), partner)
    assert (merged.is_free, merged.fees) == (True, [])


def test_a_note_that_is_too_long_for_its_row_goes_on_below(bring_in):
    long = " ".join(f"Das ist Satz Nummer {number} zum Antrag." for number in range(40))
    bring_in([service(requirements=[{"name": "Antrag", "description": long, "link": ""}])], [location()])

    page = ServicePage.objects.get()
    note = page.documents[0].value["note"]
    assert len(note) <= 500
    assert note.endswith("zum Antrag.")
    for number in range(40):
        assert f"Nummer {number} " in note + page.notes


def test_search_words_are_kept_and_found_by_nobody(bring_in):
    bring_in([service(meta={"keywords": " Perso, Ausweis ,, Perso"})], [location()])

    assert SourceRecord.objects.get().keywords == ["Perso", "Ausweis"]
    page = ServicePage.objects.get()
    assert "Perso," not in page.everyday_title + page.full_text + page.notes


def test_public_services_without_a_description_stay_drafts_and_are_named_with_the_reason(bring_in):
    links = [{"name": "Mehr", "link": "https://example.org/mehr"}]
    with translation.override("en"):
        report = bring_in(
            [service(description="<p> </p>", links=links), service("2", name="Intern", public=False), service("3")],
            [location()],
        )

    assert [page.title for page in ServicePage.objects.live()] == ["Personalausweis beantragen"]
    assert ServicePage.objects.live().get().sources.get().key == "3"
    reasons = {draft["id"]: draft["reason"] for draft in report["services"]["drafts"]}
    assert reasons["1"].startswith("Has no description.")
    assert reasons["2"] == "Not public in the file."
    assert set(reasons) == {"1", "2"}


def test_opening_hours_become_rows_where_they_can_be_read_and_are_reported_where_not(bring_in):
    with translation.override("en"):
        report = bring_in(
            [],
            [
                location(
                    opening_times={
                        "monday": "08.00-12.00 Uhr<br>13.00-15.00 Uhr nur mit Termin",
                        "tuesday": "geschlossen",
                        "saturday": "jeden dritten Samstag im Monat 9-13 Uhr",
                        "sunday": None,
                        "special": "Der Aufzug ist außer Betrieb.",
                    }
                )
            ],
        )

    rows = OpeningSpan.objects.values_list("weekday", "opens", "closes", "note", "kind", "office__name")
    assert list(rows) == [
        (0, time(8), time(12), "", "visiting", "Bürgerbüro"),
        (0, time(13), time(15), "nur mit Termin", "visiting", "Bürgerbüro"),
    ]
    said = [problem["problem"] for problem in report["locations"]["problems"]]
    assert len(said) == 2
    assert said[0].endswith("Saturday: jeden dritten Samstag im Monat 9-13 Uhr")
    assert said[1].endswith("Der Aufzug ist außer Betrieb.")


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


def test_links_become_laws_online_services_and_forms_and_the_rest_a_list(bring_in):
    links = [
        {"name": "Passgesetz", "link": "https://www.gesetze-im-internet.de/pa_g_1986/"},
        {"name": "Online beantragen", "link": "https://example.org/antrag"},
        {"name": "Vollmacht", "link": "https://example.org/vollmacht.pdf"},
        {"name": "Merkblatt zum Antrag", "link": "https://example.org/merkblatt.pdf"},
        {"name": "Kaputt", "link": "javascript:alert(1)"},
    ]
    report = bring_in([service(links=links, forms=links)], [location()])

    page = ServicePage.objects.get()
    assert [row.value["name"] for row in page.legal_basis] == ["Passgesetz"]
    assert [row.value["name"] for row in page.online_services] == ["Online beantragen"]
    assert [row.value["name"] for row in page.forms] == ["Vollmacht"]
    assert page.notes.count("merkblatt.pdf") == 1
    assert "javascript" not in page.notes
    assert "Kaputt" in report["services"]["problems"][0]["problem"]


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
    assert SourceRecord.objects.count() == 1
    assert Responsibility.objects.count() == 1


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


def test_a_report_that_could_not_be_written_is_refused_before_anything_is_imported(tmp_path, partner):
    services, locations = write(tmp_path, [service()], [location()])

    for report in (tmp_path, tmp_path / "nowhere" / "report.json"):
        with pytest.raises(CommandError):
            call_command("import_dldb", services=services, locations=locations, partner=partner.slug, report=report)

    assert not ServicePage.objects.exists()
