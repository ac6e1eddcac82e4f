"""People at their screens: a town with Karl's department, an agent, an editor, and a browser client for each."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.accounts.groups import AGENT, CENTRAL_EDITOR, DEPARTMENT_STAFF
from tests.factories import cases
from tests.factories.accounts import UserFactory


@pytest.fixture
def town(db):
    """The town of the cases, with the groups that open the screens."""
    town = cases.town()
    for person in (town.karl, town.paula, town.lena, town.nadia, town.tim):
        person.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))
    return town


@pytest.fixture
def agent(db):
    return UserFactory(first_name="Ayşe", groups=[AGENT])


@pytest.fixture
def editor(db):
    return UserFactory(first_name="Edda", groups=[CENTRAL_EDITOR])


@pytest.fixture
def seat():
    """Seats a person at a desk of her own: a client in which she is logged in."""

    def logged_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return logged_in
