"""What concerns live through from the first word to the last, on the screens of everybody who meets them on the way.

The clock is moved from one moment to the next; mails leave and are read, and mail comes in by the door that a mail
server uses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO, TextIOWrapper

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import make_aware
from playwright.sync_api import Locator, Page, expect

from cms.accounts.groups import DEPARTMENT_STAFF
from cms.accounts.models import User
from cms.organisation.models import Function
from kuemmerer.demo.clock import moved_to
from tests.browser.plugin import COLOURS, NARROW, RULES, WIDE, address_of, faults, follow, too_wide
from tests.factories import cases
from tests.factories.accounts import PASSWORD
from tests.factories.cases import consultation, kind_of_case, step
from tests.factories.citizens import ERIKA
from tests.factories.mails import BOX
from tests.factories.outbox import run_jobs
from tests.factories.townhall import make_town_hall
from tests.journeys.by_hand import has_focus
from workflows.cases.models import Case
from workflows.cases.sweeper import sweep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INBOX = "/desk/eingang/"


def november(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in the week of Monday the 24th of November 2098, in which no holiday falls."""
    return make_aware(datetime(2098, 11, day, hour, minute))


class Lindenfurt:
    """A small town: its town hall and its desk, both open Monday to Friday from 8 to 18, and who comes to them."""

    def __init__(self, visit: Callable[..., Page], live_server):
        self.visit, self.live_server = visit, live_server
        self.hall = make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")
        self.people = cases.town(self.hall.partner)
        self.beate = self.staff(cases.member(self.people.department, "Beate", Function.LEAD))
        for person in (self.people.karl, self.people.paula, self.people.lena, self.people.nadia, self.people.tim):
            self.staff(person)

    @staticmethod
    def staff(person: User) -> User:
        person.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))
        return person

    def address(self, path: str) -> str:
        return address_of(self.live_server, self.hall.host, path)

    def at_desk(self, person: User, path: str = INBOX) -> Page:
        """A browser in which this person has logged in."""
        client = Client()
        client.force_login(person)
        page = self.visit(self.hall.host, "/robots.txt")
        page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address("/")}]
        )
        page.goto(self.address(path))
        return page

    def newest_mail(self, to: str) -> mail.EmailMessage:
        """What left last for this address, after everything that waits has left."""
        run_jobs()
        return [each for each in mail.outbox if each.to == [to]][-1]


@pytest.fixture
def lindenfurt(visit, live_server, settings) -> Lindenfurt:
    settings.MAIL_IN = BOX
    return Lindenfurt(visit, live_server)


@pytest.fixture
def deliver(monkeypatch) -> Callable[[EmailMessage], None]:
    """Hands a mail over as the town's mail server does."""

    def hand_over(letter: EmailMessage) -> None:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(letter.as_bytes())))
        call_command("receive_mail")

    return hand_over


def case_page(case: Case) -> str:
    return f"/desk/anliegen/{case.reference}/"


def press(page: Page, button: str) -> None:
    follow(page, page.get_by_role("button", name=button, exact=True))


def open_up(page: Page, summary: str) -> Locator:
    """Open what is folded, and return it."""
    folded = page.locator("details").filter(has=page.locator("summary", has_text=summary))
    folded.locator("summary").click()
    return folded


