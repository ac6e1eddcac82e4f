"""What Wagtail's own screens would delete although other rows hold it is refused in words, with full power too."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms.accounts.actions import give_full_power
from cms.audit.models import Actor
from tests.factories.accounts import UserFactory
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def powerful(client):
    person = UserFactory()
    give_full_power(person, reason="Tests", lasting=timedelta(hours=1), by=Actor.system("tests"))
    client.force_login(person)
    client.cookies.load({"django_language": "de"})
    return client


def test_the_group_of_a_partners_editors_stays(powerful):
    editors = PartnerFactory().editors
    address = reverse("wagtailusers_groups:delete", args=[editors.pk])

    answer = powerful.post(address, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Das kann nicht gelöscht werden, es wird noch gebraucht: 1 Partner." in answer.content.decode()
    assert Group.objects.filter(pk=editors.pk).exists()
    assert not ModelLogEntry.objects.filter(action="wagtail.delete").exists()


def test_a_group_that_nothing_holds_goes(powerful):
    spare = Group.objects.create(name="Leer")

    powerful.post(reverse("wagtailusers_groups:delete", args=[spare.pk]))

    assert not Group.objects.filter(pk=spare.pk).exists()
