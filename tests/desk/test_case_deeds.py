"""What can be done with a case beside its step: shown to whom it is for, refused in words, nothing typed lost."""

import pytest

from tests.factories import cases
from workflows.cases import actions
from workflows.cases.models import Case, Message, WorkItem


@pytest.fixture
def case(town):
    return cases.opened(town).case


def address(case):
    return f"/desk/anliegen/{case.reference}/"


def do(client, case, deed, item=None, **fields):
    item = item or WorkItem.objects.open().filter(case=case).first()
    return client.post(address(case), {"deed": deed, "item": item.pk if item else "", **fields})


def shown(client, case) -> set[str]:
    return {each["name"] for each in client.get(address(case)).context["beside"]}


def test_the_citizen_is_asked_and_her_reply_by_telephone_lets_the_promise_run_on(town, case, seat):
    karl = seat(town.karl)
    assert do(karl, case, "ask_citizen", question="Wie groß soll er werden?").status_code == 302

    page = karl.get(address(case)).content.decode()
    assert "Die Zusage ruht seit" in page
    assert "Wie groß soll er werden?" in page
    assert do(karl, case, "hear_reply", text="6 mal 5 Meter").status_code == 302

    case.refresh_from_db()
    assert case.waiting_since is None
    assert "6 mal 5 Meter" in karl.get(address(case)).content.decode()
    assert cases.item_of(case).step == "answer"


def test_other_departments_are_asked_and_their_views_stand_side_by_side(town, case, seat):
    nadias = town.nadia.memberships.get().department
    page = do(seat(town.karl), case, "consult", question="", amount="", departments=[])
    assert page.status_code == 422
    assert "Wählen Sie mindestens ein Amt." in page.content.decode()

    done = do(seat(town.karl), case, "consult", question="Liegt das im Baufenster?", amount=8, departments=[nadias.pk])
    assert done.status_code == 302

    page = seat(town.nadia).get(address(case)).content.decode()
    assert "Liegt das im Baufenster?" in page
    assert case.details.email not in page
    assert do(seat(town.nadia), case, "give_view", text="Ja, es liegt darin.").status_code == 302

    page = seat(town.karl).get(address(case)).content.decode()
    assert "Was andere Ämter sagen" in page
    assert "Ja, es liegt darin." in page


def test_a_case_goes_to_another_department_with_a_reason(town, case, seat):
    nadias = town.nadia.memberships.get().department
    page = do(seat(town.karl), case, "reassign", department=nadias.pk, reason="")
    assert page.status_code == 422

    do(seat(town.karl), case, "reassign", department=nadias.pk, reason="Betrifft eine Eheschließung.")

    assert cases.item_of(case).department == nadias
    assert "Betrifft eine Eheschließung." in seat(town.nadia).get(address(case)).content.decode()


def test_a_call_that_reached_nobody_is_recorded_and_the_promise_runs_on(town, seat):
    case = cases.opened(town, reply_channel="phone", details={"name": "Erika", "phone": "06421 5550 123"}).case
    actions.answer(cases.item_of(case), text="Ja.", by=town.karl)
    actions.approve(cases.item_of(case), by=town.paula)

    assert do(seat(town.karl), case, "attempt").status_code == 422
    assert do(seat(town.karl), case, "attempt", result="sent").status_code == 422
    assert do(seat(town.karl), case, "attempt", result="nobody", note="um 9").status_code == 302

    page = seat(town.karl).get(address(case)).content.decode()
    assert "Bisherige Versuche" in page
    assert "um 9" in page
    assert Case.objects.get().state == Case.State.OPEN


def test_only_a_lead_gives_to_a_colleague_and_closes(town, case, seat):
    assert "close" in shown(seat(town.lena), case)
    assert not {"close", "give"} & shown(seat(town.karl), case)
    assert do(seat(town.karl), case, "close", reason="Egal.").status_code == 409
    assert do(seat(town.karl), case, "give", person=town.paula.pk).status_code == 409

    assert do(seat(town.lena), case, "give", person=town.nadia.pk).status_code == 422
    assert do(seat(town.lena), case, "give", person=town.paula.pk).status_code == 302
    assert cases.item_of(case).assignee == town.paula
    assert do(seat(town.lena), case, "close", reason="Anderweitig geklärt.").status_code == 302

    case.refresh_from_db()
    assert case.state == Case.State.CLOSED


def test_a_duplicate_goes_on_in_the_other_concern_if_she_sees_that(town, case, seat):
    other = cases.opened(town).case
    elsewhere = cases.opened(cases.town()).case

    for wrong in ("LIN-222-222", elsewhere.reference):
        page = do(seat(town.karl), case, "merge", reference=wrong)
        assert page.status_code == 422
        assert "Mit dieser Nummer sehen Sie kein Anliegen." in page.content.decode()
    do(seat(town.karl), case, "merge", reference=other.reference.lower())

    case.refresh_from_db()
    assert case.merged_into == other
    assert case.reference in seat(town.karl).get(address(other)).content.decode()
    assert other.reference in seat(town.karl).get(address(case)).content.decode()


