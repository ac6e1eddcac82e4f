"""Files over the API: brought by content, named by a handle, put to the concern that is opened with it."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from jsonschema import Draft202012Validator

from api.v1 import files as views
from cms.accounts import attempts
from cms.accounts.groups import AGENT
from cms.accounts.tokens import token_for
from tests.factories.accounts import UserFactory
from tests.factories.cases import asking, asks, town
from tests.factories.files import PDF, picture
from workflows.cases import files
from workflows.cases.models import Case, CaseFile

pytestmark = pytest.mark.django_db

FILES = "/api/v1/files/"


@pytest.fixture
def place():
    return town()


@pytest.fixture
def defect():
    """A kind that cannot be opened without a picture."""
    return asking(asks("foto", "file", required=True))


def bring(client, content=PDF, name="plan.pdf", **headers):
    sent = {"file": SimpleUploadedFile(name, content)}
    return client.post(FILES, sent, headers={"Accept-Language": "en", **headers})


def send(client, place, kind, handles, *, path="cases/", key="b9c2e1f0-0f1e-4a56-9d7c-2f8e6b1a3c4d"):
    body = {
        "partner": place.partner.slug,
        "case_type": kind.slug,
        "service": place.service.slug,
        "concern": "Ein Schlagloch.",
        "answers": {"foto": handles},
    }
    headers = {"Idempotency-Key": key, "Accept-Language": "en"}
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def name_of(answer) -> str:
    return answer.json()["type"].rpartition("#problem-")[2]


def test_a_kind_that_requires_a_file_is_opened_with_one(client, place, defect):
    brought = bring(client, picture("JPEG"), "..\\..\\Schlagloch.exe").json()
    asked = {"partner": place.partner.slug, "service": place.service.slug}
    schema = client.get(f"/api/v1/case-types/{defect.slug}/", asked).json()["answers"]
    Draft202012Validator(schema).validate({"foto": [brought["handle"]]})

    assert (brought["name"], brought["media_type"]) == ("Schlagloch.exe.jpg", "image/jpeg")
    assert send(client, place, defect, [brought["handle"]], path="cases/promise/").status_code == 200
    opened = send(client, place, defect, [brought["handle"]])

    assert opened.status_code == 201
    file = Case.objects.get(reference=opened.json()["reference"]).files.get()
    assert (file.question, file.kind, file.citizen_sees) == ("foto", "jpg", True)
    again = send(client, place, defect, [brought["handle"]])
    assert (again.status_code, again.json()) == (201, opened.json())


def test_a_file_belongs_to_one_concern_and_one_that_was_made_up_to_none(client, place, defect):
    handle = bring(client).json()["handle"]
    send(client, place, defect, [handle])

    for gone in (handle, "made-up"):
        refused = send(client, place, defect, [gone], key=f"another-key-of-{gone}"[:60])
        assert (refused.status_code, name_of(refused)) == (422, "answers-wrong")
        assert [each["parameter"] for each in refused.json()["errors"]] == ["answers.foto"]
    assert name_of(send(client, place, defect, [], key="a-third-key-of-mine")) == "answers-wrong"
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "status", "name"),
    [
        (b"", 422, "file-empty"),
        (b"MZ\x90\x00 a program", 422, "file-kind-refused"),
        (picture("PNG")[:40], 422, "file-broken"),
        (b"<html><script>alert(1)</script>", 422, "file-kind-refused"),
    ],
    ids=["empty", "program", "broken", "html"],
)
def test_content_decides_and_what_is_refused_leaves_nothing(client, content, status, name):
    before = files.stored_names()
    refused = bring(client, content, "bild.png")

    assert (refused.status_code, name_of(refused)) == (status, name)
    assert [each["parameter"] for each in refused.json()["errors"]] == ["file"]
    assert not CaseFile.objects.exists()
    assert files.stored_names() == before


def test_what_is_too_large_is_refused(client, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 100)
    refused = bring(client, PDF + bytes(100))
    assert (refused.status_code, name_of(refused)) == (413, "file-too-large")

    monkeypatch.setattr(views, "BESIDE_THE_FILE", -views.actions.LARGEST_FILE + 10)  # not even read
    refused = bring(client)
    assert (refused.status_code, name_of(refused)) == (413, "too-large")
    assert not CaseFile.objects.exists()


def test_what_is_no_single_file_is_named(client):
    two = {"file": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)]}
    other = {"file": SimpleUploadedFile("a.pdf", PDF), "case": "1"}
    for sent, field in ((two, "file"), (other, "case"), ({}, "file"), ({"file": "no file"}, "file")):
        refused = client.post(FILES, sent)
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, field)
    assert client.post(FILES, "{}", content_type="application/json").status_code == 415
    assert client.get(FILES).status_code == 405
    assert not CaseFile.objects.exists()


def test_a_stranger_brings_only_so_many_and_an_agent_as_many_as_she_needs(client, monkeypatch):
    monkeypatch.setattr(attempts, "FILES_FROM_HERE", attempts.Limit("few", 1, timedelta(minutes=15)))
    token = token_for(UserFactory(groups=[AGENT]), ends_at=timezone.now() + timedelta(hours=1))

    assert bring(client).status_code == 201
    assert bring(client).status_code == 429
    assert bring(client, authorization=f"Bearer {token}").status_code == 201
    assert bring(client, authorization="Bearer made-up").status_code == 401
    assert CaseFile.objects.count() == 2
