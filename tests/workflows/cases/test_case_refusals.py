"""The wrong person and nobody at every door, and everything that comes too late."""

import pytest
from django.contrib.auth.models import AnonymousUser

from cms.accounts.groups import AGENT
from cms.audit.models import Actor
from tests.factories.accounts import UserFactory
from tests.factories.cases import (
    answered,
    asked_departments,
    consultation,
    item_of,
    items_of,
    kind_of_case,
    member,
    opened,
    seatless,
    town,
    who_of,
)
from tests.factories.cases import step as way
from tests.factories.organisation import DepartmentFactory, PartnerFactory
from workflows.cases import actions
from workflows.cases.errors import (
    AlreadyFinished,
    AlreadyTaken,
    ChangedMeanwhile,
    NotTaken,
    NotThisStep,
    NotYourWork,
    OtherPartner,
    OwnDraft,
    TextMissing,
    TextTooLong,
)
from workflows.cases.models import Attempt, Case, Message, WorkItem
from workflows.cases.people import Mailbox

pytestmark = pytest.mark.django_db

DOORS = {
    "take": ("answer", lambda item, by, town: actions.take(item, by=by)),
    "give_back": ("answer", lambda item, by, town: actions.give_back(item, by=by)),
    "triage": (
        "triage",
        lambda item, by, town, **seen: actions.triage(item, department=town.department, by=by, **seen),
    ),
    "answer": ("answer", lambda item, by, town, **seen: actions.answer(item, text="Ja.", by=by, **seen)),
    "approve": ("approve", lambda item, by, town, **seen: actions.approve(item, by=by, **seen)),
    "reject": ("approve", lambda item, by, town, **seen: actions.reject(item, reason="Nein.", by=by, **seen)),
    "give_view": ("consult", lambda item, by, town, **seen: actions.give_view(item, text="Ja.", by=by, **seen)),
    "acknowledge": ("acknowledge", lambda item, by, town, **seen: actions.acknowledge(item, by=by, **seen)),
    "record_attempt": (
        "reply_by_hand",
        lambda item, by, town, **seen: actions.record_attempt(item, result=Attempt.Result.NOBODY, by=by, **seen),
    ),
    "confirm_reply": ("reply_by_hand", lambda item, by, town, **seen: actions.confirm_reply(item, by=by, **seen)),
}
# What ends an item, for doors that leave it open.
ENDED_BY = {"take": "answer", "give_back": "answer", "record_attempt": "confirm_reply"}
HOLDING = {"take", "give_back"}


def item_at(step: str, lindenfurt) -> WorkItem:
    """An open item at this step of a case of the town, in the inbox of Karl's department but for triage."""
    here = lindenfurt.department
    if step == "triage":
        return item_of(opened(lindenfurt, service=None).case)
    if step == "consult":
        return item_of(opened(lindenfurt, case_type=kind_of_case(consultation(here), way("answer"))).case)
    if step == "acknowledge":
        inform = way("inform", falls_to=f"department:{here.pk}", acknowledge=True)
        return item_of(opened(lindenfurt, case_type=kind_of_case(inform, way("answer"))).case)
    case = opened(lindenfurt, reply_channel="phone", details={"phone": "06421 5550 199"}).case
    if step == "answer":
        return item_of(case)
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    if step == "approve":
        return item_of(case)
    actions.approve(item_of(case), by=lindenfurt.paula)
    return item_of(case)


def state_of(item: WorkItem) -> tuple:
    case = item.case
    case.refresh_from_db()
    return (
        case.state,
        case.position,
        case.department_id,
        Message.objects.count(),
        list(WorkItem.objects.order_by("pk").values_list("pk", "assignee", "done_at", "outcome")),
    )


@pytest.mark.parametrize("door", DOORS)
def test_a_clerk_of_another_department_is_refused_and_nothing_changes(door):
    lindenfurt = town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)
    before = state_of(item)

    with pytest.raises(NotYourWork):
        act(item, lindenfurt.nadia, lindenfurt)

    assert state_of(item) == before


@pytest.mark.parametrize("door", DOORS)
def test_nobody_and_an_agent_are_refused(door):
    lindenfurt = town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)
    before = state_of(item)

    for person in (AnonymousUser(), UserFactory(groups=[AGENT])):
        with pytest.raises(NotYourWork):
            act(item, person, lindenfurt)

    assert state_of(item) == before


