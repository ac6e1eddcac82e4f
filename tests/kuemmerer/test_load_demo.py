"""The demo town stays out of a real installation: everybody knows the password of its administrators."""

import pytest
from django.core.management import CommandError, call_command

from cms.accounts.models import User
from kuemmerer.management.commands import load_demo

pytestmark = pytest.mark.django_db


def test_a_real_installation_does_not_get_people_with_a_known_password(settings, monkeypatch):
    settings.SESSION_COOKIE_SECURE = True
    monkeypatch.setattr(load_demo, "play_eight_weeks", lambda now: 0)  # slow, and not what is asked here

    with pytest.raises(CommandError, match="password"):
        call_command("load_demo")

    assert not User.objects.exists()
