"""The whole way of a question: opened, answered, approved, replied, closed."""

import pytest
from django.core import mail
from viewflow.workflow.models import Task

from cms.audit.models import Event
from tests.factories.cases import item_of, opened, town
from workflows.cases import actions
from workflows.cases.models import Case, Deadline, Message
from workflows.citizens import references
from workflows.citizens.jobs import send_letter
from workflows.citizens.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_a_question_goes_from_the_citizen_to_her_answer():
    lindenfurt = town()

    opening = opened(lindenfurt)
    case = opening.case
    assert case.department == lindenfurt.department
    assert item_of(case).step == "answer"

    actions.take(item_of(case), by=lindenfurt.karl)
    actions.answer(item_of(case), text="Ja, bis 30 Quadratmeter.", by=lindenfurt.karl)
    assert item_of(case).step == "approve"
    assert not case.messages.filter(kind=Message.Kind.ANSWER).exists()

    actions.approve(item_of(case), by=lindenfurt.paula)
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED
    assert case.answered_at is not None
    assert case.messages.get(kind=Message.Kind.ANSWER).text == "Ja, bis 30 Quadratmeter."
    assert not case.work_items.open().exists()
    assert list(case.work_items.order_by("pk").values_list("outcome", flat=True)) == ["done", "approved"]
    assert not Deadline.objects.filter(closed_at__isnull=True).exists()
    assert not Task.objects.filter(process=case.process, finished__isnull=True).exists()


def test_both_letters_leave_by_mail_and_only_the_first_has_the_code():
    lindenfurt = town()
    opening = opened(lindenfurt)
    actions.answer(item_of(opening.case), text="Ja, bis 30 Quadratmeter.", by=lindenfurt.karl)
    actions.approve(item_of(opening.case), by=lindenfurt.paula)

    for letter in Letter.objects.order_by("pk"):
        send_letter(letter=letter.pk)

    receipt, answer = mail.outbox
    assert receipt.to == answer.to == ["erika@example.org"]
    assert opening.code in receipt.body
    assert opening.case.reference in receipt.subject
    assert "/anliegen/" in receipt.body
    assert "Ja, bis 30 Quadratmeter." in answer.body
    assert opening.code not in answer.body
    assert receipt.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_case_without_a_responsible_department_is_triaged_first():
    lindenfurt = town()
    case = opened(lindenfurt, service=None).case
    assert item_of(case).step == "triage"
    assert item_of(case).department == lindenfurt.partner.triage_department

    promised = case.promised_at
    actions.triage(item_of(case), department=lindenfurt.department, by=lindenfurt.tim)

    case.refresh_from_db()
    assert case.promised_at == promised
    assert item_of(case).step == "answer"
    assert item_of(case).department == lindenfurt.department


def test_a_rejected_draft_comes_back_to_its_author_with_the_reason():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Nein.", by=lindenfurt.karl)

    actions.reject(item_of(case), reason="Bitte freundlicher.", by=lindenfurt.paula)

    item = item_of(case)
    assert (item.step, item.assignee) == ("answer", lindenfurt.karl)
    assert case.messages.get(kind=Message.Kind.REJECTION).text == "Bitte freundlicher."
    actions.answer(item, text="Leider nein.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)
    assert case.messages.get(kind=Message.Kind.ANSWER).text == "Leider nein."


@pytest.mark.parametrize(("way", "title"), [("phone", "Bitte anrufen"), ("letter", "Bitte Brief senden")])
def test_an_answer_by_hand_counts_only_when_somebody_confirms_it(way, title):
    lindenfurt = town()
    details = {"name": "Erika", "phone": "06421 5550 199", "address": "Marktplatz 2"}
    case = opened(lindenfurt, reply_channel=way, details=details).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)

    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    assert (item_of(case).step, item_of(case).title) == ("reply_by_hand", title)
    assert not case.messages.filter(kind=Message.Kind.ANSWER).exists()

    actions.confirm_reply(item_of(case), by=lindenfurt.paula)
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED
    assert case.messages.filter(kind=Message.Kind.ANSWER).exists()


def test_who_wants_no_letter_reads_the_answer_on_the_status_page():
    lindenfurt = town()
    case = opened(lindenfurt, reply_channel="none", details={}).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)

    case.refresh_from_db()
    assert (case.state, case.details) == (Case.State.ANSWERED, None)
    assert case.messages.get(kind=Message.Kind.ANSWER).text == "Ja."
    assert not Letter.objects.exists()


def test_the_case_keeps_only_a_fingerprint_of_the_code():
    opening = opened(town())

    assert opening.code not in opening.case.code_hash
    assert references.code_fits(opening.case.reference, opening.code, opening.case.code_hash)


def test_every_verb_leaves_an_event_without_words():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.take(item_of(case), by=lindenfurt.karl)
    actions.answer(item_of(case), text="Geheimes Wort", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)

    verbs = list(Event.objects.about(case).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["case_opened", "answer_drafted", "answer_approved", "answer_given", "case_closed"]
    assert "Geheimes" not in str(list(Event.objects.values_list("old", "new")))
