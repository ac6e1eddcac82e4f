"""Spreadsheets of the registers: in words, without formulas, and only what one may see."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cms.organisation.exports import guarded, unguarded
from cms.organisation.wagtail_hooks import REGISTERS
from tests.factories.accounts import UserFactory
from tests.factories.organisation import ClosureFactory, ColleagueFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


def index(model: str) -> str:
    return reverse(f"organisation_{model}_modeladmin_index")


def rows(client, model: str, query: str = "") -> list[list[str]]:
    response = client.get(f"{index(model)}?export=csv{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("text", ["=1+1", "+49 6421", "-2", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_what_a_spreadsheet_would_run_is_guarded_and_comes_back(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["Bürgerbüro", "'quoted'", "", "1+1"])
def test_other_words_stay_as_they_are(text):
    assert guarded(text) == unguarded(text) == text


def test_a_formula_in_a_name_arrives_as_text(client, lindenfurt, karl):
    formula = '=HYPERLINK("http://evil.example";"Klick")'
    ColleagueFactory(department=lindenfurt.department, name=formula)
    client.force_login(karl)

    cells = [cell for row in rows(client, "colleague") for cell in row]
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{index('colleague')}?export=xlsx").streaming_content)))

    assert f"'{formula}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_keys_are_exported_as_words_and_times_as_clocks_here_show_them(client, lindenfurt, karl):
    department = DepartmentFactory(partner=lindenfurt.partner, name="Ordnungsamt", service_level="forwarding")
    ClosureFactory(
        department=department,
        starts_at=datetime(2030, 7, 1, 6, tzinfo=UTC),
        ends_at=datetime(2030, 7, 1, 10, tzinfo=UTC),
    )
    client.force_login(karl)
    client.cookies.load({"django_language": "de"})

    departments, closures = rows(client, "department"), rows(client, "closure", "&q=Ordnungsamt")

    assert departments[0][:3] == ["Partner", "Name", "Kurzname in Adressen"]
    assert any("Auskunft und Weiterleitung" in row for row in departments)
    assert closures[1][1:3] == ["01.07.2030 08:00", "01.07.2030 12:00"]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.model.__name__)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_register_can_be_exported_by_whom_it_is_for(client, lindenfurt, moorbach, karl, register, kind):
    client.force_login(karl)
    response = client.get(f"{index(register.model._meta.model_name)}?export={kind}")
    content = b"".join(response.streaming_content)

    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    if kind == "csv":
        assert "Moorbach" not in content.decode()
        assert register.model._meta.model_name == "responsibility" or "Lindenfurt" in content.decode()


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.model.__name__)
def test_nobody_else_exports(client, lindenfurt, clerk, register):
    address = f"{index(register.model._meta.model_name)}?export=csv"
    assert client.get(address).status_code == 302
    client.force_login(clerk)
    assert client.get(address).status_code == 302


def test_an_export_has_what_the_list_was_searched_for(client, lindenfurt, karl):
    ColleagueFactory(department=lindenfurt.department, name="Zoe Ahorn")
    client.force_login(karl)

    assert len(rows(client, "colleague", "&q=Ahorn")) == 2


def test_an_export_asks_no_more_for_many_rows(client, lindenfurt, karl, django_assert_max_num_queries):
    client.force_login(karl)
    ColleagueFactory.create_batch(30, department=lindenfurt.department)

    with django_assert_max_num_queries(12):
        assert len(rows(client, "colleague")) == 32


def test_the_centre_exports_shared_rows_too(client, lindenfurt, moorbach, central_editor):
    client.force_login(central_editor)

    assert {"Lindenfurt", "Moorbach"} <= {row[3] for row in rows(client, "place")}
    assert client.get(f"{index('membership')}?export=csv").url == reverse("wagtailadmin_home")
    client.force_login(UserFactory(groups=[lindenfurt.partner.editors]))
    assert client.get(f"{index('responsibility')}?export=csv").url == reverse("wagtailadmin_home")
