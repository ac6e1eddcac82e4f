"""Case types as files: names instead of keys, in as a draft, checked like a release, with what is to be mapped."""

import json
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.accounts.groups import ADMINISTRATOR, CENTRAL_EDITOR
from tests.factories.accounts import UserFactory
from tests.factories.cases import asks, town
from tests.workflows.cases.test_case_types import made, with_step
from workflows.cases.errors import FileRefused
from workflows.cases.exchange import packed, unpacked
from workflows.cases.models import CaseType, ServiceOfCaseType
from workflows.cases.shaping import definition_of

pytestmark = pytest.mark.django_db
IMPORT = "wagtailsnippets_cases_casetype:import"
SCHEMA = Path(__file__).parents[3] / "docs" / "case-type.schema.json"


@pytest.fixture
def here():
    return town()


@pytest.fixture
def file(here) -> str:
    case_type = made("sperrmuell", with_step(2, falls_to=f"department:{here.department.pk}"))
    ServiceOfCaseType.objects.create(case_type=case_type, service=here.service)
    return packed(case_type)


def upload(client, text: str):
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile("art.json", text.encode())})


def faults_of(text: str) -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        unpacked(text)
    return [place for place, _sentence in refusal.value.faults]


def test_a_file_names_departments_and_holds_no_key_of_this_town(here, file):
    data = json.loads(file)

    assert data["definition"]["steps"][1]["falls_to"] == "department:bauaufsicht"
    assert data["departments"] == {"bauaufsicht": "Bauaufsicht"}
    assert data["services"] == {here.service.slug: here.service.responsibility.name}


def test_a_file_is_as_the_schema_says(file):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(json.loads(file), schema)

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(file), "colour": "blue"}, schema)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("{", [""]),
        ("[]", ["format"]),
        ('{"format": "bookmarks"}', ["format"]),
    ],
)
def test_what_is_no_case_type_is_refused(text, places):
    assert faults_of(text) == places


def test_every_fault_of_a_file_is_named_at_once(file):
    data = json.loads(file)
    data |= {"colour": "blue", "slug": "Große Art", "schema": 9}
    data["definition"]["promise"] = None
    data["definition"]["questions"].append(asks("x", when={"question": "nichts"}))
    data["definition"]["steps"][1]["falls_to"] = "department:mars"

    assert set(faults_of(json.dumps(data))) == {
        "schema",
        "colour",
        "slug",
        "definition.promise",
        "definition.questions.3.when",
        "definition.steps",
    }


@pytest.mark.parametrize("definition", [None, [], {}, {"steps": 3}, {"steps": [3]}, {"steps": [{"departments": 3}]}])
def test_a_broken_definition_is_named_and_breaks_nothing(file, definition):
    assert faults_of(json.dumps({**json.loads(file), "definition": definition}))


def test_importing_asks_what_to_map_and_makes_a_draft(client, here, file):
    data = json.loads(file)
    data["slug"] = "sperrmuell-2"
    data["services"]["gibt-es-nicht"] = "Winterdienst"
    text = json.dumps(data)
    client.force_login(UserFactory(groups=[ADMINISTRATOR]))

    asked = upload(client, text)
    page = asked.content.decode()
    assert "Bauaufsicht" in page
    assert "gibt-es-nicht" in page
    assert "Winterdienst" in page

    fields = {"text": text, "slug": "sperrmuell-2", "partner": "", "department_bauaufsicht": here.department.pk}
    sent = client.post(reverse(IMPORT), fields)

    made_here = CaseType.objects.get(slug="sperrmuell-2")
    assert sent.url == reverse("wagtailsnippets_cases_casetype:edit", args=[made_here.pk])
    assert not made_here.live
    assert not made_here.versions.exists()
    draft = made_here.get_latest_revision_as_object()
    assert definition_of(draft)["steps"][1]["falls_to"] == f"department:{here.department.pk}"
    assert [row.service_id for row in draft.of_services.all()] == [here.service.pk]


def test_what_a_release_would_refuse_is_not_imported(client, here, file):
    client.force_login(UserFactory(groups=[ADMINISTRATOR]))
    data = deepcopy(json.loads(file))
    data["definition"]["steps"][1]["function"] = "lead"
    text = json.dumps(data)
    no_lead = here.nadia.memberships.get().department
    fields = {"text": text, "slug": "neu", "partner": "", "department_bauaufsicht": no_lead.pk}

    refused = client.post(reverse(IMPORT), fields)

    assert refused.status_code == 422
    assert "Schritt 2: Standesamt hat keine aktive Leitung." in refused.content.decode()
    assert 'value="neu"' in refused.content.decode()
    assert not CaseType.objects.filter(slug="neu").exists()


def test_a_short_name_that_is_taken_is_named_beside_its_field(client, here, file):
    client.force_login(UserFactory(groups=[ADMINISTRATOR]))
    fields = {"text": file, "slug": "sperrmuell", "partner": "", "department_bauaufsicht": here.department.pk}

    assert "schon eine Anliegenart mit diesem Kurznamen" in client.post(reverse(IMPORT), fields).content.decode()


def test_only_administrators_import_and_export(client, file):
    case_type = CaseType.objects.get(slug="sperrmuell")
    export = reverse("wagtailsnippets_cases_casetype:export", args=[case_type.pk])
    for person in (UserFactory(groups=[CENTRAL_EDITOR]), None):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(reverse(IMPORT)).status_code in {302, 403}
        assert client.get(export).status_code in {302, 403}
        assert upload(client, file).status_code in {302, 403}

    client.force_login(UserFactory(groups=[ADMINISTRATOR]))
    assert client.get(export).content.decode() == file
    assert "attachment" in client.get(export)["Content-Disposition"]