def look_at(page: Page) -> None:
    """Axe finds nothing, light and dark, on a telephone and at a desk, and nobody has to scroll sideways."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert not too_wide(page)
        for scheme, rules in (("dark", COLOURS), ("light", RULES)):
            page.emulate_media(color_scheme=scheme)
            assert faults(page, rules) == []


def test_of_two_departments_asked_the_silent_one_holds_nothing_up(lindenfurt):
    people = lindenfurt.people
    trees, roads = cases.asked_departments(people, 2)
    kind = kind_of_case(consultation(trees, roads), step("answer"), step("approve"))
    with moved_to(november(24, 9)):
        case = cases.opened(people, case_type=kind, reply_channel="none").case
        asked = lindenfurt.at_desk(lindenfurt.staff(cases.who_of(trees)), case_page(case))
        asked.get_by_label("Unsere Stellungnahme").fill("Die Linde muss bleiben.")
        press(asked, "Stellungnahme abgeben")
        lead = lindenfurt.at_desk(people.lena, "/desk/eingang/leitung/")
        expect(lead.locator("main")).to_contain_text(f"Bauaufsicht wartet auf {roads.name}")
        look_at(lead)

    with moved_to(november(24, 13, 1)) as late:
        sweep(late)
        run_jobs()
        karl = lindenfurt.at_desk(people.karl, case_page(case))
        said = karl.locator(".views li")
        expect(said.filter(has_text=trees.name)).to_contain_text("Die Linde muss bleiben.")
        expect(said.filter(has_text=roads.name)).to_contain_text("hat sich nicht rechtzeitig geäußert")
        look_at(karl)
        karl.get_by_label("Antwort an die Bürgerin oder den Bürger").fill("Ja, wenn die Linde bleibt.")
        press(karl, "Weitergeben")
        paula = lindenfurt.at_desk(people.paula, case_page(case))
        press(paula, "Antwort freigeben")

    assert case.messages.get(kind="answer").text == "Ja, wenn die Linde bleibt."


def test_a_reply_by_mail_lets_the_promise_run_on(lindenfurt, deliver):
    people = lindenfurt.people
    with moved_to(november(24, 9)):
        case = cases.opened(people).case
    with moved_to(november(24, 10)):
        karl = lindenfurt.at_desk(people.karl, case_page(case))
        asking = open_up(karl, "Bei der Bürgerin oder dem Bürger nachfragen")
        asking.get_by_label("Frage an die Bürgerin oder den Bürger").fill("Wie groß soll er werden?")
        follow(karl, asking.get_by_role("button"))
        karl.goto(lindenfurt.address(case_page(case)))
        expect(karl.locator(".case-head")).to_contain_text("es bleiben 23 Std.")
        question = lindenfurt.newest_mail(ERIKA["email"])
        assert "Wie groß soll er werden?" in question.body

    with moved_to(november(25, 15)):
        deliver(reply_to(question, "Sechs mal fünf Meter.", signature="Erika Mustermann\nLindenweg 1"))
        karl = lindenfurt.at_desk(people.karl, case_page(case))
        expect(karl.locator(".letters__reply")).to_contain_text("Sechs mal fünf Meter.")
        for left_out in ("schrieb:", "Wie groß", "Lindenweg"):
            expect(karl.locator(".letters__reply")).not_to_contain_text(left_out)
        expect(karl.locator(".promised")).to_contain_text("Zugesagt: Antwort bis Donnerstag, 27. November, 18:00 Uhr")
        expect(karl.locator(".case-head")).not_to_contain_text("ruht")
        expect(karl.get_by_label("Antwort an die Bürgerin oder den Bürger")).to_be_visible()


def reply_to(letter: mail.EmailMessage, text: str, *, signature: str) -> EmailMessage:
    """What a mail program makes of “reply”: the text, the signature, and the letter once more."""
    answer = EmailMessage()
    answer["From"], answer["To"] = f"Erika Mustermann <{ERIKA['email']}>", letter.reply_to[0]
    answer["Subject"], answer["Message-ID"] = f"Re: {letter.subject}", "<antwort@mail.example>"
    quoted = "\n".join(f"> {line}" for line in letter.body.splitlines())
    answer.set_content(f"{text}\n\n-- \n{signature}\n\nAm 24.11.2098 um 10:00 schrieb Stadt Lindenfurt:\n{quoted}\n")
    return answer


def test_a_call_is_an_answer_once_somebody_was_reached(lindenfurt):
    people = lindenfurt.people
    kind = kind_of_case(step("answer"), slug="rueckruf")
    with moved_to(november(24, 9)):
        wanted = {"reply_channel": "phone", "details": {"name": "Erika Mustermann", "phone": "069 90009 1"}}
        case = cases.opened(people, case_type=kind, **wanted).case
        karl = lindenfurt.at_desk(people.karl, case_page(case))
        karl.get_by_label("Antwort an die Bürgerin oder den Bürger").fill("Ja, bis 30 Quadratmeter.")
        press(karl, "Weitergeben")
        karl.goto(lindenfurt.address(case_page(case)))
        attempt = open_up(karl, "Nicht erreicht")
        attempt.get_by_label("niemand").check()
        press(karl, "Versuch festhalten")
        expect(karl.locator("main")).to_contain_text("Bisherige Versuche")
        expect(karl.locator(".promised")).to_contain_text("Zugesagt: Antwort bis Mittwoch, 26. November, 13:00 Uhr")
        case.refresh_from_db()
        assert case.answered_at is None

    with moved_to(november(25, 9, 30)):
        karl = lindenfurt.at_desk(people.karl, case_page(case))
        press(karl, "Erreicht und ausgerichtet")
        karl.goto(lindenfurt.address(case_page(case)))
        expect(karl.locator(".promised")).to_contain_text("Beantwortet am Dienstag, 25. November, 09:30 Uhr")
    case.refresh_from_db()
    assert case.answered_at == november(25, 9, 30)


def test_a_clerk_without_a_mouse_takes_and_answers_and_always_sees_where_she_is(lindenfurt):
    people = lindenfurt.people
    with moved_to(november(24, 9)):
        case = cases.opened(people).case
        page = lindenfurt.visit(lindenfurt.hall.host, f"/anmelden/?next={INBOX}")
        type_into(page, page.get_by_label("E-Mail-Adresse"), people.karl.email)
        type_into(page, page.get_by_label("Passwort"), PASSWORD)
        press_key(page, page.get_by_role("button", name="Anmelden"))
        press_key(page, page.get_by_role("link", name="Bauaufsicht"))
        press_key(page, page.get_by_role("button", name="übernehmen").first)
        press_key(page, page.get_by_role("link", name=case.reference).first)
        type_into(page, page.get_by_label("Antwort an die Bürgerin oder den Bürger"), "Ja, gern.")
        press_key(page, page.get_by_role("button", name="Weitergeben"))
        expect(page.get_by_role("status")).to_contain_text(case.reference)

    assert [draft.text for draft in case.messages.filter(kind="draft")] == ["Ja, gern."]


def go_to(page: Page, wanted: Locator) -> None:
    """Tab until it has the focus; whatever has it on the way shows so."""
    expect(wanted).to_be_visible()
    for _stop in range(100):
        if has_focus(wanted):
            return
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                if (document.activeElement === document.body) return ""  // between the last and the first
                const style = getComputedStyle(document.activeElement)
                const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
                return ring || style.boxShadow !== "none" ? "" : document.activeElement.outerHTML
            }"""
        )
        assert seen == "", f"The focus is not to be seen on {seen}"
    raise AssertionError(f"The keyboard does not get to {wanted}.")


def type_into(page: Page, field: Locator, text: str) -> None:
    go_to(page, field)
    page.keyboard.type(text)


def press_key(page: Page, wanted: Locator) -> None:
    go_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_of_two_at_once_the_second_is_told_and_keeps_her_words(lindenfurt):
    people = lindenfurt.people
    with moved_to(november(24, 14, 2)):
        case = cases.opened(people).case
        karl = lindenfurt.at_desk(people.karl, case_page(case))
        paula = lindenfurt.at_desk(people.paula, case_page(case))
        expect(paula.locator(".others")).to_contain_text(f"Auch geöffnet bei: {people.karl}")
        paula.get_by_label("Antwort an die Bürgerin oder den Bürger").fill("Mein langer Text.")
        karl.get_by_label("Antwort an die Bürgerin oder den Bürger").fill("Ja.")
        press(karl, "Weitergeben")
        press(paula, "Weitergeben")

        told = f"{people.karl} hat das schon am 24.11.2098 um 14:02 Uhr erledigt."
        expect(paula.get_by_role("alert")).to_contain_text(told)
        expect(paula.locator(".unsaved textarea")).to_have_value("Mein langer Text.")
    assert case.messages.filter(kind="draft").count() == 1
