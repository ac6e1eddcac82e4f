"""The agents' search over the API: only with a token of somebody who may open the call desk, and kept by nobody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from cms.accounts.tokens import token_for
from cms.pages.models import Bulletin
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import AgentNoteFactory, ServicePageFactory
from tests.factories.organisation import ColleagueFactory, MappingFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ADDRESS = "/api/v1/agents/search/"


@pytest.fixture
def service():
    mapping = MappingFactory(office__partner=PartnerFactory(slug="lindenfurt"))
    service = ServicePageFactory(title="Hund anmelden", responsibility=mapping.responsibility)
    AgentNoteFactory(service=service, text="Zebrakraut")
    ColleagueFactory(department=mapping.office.department, name="Anna Krokodil")
    return service


@pytest.fixture
def agent():
    person = UserFactory()
    person.user_permissions.add(Permission.objects.get(codename="open_call_desk"))
    return person


def ask(client, token="", **query):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.get(ADDRESS, {"partner": "lindenfurt", **query}, headers=headers)


def token_of(person, **lasting):
    return token_for(person, ends_at=timezone.now() + timedelta(**lasting or {"hours": 1}))


def titles(answer):
    assert answer.status_code == 200
    return [hit["title"] for hit in answer.json()["hits"]]


def test_words_of_notes_and_colleagues_are_found(client, service, agent):
    token = token_of(agent)

    assert titles(ask(client, token, q="Zebrakraut")) == ["Hund anmelden"]
    answer = ask(client, token, q="Krokodil", kind="colleague")
    [hit] = answer.json()["hits"]
    assert (hit["kind"], hit["title"], hit["url"], hit["html_url"]) == ("colleague", "Anna Krokodil", None, None)
    assert hit["marked"]["title"] == "Anna <mark>Krokodil</mark>"
    assert answer.json()["kinds"] == {"colleague": 1}


def test_nobody_keeps_an_answer_and_no_other_site_reads_it(client, service, agent):
    answer = ask(client, token_of(agent), q="Zebrakraut")

    assert answer["Cache-Control"] == "private, no-store"
    assert "Authorization" in answer["Vary"]
    assert "Access-Control-Allow-Origin" not in answer


def test_nobody_and_whoever_may_not_open_the_call_desk_are_refused(client, service):
    stranger = UserFactory()

    refused = ask(client, q="Zebrakraut")

    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")
    assert ask(client, token_of(stranger), q="Zebrakraut").status_code == 403
    client.force_login(UserFactory(is_superuser=True))
    assert ask(client, q="Zebrakraut").status_code == 401


@pytest.mark.parametrize("token", ["x", "a.b.c", "ä", "WyIxIl0:1abc:xyz", "x" * 5_000])
def test_what_is_no_token_is_refused(client, service, token):
    answer = client.get(ADDRESS, {"partner": "lindenfurt"}, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401


def test_a_token_ends_on_its_day(client, service, agent):
    assert ask(client, token_of(agent, seconds=-1), q="Hund").status_code == 401


def test_a_token_ends_with_the_password_and_with_the_account(client, service, agent):
    token = token_of(agent)
    assert ask(client, token, q="Hund").status_code == 200

    agent.set_password("Ein anderes Wort 7")
    agent.save()
    assert ask(client, token, q="Hund").status_code == 401

    token = token_of(agent)
    agent.is_active = False
    agent.save()
    assert ask(client, token, q="Hund").status_code == 401


def test_bulletins_are_found_in_the_name_of_the_person(client, service, agent):
    now, group = timezone.now(), Group.objects.create(name="Nachtdienst")
    bulletin = Bulletin.objects.create(
        title="Nashorn entlaufen", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    bulletin.groups.add(group)

    assert titles(ask(client, token_of(agent), q="Nashorn")) == []
    agent.groups.add(group)
    assert titles(ask(client, token_of(agent), q="Nashorn")) == ["Nashorn entlaufen"]


def test_everywhere_finds_what_other_partners_have(client, service, agent):
    other = MappingFactory(office__partner=PartnerFactory(slug="moorbach"))
    ServicePageFactory(title="Giraffe anmelden", responsibility=other.responsibility)

    token = token_of(agent)

    assert "Giraffe anmelden" not in titles(ask(client, token, q="Giraffe"))
    hits = ask(client, token, q="Giraffe", everywhere="true").json()["hits"]
    assert ("moorbach", "Giraffe anmelden") in [(hit["partner"], hit["title"]) for hit in hits]
