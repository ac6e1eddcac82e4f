"""Departments' work over the API: what the token's person sees and may do at the desk, and nothing else."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.utils import timezone

from cms.accounts.groups import AGENT, DEPARTMENT_STAFF
from cms.accounts.tokens import token_for
from cms.audit.models import Actor
from tests.factories.accounts import UserFactory
from tests.factories.cases import (
    asked_departments,
    consultation,
    item_of,
    items_of,
    kind_of_case,
    member,
    opened,
    step,
    town,
)
from tests.factories.files import PDF, a_file
from workflows.cases import actions
from workflows.cases.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def place():
    """Everybody here may open the inbox; what lies in it is another question."""
    place = town()
    give_the_inbox(place.karl, place.paula, place.lena, place.nadia, place.tim)
    return place


def give_the_inbox(*people):
    for person in people:
        person.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))


def ask(client, method, path, by=None, data=None, **query):
    headers = {"Accept-Language": "en"}
    if by is not None:
        headers["Authorization"] = f"Bearer {token_for(by, ends_at=timezone.now() + timedelta(hours=1))}"
    if method == "get":
        return client.get(f"/api/v1/items/{path}", query, headers=headers)
    return client.post(
        f"/api/v1/items/{path}", json.dumps(data or {}), content_type="application/json", headers=headers
    )


def named(answer):
    return answer.status_code, json.loads(answer.content)["type"].partition("#problem-")[2]


def test_a_department_reads_its_items_by_due_date_page_by_page(client, place):
    for _number in range(3):
        opened(place)
    due = list(WorkItem.objects.order_by("due_at", "pk").values_list("pk", flat=True))

    first = ask(client, "get", "", place.karl, limit=2).json()
    second = client.get(first["next"], headers={"Authorization": authorised(place.karl)}).json()

    assert [row["id"] for row in first["results"] + second["results"]] == due
    assert second["next"] is None
    assert first["results"][0]["taken_by"] == "nobody"


def authorised(person):
    return f"Bearer {token_for(person, ends_at=timezone.now() + timedelta(hours=1))}"


def test_items_are_narrowed_down(client, place):
    case = opened(place).case
    elsewhere = opened(place, service=None).case  # waits for triage

    assert [row["reference"] for row in ask(client, "get", "", place.karl).json()["results"]] == [case.reference]
    assert [row["step"] for row in ask(client, "get", "", place.tim, step="triage").json()["results"]] == ["triage"]
    assert ask(client, "get", "", place.tim, step="answer").json()["results"] == []
    assert ask(client, "get", "", place.karl, department="standesamt").json()["results"] == []
    assert ask(client, "get", "", place.karl, mine="true").json()["results"] == []
    assert elsewhere.reference not in ask(client, "get", "", place.karl).content.decode()


def test_taking_shows_how_the_citizen_is_reached_and_handing_back_hides_it(client, place):
    item = item_of(opened(place).case)

    assert ask(client, "get", f"{item.pk}/", place.karl).json()["details"] is None
    taken = ask(client, "post", f"{item.pk}/take/", place.karl).json()
    assert (taken["taken_by"], taken["details"]["name"]) == ("you", "Erika Mustermann")
    assert ask(client, "get", f"{item.pk}/", place.paula).json()["details"] is None
    assert ask(client, "post", f"{item.pk}/hand-back/", place.karl).json()["taken_by"] == "nobody"
    assert named(ask(client, "post", f"{item.pk}/hand-back/", place.karl)) == (409, "not-taken")


def test_an_answer_goes_to_its_check(client, place):
    case = opened(place).case
    item = item_of(case)
    seen = ask(client, "get", f"{item.pk}/", place.karl).json()

    answer = ask(client, "post", f"{item.pk}/answer/", place.karl, {"text": "Ja.", "revision": seen["revision"]})

    assert answer.json() == {"reference": case.reference, "state": "open", "revision": seen["revision"] + 1}
    assert item_of(case).step == "approve"
    assert ask(client, "get", f"{item_of(case).pk}/", place.paula).json()["draft"] == "Ja."


def test_a_consulted_department_gives_its_view_and_does_not_learn_who_asked(client, place):
    asked = asked_departments(place, 1)
    case_type = kind_of_case(consultation(*asked), step("answer"))
    case = opened(place, case_type=case_type).case
    [item] = items_of(case, "consult")
    person = item.department.memberships.get().user
    give_the_inbox(person)

    taken = ask(client, "post", f"{item.pk}/take/", person).json()
    old = {"text": "Nichts dagegen.", "revision": taken["revision"] + 1}
    assert named(ask(client, "post", f"{item.pk}/answer/", person, old)) == (409, "changed-meanwhile")
    answer = ask(client, "post", f"{item.pk}/answer/", person, old | {"revision": taken["revision"]})

    assert taken["details"] is None and "Erika" not in json.dumps(taken)
    assert answer.status_code == 200
    assert case.messages.get(kind="view").text == "Nichts dagegen."


def put_to(case, name="plan.pdf"):
    return actions.add_file(case, a_file(name), by=Actor.citizen())


def content(client, address, by=None, **headers):
    return client.get(address, headers=headers | ({"Authorization": authorised(by)} if by else {}))


def test_a_file_at_a_concern_is_there_for_whoever_may_see_it(client, place):
    case = opened(place).case
    put_to(case)

    [file] = ask(client, "get", f"{item_of(case).pk}/", place.karl).json()["files"]

    assert (file["name"], file["media_type"], file["size"]) == ("plan.pdf", "application/pdf", len(PDF))
    assert (file["added_by"], file["citizen_sees"]) == ("citizen", True)
    answer = content(client, file["url"], place.karl, Accept="application/pdf")
    assert b"".join(answer.streaming_content) == PDF
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_nobody_elses_and_only_at_its_own_concern(client, place):
    other, case = town(), opened(place).case
    give_the_inbox(other.karl)
    put_to(case)
    item = item_of(case)
    [file] = ask(client, "get", f"{item.pk}/", place.karl).json()["files"]
    foreign = put_to(opened(place, service=None).case)

    assert named(content(client, file["url"])) == (401, "unauthorised")
    assert named(content(client, file["url"], UserFactory(groups=[AGENT]))) == (403, "forbidden")
    for stranger in (place.nadia, other.karl):
        assert named(content(client, file["url"], stranger)) == (404, "not-found")
    assert named(ask(client, "get", f"{item.pk}/files/{foreign.pk}/", place.karl)) == (404, "not-found")
    actions.name_person(case, person=place.karl, by=place.lena)
    assert named(content(client, file["url"], place.karl)) == (404, "not-found")


def test_a_file_of_a_confidential_concern_is_its_leads_alone(client, place):
    case = opened(place, case_type=kind_of_case(step("answer"), confidential=True)).case
    put_to(case)
    [file] = ask(client, "get", f"{item_of(case).pk}/", place.lena).json()["files"]

    assert content(client, file["url"], place.lena).status_code == 200
    assert named(content(client, file["url"], place.karl)) == (404, "not-found")


def test_a_file_whose_content_is_gone_is_not_found(client, place):
    case = opened(place).case
    storages["case_files"].delete(put_to(case).stored)
    [file] = ask(client, "get", f"{item_of(case).pk}/", place.karl).json()["files"]

    assert named(content(client, file["url"], place.karl)) == (404, "not-found")


def test_what_comes_too_late_is_named(client, place):
    case = opened(place).case
    item = item_of(case)
    ask(client, "post", f"{item.pk}/take/", place.karl)

    assert named(ask(client, "post", f"{item.pk}/take/", place.paula)) == (409, "already-taken")
    assert named(ask(client, "post", f"{item.pk}/answer/", place.karl, {"text": "x", "revision": 99})) == (
        409,
        "changed-meanwhile",
    )
    ask(client, "post", f"{item.pk}/answer/", place.karl, {"text": "Ja."})
    refused = ask(client, "post", f"{item.pk}/answer/", place.karl, {"text": "Ja."})
    assert named(refused) == (409, "already-finished")
    assert "Karl" in refused.json()["detail"]
    checked = item_of(case)
    assert named(ask(client, "post", f"{checked.pk}/take/", place.karl)) == (409, "own-draft")
    assert named(ask(client, "post", f"{checked.pk}/answer/", place.paula, {"text": "x"})) == (409, "not-this-step")


@pytest.mark.parametrize("verb", ["take", "answer", "hand-back", ""])
def test_the_wrong_department_the_wrong_right_and_nobody_get_nothing(client, place, verb):
    other = town()
    give_the_inbox(other.karl)
    case = opened(place).case
    item = item_of(case)
    without_right = member(place.department, "Karla")
    path = f"{item.pk}/{verb}/" if verb else f"{item.pk}/"
    data = {"text": "x"} if verb == "answer" else {}

    for person, expected in (
        (place.nadia, (404, "not-found")),
        (other.karl, (404, "not-found")),
        (without_right, (403, "forbidden")),
        (None, (401, "unauthorised")),
    ):
        assert named(ask(client, "post" if verb else "get", path, person, data)) == expected
    item.refresh_from_db()
    assert (item.assignee, item.done_at) == (None, None)
    for person in (place.nadia, other.karl):
        assert ask(client, "get", "", person).json()["results"] == []


def test_what_a_concern_is_about_never_reaches_her(client, place):
    item = item_of(opened(place, about=place.karl).case)

    assert ask(client, "get", f"{item.pk}/", place.karl).status_code == 404
    assert ask(client, "get", "", place.karl).json()["results"] == []
