"""The staff directory at the desk: for agents, and for nobody else."""

import pytest
from django.utils import timezone

from tests.browser.plugin import NARROW, SCHEMES, WIDE, faults, too_wide
from tests.factories.accounts import PASSWORD
from tests.factories.organisation import ColleagueFactory, DepartmentFactory

DIRECTORY = "/desk/verzeichnis/"


def text(client, query="") -> str:
    return client.get(DIRECTORY + query).content.decode()


def test_agents_find_colleagues_by_name_task_number_and_department(town, agent, seat):
    ColleagueFactory(department=town.department, name="Petra Amsel", tasks="Carports, Gauben", phone="06421 111")
    ColleagueFactory(department=town.department, name="Max Linde", tasks="Werbung", phone="06421 222")
    client = seat(agent)

    assert {"Petra Amsel", "Max Linde"} <= {name for name in ("Petra Amsel", "Max Linde") if name in text(client)}
    for query in ("amsel", "gauben", "06421 111", "bauaufsicht petra"):
        found = text(client, f"?q={query}")
        assert "Petra Amsel" in found, query
        assert "Max Linde" not in found, query
    assert "tel:06421111" in text(client, "?q=amsel")
    assert "Petra Amsel" not in text(client, "?q=niemand")


def test_it_can_be_narrowed_to_a_partner_and_a_department(town, agent, seat):
    ColleagueFactory(department=town.department, name="Petra Amsel")
    elsewhere = ColleagueFactory(name="Max Linde")
    client = seat(agent)

    assert "Max Linde" not in text(client, f"?partner={town.partner.slug}")
    assert "Petra Amsel" not in text(client, f"?amt={elsewhere.department_id}")
    assert "Petra Amsel" in text(client, "?amt=x&partner=niemand")


def test_who_was_in_an_ended_department_is_not_listed(town, agent, seat):
    department = DepartmentFactory(partner=town.partner, ended_on=timezone.localdate())
    ColleagueFactory(department=department, name="Petra Amsel")

    assert "Petra Amsel" not in text(seat(agent))


def test_nobody_else_sees_it(town, editor, seat, client):
    ColleagueFactory(department=town.department, name="Petra Amsel")

    for person in (town.karl, town.nadia, editor):
        response = seat(person).get(DIRECTORY)
        assert response.status_code == 403
        assert "Petra Amsel" not in response.content.decode()
        assert DIRECTORY not in seat(person).get("/desk/", follow=True).content.decode()
    assert "/anmelden/" in client.get(DIRECTORY).url


def test_few_questions_for_many_people(town, agent, seat, django_assert_max_num_queries):
    ColleagueFactory.create_batch(40, department=town.department)
    client = seat(agent)
    client.get(DIRECTORY)

    with django_assert_max_num_queries(9):
        client.get(DIRECTORY)


def test_a_long_list_is_cut_and_says_so(town, agent, seat, monkeypatch):
    monkeypatch.setattr("desk.views.directory.SHOWN", 3)
    ColleagueFactory.create_batch(4, department=town.department)

    assert seat(agent).get(DIRECTORY).context["is_cut"]


def test_the_card_names_who_sits_in_the_department_that_is_responsible(town, agent, seat):
    ColleagueFactory(department=town.department, name="Petra Amsel")
    ColleagueFactory(name="Max Linde")

    card = seat(agent).get(f"/desk/wissen/{town.partner.slug}/{town.service.slug}/").content.decode()

    assert "Petra Amsel" in card
    assert f"{DIRECTORY}?amt={town.department.pk}" in card
    assert "Max Linde" not in card


def test_an_ended_department_is_given_no_concern(town, seat):
    from desk.case_forms import TriageForm
    from desk.deeds import Stand
    from tests.factories.cases import opened

    ended = DepartmentFactory(partner=town.partner, ended_on=timezone.localdate())
    form = TriageForm(stand=Stand(opened(town, service=None).case, town.tim))

    assert ended not in form.fields["department"].queryset
    assert town.department in form.fields["department"].queryset


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_everybody_can_read_it(visit, town, agent, scheme, size):
    ColleagueFactory(department=town.department, name="Petra Amsel", tasks="Carports", email="petra@example.org")
    page = visit("localhost", f"/anmelden/?next={DIRECTORY}", scheme=scheme, size=size)
    page.get_by_label("E-Mail-Adresse").fill(agent.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"**{DIRECTORY}")

    assert faults(page) == []
    assert not too_wide(page)
    page.keyboard.type("carports")  # the box has the focus from the first moment
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_text("Petra Amsel").is_visible()
