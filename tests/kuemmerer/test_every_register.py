"""Every register of every app has what a register has: search, filters, spreadsheets, a page to look at one row."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail import hooks
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.accounts.groups import ADMINISTRATOR, CENTRAL_EDITOR, CENTRE_LEAD
from cms.catalogue.models import Notice, Topic
from cms.organisation.admin import Register
from cms.pages.models import Bulletin
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory, TopicFactory
from tests.factories.organisation import DepartmentFactory, OfficeFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def below(kind: type) -> list[type]:
    return [each for child in kind.__subclasses__() for each in (child, *below(child))]


hooks.search_for_hooks()  # each app registers its own there
REGISTERS = sorted((each for each in below(Register) if each.model is not None), key=lambda each: each.__name__)


@pytest.fixture
def keeper(client):
    """Keeps every register there is."""
    client.force_login(UserFactory(groups=[ADMINISTRATOR, CENTRAL_EDITOR, CENTRE_LEAD]))
    client.cookies.load({"django_language": "de"})
    return client


def table(client, model, query: str = "") -> list[list[str]]:
    answer = client.get(f"{AdminURLHelper(model).index_url}?export=csv{query}")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))


def test_all_apps_are_among_them():
    assert {each.model._meta.app_label for each in REGISTERS} == {
        "organisation",
        "catalogue",
        "pages",
        "wording",
        "cases",
        "citizens",
    }
    assert len(REGISTERS) == 21


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.__name__)
def test_it_has_search_filters_spreadsheets_and_a_page_per_row(keeper, register):
    assert register.search_fields
    assert register.list_filter
    assert register.inspect_view_enabled and register.inspect_view_fields
    address = AdminURLHelper(register.model).index_url

    screen = keeper.get(f"{address}?q=xyzzy")

    assert screen.status_code == 200
    for kind in ("csv", "xlsx"):
        answer = keeper.get(f"{address}?export={kind}")
        assert "attachment" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content)


def test_a_notice_is_exported_with_all_that_it_touches(keeper, django_assert_max_num_queries):
    office = OfficeFactory(name="Zulassungsstelle")
    department = DepartmentFactory(name="Ordnungsamt", partner=office.partner)
    service = ServicePageFactory(title="Auto anmelden")
    now = timezone.now()
    for number in range(5):
        notice = Notice.objects.create(
            text=f"Heute zu {number}.", partner=office.partner, starts_at=now, ends_at=now + timedelta(days=1)
        )
        notice.offices.add(office)
        notice.departments.add(department)
        notice.noticed_services.create(service=service)
        notice.save()

    with django_assert_max_num_queries(14):
        rows = table(keeper, Notice)

    assert len(rows) == 6
    assert {"Zulassungsstelle", "Ordnungsamt", "Auto anmelden"} <= set(rows[1])


def test_a_bulletin_is_exported_with_its_text_and_groups(keeper):
    now = timezone.now()
    bulletin = Bulletin.objects.create(title="Neu", text="Ab Montag.", starts_at=now, ends_at=now + timedelta(days=1))
    bulletin.groups.add(UserFactory(groups=[CENTRE_LEAD]).groups.get())

    assert {"Neu", "Ab Montag.", CENTRE_LEAD, "nein"} <= set(table(keeper, Bulletin)[1])


def test_topics_say_how_many_services_they_hold_and_which_are_empty(keeper):
    full, _empty = TopicFactory(name="Bauen"), TopicFactory(name="Angeln")
    ServicePageFactory.create_batch(2, topics=[full])
    ServicePageFactory(topics=[full], live=False)

    assert [row[0::2][:2] for row in table(keeper, Topic, "&filled=yes")[1:]] == [["Bauen", "2"]]
    assert [row[0] for row in table(keeper, Topic, "&filled=no")[1:]] == ["Angeln"]


def test_a_partner_is_listed_with_its_host_name(keeper):
    partner = PartnerFactory(site__hostname="moorbach.example")
    PartnerFactory(site=None, name="Ohne")

    rows = {row[0]: row for row in table(keeper, type(partner))}

    assert "moorbach.example" in rows[partner.name]
    assert "Webadresse" in rows["Name"]
    assert "" in rows["Ohne"]
