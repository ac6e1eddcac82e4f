"""Whose names somebody is told where a list can be narrowed to a person."""

import pytest
from django.urls import reverse

from cms.accounts.groups import CENTRAL_EDITOR
from cms.catalogue.setup import MAY_EDIT, grant, release_through, release_workflow
from cms.organisation.known_people import known_to
from cms.pages.models import EditorialPage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import home_of
from tests.factories.organisation import DepartmentFactory, MembershipFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def moorbach():
    return PartnerFactory(name="Moorbach")


@pytest.fixture
def erlenfeld():
    return PartnerFactory(name="Erlenfeld")


def test_one_knows_ones_own_people_and_those_of_the_centre(moorbach, erlenfeld):
    karl, paula = (UserFactory(groups=[moorbach.editors]) for _ in range(2))
    clerk = MembershipFactory(department=DepartmentFactory(partner=moorbach)).user
    centre = UserFactory(groups=[CENTRAL_EDITOR])
    both = UserFactory(groups=[moorbach.editors, erlenfeld.editors])
    nadia = UserFactory(groups=[erlenfeld.editors])
    stranger = MembershipFactory(department=DepartmentFactory(partner=erlenfeld)).user

    assert {karl, paula, clerk, centre, both} <= set(known_to(karl))
    assert not {nadia, stranger} & set(known_to(karl))
    assert {karl, nadia, stranger} <= set(known_to(centre))


@pytest.mark.parametrize(
    ("report", "arguments"),
    [
        ("wagtailadmin_reports:workflow", []),
        ("wagtailadmin_pages:type_use", ["pages", "editorialpage"]),
        ("wagtailadmin_reports:site_history", []),
    ],
)
def test_filters_name_nobody_else(client, moorbach, erlenfeld, report, arguments):
    for partner, name in ((moorbach, "Moorbacherin"), (erlenfeld, "Erlenfelderin")):
        author = UserFactory(last_name=name, groups=[partner.editors])
        page = EditorialPage(title="Seite", slug="seite", live=False, owner=author)
        home = home_of(partner)
        home.add_child(instance=page)
        page.save_revision(user=author, log_action=True)
        release_through(release_workflow(), home)
        grant(partner.editors, home, MAY_EDIT)
        page.get_workflow().start(page, author)
    client.force_login(UserFactory(groups=[moorbach.editors]))

    shown = client.get(reverse(report, args=arguments)).content.decode()

    assert "Moorbacherin" in shown
    assert "Erlenfelderin" not in shown