@pytest.mark.parametrize("door", DOORS)
def test_a_deactivated_member_is_refused(door):
    lindenfurt = town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)
    gone = member(item.department, "Gesine")
    gone.is_active = False
    gone.save()

    with pytest.raises(NotYourWork):
        act(item, gone, lindenfurt)


@pytest.mark.parametrize("door", DOORS)
def test_somebody_of_another_partner_is_refused(door):
    lindenfurt, moorbach = town(), town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)

    with pytest.raises(NotYourWork):
        act(item, moorbach.lena, lindenfurt)


@pytest.mark.parametrize("door", sorted(set(DOORS) - HOLDING))
def test_a_door_refuses_another_step(door):
    lindenfurt = town()
    step, act = DOORS[door]
    wrong = item_at("approve" if step == "answer" else "answer", lindenfurt)

    with pytest.raises(NotThisStep):
        act(wrong, lindenfurt.paula, lindenfurt)


@pytest.mark.parametrize("door", sorted(set(DOORS) - HOLDING))
def test_what_somebody_else_has_taken_is_refused(door):
    lindenfurt = town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)
    first, second = member(item.department, "Frieda"), member(item.department, "Zoe")
    actions.take(item, by=first)

    with pytest.raises(AlreadyTaken, match="Frieda"):
        act(item, second, lindenfurt)


@pytest.mark.parametrize("door", DOORS)
def test_what_is_finished_says_who_finished_it(door):
    lindenfurt = town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)
    first, second = member(item.department, "Frieda"), member(item.department, "Zoe")
    DOORS[ENDED_BY.get(door, door)][1](item, first, lindenfurt)

    with pytest.raises(AlreadyFinished, match=r"Frieda.* \d\d\.\d\d\.\d{4} .*\d\d:\d\d"):
        act(item, second, lindenfurt)


@pytest.mark.parametrize("door", sorted(set(DOORS) - HOLDING))
def test_what_changed_since_somebody_saw_it_says_who_changed_it(door):
    lindenfurt = town()
    step, act = DOORS[door]
    item = item_at(step, lindenfurt)
    first, second = member(item.department, "Frieda"), member(item.department, "Zoe")
    seen = item.case.revision
    actions.name_person(item.case, person=lindenfurt.nadia, by=first)
    actions.add_note(item.case, text="Bitte bald.", by=lindenfurt.lena if step != "triage" else lindenfurt.tim)
    before = state_of(item)

    with pytest.raises(ChangedMeanwhile, match="Frieda"):
        act(item, second, lindenfurt, seen=seen)

    assert state_of(item) == before
    act(item, second, lindenfurt, seen=Case.objects.get(pk=item.case_id).revision)


def test_what_a_citizen_changed_names_no_colleague():
    lindenfurt = town()
    item = item_at("answer", lindenfurt)
    actions.name_person(item.case, person=lindenfurt.nadia, by=lindenfurt.karl)
    seen = Case.objects.get(pk=item.case_id).revision
    actions.receive_reply(item.case, text="Noch etwas.", by=Actor.citizen())

    with pytest.raises(ChangedMeanwhile, match=str(ChangedMeanwhile.message)):
        actions.answer(item, text="Ja.", by=lindenfurt.paula, seen=seen)


def test_one_attempt_sent_twice_counts_once():
    lindenfurt = town()
    item = item_at("reply_by_hand", lindenfurt)
    seen = Case.objects.get(pk=item.case_id).revision
    DOORS["record_attempt"][1](item, lindenfurt.karl, lindenfurt, seen=seen)

    with pytest.raises(ChangedMeanwhile, match="Karl"):
        DOORS["record_attempt"][1](item, lindenfurt.karl, lindenfurt, seen=seen)

    assert item.attempts.count() == 1


def test_what_a_department_finished_by_mail_names_the_department():
    lindenfurt = town()
    forest = seatless(lindenfurt.partner)
    kind = kind_of_case(way("answer", falls_to=f"department:{forest.pk}"), way("approve"))
    item = item_of(opened(lindenfurt, case_type=kind).case)
    actions.answer(item, text="Er bleibt stehen.", by=Mailbox(forest))

    with pytest.raises(AlreadyFinished, match="Forstamt"):
        actions.answer(item, text="Er fällt.", by=Mailbox(forest))


