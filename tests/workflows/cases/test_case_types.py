"""Case types without code: shaped in the editor, released by a second person, refused with every fault at its field."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse
from django.utils import translation

from cms.accounts.groups import ADMINISTRATOR, APPROVER, CENTRAL_EDITOR
from tests.factories.accounts import UserFactory
from tests.factories.cases import asks, opened, question, seatless, town
from tests.factories.organisation import DepartmentFactory, MembershipFactory
from tests.workflows.cases.type_forms import bulky_waste, type_form
from workflows.cases import actions, picture, setup, shaping
from workflows.cases.definition import parse
from workflows.cases.models import Case, CaseType, ServiceOfCaseType
from workflows.cases.picture import picture_of
from workflows.cases.places import in_words
from workflows.cases.questions import Kind
from workflows.cases.release_checks import faults_of, faults_of_data
from workflows.cases.type_blocks import QuestionStream

pytestmark = pytest.mark.django_db
NAMES = "wagtailsnippets_cases_casetype"


@pytest.fixture
def administrator():
    return UserFactory(groups=[ADMINISTRATOR])


@pytest.fixture
def approver():
    return UserFactory(groups=[APPROVER])


def address(name: str, *args) -> str:
    return reverse(f"{NAMES}:{name}", args=args)


def write(client, person, data, **fields):
    client.force_login(person)
    return client.post(address("add"), type_form(data, **fields))


def written(client, person, data, **fields) -> CaseType:
    response = write(client, person, data, **fields)
    assert response.status_code == 302, response.context["form"].errors.as_data()
    return CaseType.objects.get(slug=fields.get("slug", "sperrmuell"))


def decide(client, person, case_type, how="approve"):
    client.force_login(person)
    state = case_type.current_workflow_task_state
    return client.post(address("workflow_action", case_type.pk, how, state.pk))


def unsaved(data: dict, **fields) -> CaseType:
    return CaseType(slug="entwurf", **{**shaping.fields_of(data), **fields})


def made(slug: str, data: dict | None = None, **fields) -> CaseType:
    """A case type as if it had been released, without a version."""
    return CaseType.objects.create(slug=slug, **{**shaping.fields_of(data or bulky_waste()), **fields})


def places(case_type: CaseType) -> list[str]:
    return [place for place, _sentence in faults_of(case_type)]


def test_what_the_editor_holds_says_what_the_definition_says():
    data = bulky_waste(
        asks("was", "choices", options=["sofa", "schrank"], required=True, help={"de": "Nur Holz", "en": "Wood only"}),
        asks("wann", "date", spoken={"de": "Wann?", "en": "When?"}, for_whom="agent"),
        asks("hinweis", "hint", when={"question": "was", "is": ["sofa"]}),
    )

    again = shaping.definition_of(unsaved(data))

    assert parse(again).questions == parse(data).questions
    assert parse(again).steps == parse(data).steps
    assert parse(again).promise == parse(data).promise


def test_a_draft_may_be_half_done(client, administrator):
    case_type = written(client, administrator, bulky_waste(), name_en="", questions=[("text", {"label": "Was?"})])

    assert not case_type.live
    assert not case_type.versions.exists()


def test_a_second_person_releases_and_nobody_alone(client, administrator, approver):
    case_type = written(client, administrator, bulky_waste(), action="submit")
    both = UserFactory(groups=[ADMINISTRATOR, APPROVER])

    assert decide(client, administrator, case_type).status_code in {302, 403}
    assert not CaseType.objects.get(pk=case_type.pk).live

    decide(client, approver, case_type)

    case_type.refresh_from_db()
    assert case_type.live
    version = case_type.current_version()
    assert version.number == 1
    assert [question.key for question in version.parsed.questions] == ["was", "welches"]
    client.force_login(both)
    edited = type_form(bulky_waste(promise={"amount": 3, "unit": "service_days"}), action="submit")
    client.post(address("edit", case_type.pk), edited)
    decide(client, both, case_type)
    assert case_type.current_version().number == 1
    decide(client, approver, case_type)
    assert case_type.current_version().number == 2


def test_running_cases_keep_their_version(client, administrator, approver):
    here = town()
    case = opened(here).case
    general = question()
    client.force_login(administrator)
    data = {**setup.QUESTION_TO_A_DEPARTMENT, "schema": 2, "promise": {"amount": 2, "unit": "service_days"}}
    response = client.post(address("edit", general.pk), type_form(data, slug=general.slug, action="submit"))
    assert response.status_code == 302, response.context["form"].errors.as_data()
    decide(client, approver, general)

    assert general.current_version().number == 2
    case = Case.objects.get(pk=case.pk)
    assert case.version.number == 1
    assert case.version.parsed.promise.amount == 24


def test_a_release_without_a_change_makes_no_version(client, administrator, approver):
    case_type = written(client, administrator, bulky_waste(), action="submit")
    decide(client, approver, case_type)
    client.force_login(administrator)
    client.post(address("edit", case_type.pk), type_form(bulky_waste(), action="submit"))
    decide(client, approver, case_type)

    assert case_type.versions.count() == 1


def test_every_fault_stands_at_its_field_when_the_release_is_asked_for(client, administrator):
    data = bulky_waste(
        asks("was", "choice", options=["sofa", "schrank"]),
        asks("welches", when={"question": "wo", "is": ["x"]}),
    )
    data["steps"] = [step for step in data["steps"] if step["kind"] != "close"]
    response = write(
        client, administrator, data, name_en="", by_web=False, by_phone=False, by_counter=False, action="submit"
    )

    assert response.status_code == 200
    errors = response.context["form"].errors.as_data()
    assert {"name_en", "by_web", "questions", "steps"} <= set(errors)
    (in_questions,) = errors["questions"]
    assert list(in_questions.block_errors) == [1]
    assert list(in_questions.block_errors[1].block_errors) == ["when_question"]
    page = response.content.decode()
    assert "Vorher gibt es keine Frage" in page
    assert not CaseType.objects.filter(slug="sperrmuell").exists()


def test_keys_are_made_of_german_words(client, administrator):
    value = shaping.fields_of(bulky_waste(asks("x")))["questions"][0][1]
    questions = [("text", {**value, "label": "Für welche Möbel?", "key": ""})]

    case_type = written(client, administrator, bulky_waste(), questions=questions)

    assert case_type.get_latest_revision_as_object().questions[0].value["key"] == "fuer_welche_moebel"


def test_a_key_is_frozen_with_the_first_release():
    case_type = made("sperrmuell")
    setup.freeze(case_type)
    draft = CaseType.objects.get(pk=case_type.pk)
    assert places(draft) == []

    draft.questions[0].value["key"] = "wozu"
    draft.questions[1].value["when_question"] = "wozu"

    assert places(draft) == ["questions.1.key"]


def test_a_key_keeps_its_kind():
    case_type = made("sperrmuell", bulky_waste(asks("wann")))
    setup.freeze(case_type)
    changed = shaping.fields_of(bulky_waste(asks("wann", "date")))["questions"]
    case_type.questions = changed

    assert places(case_type) == ["questions.1.key"]


def with_step(number: int, **changes) -> dict:
    data = bulky_waste()
    steps = [dict(step) for step in data["steps"]]
    steps[number - 1] |= changes
    return {**data, "steps": steps}


def test_whoever_a_step_falls_to_is_there():
    here = town()
    mailbox_only = seatless(here.partner)
    unconfirmed = DepartmentFactory(partner=here.partner, mailbox="amt@example.org")
    neither = DepartmentFactory(partner=here.partner, mailbox="")
    left = DepartmentFactory(partner=here.partner)
    MembershipFactory(department=left, user__is_active=False)
    no_lead = here.nadia.memberships.get().department

    def found(number, department, **changes):
        return places(unsaved(with_step(number, falls_to=f"department:{department}", **changes)))

    assert found(2, here.department.pk) == []
    assert found(2, here.department.pk, function="lead") == []
    assert found(2, no_lead.pk, function="lead") == ["steps.2.function"]
    assert found(2, left.pk) == ["steps.2.function"]
    assert found(2, mailbox_only.pk) == []
    assert found(2, neither.pk) == ["steps.2.falls_to"]
    assert found(2, unconfirmed.pk) == ["steps.2.falls_to"]
    assert found(3, mailbox_only.pk) == ["steps.3.falls_to"]
    assert found(2, 999999) == ["steps.2.department"]


def test_the_departments_of_its_services_are_looked_at(client, administrator):
    here = town()
    here.lena.is_active = False
    here.lena.save()
    data = with_step(3, function="lead")

    response = write(client, administrator, data, services=[here.service], action="submit")
    assert response.status_code == 302  # the rows of services are there only after saving, so the approval asks again

    case_type = CaseType.objects.get(slug="sperrmuell")
    assert places(case_type.get_latest_revision_as_object()) == ["steps.3.function"]


def test_a_service_shows_its_own_types_else_the_general_question():
    here = town()
    general = question()
    own = made("sperrmuell")
    free = made("rueckruf", bulky_waste(for_whom=["phone"]))
    ServiceOfCaseType.objects.create(case_type=own, service=here.service)
    elsewhere = CaseType.objects.create(
        slug="fremd", partner=DepartmentFactory().partner, **shaping.fields_of(bulky_waste())
    )
    ServiceOfCaseType.objects.create(case_type=elsewhere, service=here.service)
    ServiceOfCaseType.objects.create(case_type=made("entwurf", live=False), service=here.service)

    def offered(service, channel="phone"):
        return actions.case_types_for(service, channel=channel, partner=here.partner)

    assert offered(here.service) == [own]
    assert offered(None) == [general, free]
    assert offered(None, "web") == [general]
    own.is_active = False
    own.save()
    assert offered(here.service) == [general]


def test_nobody_else_reaches_a_case_type(client, administrator):
    case_type = written(client, administrator, bulky_waste())
    strangers = [UserFactory(groups=[CENTRAL_EDITOR]), UserFactory(), None]
    for person in strangers:
        client.logout()
        if person:
            client.force_login(person)
        for name in ("edit", "history", "play", "unpublish", "delete"):
            assert client.get(address(name, case_type.pk)).status_code in {302, 403}, (person, name)
        assert client.post(address("edit", case_type.pk), type_form(bulky_waste())).status_code in {302, 403}


def test_a_partners_people_reach_only_their_own(client):
    from cms.accounts.setup import grant
    from cms.organisation.setup import editors_of
    from tests.factories.organisation import PartnerFactory

    mine, other = PartnerFactory(), PartnerFactory()
    rights = [f"cases.{verb}_casetype" for verb in ("view", "add", "change", "delete")]
    person = UserFactory(groups=[editors_of(mine.name), grant("Anliegenarten", ["wagtailadmin.access_admin", *rights])])
    mine.editors = person.groups.get(name__startswith="Redaktion")
    mine.save()
    rows = {
        partner: CaseType.objects.create(
            slug=f"art-{partner and partner.pk}", partner=partner, **shaping.fields_of(bulky_waste())
        )
        for partner in (mine, other, None)
    }
    client.force_login(person)

    listed = client.get(address("list")).content.decode()
    assert address("edit", rows[mine].pk) in listed
    assert address("edit", rows[other].pk) not in listed
    for partner, expected in ((mine, {200}), (other, {302, 403}), (None, {302, 403})):
        for name in ("edit", "history", "usage", "play", "delete"):
            assert client.get(address(name, rows[partner].pk)).status_code in expected, (partner, name)


def test_the_preview_shows_questions_and_the_way(client, administrator):
    town()
    case_type = written(client, administrator, bulky_waste())
    client.post(address("preview_on_edit", case_type.pk), type_form(bulky_waste()))

    page = client.get(address("preview_on_edit", case_type.pk)).content.decode()

    assert "Nur, wenn: Was: Sonstiges" in page.replace("\n", " ")
    assert "Prüfen und freigeben" in page
    assert "<svg" in page
    assert re.search(r"\(Zentrale\), endeten 24 Servicestunden am .+, 24 Servicetage am ", page)
    assert "Diese Art zählt in Servicestunden." in page


def test_a_type_is_played_through_from_a_moment(client, administrator):
    here = town()
    case_type = written(client, administrator, bulky_waste())

    page = client.get(
        address("play", case_type.pk), {"at": "2099-11-23T09:00", "department": here.department.pk}
    ).content.decode()

    assert "Mi 25.11.2099 13:00" in page  # 24 service hours of ten a day
    assert "Bauaufsicht" in page
    assert page.count("Warum dieser Zeitpunkt?") == 5
    assert "Prüfen Und" not in page
    assert client.get(address("play", case_type.pk), {"at": "gestern", "department": ""}).status_code == 200


def test_the_place_of_a_fault_is_said_in_words():
    faults = in_words(
        [("steps.2.departments.1.falls_to", "a"), ("questions.3.options.2.label.en", "b"), ("name.de", "c"), ("", "d")]
    )

    assert [place for place, _sentence in faults] == [
        "Schritt 2, Amt 1",
        "Frage 3, Antwort 2, Worte, Englisch",
        "Name",
        "",
    ]


def test_a_case_type_may_ask_for_files_and_the_editor_has_a_block_for_each_kind():
    assert faults_of_data(bulky_waste(asks("foto", "file"))) == []
    assert set(QuestionStream().child_blocks) == {str(kind) for kind in Kind}


def test_every_kind_of_step_goes_through_the_editor():
    here = town()
    hours = {"amount": 4, "unit": "service_hours"}
    data = bulky_waste(ask_back={"remind": {**hours, "amount": 2}, "end": hours})
    asked = [
        {"falls_to": f"department:{here.department.pk}", "function": "lead", "due": hours},
        {"falls_to": "responsible", "function": "member", "due": hours, "remind": {**hours, "amount": 1}},
    ]
    consult = {"key": "fragen", "kind": "consult", "title": asks("x")["label"], "departments": asked}
    inform = {"key": "sagen", "kind": "inform", "title": asks("x")["label"], "acknowledge": True, "due": hours}
    data["steps"] = [*data["steps"][:2], consult, *data["steps"][2:-1], inform, data["steps"][-1]]

    again = parse(shaping.definition_of(unsaved(data)))

    assert again.steps == parse(data).steps
    assert again.ask_back == parse(data).ask_back
    assert faults_of(unsaved(data)) == []
    with_mailbox_only = DepartmentFactory(partner=here.partner, mailbox="")
    asked[0]["falls_to"] = f"department:{with_mailbox_only.pk}"
    assert places(unsaved(data)) == ["steps.3.departments.1.falls_to"]


def test_a_picture_is_laid_out_once_for_all_that_stand_alike(monkeypatch):
    laid_out, whole = [], picture.calc_layout_data
    monkeypatch.setattr(picture, "calc_layout_data", lambda drawing: laid_out.append(drawing) or whole(drawing))
    picture._drawn.cache_clear()
    definition, renamed = parse(bulky_waste()), deepcopy(bulky_waste())
    renamed["steps"][0]["title"] = {"de": "Vorsortieren", "en": "Sort"}

    drawn = [picture_of(parse(bulky_waste()), {1: "now"}) for _look in range(3)]
    assert (len(laid_out), len(set(drawn))) == (1, 1)

    others = [picture_of(definition, {1: "done", 2: "now"}), picture_of(parse(renamed), {1: "now"})]
    with translation.override("en"):
        others.append(picture_of(definition, {1: "now"}))
    assert (len(laid_out), len({*drawn, *others})) == (4, 4)


def test_a_picture_has_every_step_and_leaves_german_alone():
    data = bulky_waste()
    hours = {"amount": 4, "unit": "service_hours"}
    consult = {
        "key": "fragen",
        "kind": "consult",
        "title": {"de": "beim Bauhof nachfragen", "en": "Ask"},
        "departments": [{"falls_to": "case", "due": hours}, {"falls_to": "triage", "due": hours}],
    }
    data["steps"] = [*data["steps"][:2], consult, *data["steps"][2:]]

    drawn = " ".join(re.findall(r">([^<>]+)</text>", picture_of(parse(data))))

    assert "beim Bauhof" in drawn
    assert "Beim" not in drawn
    assert "Prüfen und freigeben" in drawn
