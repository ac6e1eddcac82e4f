"""Tokens for programs: made for open accounts and a sensible time, written down as an event and nowhere else."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.accounts import actions
from cms.accounts.errors import NoToken
from cms.accounts.tokens import person_of
from cms.audit.models import Actor, Event
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("tests")


def test_the_command_shows_a_token_that_speaks_for_the_person():
    karl, shown = UserFactory(email="karl@example.org"), StringIO()

    call_command("make_token", "Karl@example.org", "--days", "2", stdout=shown, stderr=StringIO())
    token = shown.getvalue().strip()

    now = timezone.now()
    assert person_of(token, at=now) == karl
    assert person_of(token, at=now + timedelta(days=2, seconds=1)) is None
    event = Event.objects.get(verb="token_made")
    assert token not in str(vars(event))


def test_nobody_gets_none():
    with pytest.raises(CommandError):
        call_command("make_token", "nobody@example.org")


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_time_out_of_reason_is_refused(days):
    with pytest.raises(NoToken):
        actions.make_token(UserFactory(), lasting=timedelta(days=days), by=BY)


def test_a_closed_account_gets_none():
    with pytest.raises(NoToken):
        actions.make_token(UserFactory(is_active=False), lasting=timedelta(days=1), by=BY)