def test_a_view_after_its_time_reads_that_the_time_was_over():
    lindenfurt = town()
    item = item_at("consult", lindenfurt)
    actions.end_unanswered(item)

    with pytest.raises(AlreadyFinished, match="Frist"):
        actions.give_view(item, text="Ja.", by=lindenfurt.karl)


def test_a_view_of_another_department_changes_nothing_for_the_next():
    lindenfurt = town()
    departments = asked_departments(lindenfurt, 2)
    case = opened(lindenfurt, case_type=kind_of_case(consultation(*departments), way("answer"))).case
    seen = Case.objects.get(pk=case.pk).revision

    for item in items_of(case):
        actions.give_view(item, text="Ja.", by=who_of(item.department), seen=seen)

    assert item_of(case).step == "answer"


def test_nobody_takes_what_a_colleague_has_but_a_lead_may():
    lindenfurt = town()
    item = item_at("answer", lindenfurt)
    actions.take(item, by=lindenfurt.karl)

    with pytest.raises(AlreadyTaken):
        actions.take(item, by=lindenfurt.paula)
    with pytest.raises(AlreadyTaken):
        actions.give_back(item, by=lindenfurt.paula)

    actions.take(item, by=lindenfurt.lena)
    item.refresh_from_db()
    assert item.assignee == lindenfurt.lena
    actions.answer(item, text="Ja.", by=lindenfurt.lena)


def test_what_somebody_took_who_was_deactivated_a_colleague_may_take_over():
    lindenfurt = town()
    lindenfurt.lena.memberships.all().delete()
    item = item_at("answer", lindenfurt)
    actions.take(item, by=lindenfurt.karl)
    lindenfurt.karl.is_active = False
    lindenfurt.karl.save()

    with pytest.raises(NotYourWork):
        actions.take(item, by=lindenfurt.nadia)
    actions.take(item, by=lindenfurt.paula)
    actions.answer(item, text="Ja.", by=lindenfurt.paula)


def test_what_was_given_back_is_free_for_all():
    lindenfurt = town()
    item = item_at("answer", lindenfurt)
    with pytest.raises(NotTaken):
        actions.give_back(item, by=lindenfurt.karl)
    actions.take(item, by=lindenfurt.karl)

    actions.give_back(item, by=lindenfurt.karl)

    actions.answer(item, text="Ja.", by=lindenfurt.paula)
    assert WorkItem.objects.open().get(case=item.case).step == "approve"


def test_taking_twice_is_taking_once():
    lindenfurt = town()
    item = item_at("answer", lindenfurt)

    actions.take(item, by=lindenfurt.karl)
    actions.take(item, by=lindenfurt.karl)

    item.refresh_from_db()
    assert item.assignee == lindenfurt.karl


@pytest.mark.parametrize("door", ["take", "approve", "reject"])
def test_nobody_checks_her_own_draft(door):
    lindenfurt = town()
    item = item_at("approve", lindenfurt)

    with pytest.raises(OwnDraft):
        DOORS[door][1](item, lindenfurt.karl, lindenfurt)


def test_not_even_a_lead_checks_her_own_draft():
    lindenfurt = town()
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.lena)

    with pytest.raises(OwnDraft):
        actions.approve(item_of(case), by=lindenfurt.lena)


def test_an_empty_text_is_refused():
    lindenfurt = town()
    item = item_at("answer", lindenfurt)

    with pytest.raises(TextMissing):
        actions.answer(item, text="  \n ", by=lindenfurt.karl)
    with pytest.raises(TextTooLong, match="8000"):
        actions.answer(item, text="x" * 8001, by=lindenfurt.karl)


def test_a_case_stays_with_its_partner():
    lindenfurt = town()
    elsewhere = DepartmentFactory(partner=PartnerFactory())

    with pytest.raises(OtherPartner):
        actions.triage(item_at("triage", lindenfurt), department=elsewhere, by=lindenfurt.tim)


def test_an_answered_case_is_finished_for_everybody():
    lindenfurt = town()
    case = answered(lindenfurt)

    for item in case.work_items.all():
        with pytest.raises(AlreadyFinished):
            actions.take(item, by=lindenfurt.lena)
