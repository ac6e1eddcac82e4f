"""A department without seats works through its mailbox: it answers, asks back and hands back, and nothing more."""

import pytest

from cms.audit.models import Event
from tests.factories import cases
from tests.factories.cases import consultation, item_of, kind_of_case, member, opened, step, town
from tests.factories.organisation import DepartmentFactory
from workflows.cases import actions
from workflows.cases.actions import Mailbox
from workflows.cases.errors import AlreadyFinished, AlreadyTaken, NotYourWork
from workflows.cases.models import Message
from workflows.cases.proofs import open_items_have_somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def lindenfurt():
    return town()


@pytest.fixture
def seatless(lindenfurt):
    return cases.seatless(lindenfurt.partner)


@pytest.fixture
def case(lindenfurt, seatless):
    way = [step("answer", falls_to=f"department:{seatless.pk}"), step("approve")]
    return opened(lindenfurt, case_type=kind_of_case(*way)).case


def test_it_answers_and_the_audit_says_which_mailbox(case, seatless, lindenfurt):
    actions.answer(item_of(case), text="Der Baum bleibt.", by=Mailbox(seatless))

    draft = case.messages.get(kind=Message.Kind.DRAFT)
    assert draft.author is None
    event = Event.objects.about(case).get(verb="answer_drafted")
    assert (event.actor_kind, event.actor_key) == ("mailbox", str(seatless.pk))
    actions.approve(item_of(case), by=lindenfurt.karl)
    case.refresh_from_db()
    assert case.state == "answered"


def test_it_asks_back_and_has_it_again_with_the_reply(case, seatless):
    actions.ask_citizen(item_of(case), question="Welcher Baum?", by=Mailbox(seatless))
    actions.end_unanswered(item_of(case))

    assert (item_of(case).step, item_of(case).department) == ("answer", seatless)


def test_it_hands_back_to_the_triage(case, seatless, lindenfurt):
    triage = lindenfurt.partner.triage_department

    actions.reassign(item_of(case), department=triage, reason="Nicht unser Wald.", by=Mailbox(seatless))

    assert item_of(case).department == triage


def test_it_gives_its_view(lindenfurt, seatless):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(seatless), step("answer"))).case

    actions.give_view(item_of(case), text="Kein Einwand.", by=Mailbox(seatless))

    assert item_of(case).step == "answer"


def test_the_mailbox_of_others_of_a_department_with_seats_and_for_checks_does_nothing(case, seatless, lindenfurt):
    item = item_of(case)
    lindenfurt.department.mailbox = "bau@example.org"
    lindenfurt.department.save()
    no_address = DepartmentFactory(partner=lindenfurt.partner, name="Ohne Postfach")

    for other in (lindenfurt.department, no_address, town().department):
        with pytest.raises(NotYourWork):
            actions.answer(item, text="Ja.", by=Mailbox(other))
    somebody = member(seatless, "Sepp")
    with pytest.raises(NotYourWork):
        actions.answer(item, text="Ja.", by=Mailbox(seatless))
    actions.answer(item, text="Ja.", by=somebody)
    with pytest.raises(NotYourWork):
        actions.approve(item_of(case), by=Mailbox(lindenfurt.department))


def test_an_answer_that_comes_twice_is_told_so(case, seatless):
    item = item_of(case)
    actions.answer(item, text="Ja.", by=Mailbox(seatless))

    with pytest.raises((AlreadyFinished, AlreadyTaken)):
        actions.answer(item, text="Noch einmal.", by=Mailbox(seatless))


def test_what_a_mailbox_may_not_do_falls_to_somebody_with_a_seat(lindenfurt, seatless):
    there = f"department:{seatless.pk}"
    way = [step("answer", falls_to=there), step("approve", falls_to=there)]
    checked = opened(lindenfurt, case_type=kind_of_case(*way)).case
    actions.answer(item_of(checked), text="Ja.", by=Mailbox(seatless))
    led = kind_of_case(step("answer", falls_to=there, function="lead"), slug="nur-leitung")
    for_a_lead = opened(lindenfurt, case_type=led).case

    assert item_of(checked).step == "approve"
    for item in (item_of(checked), item_of(for_a_lead)):
        assert item.department == lindenfurt.partner.triage_department
    assert list(open_items_have_somebody()) == []


def test_nothing_confidential_reaches_a_mailbox(lindenfurt, seatless):
    way = [step("answer", falls_to=f"department:{seatless.pk}")]
    case = opened(lindenfurt, case_type=kind_of_case(*way, confidential=True)).case

    with pytest.raises(NotYourWork):
        actions.answer(item_of(case), text="Ja.", by=Mailbox(seatless))
