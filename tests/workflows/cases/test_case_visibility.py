"""Who sees which case and which item, and in how many queries."""

import pytest
from django.contrib.auth.models import AnonymousUser

from cms.organisation.models import Function
from tests.factories.cases import item_of, member, opened, town
from workflows.cases import actions
from workflows.cases.models import Case, WorkItem

pytestmark = pytest.mark.django_db


def test_members_and_the_lead_of_the_department_see_a_case_and_nobody_else():
    lindenfurt, moorbach = town(), town()
    case = opened(lindenfurt).case

    for person in (lindenfurt.karl, lindenfurt.paula, lindenfurt.lena):
        assert list(Case.objects.visible_to(person)) == [case]
    for person in (lindenfurt.nadia, lindenfurt.tim, moorbach.karl, AnonymousUser()):
        assert not Case.objects.visible_to(person).exists()
        assert not WorkItem.objects.of_departments_of(person).exists()


def test_who_did_the_triage_still_sees_the_case():
    lindenfurt = town()
    case = opened(lindenfurt, service=None).case
    actions.triage(item_of(case), department=lindenfurt.department, by=lindenfurt.tim)

    assert Case.objects.visible_to(lindenfurt.tim).get() == case
    assert not WorkItem.objects.of_departments_of(lindenfurt.tim).exists()


def test_who_is_deactivated_or_has_left_sees_nothing():
    lindenfurt = town()
    opened(lindenfurt)
    lindenfurt.karl.is_active = False
    lindenfurt.karl.save()
    lindenfurt.paula.memberships.all().delete()

    assert not Case.objects.visible_to(lindenfurt.karl).exists()
    assert not Case.objects.visible_to(lindenfurt.paula).exists()


def test_what_falls_to_the_lead_is_not_in_the_members_inbox():
    lindenfurt = town()
    item = item_of(opened(lindenfurt).case)
    WorkItem.objects.filter(pk=item.pk).update(function=Function.LEAD)

    assert not WorkItem.objects.of_departments_of(lindenfurt.karl).exists()
    assert WorkItem.objects.of_departments_of(lindenfurt.lena).get() == item


def test_a_case_is_listed_once_however_many_departments_one_has():
    lindenfurt = town()
    case = opened(lindenfurt, service=None).case
    everywhere = member(lindenfurt.department, "Olga", Function.LEAD)
    everywhere.memberships.create(department=lindenfurt.partner.triage_department, function=Function.LEAD)
    actions.triage(item_of(case), department=lindenfurt.department, by=lindenfurt.tim)

    assert list(Case.objects.visible_to(everywhere)) == [case]


def test_an_inbox_costs_two_queries_however_long_it_is(django_assert_num_queries):
    lindenfurt = town()
    for _number in range(5):
        opened(lindenfurt)

    with django_assert_num_queries(2):  # for whom he acts, and the lines
        rows = list(WorkItem.objects.of_departments_of(lindenfurt.karl).for_list())
        lines = [f"{row} {row.title} {row.department} {row.case.service} {row.assignee}" for row in rows]
    assert len(lines) == 5


def test_mine_is_what_i_have_taken():
    lindenfurt = town()
    item = item_of(opened(lindenfurt).case)
    opened(lindenfurt)
    actions.take(item, by=lindenfurt.karl)

    assert list(WorkItem.objects.mine(lindenfurt.karl)) == [item]
    assert WorkItem.objects.of_departments_of(lindenfurt.karl).untaken().count() == 1