def test_an_ended_case_is_opened_again_by_its_department(town, seat):
    case = cases.answered(town)
    assert shown(seat(town.karl), case) == {"note", "reopen"}

    do(seat(town.karl), case, "reopen", reason="Die Auskunft war falsch.")

    case.refresh_from_db()
    assert case.state == Case.State.OPEN


def test_what_the_citizen_withdraws_on_the_telephone_is_withdrawn(town, case, seat):
    do(seat(town.karl), case, "withdraw")

    case.refresh_from_db()
    assert case.state == Case.State.WITHDRAWN


def test_contact_details_are_corrected_by_whom_may_see_them(town, case, seat):
    page = do(seat(town.karl), case, "correct_details", reply_channel="phone", name="Erika", phone="", email="")
    assert page.status_code == 409
    assert "Erika" in page.content.decode()

    do(seat(town.karl), case, "correct_details", reply_channel="phone", name="Erika", phone="06421 5550 99")

    case.refresh_from_db()
    assert (case.reply_channel, case.details.phone) == ("phone", "06421 5550 99")


def test_a_concern_about_a_colleague_never_reaches_her_from_then_on(town, case, seat):
    assert seat(town.paula).get(address(case)).status_code == 200

    do(seat(town.karl), case, "about", person=town.paula.pk)

    assert seat(town.paula).get(address(case)).status_code == 404
    assert str(town.paula) in seat(town.karl).get(address(case)).content.decode()


def test_a_note_stays_among_colleagues(town, case, seat):
    do(seat(town.paula), case, "note", text="Akte 4711 liegt bei mir.")

    assert "Akte 4711 liegt bei mir." in seat(town.karl).get(address(case)).content.decode()
    assert "Akte 4711" not in str(Case.objects.get().for_citizen())


def test_who_watches_a_case_may_stop_again(town, case, seat):
    do(seat(town.karl), case, "watch")
    assert case.watches.count() == 1
    assert "Nicht mehr beobachten" in seat(town.karl).get(address(case)).content.decode()

    do(seat(town.karl), case, "stop_watching")
    assert case.watches.count() == 0


def test_what_changed_meanwhile_is_refused_and_nothing_typed_is_lost(town, case, seat):
    seen = Case.objects.get().revision
    actions.ask_citizen(cases.item_of(case), question="Wie groß?", by=town.paula)
    actions.receive_reply(case, text="30 m²", by=cases.Actor.citizen())

    page = do(seat(town.karl), case, "answer", text="Mein langer Text", revision=seen)

    assert page.status_code == 409
    assert "Mein langer Text" in page.content.decode()
    assert not Message.objects.filter(text="Mein langer Text").exists()


def test_a_question_that_came_too_late_can_be_copied(town, case, seat):
    item = cases.item_of(case)
    actions.answer(item, text="Ja.", by=town.paula)

    page = do(seat(town.karl), case, "ask_citizen", item=item, question="Meine lange Frage")

    assert page.status_code == 409
    assert "Kopieren Sie" in page.content.decode()
    assert "Meine lange Frage" in page.content.decode()


def test_colleagues_read_who_else_has_it_open_and_that_it_changed(town, case, seat):
    seat(town.paula).get(address(case))
    page = seat(town.karl).get(address(case)).content.decode()
    assert f"Auch geöffnet bei: {town.paula}" in " ".join(page.split())

    told = seat(town.karl).post(f"{address(case)}da/", {"revision": Case.objects.get().revision}).content.decode()
    assert str(town.paula) in told
    assert "geändert" not in told

    actions.answer(cases.item_of(case), text="Ja.", by=town.paula)
    told = seat(town.karl).post(f"{address(case)}da/", {"revision": case.revision}).content.decode()
    assert "geändert" in told


@pytest.mark.parametrize(
    "deed",
    ["ask_citizen", "consult", "reassign", "give", "note", "merge", "withdraw", "about", "close", "reopen", "watch"],
)
def test_the_wrong_people_do_none_of_it(client, town, case, agent, editor, seat, deed):
    before = Case.objects.values().get()

    assert do(client, case, deed).url.startswith("/anmelden/")
    assert do(seat(town.nadia), case, deed).status_code == 404
    assert do(seat(agent), case, deed).status_code == 403
    assert do(seat(editor), case, deed).status_code == 403
    assert Case.objects.values().get() == before
    assert not Message.objects.exists()
    assert not case.watches.exists()


def test_nobody_else_learns_who_has_a_case_open(client, town, case, agent, seat):
    assert client.post(f"{address(case)}da/").url.startswith("/anmelden/")
    assert seat(town.nadia).post(f"{address(case)}da/").status_code == 404
    assert seat(agent).post(f"{address(case)}da/").status_code == 403
    assert not case.presences.exists()
