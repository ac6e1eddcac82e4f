"""Forwarding from the card: the promise before sending, one case per send, and nothing typed is lost."""

import re

import pytest
from django.test import Client

from cms.audit.models import ActorKind, Event
from tests.factories import cases
from tests.factories.organisation import PartnerFactory
from workflows.cases.models import Case
from workflows.citizens.models import CallerDetails


@pytest.fixture(autouse=True)
def _case_type(db):
    cases.question()


def address(town, service=True):
    return f"/desk/weiterleiten/{town.partner.slug}/" + (f"{town.service.slug}/" if service else "")


def filled(client, address, **fields):
    once = re.search(r'name="once" value="(\w+)"', client.get(address).content.decode())[1]
    return {"once": once, "concern": "Darf ich einen Carport bauen?", "reply_channel": "none", **fields}


def test_the_promise_stands_there_before_anything_is_sent(town, agent, seat):
    page = seat(agent).get(address(town)).content.decode()

    assert re.search(r"Sie haben bis \w+, \d+\. \w+, \d\d:\d\d Uhr eine Antwort\.", page)
    assert "Warum dieser Zeitpunkt?" in page
    assert town.department.name in page


def test_one_send_makes_a_case_and_shows_number_and_code(town, agent, seat):
    client = seat(agent)
    sent = client.post(address(town), filled(client, address(town)))
    assert sent.url == "/desk/weiterleiten/gesendet/"

    case = Case.objects.get()
    page = client.get(sent.url).content.decode()
    assert (case.channel, case.service, case.department) == ("phone", town.service, town.department)
    assert case.reference in page
    assert page.count('class="tell__number"') == 2
    assert Event.objects.get(verb="case_opened").actor_kind == ActorKind.PERSON


def test_the_caller_need_not_say_who_she_is(town, agent, seat):
    client = seat(agent)
    client.post(address(town), filled(client, address(town)))

    assert Case.objects.get().details is None
    assert not CallerDetails.objects.exists()


def test_without_a_service_it_goes_to_triage(town, agent, seat):
    client = seat(agent)
    client.post(address(town, service=False), filled(client, address(town, service=False)))

    assert Case.objects.get().department == town.partner.triage_department


def test_a_double_click_makes_one_case_and_both_see_the_same_number(town, agent, seat):
    client = seat(agent)
    form = filled(client, address(town))

    first, second = client.post(address(town), form), client.post(address(town), form)

    assert first.url == second.url
    assert Case.objects.count() == 1
    assert Case.objects.get().reference in client.get(second.url).content.decode()


def test_going_back_and_writing_something_else_is_another_concern(town, agent, seat):
    client = seat(agent)
    form = filled(client, address(town))
    client.post(address(town), form)

    client.post(address(town), {**form, "concern": "Und darf ich eine Garage bauen?"})

    assert Case.objects.count() == 2


def test_an_older_form_sent_again_names_its_number_and_makes_nothing(town, agent, seat):
    client = seat(agent)
    form = filled(client, address(town))
    client.post(address(town), form)
    first = Case.objects.get()
    client.post(address(town), filled(client, address(town), concern="Ein anderer Anruf"))

    page = client.post(address(town), form, follow=True)

    assert Case.objects.count() == 2
    assert first.reference in page.content.decode()


def test_a_form_without_its_token_is_never_taken_for_another(town, agent, seat):
    client = seat(agent)
    for _send in range(2):
        client.post(address(town), {**filled(client, address(town)), "once": ""})

    assert Case.objects.count() == 2


def test_two_calls_after_each_other_make_two_cases(town, agent, seat):
    client = seat(agent)
    for _call in range(2):
        client.post(address(town), filled(client, address(town)))

    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ("email", "brauchen wir die Adresse"),
        ("phone", "brauchen wir die Telefonnummer"),
        ("letter", "brauchen wir die Anschrift"),
    ],
)
def test_an_answer_needs_a_way_to_the_caller_and_nothing_typed_is_lost(town, agent, seat, channel, sentence):
    client = seat(agent)
    page = client.post(address(town), filled(client, address(town), reply_channel=channel, name="Erika Mustermann"))

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert "Darf ich einen Carport bauen?" in page.content.decode()
    assert 'value="Erika Mustermann"' in page.content.decode()
    assert not Case.objects.exists()


def test_a_partner_without_hours_promises_nothing_and_takes_nothing(agent, seat):
    partner = PartnerFactory()
    client = seat(agent)

    page = client.get(f"/desk/weiterleiten/{partner.slug}/")

    assert "60 Tagen" in page.content.decode()
    assert "Absenden</span>" not in page.content.decode()


def test_the_code_is_gone_with_the_next_concern(town, agent, seat):
    client = seat(agent)
    client.post(address(town), filled(client, address(town)))
    first = Case.objects.get()

    client.post(address(town), filled(client, address(town)))

    assert first.reference not in client.get("/desk/weiterleiten/gesendet/").content.decode()


def test_nobody_and_the_wrong_people_forward_nothing(town, editor, seat):
    for client in (Client(), seat(editor), seat(town.nadia)):
        answer = client.post(address(town), {"concern": "x", "reply_channel": "none", "once": "x"})
        assert answer.status_code in {302, 403}
    assert not Case.objects.exists()


def test_another_agent_does_not_see_the_code(town, agent, editor, seat):
    client = seat(agent)
    client.post(address(town), filled(client, address(town)))

    assert Client().get("/desk/weiterleiten/gesendet/").url.startswith("/anmelden/")
    assert seat(editor).get("/desk/weiterleiten/gesendet/").status_code == 403
