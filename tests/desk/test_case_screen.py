"""The case screen: each step by the right person, refusals beside what was typed, and nobody else sees it."""

import pytest

from tests.factories import cases
from tests.factories.citizens import ERIKA
from workflows.cases import actions
from workflows.cases.models import Case, Message, WorkItem


@pytest.fixture
def case(town):
    return cases.opened(town).case


def address(case):
    return f"/desk/anliegen/{case.reference}/"


def do(client, case, deed, item=None, **fields):
    item = item or cases.item_of(case)
    return client.post(address(case), {"deed": deed, "item": item.pk, **fields})


def test_the_screen_says_what_the_citizen_said_and_what_is_to_be_done(town, case, seat):
    page = seat(town.karl).get(address(case)).content.decode()

    for words in (case.reference, "Darf ich einen Carport bauen?", "Zugesagt: Antwort bis", "Antworten", ERIKA["name"]):
        assert words in page


def test_a_case_goes_its_way_from_answer_to_release(town, case, seat):
    assert do(seat(town.karl), case, "answer", text="Ja, bis 30 m².").url == "/desk/eingang/?liste=meine"
    page = seat(town.paula).get(address(case)).content.decode()
    assert "Ja, bis 30 m²." in page

    assert do(seat(town.paula), case, "approve").status_code == 302

    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED
    assert "Nichts mehr zu tun" in seat(town.karl).get(address(case)).content.decode()


@pytest.mark.parametrize(
    ("steps", "said"), [(["answer"], "Niemand prüft sie noch"), (["answer", "approve"], "liest sie")]
)
def test_it_is_said_whether_somebody_checks_an_answer(town, seat, steps, said):
    case = cases.opened(town, case_type=cases.kind_of_case(*(cases.step(kind) for kind in steps))).case

    form = seat(town.karl).get(address(case)).context["answer_form"]

    assert said in str(form.fields["text"].help_text)


def test_a_rejected_draft_comes_back_with_its_reason_and_shows_what_changed(town, case, seat):
    do(seat(town.karl), case, "answer", text="Guten Tag,\nja.\nIhr Amt")
    do(seat(town.paula), case, "reject", reason="Bitte die Fläche nennen.")

    page = seat(town.karl).get(address(case)).content.decode()
    assert "Bitte die Fläche nennen." in page
    assert "Guten Tag,\nja." in page

    do(seat(town.karl), case, "answer", text="Guten Tag,\nja, bis 30 m².\nIhr Amt")
    page = seat(town.paula).get(address(case))
    assert [(line.change, line.text) for line in page.context["changes"]] == [
        ("same", "Guten Tag,"),
        ("removed", "ja."),
        ("added", "ja, bis 30 m²."),
        ("same", "Ihr Amt"),
    ]


def test_triage_hands_to_a_department_of_the_same_partner_only(town, seat):
    case = cases.opened(town, service=None).case
    stranger = cases.town().department
    page = do(seat(town.tim), case, "triage", department=stranger.pk)
    assert page.status_code == 422

    do(seat(town.tim), case, "triage", department=town.department.pk)

    assert cases.item_of(case).department == town.department


def test_a_reply_by_telephone_shows_the_number_and_waits_for_the_call(town, seat):
    case = cases.opened(town, reply_channel="phone", details={"name": "Erika", "phone": "06421 5550 123"}).case
    actions.answer(cases.item_of(case), text="Ja.", by=town.karl)
    actions.approve(cases.item_of(case), by=town.paula)

    page = seat(town.karl).get(address(case)).content.decode()
    assert 'href="tel:064215550123"' in page
    assert Case.objects.get().state == Case.State.OPEN

    do(seat(town.karl), case, "confirm_reply")
    assert Case.objects.get().state == Case.State.ANSWERED


def test_the_author_reads_that_somebody_else_must_check(town, case, seat):
    do(seat(town.karl), case, "answer", text="Ja.")

    assert "Prüfen muss ihn jemand anders" in seat(town.karl).get(address(case)).content.decode()
    page = do(seat(town.karl), case, "approve")
    assert page.status_code == 409
    assert WorkItem.objects.get(case=case, done_at=None).step == "approve"


def test_an_empty_answer_stays_with_a_word_beside_it(town, case, seat):
    page = do(seat(town.karl), case, "answer", text="  ")

    assert page.status_code == 422
    assert "Schreiben Sie die Antwort" in page.content.decode()


