"""The mail that found no concern: who sees it, what becomes of it, and what she reads when it cannot."""

import pytest

from cms.audit.models import Actor
from tests.factories.cases import opened
from tests.factories.mails import BOX, reply
from workflows.cases.actions import letter_came_back
from workflows.citizens.mail_addresses import reply_address
from workflows.mailroom.actions import receive
from workflows.mailroom.models import IncomingMail, State


@pytest.fixture(autouse=True)
def box(settings):
    settings.MAIL_IN = BOX


@pytest.fixture
def case(town):
    return opened(town).case


@pytest.fixture
def letter(case, town):
    """A reply under a number that we did not sign."""
    address = reply_address(case.reference)
    row = receive(reply(to=address.replace(address.partition("@")[0][-16:], "a" * 16), text="Der <b>Apfelbaum</b>."))
    IncomingMail.objects.filter(pk=row.pk).update(partner=town.partner)
    return row


def test_who_allots_finds_it_and_reads_it(letter, town, seat):
    page = seat(town.tim).get("/desk/post/")
    assert "Re: Eine Rückfrage" in page.content.decode()
    assert "nicht von uns stammt" in page.content.decode()

    read = seat(town.tim).get(f"/desk/post/{letter.pk}/").content.decode()
    assert "Der &lt;b&gt;Apfelbaum&lt;/b&gt;." in read


def test_nobody_else_finds_it(letter, town, seat, client, agent):
    for stranger in (town.karl, town.lena, town.nadia):
        assert seat(stranger).get("/desk/post/").status_code == 404
        assert seat(stranger).get(f"/desk/post/{letter.pk}/").status_code == 404
        assert seat(stranger).post(f"/desk/post/{letter.pk}/", {"deed": "leave"}).status_code == 404
    assert seat(agent).get(f"/desk/post/{letter.pk}/").status_code == 403
    assert client.get(f"/desk/post/{letter.pk}/").status_code == 302
    letter.refresh_from_db()
    assert letter.state == State.WAITING


def test_it_is_put_to_its_concern(letter, town, seat, case):
    there = f"/desk/post/{letter.pk}/"
    wrong = seat(town.tim).post(there, {"deed": "attach", "reference": "LIN-222-222"})
    assert wrong.status_code == 422
    assert "kein Anliegen mit dieser Nummer" in wrong.content.decode()
    assert "LIN-222-222" in wrong.content.decode()
    assert seat(town.tim).post(there, {"deed": "attach", "reference": ""}).status_code == 422

    told = seat(town.tim).post(there, {"deed": "attach", "reference": case.reference}, follow=True)

    assert f"liegt bei {case.reference}" in told.content.decode()
    assert case.messages.get(kind="reply").text == "Der <b>Apfelbaum</b>."
    assert seat(town.tim).post(there, {"deed": "concern"}).status_code == 409


def test_it_becomes_a_concern_or_is_set_aside(letter, town, seat, case):
    made = seat(town.tim).post(f"/desk/post/{letter.pk}/", {"deed": "concern"}, follow=True)
    assert "ist jetzt" in made.content.decode()

    other = receive(reply(text=" ", subject="leer", message_id="<leer@x>"))
    IncomingMail.objects.filter(pk=other.pk).update(partner=town.partner)
    page = seat(town.tim).get(f"/desk/post/{other.pk}/").content.decode()
    assert "Ein Anliegen daraus machen" not in page
    seat(town.tim).post(f"/desk/post/{other.pk}/", {"deed": "leave"})
    other.refresh_from_db()
    assert other.state == State.SET_ASIDE
    assert "Nichts wartet" in seat(town.tim).get("/desk/post/").content.decode()


def test_a_mail_that_cannot_be_read_is_shown_as_it_came(town, seat):
    row = receive(b"From: x@example.org\n" + b"X: y\n" * 100_000)
    IncomingMail.objects.filter(pk=row.pk).update(partner=town.partner)

    page = seat(town.tim).get(f"/desk/post/{row.pk}/").content.decode()

    assert "lässt sich nicht als E-Mail lesen" in page


def test_a_letter_that_came_back_stands_at_the_case(case, town, seat):
    letter_came_back(case, by=Actor.system("receive_mail"), why="5.1.1")

    page = seat(town.karl).get(f"/desk/anliegen/{case.reference}/").content.decode()
    assert "eine E-Mail kam zurück" in page
    assert "Dieses Postfach gibt es nicht: Die Adresse ist falsch oder aufgegeben. (Code 5.1.1)" in page
