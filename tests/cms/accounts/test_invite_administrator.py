"""The first administrator of an installation: invited by a command, without a password and without full power."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from cms.accounts.groups import ADMINISTRATOR
from cms.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.outbox import run_jobs

pytestmark = pytest.mark.django_db


def invite(email="anna@example.org"):
    call_command("invite_administrator", email, first_name="Anna", last_name="Adler", verbosity=0)


def test_she_is_an_administrator_and_nothing_more(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://servicecenter.example.org"
    invite()

    anna = User.objects.get(email="anna@example.org")
    assert [group.name for group in anna.groups.all()] == [ADMINISTRATOR]
    assert not anna.is_superuser
    assert not anna.has_usable_password()
    run_jobs()
    assert "https://servicecenter.example.org/anmelden/passwort/" in mail.outbox[0].body


def test_a_second_call_sends_the_link_anew():
    invite()
    run_jobs()
    invite("Anna@example.org")
    run_jobs()

    assert len(mail.outbox) == 2
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["karl@example.org", "anna"])
def test_somebody_who_works_here_already_and_no_address_are_refused(email):
    UserFactory(email="karl@example.org")

    with pytest.raises(CommandError):
        invite(email)

    run_jobs()
    assert mail.outbox == []
