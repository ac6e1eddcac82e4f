"""A full inbox: narrowed down, turned over, several at once, found again, and what a lead sees of it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.audit.models import Event
from cms.organisation.models import Function
from tests.factories import cases
from tests.factories.citizens import ERIKA
from tests.factories.organisation import DepartmentFactory, MembershipFactory
from workflows.cases import actions
from workflows.cases.models import Case, WorkItem

INBOX = "/desk/eingang/"
FIND = "/desk/eingang/suche/"
LEAD = "/desk/eingang/leitung/"
SEVERAL = "/desk/eingang/mehrere/"


def hers(town, more=""):
    return f"{INBOX}?liste={town.department.pk}{more}"


def shown(client, address):
    page = client.get(address)
    assert page.status_code == 200
    return [line.item.case for line in page.context["lines"]]


def test_a_list_is_narrowed_down(town, seat):
    late, asked, approving = (cases.opened(town).case for _each in range(3))
    WorkItem.objects.filter(case=late).update(due_at=timezone.now() - timezone.timedelta(hours=1))
    actions.ask_citizen(cases.item_of(asked), question="Wann?", by=town.karl)
    actions.answer(cases.item_of(approving), text="Ja.", by=town.karl)
    karl = seat(town.karl)

    assert shown(karl, hers(town, "&stand=ueberfaellig")) == [late]
    assert shown(karl, hers(town, "&stand=wartet")) == [asked]
    assert shown(karl, hers(town, "&schritt=approve")) == [approving]
    assert shown(karl, hers(town, f"&art={late.version.case_type_id}&schritt=answer")) == [late]
    assert len(shown(karl, hers(town, "&art=99999&schritt=unsinn&partner=x&stand=y"))) == 3
    assert "Nichts Offenes passt." in karl.get(hers(town, "&schritt=triage")).content.decode()


def test_a_long_list_is_turned_over_at_a_line_and_nothing_is_skipped_meanwhile(town, seat, monkeypatch):
    monkeypatch.setattr("desk.views.inbox.LINES", 2)
    opened = [cases.opened(town).case for _each in range(5)]
    now = timezone.now()
    for number, case in enumerate(opened):
        WorkItem.objects.filter(case=case).update(due_at=now + timezone.timedelta(minutes=number // 2))
    karl = seat(town.karl)

    first = karl.get(hers(town))
    actions.answer(cases.item_of(opened[0]), text="Ja.", by=town.karl)  # the first page gets shorter meanwhile
    WorkItem.objects.open().filter(case=opened[0]).update(due_at=now + timezone.timedelta(days=9))
    second = karl.get(hers(town), {"nach": str(first.context["following"]), "liste": town.department.pk})

    assert [line.item.case for line in first.context["lines"]] == opened[:2]
    assert [line.item.case for line in second.context["lines"]] == opened[2:4]
    assert "später fällige" in first.content.decode()
    for nonsense in ("x", "_", "2026-01-01_1", "2026-01-01T00:00:00+00:00_99999999999999999999"):
        assert shown(karl, hers(town, f"&nach={nonsense}")) == [opened[1], opened[2]]


def test_several_are_taken_and_given_back_at_once_and_who_was_quicker_is_named(town, seat):
    first, second, taken = (cases.opened(town).case for _each in range(3))
    actions.take(cases.item_of(taken), by=town.paula)
    ticked = [cases.item_of(case).pk for case in (first, second, taken)]
    karl = seat(town.karl)

    page = karl.post(SEVERAL, {"item": ticked, "tun": "nehmen", "liste": town.department.pk}, follow=True)

    assert "2 sind erledigt." in page.content.decode()
    assert f"{taken.reference}: {town.paula} hat" in page.content.decode()
    assert {cases.item_of(case).assignee for case in (first, second)} == {town.karl}

    karl.post(SEVERAL, {"item": ticked[:1], "tun": "zurueckgeben"})
    assert cases.item_of(first).assignee is None
    assert "Haken Sie zuerst Anliegen an." in karl.post(SEVERAL, {"tun": "nehmen"}, follow=True).content.decode()
    assert karl.post(SEVERAL, {"tun": "unsinn", "item": ticked}).status_code == 404


def test_a_lead_gives_several_to_a_colleague_and_a_member_gives_none(town, seat):
    case = cases.opened(town).case
    given = {"item": cases.item_of(case).pk, "tun": "zuteilen", "person": town.paula.pk}

    seat(town.karl).post(SEVERAL, given)
    assert cases.item_of(case).assignee is None
    seat(town.lena).post(SEVERAL, given | {"person": ""})
    assert cases.item_of(case).assignee is None
    seat(town.lena).post(SEVERAL, given | {"person": town.nadia.pk})
    assert cases.item_of(case).assignee is None
    seat(town.lena).post(SEVERAL, given)
    assert cases.item_of(case).assignee == town.paula


def test_several_are_handed_to_another_department_for_one_reason(town, seat):
    free, paulas = (cases.opened(town).case for _each in range(2))
    actions.take(cases.item_of(paulas), by=town.paula)
    nadias = town.nadia.memberships.get().department
    karl = seat(town.karl)
    sent = {"item": [cases.item_of(free).pk, cases.item_of(paulas).pk], "tun": "abgeben"}

    asks = karl.post(SEVERAL, sent)
    assert free.reference in asks.content.decode() and nadias.name in asks.content.decode()
    unsaid = karl.post(SEVERAL, {**sent, "department": nadias.pk, "reason": ""})
    assert unsaid.status_code == 422
    assert unsaid.context["form"]["department"].value() == str(nadias.pk)
    page = karl.post(SEVERAL, {**sent, "department": nadias.pk, "reason": "Ihr Bereich."}, follow=True)

    assert "1 ist erledigt." in page.content.decode()
    assert paulas.reference in page.content.decode()
    assert cases.item_of(free).department == nadias
    assert cases.item_of(paulas).department == town.department


def test_those_of_two_partners_are_not_handed_over_together(town, seat):
    elsewhere = cases.town()
    MembershipFactory(user=town.karl, department=elsewhere.department)
    items = [cases.item_of(cases.opened(each).case).pk for each in (town, elsewhere)]

    page = seat(town.karl).post(SEVERAL, {"item": items, "tun": "abgeben"}, follow=True)

    assert "nur Anliegen eines Partners" in page.content.decode()


def test_what_she_watches_stands_in_a_list_of_its_own(town, seat):
    nadias = town.nadia.memberships.get().department
    case = cases.opened(town).case
    actions.reassign(cases.item_of(case), department=nadias, reason="Dort.", by=town.karl)
    actions.watch(case, by=town.karl)

    (line,) = seat(town.karl).get(f"{INBOX}?liste=beobachtet").context["lines"]

    assert line.item.case == case
    assert not line.can_be_taken


def test_a_case_is_found_by_number_by_words_and_by_name(town, seat):
    case = cases.opened(town).case
    karl = seat(town.karl)

    said = case.reference.lower().replace("-", " ")
    assert karl.post(FIND, {"words": said}).url == f"/desk/anliegen/{case.reference}/"
    for words in ("carport bauen", "bauen CARPORT", ERIKA["name"].split()[0]):
        assert case.reference in karl.post(FIND, {"words": words}).content.decode()
    page = karl.post(FIND, {"words": "Zirkuszelt"}).content.decode()
    assert "Nichts passt." in page
    assert karl.post(FIND, {"words": "x"}).status_code == 422
    assert karl.get(FIND).status_code == 200


def test_that_somebody_searched_is_recorded_without_what_she_typed(town, seat):
    cases.opened(town)
    seat(town.karl).post(FIND, {"words": ERIKA["name"]})

    event = Event.objects.get(verb="cases_searched")
    assert event.actor_key == str(town.karl.pk)
    assert ERIKA["name"] not in f"{event.old}{event.new}"


def test_who_only_passed_a_case_on_does_not_find_it_by_the_name(town, seat):
    case = cases.opened(town, service=None).case
    actions.triage(cases.item_of(case), department=town.department, by=town.tim)

    assert case.reference not in seat(town.tim).post(FIND, {"words": ERIKA["name"]}).content.decode()
    assert case.reference in seat(town.tim).post(FIND, {"words": "Carport"}).content.decode()
    assert case.reference in seat(town.karl).post(FIND, {"words": ERIKA["name"]}).content.decode()


def test_a_lead_sees_who_has_how_much_what_is_late_and_who_waits_for_whom(town, seat):
    nadias = town.nadia.memberships.get().department
    free, taken, asked = (cases.opened(town).case for _each in range(3))
    actions.take(cases.item_of(taken), by=town.paula)
    WorkItem.objects.filter(case=taken).update(due_at=timezone.now() - timezone.timedelta(hours=1))
    Case.objects.filter(pk=taken.pk).update(promised_at=timezone.now() - timezone.timedelta(minutes=1))
    due = actions.Duration(8)
    item = cases.item_of(asked)
    actions.consult(item, departments=[nadias], question="Liegt es darin?", due=due, by=town.karl)

    page = seat(town.lena).get(LEAD)

    ((department, rows),) = page.context["departments"]
    assert department == town.department
    loads = {row["assignee_id"]: (row["number"], row["late"]) for row in rows}
    assert loads == {None: (1, 0), town.paula.pk: (1, 1)}
    assert list(page.context["broken"]) == [taken]
    assert f"{town.department.name} wartet auf {nadias.name}" in page.content.decode()
    assert free.reference not in page.content.decode()


def test_the_leads_view_costs_the_same_for_many_departments(town, seat, django_assert_max_num_queries):
    for _each in range(5):
        MembershipFactory(user=town.lena, department=DepartmentFactory(partner=town.partner), function=Function.LEAD)
        cases.opened(town)
    lena = seat(town.lena)
    lena.get(LEAD)

    with django_assert_max_num_queries(14):
        lena.get(LEAD)


@pytest.mark.parametrize("address", [FIND, LEAD, SEVERAL])
def test_the_wrong_people_see_and_change_nothing(client, town, agent, editor, seat, address):
    case = cases.opened(town).case
    sent = {"words": "Carport", "item": cases.item_of(case).pk, "tun": "nehmen"}
    post = address != LEAD

    for person, status in ((None, 302), (agent, 403), (editor, 403)):
        someone = seat(person) if person else client
        answer = someone.post(address, sent) if post else someone.get(address)
        assert answer.status_code == status
        assert case.reference not in answer.content.decode()
    nadia = seat(town.nadia)
    answer = nadia.post(address, sent, follow=True) if post else nadia.get(address)
    assert case.reference not in answer.content.decode()
    assert cases.item_of(case).assignee is None
    if address == LEAD:
        assert seat(town.karl).get(LEAD).status_code == 404


def test_an_inbox_asks_five_questions_however_many_departments(town, seat, django_assert_max_num_queries):
    cases.opened(town)
    for _each in range(5):
        MembershipFactory(user=town.lena, department=DepartmentFactory(partner=town.partner), function=Function.LEAD)
    lena = seat(town.lena)
    lena.get(hers(town))
    with CaptureQueriesContext(connection) as who_is_asking:
        lena.get("/desk/")

    # departments with counts, absences, kinds of concern, lines, colleagues; and the frame's bulletins
    with django_assert_max_num_queries(len(who_is_asking) + 5 + 1):
        lena.get(hers(town))


def test_what_was_escalated_to_a_lead_from_elsewhere_stands_in_her_list_and_no_members(town, seat):
    elsewhere = cases.opened(town).case
    above = DepartmentFactory(partner=town.partner)
    MembershipFactory(user=town.nadia, department=above, function=Function.LEAD)
    MembershipFactory(user=town.tim, department=above)
    WorkItem.objects.filter(case=elsewhere).update(escalated_at=timezone.now(), escalated_to=above)
    address = f"{INBOX}?liste={above.pk}"

    nadia, tim = seat(town.nadia), seat(town.tim)
    assert shown(nadia, address) == [elsewhere]
    assert nadia.get(address).context["chosen"].number == "1"
    assert shown(tim, address) == []


def test_what_is_more_than_anybody_does_today_is_not_counted_to_the_end(town, seat, monkeypatch):
    monkeypatch.setattr("desk.lists.MOST_COUNTED", 2)
    karl = seat(town.karl)
    numbers = []
    for _each in range(4):
        cases.opened(town)
        numbers.append(karl.get(hers(town)).context["chosen"].number)

    assert numbers == ["1", "2", "2+", "2+"]
