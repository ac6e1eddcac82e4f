"""Reassigning, closing, withdrawing, merging, reopening, correcting: each with the right person and the wrong ones."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cms.audit.models import Actor
from cms.organisation.models import Function
from tests.factories.cases import (
    answered,
    asked_departments,
    item_of,
    items_of,
    kind_of_case,
    member,
    opened,
    step,
    town,
    who_of,
)
from workflows.calendars.promises import Duration
from workflows.cases import actions, proofs
from workflows.cases.actions import DetailsInput
from workflows.cases.errors import (
    AlreadyFinished,
    CannotBeGiven,
    CannotBeMerged,
    CannotBeReached,
    CannotBeReopened,
    ChangedMeanwhile,
    NotYourWork,
    OtherPartner,
    OwnDepartment,
    StillOpen,
    TextMissing,
    TooLateToReopen,
)
from workflows.cases.models import Case, Message, WorkItem
from workflows.citizens.models import CallerDetails, Letter

pytestmark = pytest.mark.django_db

CITIZEN = Actor.citizen()


@pytest.fixture
def lindenfurt():
    return town()


@pytest.fixture
def elsewhere():
    return town()


def strangers(lindenfurt, elsewhere) -> list:
    """Somebody of another department, of another partner, of the triage that never had it, and nobody."""
    return [lindenfurt.nadia, elsewhere.karl, elsewhere.lena, lindenfurt.tim, AnonymousUser()]


# Reassigning


def test_handing_over_moves_the_work_and_keeps_the_promise(lindenfurt):
    case, other = opened(lindenfurt).case, asked_departments(lindenfurt, 1)[0]
    promised = case.promised_at

    actions.reassign(item_of(case), department=other, reason="Das ist Ihres.", by=lindenfurt.karl)

    case.refresh_from_db()
    assert (case.department, case.promised_at, item_of(case).department) == (other, promised, other)
    assert case.messages.get(kind=Message.Kind.HANDOVER).text == "Das ist Ihres."
    with pytest.raises(NotYourWork):
        actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.answer(item_of(case), text="Ja.", by=who_of(other))


def test_what_fell_to_a_fixed_department_stays_where_it_was_handed_also_after_a_rejection(lindenfurt):
    first, second = asked_departments(lindenfurt, 2)
    member(second, "Zweite")
    way = [step("answer", falls_to=f"department:{first.pk}"), step("approve")]
    case = opened(lindenfurt, case_type=kind_of_case(*way)).case

    actions.reassign(item_of(case), department=second, reason="Ihres.", by=who_of(first))
    actions.answer(item_of(case), text="Ja.", by=who_of(second))
    actions.reject(item_of(case), reason="Nein.", by=second.memberships.latest("pk").user)

    assert item_of(case).department == second


def test_handing_over_is_refused_with_a_reason(lindenfurt, elsewhere):
    case, other = opened(lindenfurt).case, asked_departments(lindenfurt, 1)[0]
    item = item_of(case)

    for person in strangers(lindenfurt, elsewhere):
        with pytest.raises(NotYourWork):
            actions.reassign(item, department=other, reason="Ihres.", by=person)
    with pytest.raises(OtherPartner):
        actions.reassign(item, department=elsewhere.department, reason="Ihres.", by=lindenfurt.karl)
    with pytest.raises(OwnDepartment):
        actions.reassign(item, department=lindenfurt.department, reason="Unseres.", by=lindenfurt.karl)
    with pytest.raises(TextMissing):
        actions.reassign(item, department=other, reason="", by=lindenfurt.karl)
    actions.take(item, by=lindenfurt.karl)
    with pytest.raises(NotYourWork):
        actions.reassign(item, department=other, reason="Ihres.", by=lindenfurt.paula)
    actions.reassign(item, department=other, reason="Ihres.", by=lindenfurt.lena)
    with pytest.raises(AlreadyFinished):
        actions.reassign(item, department=other, reason="Ihres.", by=lindenfurt.karl)


# Giving


def test_a_lead_gives_an_item_to_a_colleague_and_only_a_lead(lindenfurt, elsewhere):
    item = item_of(opened(lindenfurt).case)

    for person in [lindenfurt.paula, *strangers(lindenfurt, elsewhere)]:
        with pytest.raises(NotYourWork):
            actions.give(item, to=lindenfurt.karl, by=person)
    with pytest.raises(CannotBeGiven):
        actions.give(item, to=lindenfurt.nadia, by=lindenfurt.lena)
    actions.give(item, to=lindenfurt.karl, by=lindenfurt.lena)

    item.refresh_from_db()
    assert (item.assignee, item.task.owner) == (lindenfurt.karl, lindenfurt.karl)


def test_nobody_is_given_her_own_draft_to_check(lindenfurt):
    case = opened(lindenfurt).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)

    with pytest.raises(CannotBeGiven):
        actions.give(item_of(case), to=lindenfurt.karl, by=lindenfurt.lena)


# Closing


def test_a_lead_closes_a_case_with_a_reason_that_the_citizen_reads(lindenfurt, elsewhere):
    case = opened(lindenfurt).case

    for person in [lindenfurt.karl, *strangers(lindenfurt, elsewhere)]:
        with pytest.raises(NotYourWork):
            actions.close(case, reason="Erledigt.", by=person)
    with pytest.raises(TextMissing):
        actions.close(case, reason=" ", by=lindenfurt.lena)
    actions.close(case, reason="Das Haus steht nicht mehr.", by=lindenfurt.lena)

    case.refresh_from_db()
    assert (case.state, case.answered_at, case.delete_after is not None) == ("closed", None, True)
    assert not items_of(case)
    seen = case.for_citizen()
    assert seen.why_closed == "Das Haus steht nicht mehr."
    assert not any(stage.is_now for stage in seen.stages)
    assert "Das Haus steht nicht mehr." in Letter.objects.latest("pk").body
    with pytest.raises(AlreadyFinished, match="Lena"):
        actions.close(case, reason="Noch einmal.", by=lindenfurt.lena)
    assert list(proofs.open_items_have_their_engine_task()) == []


def test_who_saw_an_older_state_is_told_who_changed_it(lindenfurt):
    case = opened(lindenfurt).case
    seen = case.revision
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)

    with pytest.raises(ChangedMeanwhile, match="Karl"):
        actions.close(case, reason="Erledigt.", by=lindenfurt.lena, seen=seen)


# Withdrawing


def test_a_citizen_withdraws_and_nobody_has_anything_to_do(lindenfurt):
    case = opened(lindenfurt).case
    item = item_of(case)
    actions.take(item, by=lindenfurt.karl)

    actions.withdraw(case, by=CITIZEN)

    case.refresh_from_db()
    assert case.state == "withdrawn"
    assert not items_of(case)
    for late in (
        lambda: actions.answer(item, text="Ja.", by=lindenfurt.karl),
        lambda: actions.withdraw(case, by=CITIZEN),
    ):
        with pytest.raises(AlreadyFinished):
            late()
    with pytest.raises(CannotBeReopened):
        actions.reopen(case, reason="Doch.", by=CITIZEN)


def test_a_case_is_withdrawn_wherever_it_stands(lindenfurt):
    departments = asked_departments(lindenfurt, 2)
    waiting, consulting = opened(lindenfurt).case, opened(lindenfurt).case
    actions.ask_citizen(item_of(waiting), question="Wie groß?", by=lindenfurt.karl)
    actions.consult(item_of(consulting), departments=departments, question="Ja?", due=Duration(4), by=lindenfurt.karl)
    for case in (waiting, consulting):
        actions.withdraw(case, by=CITIZEN)
        case.refresh_from_db()
        assert (case.state, case.waiting_since, case.asked_now) == ("withdrawn", None, [])
    assert list(proofs.open_items_have_their_engine_task()) == []
    assert list(proofs.open_cases_have_an_open_item()) == []


def test_for_a_citizen_only_who_works_on_it_withdraws(lindenfurt, elsewhere):
    case = opened(lindenfurt).case

    for person in (lindenfurt.nadia, elsewhere.karl, lindenfurt.tim):
        with pytest.raises(NotYourWork):
            actions.withdraw(case, by=Actor.person(person))
    actions.withdraw(case, by=Actor.person(lindenfurt.karl))


# Merging


def merged(lindenfurt, **fields) -> tuple[Case, Case]:
    main, duplicate = opened(lindenfurt).case, opened(lindenfurt, **fields).case
    actions.merge(duplicate, into=main, by=lindenfurt.karl)
    duplicate.refresh_from_db()
    return main, duplicate


def answer_main(lindenfurt, main: Case) -> None:
    actions.answer(item_of(main), text="Ja, gern.", by=lindenfurt.karl)
    actions.approve(item_of(main), by=lindenfurt.paula)
    actions.go_on_with_duplicates(main)


def test_a_duplicate_gets_the_answer_to_the_other_case_in_its_own_way(lindenfurt):
    main, by_mail = merged(lindenfurt)
    by_phone = opened(lindenfurt, reply_channel="phone", details={"phone": "0381 1234"}).case
    actions.merge(by_phone, into=main, by=lindenfurt.karl)
    assert (by_mail.state, by_mail.merged_into, items_of(by_mail)) == ("merged", main, [])

    answer_main(lindenfurt, main)

    by_mail.refresh_from_db()
    by_phone.refresh_from_db()
    assert by_mail.state == "answered"
    assert by_mail.for_citizen().answer == "Ja, gern."
    assert by_phone.state == "open"
    actions.confirm_reply(item_of(by_phone), by=lindenfurt.karl)
    by_phone.refresh_from_db()
    assert by_phone.state == "answered"
    assert list(proofs.duplicates_go_on_elsewhere()) == []


def test_a_duplicate_of_what_is_withdrawn_is_worked_on_by_itself(lindenfurt):
    main, duplicate = merged(lindenfurt)
    promised = duplicate.promised_at

    actions.withdraw(main, by=CITIZEN)
    actions.go_on_with_duplicates(main)

    duplicate.refresh_from_db()
    assert (duplicate.state, duplicate.promised_at, item_of(duplicate).step) == ("open", promised, "answer")


def test_a_duplicate_follows_when_its_case_is_merged_as_well(lindenfurt):
    main, _duplicate = merged(lindenfurt)
    last = opened(lindenfurt).case
    actions.merge(main, into=last, by=lindenfurt.karl)

    answer_main(lindenfurt, last)

    assert set(Case.objects.values_list("state", flat=True)) == {"answered"}


def test_a_duplicate_keeps_how_its_citizen_is_reached(lindenfurt):
    _main, duplicate = merged(lindenfurt)
    CallerDetails.objects.update(delete_after=timezone.localdate() - timedelta(days=100))

    assert duplicate.details not in CallerDetails.objects.expired(timezone.localdate())


def test_merging_by_mistake_is_undone_by_reopening(lindenfurt):
    _main, duplicate = merged(lindenfurt)

    with pytest.raises(CannotBeReopened):
        actions.reopen(duplicate, reason="Nein.", by=CITIZEN)
    actions.reopen(duplicate, reason="Ist doch etwas anderes.", by=Actor.person(lindenfurt.karl))

    duplicate.refresh_from_db()
    assert (duplicate.state, duplicate.merged_into) == ("open", None)


def test_merging_is_refused_with_a_reason(lindenfurt, elsewhere):
    one, other, foreign = opened(lindenfurt).case, opened(lindenfurt).case, opened(elsewhere).case

    with pytest.raises(CannotBeMerged):
        actions.merge(one, into=one, by=lindenfurt.karl)
    with pytest.raises(CannotBeMerged):
        actions.merge(one, into=foreign, by=lindenfurt.karl)
    for person in strangers(lindenfurt, elsewhere):
        with pytest.raises(NotYourWork):
            actions.merge(one, into=other, by=person)
    ended = answered(lindenfurt)
    with pytest.raises(AlreadyFinished):
        actions.merge(one, into=ended, by=lindenfurt.karl)


def test_a_duplicate_whose_case_has_ended_is_named(lindenfurt):
    main, duplicate = merged(lindenfurt)
    long_ago = timezone.now() - timedelta(hours=2)
    actions.withdraw(main, by=CITIZEN)
    Case.objects.filter(pk=main.pk).update(closed_at=long_ago)

    assert [found for found, _sentence in proofs.duplicates_go_on_elsewhere()] == [duplicate]


# Reopening


def test_that_does_not_help_me_reopens_with_the_same_history_and_a_new_promise(lindenfurt):
    case = answered(lindenfurt)
    first_course = case.process

    actions.reopen(case, reason="Das hilft mir nicht.", by=CITIZEN)

    case.refresh_from_db()
    assert (case.state, case.answered_at, case.closed_at, case.delete_after) == ("open", None, None, None)
    assert case.process != first_course
    item = item_of(case)
    assert (item.step, item.assignee) == ("answer", lindenfurt.karl)
    assert case.times_reopened == 1
    assert case.messages.filter(kind=Message.Kind.ANSWER).exists()
    actions.answer(item, text="Dann so.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)
    case.refresh_from_db()
    assert case.state == "answered"
    assert case.for_citizen().answer == "Dann so."


def test_a_citizen_has_14_days_and_a_colleague_as_long_as_the_words_are_kept(lindenfurt, elsewhere):
    case = answered(lindenfurt)
    later = case.closed_at + timedelta(days=15)

    with pytest.raises(TooLateToReopen):
        actions.reopen(case, reason="Das hilft mir nicht.", by=CITIZEN, at=later)
    for person in (lindenfurt.nadia, elsewhere.karl, lindenfurt.tim):
        with pytest.raises(NotYourWork):
            actions.reopen(case, reason="Da fehlt etwas.", by=Actor.person(person), at=later)
    with pytest.raises(TextMissing):
        actions.reopen(case, reason="", by=CITIZEN)
    Case.objects.filter(pk=case.pk).update(emptied_at=timezone.now())
    with pytest.raises(CannotBeReopened):
        actions.reopen(case, reason="Da fehlt etwas.", by=Actor.person(lindenfurt.karl))
    Case.objects.filter(pk=case.pk).update(emptied_at=None)
    actions.reopen(case, reason="Da fehlt etwas.", by=Actor.person(lindenfurt.paula), at=later)
    with pytest.raises(StillOpen):
        actions.reopen(case, reason="Noch einmal.", by=CITIZEN)


# Correcting


def test_details_are_corrected_by_who_works_on_it_and_by_herself(lindenfurt, elsewhere):
    case = opened(lindenfurt).case
    right = DetailsInput(name="Erika Muster", email="erika.muster@example.org")

    for person in (lindenfurt.nadia, elsewhere.karl, lindenfurt.tim):
        with pytest.raises(NotYourWork):
            actions.correct_details(case, details=right, reply_channel="email", by=Actor.person(person))
    with pytest.raises(CannotBeReached):
        actions.correct_details(case, details=DetailsInput(), reply_channel="email", by=CITIZEN)
    with pytest.raises(CannotBeReached):
        actions.correct_details(case, details=DetailsInput(email="nein"), reply_channel="email", by=CITIZEN)
    actions.correct_details(case, details=right, reply_channel="email", by=Actor.person(lindenfurt.karl))

    case.refresh_from_db()
    assert case.details.email == "erika.muster@example.org"
    with pytest.raises(ChangedMeanwhile):
        actions.correct_details(case, details=right, reply_channel="email", by=CITIZEN, seen=case.revision - 1)


def test_who_wishes_another_way_while_the_answer_waits_to_be_given_gets_it_that_way(lindenfurt):
    case = opened(lindenfurt, reply_channel="phone", details={"phone": "0381 1234"}).case
    actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    actions.approve(item_of(case), by=lindenfurt.paula)
    assert item_of(case).step == "reply_by_hand"

    by_mail = DetailsInput(email="erika@example.org")
    actions.correct_details(case, details=by_mail, reply_channel="email", by=CITIZEN)

    case.refresh_from_db()
    assert case.state == "answered"
    assert "Ja." in Letter.objects.latest("pk").body


# Confidential, and about a person


def confidential(lindenfurt, **fields) -> Case:
    return opened(lindenfurt, case_type=kind_of_case(step("answer"), step("approve"), confidential=True), **fields).case


def test_a_confidential_case_is_seen_by_the_lead_and_whom_she_gives_it_to(lindenfurt):
    case = confidential(lindenfurt)
    item = item_of(case)

    assert Case.objects.visible_to(lindenfurt.lena).get() == case
    assert not Case.objects.visible_to(lindenfurt.karl).exists()
    with pytest.raises(NotYourWork):
        actions.take(item, by=lindenfurt.karl)
    actions.give(item, to=lindenfurt.karl, by=lindenfurt.lena)

    assert Case.objects.visible_to(lindenfurt.karl).get() == case
    assert not Case.objects.visible_to(lindenfurt.paula).exists()
    actions.answer(item, text="Ja.", by=lindenfurt.karl)
    check = item_of(case)
    with pytest.raises(NotYourWork):
        actions.approve(check, by=lindenfurt.paula)
    actions.approve(check, by=lindenfurt.lena)
    assert list(proofs.open_items_have_somebody()) == []


def test_without_a_lead_a_confidential_case_goes_to_the_lead_of_the_triage(lindenfurt):
    lindenfurt.lena.memberships.all().delete()
    head = member(lindenfurt.partner.triage_department, "Inge", Function.LEAD)

    case = confidential(lindenfurt)

    assert Case.objects.visible_to(head).get() == case
    assert not Case.objects.visible_to(lindenfurt.tim).exists()


def test_what_is_about_a_person_never_lands_with_her(lindenfurt):
    case = opened(lindenfurt, about=lindenfurt.lena).case
    item = item_of(case)

    assert not Case.objects.visible_to(lindenfurt.lena).exists()
    assert not WorkItem.objects.of_departments_of(lindenfurt.lena).exists()
    assert not WorkItem.objects.visible_to(lindenfurt.lena).exists()
    with pytest.raises(NotYourWork):
        actions.take(item, by=lindenfurt.lena)
    with pytest.raises(NotYourWork):
        actions.close(case, reason="Erledigt.", by=lindenfurt.lena)
    actions.take(item, by=lindenfurt.karl)


def test_a_confidential_complaint_about_the_only_lead_goes_above_her(lindenfurt):
    head = member(lindenfurt.partner.triage_department, "Inge", Function.LEAD)

    case = confidential(lindenfurt, about=lindenfurt.lena)

    assert item_of(case).department == lindenfurt.partner.triage_department
    assert Case.objects.visible_to(head).get() == case
    assert not Case.objects.visible_to(lindenfurt.lena).exists()


def test_naming_the_person_takes_it_out_of_her_hands(lindenfurt, elsewhere):
    case = opened(lindenfurt).case
    item = item_of(case)
    actions.take(item, by=lindenfurt.karl)

    for person in strangers(lindenfurt, elsewhere):
        with pytest.raises(NotYourWork):
            actions.name_person(case, person=lindenfurt.karl, by=person)
    actions.name_person(case, person=lindenfurt.karl, by=lindenfurt.lena)

    item.refresh_from_db()
    assert (item.assignee, item.task.owner) == (None, None)
    assert not Case.objects.visible_to(lindenfurt.karl).exists()
    assert list(proofs.open_items_have_somebody()) == []
    actions.name_person(case, person=None, by=lindenfurt.lena)
    assert Case.objects.visible_to(lindenfurt.karl).get() == case


def test_with_the_person_herself_the_proof_names_it(lindenfurt):
    case = opened(lindenfurt).case
    actions.take(item_of(case), by=lindenfurt.karl)
    Case.objects.filter(pk=case.pk).update(about=lindenfurt.karl)

    assert [found for found, _sentence in proofs.open_items_have_somebody()] == [item_of(case)]
