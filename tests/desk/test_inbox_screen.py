"""The departments' inbox: what is due first on top, in as many queries for forty lines as for one."""

import pytest
from django.test import Client
from django.utils import timezone

from cms.accounts.groups import DEPARTMENT_STAFF
from cms.organisation.models import Function
from tests.factories import cases
from tests.factories.accounts import UserFactory
from tests.factories.organisation import DepartmentFactory, MembershipFactory
from workflows.cases import actions
from workflows.cases.models import WorkItem

INBOX = "/desk/eingang/"
MINE = f"{INBOX}?liste=meine"


@pytest.fixture
def case(town):
    return cases.opened(town).case


def hers(town):
    return f"{INBOX}?liste={town.department.pk}"


def test_the_list_of_the_department_is_ordered_by_due_date(town, seat):
    for _each in range(3):
        cases.opened(town)
    items = list(WorkItem.objects.order_by("pk"))
    for item, days in zip(items, (3, -1, 0), strict=True):
        WorkItem.objects.filter(pk=item.pk).update(due_at=timezone.now() + timezone.timedelta(days=days, minutes=1))

    page = seat(town.karl).get(hers(town))

    shown = [line.item for line in page.context["lines"]]
    assert shown == [items[1], items[2], items[0]]
    assert [line.urgency for line in page.context["lines"]] == ["overdue", "today", "later"]
    for word in ("überfällig", "heute", "später"):
        assert word in page.content.decode()


def test_a_line_says_number_concern_step_and_person(town, case, seat):
    page = seat(town.karl).get(hers(town)).content.decode()

    for words in (case.reference, "Darf ich einen Carport bauen?", "Antworten", "übernehmen"):
        assert words in page


def test_taking_moves_it_to_mine_and_giving_back_returns_it(town, case, seat):
    client, item = seat(town.karl), cases.item_of(case)
    client.post(f"{INBOX}{item.pk}/nehmen/", {"liste": town.department.pk})
    assert case.reference in client.get(MINE).content.decode()

    client.post(f"{INBOX}{item.pk}/zurueckgeben/")

    assert "Hier ist nichts offen." in client.get(MINE).content.decode()
    assert WorkItem.objects.get().assignee is None


def test_who_comes_second_reads_who_was_quicker(town, case, seat):
    item = cases.item_of(case)
    actions.take(item, by=town.paula)

    page = seat(town.karl).post(f"{INBOX}{item.pk}/nehmen/", follow=True)

    assert f"{town.paula} hat" in page.content.decode()
    item.refresh_from_db()
    assert item.assignee == town.paula


def test_the_inbox_opens_where_there_is_something_to_do(town, case, seat):
    client = seat(town.karl)
    assert client.get(INBOX).context["chosen"].title == town.department.name

    actions.take(cases.item_of(case), by=town.karl)

    assert client.get(INBOX).context["chosen"].key == "meine"


def test_an_empty_list_says_so_and_names_the_next(town, case, seat):
    page = seat(town.karl).get(MINE).content.decode()

    assert "Hier ist nichts offen." in page
    assert case.reference in page


def test_the_author_cannot_take_her_own_draft(town, case, seat):
    actions.answer(cases.item_of(case), text="Ja.", by=town.karl)

    page = seat(town.karl).get(hers(town))

    (line,) = page.context["lines"]
    assert line.is_own_draft
    assert not line.can_be_taken
    assert seat(town.paula).get(hers(town)).context["lines"][0].can_be_taken


def test_another_departments_list_does_not_exist(town, case, seat):
    for key in (town.department.pk, 99999, "x", ""):
        assert seat(town.nadia).get(f"{INBOX}?liste={key}").status_code == 404


def test_the_wrong_people_take_nothing_and_learn_nothing(client, town, case, agent, editor, seat):
    item = cases.item_of(case)

    assert client.post(f"{INBOX}{item.pk}/nehmen/").url.startswith("/anmelden/")
    assert seat(agent).post(f"{INBOX}{item.pk}/nehmen/").status_code == 403
    assert seat(editor).post(f"{INBOX}{item.pk}/nehmen/").status_code == 403
    assert seat(town.nadia).post(f"{INBOX}{item.pk}/nehmen/").status_code == 404
    assert seat(town.nadia).post(f"{INBOX}999999/nehmen/").status_code == 404
    item.refresh_from_db()
    assert item.assignee is None


def test_nobody_and_the_wrong_people_see_no_inbox(client, town, case, agent, editor, seat):
    assert client.get(INBOX).url.startswith("/anmelden/")
    for person in (agent, editor):
        page = seat(person).get(INBOX)
        assert page.status_code == 403
        assert case.reference not in page.content.decode()
    assert case.reference not in seat(town.nadia).get(INBOX).content.decode()


def test_a_membership_without_the_right_opens_nothing(town, case, seat):
    stranger = UserFactory()
    MembershipFactory(user=stranger, department=town.department, function=Function.LEAD)

    assert seat(stranger).get(INBOX).status_code == 403


def test_the_right_without_a_membership_shows_nothing(case, seat):
    page = seat(UserFactory(groups=[DEPARTMENT_STAFF])).get(INBOX)

    assert page.status_code == 200
    assert [tab.key for tab in page.context["tabs"]] == ["meine", "beobachtet"]


def test_forty_lines_cost_as_many_queries_as_one(town, seat, django_assert_num_queries):
    client = seat(town.karl)

    def queries():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert client.get(hers(town)).status_code == 200
        return len(counted)

    actions.answer(cases.item_of(cases.opened(town).case), text="Ja.", by=town.karl)
    cases.opened(town)
    queries()
    few = queries()
    for _each in range(12):
        cases.opened(town)
        MembershipFactory(user=town.karl, department=DepartmentFactory(partner=town.partner))

    assert queries() == few
    assert few <= 14


def test_the_inbox_reads_only(town, case, seat):
    assert seat(town.karl).get(f"{INBOX}{cases.item_of(case).pk}/nehmen/").status_code == 405
    assert Client().get(f"{INBOX}1/nehmen/").status_code in {302, 405}
