"""The plain list of services: read, taken apart, and brought in by the same engine as everything else."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.catalogue.effective import effective
from cms.catalogue.models import ServicePage, SourceRecord
from tests.cms.exchange.exports import everything, numbers
from tests.factories.organisation import MappingFactory, OfficeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def entry(key="1", **fields):
    return {
        "id": key,
        "name": "Abmeldung einer Wohnung",
        "description": "Sie geben Ihre Wohnung auf.\n\nHinweis:\nInnerhalb Deutschlands melden Sie sich nur an.",
        "voraussetzungen": "Voraussetzungenkeine",
        "unterlagen": "Erforderliche UnterlagenAbmeldungBitte schriftlich erledigen.Personalausweis (Kopie)",
        "link": "https://service.example.org/dienstleistung/1/",
    } | fields


@pytest.fixture
def bring_in(tmp_path, partner):
    def run(entries, **options):
        path, report = tmp_path / "services.json", tmp_path / "report.json"
        path.write_text(json.dumps(entries), encoding="utf-8")
        call_command(
            "import_services_json",
            services=path,
            partner=partner.slug,
            report=report,
            stdout=StringIO(),
            **options,
        )
        return json.loads(report.read_text(encoding="utf-8"))

    return run


def test_a_service_comes_in_with_its_lists_taken_apart(bring_in, partner):
    report = bring_in([entry()])

    assert numbers(report["services"]) == {"created": 1}
    page = ServicePage.objects.live().get()
    assert page.full_text == (
        "<p>Sie geben Ihre Wohnung auf.</p><h3>Hinweis</h3><p>Innerhalb Deutschlands melden Sie sich nur an.</p>"
    )
    assert page.teaser == "Sie geben Ihre Wohnung auf."
    assert page.prerequisites == ""
    documents = effective(page, partner).documents
    assert [(each.name, each.kind, each.note) for each in documents] == [
        ("Abmeldung", "", "Bitte schriftlich erledigen."),
        ("Personalausweis (Kopie)", "copy", ""),
    ]
    assert not page.documents_none_needed
    assert '<a href="https://service.example.org/dienstleistung/1/">' in page.notes
    assert SourceRecord.objects.get().system == "json:lindenfurt"


@pytest.mark.parametrize(
    "said", ["Erforderliche Unterlagen-", "Erforderliche UnterlagenKeine Unterlagen erforderlich."]
)
def test_that_nothing_is_needed_is_known(bring_in, said):
    bring_in([entry(unterlagen=said)])

    page = ServicePage.objects.get()
    assert (page.documents_none_needed, len(page.documents)) == (True, 0)


def test_prerequisites_become_a_list(bring_in):
    bring_in([entry(voraussetzungen="VoraussetzungenVolljährigkeitSie sind 18 Jahre alt.Wohnsitz in der Stadt")])

    assert ServicePage.objects.get().prerequisites == (
        "<ul><li><b>Volljährigkeit</b><br/>Sie sind 18 Jahre alt.</li><li>Wohnsitz in der Stadt</li></ul>"
    )


def test_nobody_offers_them_until_somebody_answers(bring_in, partner):
    bring_in([entry()])
    assert not ServicePage.objects.offered_by(partner).exists()

    mapping = MappingFactory(partner=partner, office=OfficeFactory(department__partner=partner))
    report = bring_in([entry()], responsibility=mapping.responsibility.name)

    assert numbers(report["services"]) == {"changed": 1}
    assert [page.responsibility for page in ServicePage.objects.offered_by(partner)] == [mapping.responsibility]


def test_an_unknown_responsibility_is_refused(bring_in):
    with pytest.raises(CommandError, match="Bürgerbüro"):
        bring_in([entry()], responsibility="Bürgerbüro")

    assert not ServicePage.objects.exists()


def test_the_same_list_changes_nothing_and_a_dry_run_says_what_would_change(bring_in):
    bring_in([entry(), entry("2", name="Anmeldung")])
    before = everything()

    dry = bring_in([entry(name="Abmelden")], dry_run=True)

    assert everything() == before
    assert numbers(bring_in([entry(), entry("2", name="Anmeldung")])["services"]) == {"unchanged": 2}
    assert dry == bring_in([entry(name="Abmelden")])
    assert dry["services"]["vanished"] == [{"id": "2", "name": "Anmeldung"}]


def test_hostile_text_comes_in_as_text(bring_in):
    attack = '<script>alert(1)</script><a href="javascript:x()" onclick="y()">hier</a>'
    bring_in([entry(description=attack, unterlagen=attack, voraussetzungen=attack, link="javascript:alert(1)")])

    page = ServicePage.objects.get()
    for text in (page.full_text, page.prerequisites, page.notes):
        assert "<script" not in text
        assert "<a " not in text
    assert page.title == "Abmeldung einer Wohnung"
