"""The door of the staff: log in, log out, forgotten password, and the first screen of each person."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse

from cms.accounts.groups import AGENT, APPROVER, DEPARTMENT_STAFF
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.outbox import run_jobs

LOGIN = "/anmelden/"


def log_in(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": email, "password": password, **more})


def test_the_login_is_a_page_for_everybody(client, db):
    page = client.get(LOGIN)

    assert page.status_code == 200
    assert "Anmelden" in page.content.decode()


def test_who_logs_in_lands_on_her_first_screen(client, agent):
    answer = log_in(client, agent.email)

    assert answer.url == "/desk/"
    assert client.get("/desk/").url == "/desk/wissen/"


def test_an_unknown_address_a_wrong_password_and_a_closed_account_read_the_same(client, agent):
    closed = UserFactory(is_active=False)
    answers = [
        log_in(client, "nobody@example.org"),
        log_in(client, agent.email, "falsch"),
        log_in(client, closed.email),
    ]

    said = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert said[0] == said[1] == said[2]
    assert "gehören nicht zusammen" in said[0]


def test_the_way_she_wanted_to_go_is_kept(client, agent):
    refused = client.get("/desk/wissen/?q=perso")
    assert refused.url == "/anmelden/?next=/desk/wissen/%3Fq%3Dperso"

    assert log_in(client, agent.email, next="/desk/wissen/?q=perso").url == "/desk/wissen/?q=perso"


def test_nobody_is_led_to_another_house(client, agent):
    assert log_in(client, agent.email, next="https://example.org/").url == "/desk/"


def test_logging_out_needs_a_post(seat, agent):
    client = seat(agent)

    assert client.get("/anmelden/abmelden/").status_code == 405
    assert client.post("/anmelden/abmelden/").url == LOGIN
    assert client.get("/desk/wissen/").status_code == 302


@pytest.mark.parametrize("known", [True, False])
def test_a_forgotten_password_is_answered_alike_for_everybody(client, agent, known):
    answer = client.post("/anmelden/passwort/", {"email": agent.email if known else "nobody@example.org"})

    assert answer.url == "/anmelden/passwort/gesendet/"
    assert client.get(answer.url).status_code == 200


def test_the_link_from_the_mail_sets_a_new_password(client, agent):
    client.post("/anmelden/passwort/", {"email": agent.email})
    assert not mail.outbox
    run_jobs()
    (letter,) = mail.outbox
    path = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]

    form = client.get(path, follow=True)
    done = client.post(
        form.redirect_chain[-1][0], {"new_password1": "ein neues Kennwort", "new_password2": "ein neues Kennwort"}
    )

    assert done.url == "/anmelden/passwort/fertig/"
    assert log_in(client, agent.email, "ein neues Kennwort").url == "/desk/"
    client.logout()
    assert "Neuen Link anfordern" in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize(
    ("groups", "first"),
    [([AGENT], "/desk/wissen/"), ([DEPARTMENT_STAFF], "/desk/eingang/"), ([APPROVER], "/admin/")],
)
def test_everybody_starts_where_her_rights_lead(seat, db, groups, first):
    assert seat(UserFactory(groups=groups)).get("/desk/").url == first


def test_who_has_several_rights_finds_all_her_screens(seat, db):
    page = seat(UserFactory(groups=[AGENT, DEPARTMENT_STAFF, APPROVER])).get("/desk/", follow=True)

    for address in (reverse("desk:knowledge"), reverse("desk:inbox"), "/admin/"):
        assert f'href="{address}"' in page.content.decode()


def test_who_has_no_right_reads_who_can_help(seat, db):
    page = seat(UserFactory()).get("/desk/")

    assert page.status_code == 403
    assert "Administration" in page.content.decode()


def test_wagtail_sends_people_through_our_door_and_never_in_a_circle(client, seat, agent):
    assert client.get("/admin/").url.startswith(LOGIN)

    assert client.get("/admin/login/?next=/admin/pages/").url == "/anmelden/?next=/admin/pages/"

    page = seat(agent).get("/admin/", follow=True)
    assert page.redirect_chain[-1][0] == "/desk/wissen/"


def test_a_new_right_opens_its_screen_at_once(seat, agent):
    client = seat(agent)
    assert client.get("/desk/eingang/").status_code == 403

    agent.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))

    assert client.get("/desk/eingang/").status_code == 200


def test_the_door_speaks_english_too(client, db):
    assert "Log in" in client.get("/en/anmelden/").content.decode()


# Too many attempts


def test_after_five_wrong_passwords_the_form_says_how_long_to_wait(client, agent):
    for _ in range(5):
        assert log_in(client, agent.email, "falsch").status_code == 200

    refused = log_in(client, agent.email)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    page = refused.content.decode()
    assert "Bitte warten Sie 15 Minuten" in page
    assert "Passwort vergessen?" in page
    assert f'value="{agent.email}"' in page
    assert "_auth_user_id" not in client.session


def test_an_unknown_address_waits_with_the_same_words(client, agent):
    pages = []
    for email in (agent.email, "nobody@example.org"):
        for _ in range(5):
            log_in(client, email, "falsch")
        pages.append(re.sub(r'value="[^"]*"', "", log_in(client, email, "falsch").content.decode()))

    assert pages[0] == pages[1]


def test_the_wait_is_told_in_english_too(client, agent):
    for _ in range(6):
        answer = client.post("/en/anmelden/", {"username": agent.email, "password": "falsch"})

    assert "Please wait 15 minutes" in answer.content.decode()


def test_a_new_password_ends_the_wait(client, agent):
    for _ in range(6):
        log_in(client, agent.email, "falsch")
    client.post("/anmelden/passwort/", {"email": agent.email})
    run_jobs()
    path = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": "ein neues Kennwort", "new_password2": "ein neues Kennwort"})

    assert log_in(client, agent.email, "ein neues Kennwort").url == "/desk/"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_there_is_no_second_door_beside_it(client, agent, prefix):
    answer = client.post(f"{prefix}/_util/login/", {"username": agent.email, "password": PASSWORD})

    assert answer.url.startswith(f"{prefix}/anmelden/")
    assert "_auth_user_id" not in client.session


def test_links_are_asked_for_ten_times_from_one_address(client, agent):
    for number in range(10):
        assert client.post("/anmelden/passwort/", {"email": f"person-{number}@example.org"}).status_code == 302

    refused = client.post("/anmelden/passwort/", {"email": agent.email})

    assert refused.status_code == 429
    assert "Bitte warten Sie 15 Minuten" in refused.content.decode()
    assert client.post("/anmelden/passwort/", {"email": agent.email}, REMOTE_ADDR="198.51.100.9").status_code == 302


def test_nobody_fills_a_mailbox_with_links(client, agent):
    for number in range(6):
        answer = client.post("/anmelden/passwort/", {"email": agent.email}, REMOTE_ADDR=f"198.51.100.{number}")
        assert answer.url == "/anmelden/passwort/gesendet/"
        run_jobs()

    assert len(mail.outbox) == 3


def test_neither_account_nor_address_stands_in_the_log(client, agent, caplog):
    caplog.set_level("DEBUG")
    for _ in range(6):
        log_in(client, agent.email, "falsch")

    said = [record.getMessage() + str(vars(record)) for record in caplog.records if record.name != "asyncio"]
    said = " ".join(said)
    assert "request" in said
    assert agent.email not in said
    assert "127.0.0.1" not in said
