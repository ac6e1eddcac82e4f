"""Consulting, informing, acknowledging, interim replies: the kinds of steps as cases go through them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.utils import timezone

from cms.outbox.models import Job
from tests.factories.cases import (
    asked_departments,
    consultation,
    item_of,
    items_of,
    kind_of_case,
    opened,
    step,
    town,
    who_of,
)
from workflows.calendars.promises import Duration
from workflows.cases import actions, jobs, proofs, sweeper
from workflows.cases.errors import (
    AlreadyFinished,
    NobodyAsked,
    NotThisStep,
    NotYourWork,
    OtherPartner,
    OwnDepartment,
    TextMissing,
)
from workflows.cases.models import Case, Deadline, Message, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def lindenfurt():
    return town()


@pytest.fixture
def departments(lindenfurt):
    return asked_departments(lindenfurt, 3)


def test_several_departments_are_asked_at_once_and_the_last_view_lets_the_case_go_on(lindenfurt, departments):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(*departments), step("answer"))).case
    items = items_of(case, "consult")
    assert {item.department for item in items} == set(departments)

    for item in items[:2]:
        actions.give_view(item, text="Keine Einwände.", by=who_of(item.department))
    assert items_of(case) == [items[2]]
    actions.give_view(items[2], text="Nur mit Auflagen.", by=who_of(items[2].department))

    assert item_of(case).step == "answer"
    assert [message.item.department for message in case.messages.filter(kind=Message.Kind.VIEW)] == departments


def test_only_the_department_that_is_asked_gives_its_view(lindenfurt, departments):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(*departments), step("answer"))).case
    item = items_of(case, "consult")[0]

    for person in (lindenfurt.karl, lindenfurt.nadia, town().karl, who_of(departments[1]), AnonymousUser()):
        with pytest.raises(NotYourWork):
            actions.give_view(item, text="Ja.", by=person)
    with pytest.raises(TextMissing):
        actions.give_view(item, text=" ", by=who_of(departments[0]))
    with pytest.raises(NotThisStep):
        actions.answer(item, text="Ja.", by=who_of(departments[0]))
    with pytest.raises(NotThisStep):
        actions.acknowledge(item, by=who_of(departments[0]))


def test_a_consulted_department_sees_the_case_and_others_do_not(lindenfurt, departments):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(departments[0]), step("answer"))).case

    assert Case.objects.visible_to(who_of(departments[0])).get() == case
    assert not Case.objects.visible_to(who_of(departments[1])).exists()


def swept(moment) -> None:
    """The sweeper at that moment, and the jobs it left."""
    sweeper.sweep(moment)
    for job in Job.objects.filter(name__in=["end_unanswered", "remind_citizen"]):
        getattr(jobs, job.name)(**job.payload)


def test_whoever_says_nothing_is_left_out_when_the_time_is_over(lindenfurt, departments):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(*departments), step("answer"))).case
    silent, spoken = items_of(case, "consult")[0], items_of(case, "consult")[1:]
    for item in spoken:
        actions.give_view(item, text="Ja.", by=who_of(item.department))

    swept(silent.due_at)

    silent.refresh_from_db()
    assert (silent.outcome, silent.done_by) == ("no_answer", None)
    assert item_of(case).step == "answer"
    with pytest.raises(AlreadyFinished):
        actions.give_view(silent, text="Zu spät.", by=who_of(silent.department))
    swept(silent.due_at)
    assert item_of(case).step == "answer"


def test_a_consultation_has_its_own_time_but_never_more_than_the_promise(lindenfurt, departments):
    short = opened(lindenfurt, case_type=kind_of_case(consultation(departments[0], due=4), step("answer"))).case
    long = kind_of_case(consultation(departments[0], due=400), step("answer"), slug="lange")
    late = opened(lindenfurt, case_type=long).case

    assert item_of(short).due_at < short.promised_at
    assert item_of(late).due_at == late.promised_at
    assert set(Deadline.objects.values_list("kind", flat=True)) == {"end"}


def test_a_colleague_asks_other_departments_ad_hoc_and_has_it_back_with_the_last_view(lindenfurt, departments):
    case = opened(lindenfurt).case
    actions.consult(
        item_of(case), departments=departments[:2], question="Denkmal?", due=Duration(4), by=lindenfurt.karl
    )

    items = items_of(case)
    assert [(item.step, item.is_ad_hoc) for item in items] == [("consult", True)] * 2
    for item in items:
        actions.give_view(item, text="Nein.", by=who_of(item.department))

    back = item_of(case)
    assert (back.step, back.assignee) == ("answer", lindenfurt.karl)
    actions.answer(back, text="Ja.", by=lindenfurt.karl)
    assert item_of(case).step == "approve"


def test_who_checks_may_ask_other_departments_and_checks_then(lindenfurt, departments):
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.consult(
        item_of(case), departments=departments[:1], question="Stimmt das?", due=Duration(4), by=lindenfurt.paula
    )
    actions.give_view(item_of(case), text="Ja.", by=who_of(departments[0]))

    back = item_of(case)
    assert (back.step, back.assignee) == ("approve", lindenfurt.paula)
    actions.approve(back, by=lindenfurt.paula)
    assert Case.objects.get(pk=case.pk).state == "answered"


def test_asking_ad_hoc_is_refused_with_a_reason(lindenfurt, departments):
    case = opened(lindenfurt).case
    ask = {"question": "Was meinen Sie?", "due": Duration(4)}
    elsewhere = town()

    for wrong, refusal, person in [
        ([], NobodyAsked, lindenfurt.karl),
        ([elsewhere.department], OtherPartner, lindenfurt.karl),
        ([lindenfurt.department], OwnDepartment, lindenfurt.karl),
        (departments, NotYourWork, lindenfurt.nadia),
        (departments, NotYourWork, elsewhere.karl),
        (departments, NotYourWork, AnonymousUser()),
    ]:
        with pytest.raises(refusal):
            actions.consult(item_of(case), departments=wrong, by=person, **ask)
    with pytest.raises(TextMissing):
        actions.consult(item_of(case), departments=departments, question="", due=Duration(4), by=lindenfurt.karl)
    assert item_of(case).step == "answer"


def test_a_rejection_goes_back_to_the_step_the_type_names_and_the_departments_are_asked_again(lindenfurt, departments):
    case_type = kind_of_case(consultation(departments[0]), step("answer"), step("approve", reject_to="consult"))
    case = opened(lindenfurt, case_type=case_type).case
    actions.give_view(item_of(case), text="Ja.", by=who_of(departments[0]))
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)

    actions.reject(item_of(case), reason="Fragen Sie noch einmal.", by=lindenfurt.paula)

    assert (item_of(case).step, item_of(case).department) == ("consult", departments[0])


def test_a_department_gets_to_know_and_has_nothing_to_do(lindenfurt, departments):
    informed = step("inform", falls_to=f"department:{departments[0].pk}")
    case = opened(lindenfurt, case_type=kind_of_case(informed, step("answer"))).case

    assert item_of(case).step == "answer"
    assert Case.objects.visible_to(who_of(departments[0])).get() == case
    assert not WorkItem.objects.of_departments_of(who_of(departments[0])).exists()
    jobs.tell_informed(**Job.objects.get(name="tell_informed").payload)
    assert mail.outbox[-1].to == [who_of(departments[0]).email]
    assert case.concern not in mail.outbox[-1].body


def test_a_department_acknowledges_that_it_got_to_know_after_the_answer(lindenfurt, departments):
    informed = step("inform", falls_to=f"department:{departments[0].pk}", acknowledge=True)
    case_type = kind_of_case(step("answer"), after=(informed,))
    case = opened(lindenfurt, case_type=case_type).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)

    case.refresh_from_db()
    assert (case.state, case.answered_at is not None) == ("open", True)
    assert not case.is_overdue
    item = item_of(case)
    for person in (lindenfurt.karl, lindenfurt.nadia, AnonymousUser()):
        with pytest.raises(NotYourWork):
            actions.acknowledge(item, by=person)
    actions.acknowledge(item, by=who_of(departments[0]))
    case.refresh_from_db()
    assert case.state == "answered"


def test_an_interim_reply_does_not_answer_the_case(lindenfurt):
    way = [step("answer"), step("reply", key="interim"), step("answer", key="again")]
    case = opened(lindenfurt, case_type=kind_of_case(*way)).case
    actions.answer(item_of(case), text="Wir prüfen das.", by=lindenfurt.karl)

    case.refresh_from_db()
    assert (case.answered_at, item_of(case).position) == (None, 3)
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)

    case.refresh_from_db()
    assert case.state == "answered"
    texts = case.messages.filter(kind=Message.Kind.ANSWER).order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Wir prüfen das.", "Ja."]


def test_all_is_well_while_departments_are_asked(lindenfurt, departments):
    opened(lindenfurt, case_type=kind_of_case(consultation(*departments), step("answer")))

    checks = [
        proofs.open_cases_have_an_open_item,
        proofs.open_items_have_their_engine_task,
        proofs.open_items_have_a_live_deadline,
        proofs.open_items_have_somebody,
    ]
    assert [found for check in checks for found in check()] == []


def test_a_silent_department_that_was_not_ended_is_named(lindenfurt, departments):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(departments[0]), step("answer"))).case
    item = item_of(case)
    past = timezone.now() - 2 * proofs.SWEPT_WITHIN
    Deadline.objects.filter(item=item).update(fired_at=past, closed_at=past)

    assert item in [found for found, _sentence in proofs.open_items_have_a_live_deadline()]