def test_who_comes_too_late_reads_who_did_it_and_keeps_her_text(town, case, seat):
    item = cases.item_of(case)
    actions.answer(item, text="Ja.", by=town.paula)

    page = do(seat(town.karl), case, "answer", item=item, text="Mein langer Text")

    assert page.status_code == 409
    assert str(town.paula) in page.content.decode()
    assert "Mein langer Text" in page.content.decode()
    assert not Message.objects.filter(text="Mein langer Text").exists()


def test_what_somebody_has_taken_is_hers_and_a_lead_may_relieve_her(town, case, seat):
    actions.take(cases.item_of(case), by=town.paula)

    page = seat(town.karl).get(address(case)).content.decode()
    assert f"{town.paula} arbeitet daran." in page
    assert "an mich nehmen" not in page
    assert "an mich nehmen" in seat(town.lena).get(address(case)).content.decode()


def test_who_asked_is_shown_to_those_whose_turn_it_is_only(town, case, seat):
    email = case.details.email

    def shown(person):
        return email in seat(person).get(address(case)).content.decode()

    assert shown(town.karl) and shown(town.paula)

    actions.take(cases.item_of(case), by=town.paula)
    assert shown(town.paula) and shown(town.lena) and not shown(town.karl)

    actions.answer(cases.item_of(case), text="Ja.", by=town.paula)
    assert shown(town.karl) and not shown(town.paula)


def test_what_a_deactivated_colleague_has_taken_can_be_taken_over(town, case, seat):
    town.lena.memberships.all().delete()
    actions.take(cases.item_of(case), by=town.paula)
    town.paula.is_active = False
    town.paula.save()

    assert "an mich nehmen" in seat(town.karl).get(address(case)).content.decode()


def test_for_everybody_else_the_case_does_not_exist(client, town, case, agent, editor, seat):
    missing = "/desk/anliegen/LIN-222-222/"

    assert client.get(address(case)).url == f"/anmelden/?next={address(case)}"
    assert seat(town.nadia).get(address(case)).status_code == 404
    assert seat(town.nadia).get(missing).status_code == 404
    for person in (agent, editor):
        assert seat(person).get(address(case)).status_code == seat(person).get(missing).status_code == 403


def test_the_wrong_people_do_nothing(client, town, case, agent, editor, seat):
    item = cases.item_of(case)

    assert do(client, case, "answer", text="x").url.startswith("/anmelden/")
    assert do(seat(town.nadia), case, "answer", text="x").status_code == 404
    assert do(seat(agent), case, "answer", text="x").status_code == 403
    assert do(seat(editor), case, "answer", text="x").status_code == 403
    assert cases.item_of(case) == item
    assert not Message.objects.exists()


def test_an_item_of_another_case_is_refused(town, case, seat):
    other = cases.opened(town).case

    assert do(seat(town.karl), case, "answer", item=cases.item_of(other), text="x").status_code == 404
    assert do(seat(town.karl), case, "no such deed", text="x").status_code == 404


def test_who_passed_a_case_on_still_sees_its_way_but_not_who_asked(town, seat):
    case = cases.opened(town, service=None).case
    assert ERIKA["name"] in seat(town.tim).get(address(case)).content.decode()

    do(seat(town.tim), case, "triage", department=town.department.pk)

    page = seat(town.tim).get(address(case)).content.decode()
    assert "Sie sind nicht am Zug" in page
    for secret in (ERIKA["name"], ERIKA["email"]):
        assert secret not in page
    assert ERIKA["name"] in seat(town.karl).get(address(case)).content.decode()


def test_next_and_previous_follow_the_list(town, seat):
    first, second, third = (cases.opened(town).case for _each in range(3))
    page = seat(town.karl).get(f"{address(second)}?liste={town.department.pk}")

    assert page.context["before"].case == first
    assert page.context["after"].case == third


def test_the_reasons_of_the_promise_are_one_step_away(town, case, seat):
    page = seat(town.karl).get(address(case)).content.decode()

    assert "Warum dieser Zeitpunkt?" in page
    assert "<table>" in page


def test_the_screen_speaks_english_too(town, case, seat):
    page = seat(town.karl).get(f"/en{address(case)}").content.decode()

    assert "Promised: answer by" in page
