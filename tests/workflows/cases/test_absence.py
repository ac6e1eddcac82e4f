"""Substitutes: chains without circles, the absent person's work in their hands, and the audit says for whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.accounts.groups import ADMINISTRATOR
from cms.accounts.models import User
from cms.audit.models import Event
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.cases import item_of, member, opened, town
from tests.factories.organisation import DepartmentFactory, PartnerFactory
from workflows.cases import actions, jobs
from workflows.cases.absence_models import Absence, stand_ins, stood_in_for
from workflows.cases.errors import (
    AbsenceBackwards,
    AbsenceIsOver,
    AbsenceRefused,
    AbsenceTwice,
    AlreadyTaken,
    CannotBeGiven,
    NotYourWork,
    OwnDraft,
    SubstituteCircle,
    SubstituteElsewhere,
)
from workflows.cases.models import Case, WorkItem

pytestmark = pytest.mark.django_db
FAR = date(2099, 6, 1)


@pytest.fixture
def here():
    return town()


def fresh(user: User) -> User:
    """As the next request has her: what was asked once is asked anew."""
    return User.objects.get(pk=user.pk)


def names(person, substitute, first=0, last=0, *, by=None, start=FAR):
    return actions.name_substitute(
        person=person,
        substitute=substitute,
        from_day=start + timedelta(days=first),
        until_day=start + timedelta(days=last),
        by=by or person,
    )


def names_today(person, substitute, **more):
    return names(person, substitute, start=timezone.localdate(), **more)


def test_a_person_and_her_lead_name_a_substitute_and_nobody_else(here):
    names(here.karl, here.paula)
    names(here.paula, here.karl, 5, 6, by=here.lena)

    for stranger in (here.nadia, here.paula, here.tim):
        with pytest.raises(NotYourWork):
            names(here.karl, here.paula, 8, 9, by=stranger)
    here.lena.is_active = False
    with pytest.raises(NotYourWork):
        names(here.karl, here.paula, 8, 9, by=here.lena)


@pytest.mark.parametrize(
    ("first", "last", "refusal", "field"),
    [
        (3, 1, AbsenceBackwards, "until_day"),
        (0, 500, AbsenceBackwards, "until_day"),
        (-50_000, -49_999, AbsenceIsOver, "until_day"),
        (4, 9, AbsenceTwice, "from_day"),
    ],
)
def test_days_that_do_not_fit_are_named_at_their_field(here, first, last, refusal, field):
    names(here.karl, here.paula, 4, 5)

    with pytest.raises(refusal) as refused:
        names(here.karl, here.lena, first, last)

    assert refused.value.field == field


def test_a_substitute_is_somebody_else_of_the_same_partner(here):
    elsewhere = member(DepartmentFactory(partner=PartnerFactory()), "Fremd")
    gone = member(here.department, "Weg")
    User.objects.filter(pk=gone.pk).update(is_active=False)

    for substitute in (elsewhere, gone):
        with pytest.raises(SubstituteElsewhere):
            names(here.karl, substitute)
    with pytest.raises(AbsenceRefused):
        names(here.karl, here.karl)
    assert names(here.karl, here.nadia).substitute == here.nadia


def test_a_circle_is_refused_only_where_all_its_days_meet(here):
    names(here.karl, here.paula, 0, 10)
    names(here.paula, here.lena, 5, 10)

    for first, last in ((0, 10), (10, 12), (7, 7)):
        with pytest.raises(SubstituteCircle):
            names(here.lena, here.karl, first, last)
    with pytest.raises(SubstituteCircle):
        names(here.lena, here.paula, 9, 9)

    assert names(here.lena, here.karl, 0, 4)


def test_a_chain_leads_to_whoever_is_there(here):
    names_today(here.karl, here.paula)
    names_today(here.paula, here.nadia)

    assert stood_in_for(fresh(here.nadia)) == {here.karl.pk, here.paula.pk}
    assert stood_in_for(fresh(here.paula)) == {here.karl.pk}
    assert stand_ins(here.karl) == {here.paula.pk, here.nadia.pk}


def test_a_circle_that_got_in_all_the_same_ends_where_it_began(here):
    today = timezone.localdate()
    for person, substitute in ((here.karl, here.paula), (here.paula, here.lena), (here.lena, here.karl)):
        Absence.objects.create(person=person, substitute=substitute, from_day=today, until_day=today)

    assert stood_in_for(fresh(here.karl)) == {here.lena.pk, here.paula.pk}


def test_only_today_counts(here):
    names(here.karl, here.nadia, 1, 2, start=timezone.localdate())

    assert stood_in_for(fresh(here.nadia)) == frozenset()


def test_the_substitute_does_what_the_absent_has_taken_and_the_audit_says_for_whom(here):
    case = opened(here).case
    item = item_of(case)
    actions.take(item, by=here.karl)
    with pytest.raises(NotYourWork):
        actions.answer(item, text="Ja.", by=here.nadia)
    names_today(here.karl, here.nadia)
    nadia = fresh(here.nadia)
    assert list(WorkItem.objects.stood_in_for(nadia)) == [item]
    assert Case.objects.visible_to(nadia).get() == case

    actions.answer(item, text="Ja.", by=nadia)

    item.refresh_from_db()
    assert (item.done_by, item.done_for) == (nadia, here.karl)
    event = Event.objects.about(case).get(verb="acted_for_absent")
    assert (event.actor_key, event.new) == (str(nadia.pk), {"person": here.karl.pk, "item": item.pk})
    with pytest.raises(OwnDraft):
        actions.approve(item_of(case), by=nadia)


def test_a_colleague_who_does_not_stand_in_leaves_it_alone(here):
    item = item_of(opened(here).case)
    actions.take(item, by=here.karl)
    names_today(here.karl, here.nadia)

    with pytest.raises(AlreadyTaken):
        actions.answer(item, text="Ja.", by=fresh(here.paula))


def test_what_only_a_lead_may_do_her_substitute_may_for_the_time(here):
    case = opened(here).case
    absence = names_today(here.lena, here.nadia)

    actions.give(item_of(case), to=here.karl, by=fresh(here.nadia))
    assert Event.objects.about(case).filter(verb="acted_for_absent").count() == 1

    actions.end_absence(absence, by=here.lena)
    with pytest.raises(NotYourWork):
        actions.give(item_of(case), to=here.paula, by=fresh(here.nadia))


def test_whoever_only_stands_in_takes_it_for_the_absent_and_is_given_nothing(here):
    item = item_of(opened(here).case)
    absence = names_today(here.karl, here.nadia)

    actions.take(item, by=fresh(here.nadia))

    item.refresh_from_db()
    assert item.assignee == here.karl
    with pytest.raises(CannotBeGiven):
        actions.give(item, to=fresh(here.nadia), by=here.lena)
    actions.end_absence(absence, by=here.karl)
    actions.answer(item, text="Ja.", by=here.karl)


def test_a_colleague_of_the_department_who_stands_in_takes_it_over_for_herself(here):
    item = item_of(opened(here).case)
    actions.take(item, by=here.karl)
    names_today(here.karl, here.paula)

    actions.take(item, by=fresh(here.paula))

    item.refresh_from_db()
    assert item.assignee == here.paula


def test_the_list_has_what_is_the_absents_and_what_is_free_only_through_her(here):
    taken, free = item_of(opened(here).case), item_of(opened(here).case)
    actions.take(taken, by=here.karl)
    names_today(here.karl, here.paula)
    names_today(here.lena, here.nadia)

    assert list(WorkItem.objects.stood_in_for(fresh(here.paula))) == [taken]
    assert list(WorkItem.objects.stood_in_for(fresh(here.nadia))) == [free]


def test_what_is_about_the_substitute_never_reaches_her(here):
    case = opened(here, about=here.nadia).case
    actions.take(item_of(case), by=here.karl)
    names_today(here.karl, here.nadia)

    assert not Case.objects.visible_to(fresh(here.nadia)).exists()
    with pytest.raises(NotYourWork):
        actions.answer(item_of(case), text="Ja.", by=fresh(here.nadia))


def test_a_deed_at_the_whole_case_says_for_whom_as_well(here):
    case = opened(here).case
    actions.take(item_of(case), by=here.karl)
    names_today(here.karl, here.nadia)

    actions.close(case, reason="Doppelt.", by=here.lena)

    assert not Event.objects.about(case).filter(verb="acted_for_absent").exists()


def test_mails_reach_whoever_stands_in(here, mailoutbox):
    item = item_of(opened(here).case)
    actions.take(item, by=here.karl)
    names_today(here.karl, here.paula)

    jobs.tell_person(item=item.pk, person=here.karl.pk, occasion="arrived")

    assert {mail.to[0] for mail in mailoutbox} == {here.karl.email, here.paula.email}


def test_an_absence_ends_earlier_or_never_begins(here):
    begun = names(here.karl, here.paula, -3, 3, start=timezone.localdate())
    coming = names(here.karl, here.paula, 5, 6, start=timezone.localdate())
    with pytest.raises(NotYourWork):
        actions.end_absence(begun, by=here.paula)

    for absence in (begun, coming):
        actions.end_absence(absence, by=here.lena)

    assert Absence.objects.get().until_day == timezone.localdate() - timedelta(days=1)


def test_whoever_is_deactivated_gives_everything_back(here, mailoutbox):
    kept, taken = item_of(opened(here).case), item_of(opened(here).case)
    actions.take(taken, by=here.karl)
    actions.take(kept, by=here.paula)

    here.karl.is_active = False
    here.karl.save()
    jobs.return_items(person=here.karl.pk)

    for item in (kept, taken):
        item.refresh_from_db()
    assert (taken.assignee, taken.taken_at, kept.assignee) == (None, None, here.paula)
    event = Event.objects.about(taken).get(verb="item_returned")
    assert event.old == {"assignee": here.karl.pk}
    actions.answer(taken, text="Ja.", by=here.paula)


def test_the_job_goes_with_the_deactivation_and_only_where_there_is_work(here):
    actions.take(item_of(opened(here).case), by=here.karl)

    for person in (here.karl, here.paula):
        person.is_active = False
        person.save()

    assert Job.objects.filter(name="return_items").values_list("payload", flat=True).get() == {"person": here.karl.pk}


def test_many_deactivated_at_once_leave_their_work_as_well(here, client):
    actions.take(item_of(opened(here).case), by=here.karl)
    client.force_login(UserFactory(groups=[ADMINISTRATOR]))
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])

    client.post(f"{address}?id={here.karl.pk}&id={here.paula.pk}", {"mark_as_active": False})

    here.karl.refresh_from_db()
    assert not here.karl.is_active
    assert Job.objects.filter(name="return_items").values_list("payload", flat=True).get() == {"person": here.karl.pk}


def test_of_somebody_who_is_back_nothing_is_taken(here):
    item = item_of(opened(here).case)
    actions.take(item, by=here.karl)

    assert actions.return_items(here.karl) == 0

    item.refresh_from_db()
    assert item.assignee == here.karl
