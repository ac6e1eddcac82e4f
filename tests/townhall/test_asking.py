"""Asking a question and following it: what is typed survives, what is sent opens one case, codes stay secret."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from cms.audit.models import Event
from tests.factories.cases import kind_of_case, step
from tests.factories.citizens import ERIKA
from townhall.jobs import delete_ended_visits
from workflows.cases.models import Case, CaseType
from workflows.citizens.models import Letter

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2099, 11, 23, 9, 0, tzinfo=BERLIN)
ASK = "/anliegen/neu/?leistung=personalausweis-beantragen"
TYPED = {"concern": "Geht das auch samstags?", "reply_channel": "email", **ERIKA}
pytestmark = pytest.mark.django_db


def read_over(citizen: Client, **typed) -> dict:
    """What the page for reading over would send."""
    response = citizen.post(ASK, {**TYPED, **typed, "step": "check"})
    return {**TYPED, **typed, "step": "send", "seal": response.context["seal"]}


def ask(citizen: Client, **typed) -> dict:
    """Ask, and return what the page after it shows."""
    citizen.post(ASK, read_over(citizen, **typed))
    return citizen.get("/anliegen/gesendet/").context["sent"]


def test_the_promise_stands_on_the_form_and_is_kept_by_the_case(lindenfurt, stop_clock):
    stop_clock(MONDAY)
    form = lindenfurt.citizen.get(ASK)
    stop_clock(MONDAY + timedelta(minutes=10))
    checked = lindenfurt.citizen.post(ASK, {**TYPED, "step": "check"})
    stop_clock(MONDAY + timedelta(minutes=20))
    lindenfurt.citizen.post(ASK, {**TYPED, "step": "send", "seal": checked.context["seal"]})

    assert "Sie haben bis <strong>Mittwoch, 25. November, 13 Uhr</strong> eine Antwort." in form.content.decode()
    assert "Warum dieser Tag?" in form.content.decode()
    assert checked.context["promised"] == "Mittwoch, 25. November, 13:10 Uhr"
    assert Case.objects.get().promised_at == datetime(2099, 11, 25, 13, 10, tzinfo=BERLIN)


def test_a_second_person_is_promised_only_where_the_kind_has_one(lindenfurt):
    for kind, is_checked in (
        (kind_of_case(step("answer")), False),
        (kind_of_case(step("answer"), step("approve"), slug="beide"), True),
    ):
        address = f"/anliegen/neu/?art={kind.slug}"
        checked = lindenfurt.citizen.post(address, {**TYPED, "step": "check"})
        lindenfurt.citizen.post(address, {**TYPED, "step": "send", "seal": checked.context["seal"]})
        page = lindenfurt.citizen.get("/anliegen/gesendet/").content.decode()
        assert ("arbeiten zwei Personen" in page) is is_checked


def test_a_reported_barrier_is_a_concern_with_a_promise_that_says_what_it_is(lindenfurt):
    """The electronic contact that BITV 2.0 asks for; it stands at the foot of every page and under the declaration."""
    address = "/anliegen/neu/?thema=barriere"
    for path in ("/", "/barrierefreiheit/"):
        assert f'href="{address}"' in lindenfurt.citizen.get(path).content.decode(), path
    form = lindenfurt.citizen.get(address)
    checked = lindenfurt.citizen.post(address, {**TYPED, "concern": "Der Kalender ist stumm.", "step": "check"})
    sealed = {**TYPED, "concern": "Der Kalender ist stumm.", "step": "send", "seal": checked.context["seal"]}

    assert lindenfurt.citizen.post(address, sealed).status_code == 302

    assert "Barriere melden" in form.content.decode()
    case = Case.objects.get()
    assert case.concern == "Gemeldete Barriere auf unseren Seiten:\nDer Kalender ist stumm."
    assert case.department == lindenfurt.partner.triage_department
    assert case.service_id is None
    assert case.promised_at


def test_a_long_report_of_a_barrier_still_fits_with_its_beginning(lindenfurt):
    address = "/anliegen/neu/?thema=barriere"
    longest = lindenfurt.citizen.get(address).context["form"].fields["concern"].max_length
    checked = lindenfurt.citizen.post(address, {**TYPED, "concern": "ä" * longest, "step": "check"})
    sealed = {**TYPED, "concern": "ä" * longest, "step": "send", "seal": checked.context["seal"]}

    assert lindenfurt.citizen.post(address, sealed).status_code == 302
    assert len(Case.objects.get().concern) == 4000


def test_a_question_reaches_the_responsible_department(lindenfurt):
    sent = ask(lindenfurt.citizen)

    case = Case.objects.get()
    assert (case.reference, case.channel, case.concern) == (sent["reference"], "web", TYPED["concern"])
    assert case.department == lindenfurt.department
    assert case.service_id == lindenfurt.identity_card.pk
    assert case.details.email == ERIKA["email"]
    assert case.details.language == "de"
    assert Letter.objects.get().details == case.details
    assert Event.objects.about(case).get(verb="case_opened").actor_kind == "citizen"


def test_after_sending_number_and_code_stand_on_an_uncached_page_without_them_in_the_address(lindenfurt):
    response = lindenfurt.citizen.post(ASK, read_over(lindenfurt.citizen))

    assert response["Location"] == "/anliegen/gesendet/"
    shown = lindenfurt.citizen.get("/anliegen/gesendet/")
    sent = shown.context["sent"]
    assert "no-store" in shown["Cache-Control"]
    assert [*shown.context["reference"]] == sent["reference"].split("-")
    for group in sent["code"].split("-"):
        assert f"<span>{group}</span>" in shown.content.decode()
    assert "Merken Sie sich beides oder drucken Sie diese Seite" in shown.content.decode()
    assert "lindenfurt.localhost/anliegen/" in shown.content.decode()


def test_nobody_else_sees_what_was_sent(lindenfurt):
    ask(lindenfurt.citizen)

    response = Client(HTTP_HOST=lindenfurt.host).get("/anliegen/gesendet/")

    assert response["Location"] == "/anliegen/"


def test_the_same_form_sent_twice_opens_one_case(lindenfurt):
    form = read_over(lindenfurt.citizen)

    for _ in range(2):
        assert lindenfurt.citizen.post(ASK, form).status_code == 302

    assert Case.objects.count() == 1
    assert lindenfurt.citizen.get("/anliegen/gesendet/").context["sent"]["reference"] == Case.objects.get().reference


def test_two_questions_in_a_row_open_two_cases_and_keep_one_code(lindenfurt):
    first = ask(lindenfurt.citizen)
    second = ask(lindenfurt.citizen, concern="Und sonntags?")

    assert Case.objects.count() == 2
    kept = Session.objects.get(pk=lindenfurt.citizen.session.session_key).get_decoded()["townhall_sent"]
    assert [result["reference"] for _key, result in kept] == [second["reference"], first["reference"]]
    assert ["code" in result for _key, result in kept] == [True, False]


def test_a_visit_ends_after_an_hour_and_its_code_is_deleted(lindenfurt, stop_clock):
    ask(lindenfurt.citizen)
    visit = Session.objects.get(pk=lindenfurt.citizen.session.session_key)
    ends = visit.expire_date

    delete_ended_visits()
    assert Session.objects.filter(pk=visit.pk).exists()
    stop_clock(ends + timedelta(seconds=1))
    delete_ended_visits()

    assert not Session.objects.filter(pk=visit.pk).exists()


def test_nothing_is_stored_before_it_is_sent(lindenfurt):
    lindenfurt.citizen.get(ASK)
    response = lindenfurt.citizen.post(ASK, {**TYPED, "step": "check"})

    assert "Stimmt alles?" in response.content.decode()
    assert TYPED["concern"] in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not Case.objects.exists()


def test_whoever_reads_too_long_gets_the_new_date_to_read(lindenfurt, stop_clock):
    stop_clock(MONDAY)
    form = read_over(lindenfurt.citizen)
    stop_clock(MONDAY + timedelta(hours=1))

    response = lindenfurt.citizen.post(ASK, form)

    assert "Inzwischen ist Zeit vergangen" in response.content.decode()
    assert response.context["promised"] == "Mittwoch, 25. November, 14 Uhr"
    assert not Case.objects.exists()


@pytest.mark.parametrize("seal", ["", "erfunden", "WyJhIiwiMjA5OSJd:1abcde:xyz"])
def test_an_invented_seal_sends_nothing(lindenfurt, seal):
    response = lindenfurt.citizen.post(ASK, {**TYPED, "step": "send", "seal": seal})

    assert "Stimmt alles?" in response.content.decode()
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"concern": ""}, "concern", "Bitte schreiben Sie, worum es geht."),
        ({"concern": "x" * 4001}, "concern", "höchstens 4000 Zeichen"),
        ({"email": ""}, "email", "Für eine Antwort per E-Mail brauchen wir Ihre E-Mail-Adresse."),
        ({"email": "erika@"}, "email", "Diese E-Mail-Adresse ist nicht vollständig."),
        ({"reply_channel": "phone"}, "phone", "Für eine Antwort am Telefon brauchen wir Ihre Nummer."),
        ({"reply_channel": "phone", "phone": "ja"}, "phone", "Das ist keine Telefonnummer."),
        ({"reply_channel": "letter"}, "address", "Für eine Antwort per Brief brauchen wir Ihre Postanschrift."),
        ({"reply_channel": "taube"}, "reply_channel", "wie die Antwort Sie erreichen soll"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_on_top_and_nothing_is_lost(lindenfurt, typed, field, sentence):
    response = lindenfurt.citizen.post(ASK, {**TYPED, **typed, "step": "send", "seal": "x"})

    page = response.content.decode()
    assert len(re.findall(re.escape(sentence), page)) == 2
    target = "id_reply_channel_0" if field == "reply_channel" else f"id_{field}"
    assert f'href="#{target}"' in page
    assert f'id="id_{field}_error"' in page
    assert "Erika Mustermann" in page
    assert not Case.objects.exists()


def test_going_back_to_change_something_keeps_everything(lindenfurt):
    form = read_over(lindenfurt.citizen)

    page = lindenfurt.citizen.post(ASK, {**form, "step": "fill"}).content.decode()

    assert TYPED["concern"] in page
    assert 'value="erika@example.org"' in page
    assert 'role="alert"' not in page


def test_without_any_details_one_looks_it_up_oneself(lindenfurt):
    sent = ask(lindenfurt.citizen, reply_channel="none", name="", email="")

    assert Case.objects.get().details is None
    page = lindenfurt.citizen.post("/anliegen/", {"reference": sent["reference"], "code": sent["code"]})
    assert "Wie weit wir sind" in page.content.decode()


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "%00", "../../etc", ""])
def test_an_unknown_service_makes_it_a_general_question(lindenfurt, slug):
    response = lindenfurt.citizen.get(f"/anliegen/neu/?leistung={slug}")

    assert response.status_code == 200
    assert response.context["service"] is None


def test_a_question_about_what_the_partner_does_not_offer_is_a_general_one(lindenfurt, moorbach):
    assert moorbach.citizen.get(ASK).context["service"] is None
    ask(moorbach.citizen)

    case = Case.objects.get()
    assert case.partner == moorbach.partner
    assert case.department == moorbach.partner.triage_department


def test_without_service_hours_there_is_no_form_but_a_telephone(lindenfurt):
    lindenfurt.partner.openingspan_rows.all().delete()

    page = lindenfurt.citizen.get(ASK).content.decode()

    assert "<textarea" not in page
    assert 'href="tel:115"' in page


def test_without_the_case_type_there_is_no_form(lindenfurt):
    CaseType.objects.update(is_active=False)

    assert "zurzeit keine Fragen" in lindenfurt.citizen.get(ASK).content.decode()


def test_a_form_from_elsewhere_is_refused(lindenfurt):
    strict = Client(HTTP_HOST=lindenfurt.host, enforce_csrf_checks=True)

    for path in (ASK, "/anliegen/"):
        response = strict.post(path, {**TYPED, "step": "send"})
        assert response.status_code == 403
        assert "Bitte noch einmal absenden" in response.content.decode()


def test_the_status_shows_stages_promise_and_question(lindenfurt):
    sent = ask(lindenfurt.citizen)
    visitor = Client(HTTP_HOST=lindenfurt.host)

    response = visitor.post("/anliegen/", {"reference": sent["reference"].lower(), "code": sent["code"].lower()})

    page = response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "Bürgeramt" in page
    assert TYPED["concern"] in page
    assert "Warum dieser Tag?" in page
    assert sent["code"] not in page
    assert "Mustermann" not in page
    assert not visitor.cookies.get("sessionid")


@pytest.mark.parametrize(
    "typed",
    [
        {"reference": "LIN-222-222", "code": "2222-2222"},
        {"reference": "", "code": ""},
        {"reference": "' or 1=1 --", "code": "\x00"},
        {"reference": "x" * 500, "code": "y" * 500},
    ],
)
def test_wrong_number_or_code_reveals_nothing(lindenfurt, typed):
    ask(lindenfurt.citizen)

    page = Client(HTTP_HOST=lindenfurt.host).post("/anliegen/", typed)

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert TYPED["concern"] not in page.content.decode()


def test_a_wrong_code_gets_the_same_words_as_a_wrong_number(lindenfurt):
    sent = ask(lindenfurt.citizen)
    visitor = Client(HTTP_HOST=lindenfurt.host)

    answers = [
        visitor.post("/anliegen/", typed).context["form"].non_field_errors()
        for typed in (
            {"reference": sent["reference"], "code": "2222-2222"},
            {"reference": "LIN-222-222", "code": sent["code"]},
        )
    ]

    assert answers[0] == answers[1]


def test_a_code_in_the_address_is_ignored(lindenfurt):
    sent = ask(lindenfurt.citizen)

    response = lindenfurt.citizen.get("/anliegen/", {"reference": sent["reference"], "code": sent["code"]})

    assert "Wie weit wir sind" not in response.content.decode()


def test_english_speaks_english(lindenfurt):
    page = lindenfurt.citizen.post(f"/en{ASK}", {**TYPED, "email": "", "step": "check"}).content.decode()

    assert "For an answer by email we need your email address." in page
    assert "You will have an answer by" in page
