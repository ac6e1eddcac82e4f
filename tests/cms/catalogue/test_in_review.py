"""While a page waits for its release nobody but those who release it changes it."""

import pytest
from django.urls import reverse

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.catalogue import setup
from cms.catalogue.models import ServicePage
from tests.cms.catalogue.admin_forms import service_form
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(client):
    client.force_login(UserFactory(first_name="Renate", groups=[CENTRAL_EDITOR]))
    address = reverse("wagtailadmin_pages:add", args=("catalogue", "servicepage", setup.library().pk))
    client.post(address, service_form(action="submit"))
    return ServicePage.objects.get()


def change(client, person, page):
    client.force_login(person)
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), service_form(title="Geändert", slug=page.slug))
    return ServicePage.objects.get(pk=page.pk).get_latest_revision_as_object().title


@pytest.mark.parametrize("groups", [[CENTRAL_EDITOR], [AGENT], []])
def test_nobody_else_changes_it(client, waiting, groups):
    assert change(client, UserFactory(groups=groups), waiting) == "Personalausweis beantragen"


def test_nor_does_who_submitted_it(client, waiting):
    author = waiting.current_workflow_state.requested_by

    assert change(client, author, waiting) == "Personalausweis beantragen"


def test_who_releases_it_may(client, waiting):
    assert change(client, UserFactory(groups=[APPROVER]), waiting) == "Geändert"


def test_nobody_at_all_does(anonymous, waiting):
    anonymous.logout()

    anonymous.post(reverse("wagtailadmin_pages:edit", args=[waiting.pk]), service_form(title="Geändert"))

    assert waiting.get_latest_revision_as_object().title == "Personalausweis beantragen"
