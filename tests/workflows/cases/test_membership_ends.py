"""Nobody leaves a department while her work would be left lying."""

import pytest
from django.db import transaction

from cms.accounts.holdings import held_by
from cms.organisation.errors import MembershipStillNeeded
from cms.organisation.models import Membership
from tests.factories.cases import opened, town
from workflows.cases import actions

pytestmark = pytest.mark.django_db


def membership_of(user) -> Membership:
    return Membership.objects.get(user=user)


def test_who_has_taken_an_item_cannot_leave():
    here = town()
    case = opened(here).case
    actions.take(case.work_items.get(), by=here.karl)

    with pytest.raises(MembershipStillNeeded, match=case.reference), transaction.atomic():
        membership_of(here.karl).delete()

    assert Membership.objects.filter(user=here.karl).exists()


def test_who_has_given_it_back_can_leave():
    here = town()
    item = opened(here).case.work_items.get()
    actions.take(item, by=here.karl)
    item.refresh_from_db()
    actions.give_back(item, by=here.karl)

    membership_of(here.karl).delete()

    assert not Membership.objects.filter(user=here.karl).exists()


def test_the_last_one_cannot_leave_open_work_behind():
    here = town()
    case = opened(here).case
    membership_of(here.karl).delete()
    membership_of(here.paula).delete()

    with pytest.raises(MembershipStillNeeded, match=case.reference), transaction.atomic():
        membership_of(here.lena).delete()


def test_the_last_one_can_leave_when_nothing_is_open():
    here = town()
    for user in (here.karl, here.paula, here.lena):
        membership_of(user).delete()

    assert not here.department.memberships.exists()


def test_what_she_has_taken_is_named_when_she_is_to_be_deactivated():
    here = town()
    case = opened(here).case
    actions.take(case.work_items.get(), by=here.karl)

    assert f"1 offene Aufgabe ({case.reference})" in [held.what for held in held_by(here.karl)]
    assert not [held for held in held_by(here.paula) if case.reference in held.what]
