"""Concerns over the API: promised before, opened once, followed by number and code; every refusal has a name."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator

from api import once
from api.models import Sent
from api.v1 import cases as views
from cms.accounts import attempts
from cms.accounts.groups import AGENT
from cms.accounts.tokens import token_for
from cms.audit.models import Event
from cms.organisation.models import Partner
from tests.factories.accounts import UserFactory
from tests.factories.cases import answered, asking, asks, kind_of_case, opened, step, town
from tests.factories.organisation import PartnerFactory
from workflows.cases.models import Case
from workflows.citizens.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.both]

KEY = "b9c2e1f0-0f1e-4a56-9d7c-2f8e6b1a3c4d"
CONCERN = "Darf ich einen Carport bauen?"


@pytest.fixture
def place():
    return town()


@pytest.fixture
def waste():
    """A type that asks what it is, and only of the rest which."""
    return asking(
        asks("what", "choice", options=["sofa", "other"], required=True),
        asks("which", when={"question": "what", "is": ["other"]}, required=True),
        asks("seen", "yes_no", for_whom="agent"),
    )


def send(client, path, data, *, key=KEY, token="", **headers):
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Idempotency-Key": key} if key else {}
    body = data if isinstance(data, str) else json.dumps(data)
    headers |= {"Accept-Language": "en"}
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def concern(place, **fields):
    return {
        "partner": place.partner.slug,
        "case_type": "frage-an-das-amt",
        "service": place.service.slug,
        "concern": CONCERN,
        **fields,
    }


def problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    return said["type"].partition("#problem-")[2], {each["parameter"] for each in said.get("errors", [])}


def token_of(*groups):
    return token_for(UserFactory(groups=groups), ends_at=timezone.now() + timedelta(hours=1))


def test_what_may_be_opened_is_listed_with_the_address_of_its_questions(client, place, waste):
    query = {"partner": place.partner.slug, "service": place.service.slug, "language": "en"}

    [found] = client.get("/api/v1/case-types/", query).json()["case_types"]

    assert (found["slug"], found["name"]) == ("frage-an-das-amt", "Question to a department")
    detail = client.get(found["url"]).json()
    assert detail["promise"] == {"amount": 24, "unit": "service_hours"}
    assert list(detail["answers"]["properties"]) == ["what", "which"]
    assert detail["answers"]["properties"]["what"]["title"] == "What (en)"


def test_the_json_schema_accepts_what_is_accepted_and_refuses_what_is_refused(client, place, waste):
    query = {"partner": place.partner.slug, "service": place.service.slug}
    schema = client.get("/api/v1/case-types/frage-an-das-amt/", query).json()["answers"]
    Draft202012Validator.check_schema(schema)

    for answers in ({"what": "sofa"}, {"what": "other", "which": "Klavier"}, {}, {"what": "other"}, {"what": "Haus"}):
        fits = Draft202012Validator(schema).is_valid(answers)
        answer = send(client, "cases/promise/", concern(place, answers=answers))
        assert (answer.status_code == 200) == fits, answers


def test_what_agents_are_asked_only_agents_read(client, place, waste):
    query = {"partner": place.partner.slug, "service": place.service.slug, "channel": "phone"}

    assert client.get("/api/v1/case-types/", query).status_code == 401
    stranger = {"Authorization": f"Bearer {token_of()}"}
    assert client.get("/api/v1/case-types/", query, headers=stranger).status_code == 403
    agent = {"Authorization": f"Bearer {token_of(AGENT)}"}
    answer = client.get("/api/v1/case-types/frage-an-das-amt/", query, headers=agent)
    assert "seen" in answer.json()["answers"]["properties"]


def test_before_sending_the_date_is_told_with_reasons_and_nothing_is_stored(client, place):
    answer = send(client, "cases/promise/", concern(place), key="")

    told = answer.json()
    assert told["department"] == {"slug": place.department.slug, "name": "Bauaufsicht"}
    assert told["reasons"] and {"start", "until", "counts", "minutes", "reason"} == set(told["reasons"][0])
    assert answer["Cache-Control"] == "no-store"
    assert not Case.objects.exists()
    assert not Letter.objects.exists()
    assert not Event.objects.filter(verb="case_opened").exists()


def test_the_date_that_was_read_is_the_one_that_is_given(client, place, monkeypatch):
    told = send(client, "cases/promise/", concern(place)).json()
    later = timezone.now() + timedelta(minutes=29)
    monkeypatch.setattr(views.timezone, "now", lambda: later)

    got = send(client, "cases/", concern(place, promise=told["promise"])).json()

    assert got["promised_at"] == told["promised_at"]


@pytest.mark.parametrize("wrong", ["x", "other type", "too late"])
def test_a_promise_holds_for_half_an_hour_and_for_what_it_was_asked_for(client, place, monkeypatch, wrong):
    asked = concern(place, service=None) if wrong == "other type" else concern(place)
    promise = send(client, "cases/promise/", asked).json()["promise"]
    if wrong == "too late":
        later = timezone.now() + timedelta(minutes=31)
        monkeypatch.setattr(views.timezone, "now", lambda: later)

    answer = send(client, "cases/", concern(place, promise="x" if wrong == "x" else promise))

    assert problem(answer, 409) == ("promise-ended", {"promise"})
    assert not Case.objects.exists()


def test_a_concern_is_opened_and_its_code_opens_it(client, place, waste):
    details = {"name": "Erika Mustermann", "email": "erika@example.org", "language": "en"}
    answers = {"what": "other", "which": "Klavier"}

    answer = send(client, "cases/", concern(place, answers=answers, reply_channel="email", details=details))

    assert answer.status_code == 201
    told = answer.json()
    case = Case.objects.get(reference=told["reference"])
    assert (case.channel, case.answers, case.details.name) == ("web", answers, "Erika Mustermann")
    assert told["code"] in Letter.objects.get().body
    assert answer["Location"] == told["url"]
    assert told["code"] not in told["url"] + told["html_url"]
    assert client.get(told["url"]).json()["state"] == "open"
    content = send(client, f"cases/{told['reference']}/content/", {"code": told["code"]}).json()
    assert content["concern"] == CONCERN
    assert [line["words"] for line in content["answers"]] == ["Other", "Klavier"]
    assert Event.objects.get(verb="case_opened").actor_kind == "citizen"


def test_the_same_sent_twice_makes_one_case_and_the_same_answer(client, place):
    first = send(client, "cases/", concern(place))
    second = send(client, "cases/", concern(place))

    assert Case.objects.count() == 1
    assert first.json() == second.json()
    assert second.status_code == 201


def test_the_code_is_stored_nowhere(client, place):
    told = send(client, "cases/", concern(place)).json()

    row = Sent.objects.values().get()
    assert KEY not in str(row) and told["code"] not in str(row) and CONCERN not in str(row)


def test_a_former_secret_key_still_tells_the_code_again(client, place, settings):
    first = send(client, "cases/", concern(place)).json()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    sent = Sent.objects.get()

    settings.SECRET_KEY = "another-secret-key-that-is-long-enough-for-a-test"

    assert once.actions.code_again(sent.case, sent.key) == first["code"]


def test_another_concern_with_the_same_key_is_refused_and_tells_nothing(client, place):
    told = send(client, "cases/", concern(place)).json()

    answer = send(client, "cases/", concern(place, concern="Etwas anderes"))

    assert problem(answer, 422) == ("key-used-before", {"Idempotency-Key"})
    assert told["reference"] not in answer.content.decode()
    assert Case.objects.count() == 1


def test_the_same_key_of_somebody_else_is_another_key(client, place):
    send(client, "cases/", concern(place))
    send(client, "cases/", concern(place), token=token_of(AGENT))

    assert Case.objects.count() == 2


def test_what_was_refused_may_be_sent_again_with_the_same_key(client, place):
    assert problem(send(client, "cases/", concern(place, reply_channel="email")), 422)[0] == "cannot-be-reached"

    assert send(client, "cases/", concern(place)).status_code == 201


def test_a_day_later_nobody_knows_the_key_any_more(client, place):
    send(client, "cases/", concern(place))
    Sent.objects.update(sent_at=timezone.now() - timedelta(hours=25))

    assert once.forget() == 1
    assert Case.objects.count() == 1


@pytest.mark.parametrize("key", ["", "1", "x" * 15, "x" * 101, "schlüssel-mit-umlaut-ä"])
def test_a_key_is_needed_that_nobody_guesses(client, place, key):
    answer = send(client, "cases/", concern(place), key=key.encode().decode("latin-1"))

    assert problem(answer, 400) == ("bad-parameter", {"Idempotency-Key"})


def test_agents_open_what_they_heard_in_their_own_name(client, place, waste):
    token = token_of(AGENT)
    heard = concern(place, channel="phone", answers={"what": "sofa", "seen": True})

    assert send(client, "cases/", heard, token=token).status_code == 201

    assert Case.objects.get().channel == "phone"
    assert Event.objects.get(verb="case_opened").actor_kind == "person"


def test_nobody_else_opens_for_others(client, place):
    heard = concern(place, channel="counter")

    assert problem(send(client, "cases/", heard), 401)[0] == "unauthorised"
    assert problem(send(client, "cases/", heard, token=token_of()), 403)[0] == "forbidden"
    assert problem(send(client, "cases/", heard, token="x"), 401)[0] == "unauthorised"
    assert not Case.objects.exists()


def test_a_network_opens_no_more_than_by_the_form(client, place, monkeypatch):
    monkeypatch.setattr(attempts, "QUESTIONS_FROM_HERE", attempts.Limit("here", 1, timedelta(minutes=15)))
    send(client, "cases/", concern(place))

    answer = send(client, "cases/", concern(place), key=KEY[::-1])

    assert problem(answer, 429)[0] == "too-many-requests"
    assert int(answer["Retry-After"]) > 0
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status", "name", "parameters"),
    [
        ({"partner": "atlantis"}, 400, "bad-parameter", {"partner"}),
        ({"service": "gibt-es-nicht"}, 400, "bad-parameter", {"service"}),
        ({"concern": ""}, 400, "bad-parameter", {"concern"}),
        ({"concern": "x" * 4001}, 400, "bad-parameter", {"concern"}),
        ({"concern": "\x00"}, 400, "bad-parameter", {"concern"}),
        ({"anliegen": "x"}, 400, "bad-parameter", {"anliegen"}),
        ({"details": {"vorname": "x"}}, 400, "bad-parameter", {"details.vorname"}),
        ({"answers": []}, 400, "bad-parameter", {"answers"}),
        ({"answers": {"what": "\ud800"}}, 400, "bad-parameter", {"answers"}),
        ({"answers": {"what": ["\x00"]}}, 400, "bad-parameter", {"answers"}),
        ({"answers": {}}, 422, "answers-wrong", {"answers.what"}),
        ({"answers": {"what": "sofa"}, "reply_channel": "letter"}, 422, "cannot-be-reached", {"reply_channel"}),
        ({"case_type": "gibt-es-nicht"}, 409, "case-type-closed", {"case_type"}),
    ],
)
@pytest.mark.parametrize("path", ["cases/", "cases/promise/"])
def test_every_refusal_is_named_and_nothing_is_stored(client, place, waste, path, fields, status, name, parameters):
    answer = send(client, path, concern(place, **fields))

    assert problem(answer, status) == (name, parameters)
    assert not Case.objects.exists()
    assert not Sent.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ("", 400, "bad-parameter"),
        ("{", 400, "bad-parameter"),
        ("[]", 400, "bad-parameter"),
        ("NaN", 400, "bad-parameter"),
        ("[" * 100_000, 400, "bad-parameter"),
        ('"' + "x" * 300_000 + '"', 413, "too-large"),
    ],
)
def test_what_is_no_small_json_object_is_refused(client, place, body, status, name):
    assert problem(send(client, "cases/", body), status)[0] == name


def test_a_form_is_no_json(client, place):
    answer = client.post("/api/v1/cases/", concern(place), headers={"Idempotency-Key": KEY})

    assert problem(answer, 415)[0] == "unsupported-media-type"


def test_where_nothing_is_taken_or_can_be_promised_the_refusal_says_so(client, place):
    Partner.objects.filter(pk=place.partner.pk).update(service_level="information")
    assert problem(send(client, "cases/", concern(place)), 409)[0] == "concerns-not-taken"

    closed = PartnerFactory()
    answer = send(client, "cases/", {**concern(place), "partner": closed.slug, "service": None})
    assert problem(answer, 409)[0] == "no-promise"


def test_a_service_of_another_partner_is_refused(client, place):
    other = town()

    answer = send(client, "cases/", concern(place, service=other.service.slug))

    assert problem(answer, 400) == ("bad-parameter", {"service"})


def test_the_number_alone_reveals_state_and_date_only(client, place):
    case = answered(place)

    known = client.get(f"/api/v1/cases/{case.reference.lower()}/").json()

    assert set(known) == {"reference", "state", "promised_at", "answered_at", "is_overdue", "is_waiting"}
    assert known["state"] == "answered"


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client, place):
    case = opened(place).case

    unknown = send(client, "cases/LIN-222-222/content/", {"code": "2222-2222"})
    wrong = send(client, f"cases/{case.reference}/content/", {"code": "2222-2222"})

    assert problem(wrong, 404)[0] == "case-not-found"
    assert unknown.content == wrong.content
    assert problem(client.get("/api/v1/cases/LIN-222-222/"), 404)[0] == "case-not-found"


def test_after_five_wrong_codes_the_right_one_is_wrong_for_an_hour(client, place):
    case, code = (told := opened(place)).case, told.code
    for _try in range(5):
        send(client, f"cases/{case.reference}/content/", {"code": "2222-2222"})

    assert problem(send(client, f"cases/{case.reference}/content/", {"code": code}), 404)[0] == "case-not-found"


def test_who_tries_many_numbers_or_codes_has_to_wait(client, place, monkeypatch):
    monkeypatch.setattr(attempts, "CODES_FROM_HERE", attempts.Limit("here", 1, timedelta(minutes=15)))
    told = opened(place)
    for _try in range(3):  # a good one does not count
        assert client.get(f"/api/v1/cases/{told.case.reference}/").status_code == 200
    client.get("/api/v1/cases/LIN-222-222/")

    answers = [
        client.get(f"/api/v1/cases/{told.case.reference}/"),
        send(client, f"cases/{told.case.reference}/content/", {"code": told.code}),
    ]

    assert [problem(answer, 429)[0] for answer in answers] == ["too-many-requests"] * 2


def test_the_code_is_taken_from_the_body_only(client, place):
    told = opened(place)

    answer = client.get(f"/api/v1/cases/{told.case.reference}/", {"code": told.code})

    assert problem(answer, 400) == ("bad-parameter", {"code"})
    assert client.get(f"/api/v1/cases/{told.case.reference}/content/").status_code == 405


def test_other_sites_read_a_state_but_send_nothing(client, place):
    told = opened(place)
    origin = {"Origin": "https://zeitung.example"}

    answer = send(client, f"cases/{told.case.reference}/content/", {"code": told.code}, **origin)

    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_a_type_of_another_service_is_closed(client, place):
    kind_of_case(step("answer"), slug="nur-telefon", for_whom=["phone"])

    answer = send(client, "cases/", concern(place, case_type="nur-telefon", service=None))

    assert problem(answer, 409)[0] == "case-type-closed"
