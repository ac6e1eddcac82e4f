"""What a citizen does with her concern after number and code: reply, withdraw, say that it did not help."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from tests.factories import cases
from workflows.cases import actions
from workflows.cases.models import Case, Message

STATUS = "/anliegen/"


@pytest.fixture
def town(lindenfurt):
    return cases.town(lindenfurt.partner)


@pytest.fixture
def opening(town):
    return cases.opened(town)


@pytest.fixture
def erika(lindenfurt, opening):
    """Erika at her browser, with her concern shown."""
    return Erika(Client(HTTP_HOST=lindenfurt.host), opening)


class Erika:
    def __init__(self, browser, opening):
        self.browser, self.opening = browser, opening

    def looks(self, **more):
        typed = {"reference": self.opening.case.reference, "code": self.opening.code, **more}
        return self.browser.post(STATUS, typed)

    def does(self, deed, page=None, **typed):
        seen = page or self.looks()
        return self.browser.post(STATUS, {"pass": seen.context["pass"], "deed": deed, **typed})


def test_she_answers_our_question_and_the_promise_runs_on(town, opening, erika):
    actions.ask_citizen(cases.item_of(opening.case), question="Wie groß soll er werden?", by=town.karl)
    page = erika.looks().content.decode()
    assert "Wie groß soll er werden?" in page
    assert "ruht die zugesagte Zeit" in page

    page = erika.does("antworten", text="6 mal 5 Meter").content.decode()

    assert "Das Amt hat Ihre Nachricht." in page
    assert "6 mal 5 Meter" in page
    assert Case.objects.get().waiting_since is None


def test_a_reply_sent_twice_stands_there_once(town, opening, erika):
    actions.ask_citizen(cases.item_of(opening.case), question="Wie groß?", by=town.karl)
    seen = erika.looks()

    for _each in range(2):
        assert "Das Amt hat Ihre Nachricht." in erika.does("antworten", seen, text="Groß.").content.decode()

    assert Message.objects.filter(kind=Message.Kind.REPLY).count() == 1


def test_an_empty_reply_is_refused_beside_the_field(opening, erika):
    page = erika.does("antworten", text=" ")

    assert page.status_code == 422
    assert "Bitte schreiben Sie etwas oder fügen Sie eine Datei hinzu." in page.content.decode()


def test_what_changed_meanwhile_is_said_and_her_text_stays(town, opening, erika):
    seen = erika.looks()
    actions.answer(cases.item_of(opening.case), text="Ja.", by=town.karl)
    actions.approve(cases.item_of(opening.case), by=town.paula)

    page = erika.does("antworten", seen, text="Es eilt übrigens.").content.decode()

    assert 'role="alert"' in page
    assert "Es eilt übrigens.</textarea>" in page
    assert str(town.paula) not in page
    assert not Message.objects.filter(text="Es eilt übrigens.").exists()


def test_who_of_us_was_quicker_is_not_told_her(town, opening, erika):
    seen = erika.looks()
    actions.answer(cases.item_of(opening.case), text="Ja.", by=town.karl)

    page = erika.does("antworten", seen, text="Es eilt übrigens.").content.decode()

    assert 'role="alert"' in page
    assert "Es eilt übrigens.</textarea>" in page
    assert str(town.karl) not in page


def test_she_withdraws_and_a_reload_says_the_same(opening, erika):
    seen = erika.looks()

    for _each in range(2):
        assert "Ihr Anliegen ist zurückgezogen." in erika.does("zurueckziehen", seen).content.decode()

    assert Case.objects.get().state == Case.State.WITHDRAWN
    assert "Sie haben dieses Anliegen zurückgezogen." in erika.looks().content.decode()


def test_an_answer_that_does_not_help_opens_it_again_within_14_days(town, opening, erika, stop_clock):
    actions.answer(cases.item_of(opening.case), text="Nein.", by=town.karl)
    actions.approve(cases.item_of(opening.case), by=town.paula)
    assert "Das hilft mir nicht" in erika.looks().content.decode()

    assert erika.does("hilft-nicht", reason="").status_code == 422
    page = erika.does("hilft-nicht", reason="Warum nicht?").content.decode()

    assert "Wir sehen uns Ihr Anliegen noch einmal an." in page
    assert Case.objects.get().state == Case.State.OPEN


def test_after_14_days_it_is_too_late(town, opening, erika, stop_clock):
    actions.answer(cases.item_of(opening.case), text="Nein.", by=town.karl)
    actions.approve(cases.item_of(opening.case), by=town.paula)
    seen = erika.looks()

    stop_clock(timezone.now() + timedelta(days=14, minutes=1))

    assert "Das hilft mir nicht" not in erika.looks().content.decode()
    shown = signing.loads(seen.context["pass"], salt="townhall.status")
    fresh = signing.dumps(shown, salt="townhall.status")
    page = erika.browser.post(STATUS, {"pass": fresh, "deed": "hilft-nicht", "reason": "Spät."}).content.decode()
    assert "seit mehr als 14 Tagen" in page
    assert Case.objects.get().state == Case.State.ANSWERED


def test_a_pass_ends_and_what_she_wrote_comes_along(opening, erika, monkeypatch):
    seen = erika.looks()
    monkeypatch.setattr("townhall.views.status.PASS_LASTS", -1)

    page = erika.does("antworten", seen, text="Mein langer Text")
    assert "noch einmal" in page.content.decode()
    assert "Mein langer Text" in page.content.decode()
    assert not Message.objects.filter(text="Mein langer Text").exists()

    page = erika.looks(deed="antworten", text="Mein langer Text")
    assert page.context["reply_form"].initial == {"text": "Mein langer Text"}
    assert not Message.objects.filter(text="Mein langer Text").exists()


OF_ANOTHER_SALT = signing.dumps({"case": 1, "revision": 0}, salt="another")


# Named, since a signature bears its second and every worker has to collect the same names.
@pytest.mark.parametrize(
    "forged", ["", "x", "x:y:z", OF_ANOTHER_SALT], ids=["empty", "one part", "three parts", "another salt"]
)
def test_a_forged_pass_does_nothing(lindenfurt, opening, forged):
    sent = {"pass": forged, "deed": "zurueckziehen"}

    page = Client(HTTP_HOST=lindenfurt.host).post(STATUS, sent).content.decode()

    assert "Darf ich einen Carport bauen?" not in page
    assert Case.objects.get().state == Case.State.OPEN


def test_a_deed_that_does_not_exist_is_not_found(erika):
    assert erika.does("unsinn").status_code == 404


def test_the_number_alone_reveals_state_and_date_only(lindenfurt, town, opening):
    page = Client(HTTP_HOST=lindenfurt.host).get(f"{STATUS}{opening.case.reference}/")

    text = page.content.decode()
    assert "Sie haben bis" in text
    assert "no-store" in page["Cache-Control"]
    for secret in ("Carport", town.department.name, town.service.title, "Mustermann"):
        assert secret not in text


def test_an_unknown_number_is_not_found_and_trying_many_is_slowed_down(lindenfurt, opening):
    visitor = Client(HTTP_HOST=lindenfurt.host)
    assert visitor.get(f"{STATUS}LIN-222-222/").status_code == 404
    for _each in range(100):
        visitor.get(f"{STATUS}LIN-222-222/")

    assert visitor.get(f"{STATUS}{opening.case.reference}/").status_code == 404


def test_the_letters_lead_to_the_concern_by_its_number(lindenfurt, opening):
    from workflows.cases import addresses

    address = addresses.status_page(lindenfurt.partner, opening.case.reference)
    assert address.endswith(f"/anliegen/{opening.case.reference}/")
