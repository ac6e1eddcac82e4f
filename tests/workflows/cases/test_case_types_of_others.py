"""Case types of one partner, and editors of another one who may shape case types as well."""

import pytest
from django.urls import NoReverseMatch, reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from cms.accounts.models import User
from cms.accounts.setup import grant
from cms.catalogue.setup import MAY_EDIT
from cms.catalogue.setup import grant as grant_on_pages
from cms.organisation.log_models import RegisterLogEntry
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import home_of
from tests.factories.organisation import MembershipFactory, PartnerFactory
from tests.workflows.cases.type_forms import bulky_waste
from workflows.cases import shaping
from workflows.cases.models import CaseType

pytestmark = pytest.mark.django_db
KINDS = [f"cases.{verb}_casetype" for verb in ("view", "add", "change", "delete")]


def editor(name: str):
    partner = PartnerFactory(name=name)
    MembershipFactory(department=partner.triage_department)
    grant_on_pages(partner.editors, home_of(partner), MAY_EDIT)
    grant(partner.editors.name, KINDS)
    return UserFactory(groups=[partner.editors]), partner


@pytest.fixture
def karl_and_nadia():
    """Each shapes a case type, which waits for its release."""
    people = []
    for name in ("Moorbach", "Erlenfeld"):
        person, partner = editor(name)
        fields = {**shaping.fields_of(bulky_waste()), "name": f"Art aus {name}", "partner": partner, "live": False}
        row = CaseType.objects.create(slug=name.lower(), **fields)
        row.save_revision(user=person)
        log(instance=row, action="wagtail.edit", user=person)
        row.get_workflow().start(row, person)
        people.append(person)
    return people


@pytest.mark.parametrize("report", ["workflow", "workflow_tasks", "site_history"])
def test_reports_name_those_of_ones_own_partner(client, karl_and_nadia, report):
    for person, own, other in zip(karl_and_nadia, ("Moorbach", "Erlenfeld"), ("Erlenfeld", "Moorbach"), strict=True):
        client.force_login(person)

        shown = client.get(reverse(f"wagtailadmin_reports:{report}")).content.decode()

        assert f"Art aus {own}" in shown
        assert f"Art aus {other}" not in shown


def test_the_log_shows_the_same_whichever_log_was_asked_before(karl_and_nadia):
    karl = User.objects.get(pk=karl_and_nadia[0].pk)
    ModelLogEntry.objects.viewable_by_user(karl)
    again = User.objects.get(pk=karl.pk)

    assert set(RegisterLogEntry.objects.viewable_by_user(karl)) == set(RegisterLogEntry.objects.viewable_by_user(again))
    assert RegisterLogEntry.objects.viewable_by_user(again).exists()


def test_many_at_once_are_deleted_of_ones_own_partner(client, karl_and_nadia):
    keys = "&".join(f"id={row.pk}" for row in CaseType.objects.exclude(partner=None))
    client.force_login(karl_and_nadia[0])
    address = f"/admin/bulk/cases/casetype/delete/?{keys}"

    assert "Art aus Erlenfeld" not in client.get(address).content.decode()
    client.post(address)

    assert not CaseType.objects.filter(slug="moorbach").exists()
    assert CaseType.objects.filter(slug="erlenfeld").exists()


def test_there_is_no_chooser_that_would_offer_all_of_them():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippetchoosers_cases_casetype:choose")
