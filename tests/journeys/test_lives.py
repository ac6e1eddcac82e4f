"""What concerns live through from the first word to the last, on the screens of everybody who meets them on the way.

The clock is moved from one moment to the next; mails leave, are read, and their links followed; mail comes in by the
door that a mail server uses.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
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
from tests.factories.cases import asks, consultation, kind_of_case, step, words
from tests.factories.citizens import ERIKA
from tests.factories.mails import BOX
from tests.factories.outbox import run_jobs
from tests.factories.townhall import make_town_hall
from tests.journeys.by_hand import has_focus
from workflows.cases import actions, by_mail
from workflows.cases.models import Case
from workflows.cases.sweeper import sweep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

INBOX = "/desk/eingang/"
CONCERN = "Ich habe zwei Stunden im Flur gewartet, obwohl ich einen Termin hatte."
FIRST = "Guten Tag,\nes war viel los.\nMit freundlichen Grüßen"
SECOND = "Guten Tag,\nwir bitten um Entschuldigung: Ihr Termin stand nicht im Kalender.\nMit freundlichen Grüßen"


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

    def citizen(self, path: str) -> Page:
        """A browser that knows nobody and runs no script."""
        return self.visit(self.hall.host, path, java_script_enabled=False)

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

    def follow_link(self, page: Page, letter: mail.EmailMessage) -> None:
        """Open the one address that the mail bears."""
        page.goto(self.address(re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]))


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


def test_a_complaint_is_answered_after_its_draft_went_back_once(lindenfurt):
    lena, beate = lindenfurt.people.lena, lindenfurt.beate
    complaint(lindenfurt)
    with moved_to(november(24, 9)):
        reference, code = complain(lindenfurt)
        case = Case.objects.get(reference=reference)

        karl = lindenfurt.at_desk(lindenfurt.people.karl, case_page(case))
        expect(karl.locator("body")).not_to_contain_text(CONCERN)

        desk = lindenfurt.at_desk(lena, f"{INBOX}?liste={lindenfurt.people.department.pk}")
        follow(desk, desk.get_by_role("button", name="übernehmen").first)
        follow(desk, desk.get_by_role("link", name=reference).first)
        desk.get_by_label("Antwort an die Bürgerin oder den Bürger").fill(FIRST)
        press(desk, "Weitergeben")

    with moved_to(november(24, 11)):
        check = lindenfurt.at_desk(beate, case_page(case))
        open_up(check, "Mit Begründung zurückgeben")
        check.get_by_label("Warum geht der Entwurf zurück?").fill("Bitte den Grund nennen.")
        press(check, "Zurückgeben")

        desk.goto(lindenfurt.address(INBOX))
        follow(desk, desk.get_by_role("link", name=reference).first)
        expect(desk.locator(".sent-back")).to_contain_text("Bitte den Grund nennen.")
        answer = desk.get_by_label("Antwort an die Bürgerin oder den Bürger")
        expect(answer).to_have_value(FIRST)
        answer.fill(SECOND)
        press(desk, "Weitergeben")

        check.goto(lindenfurt.address(case_page(case)))
        expect(check.locator(".draft del")).to_contain_text("es war viel los.")
        expect(check.locator(".draft ins")).to_contain_text("Ihr Termin stand nicht im Kalender.")
        press(check, "Antwort freigeben")

        read_the_answer(lindenfurt, reference, code)


def complaint(lindenfurt: Lindenfurt) -> None:
    where = asks("schalter", required=True, when={"question": "worum", "is": ["warten"]})
    kind = kind_of_case(
        step("answer", function="lead"),
        step("approve", function="lead", reject_to="answer"),
        slug="beschwerde",
        name=words("Beschwerde"),
        questions=[asks("worum", "choice", options=["warten", "anderes"], required=True), where],
        confidential=True,
    )
    kind.of_services.create(service=lindenfurt.people.service)
    kind.save()


def complain(lindenfurt: Lindenfurt) -> tuple[str, str]:
    """Without a script: what she leaves out is asked, what she types wrongly is named, and the rest stays."""
    erika = lindenfurt.citizen(f"/anliegen/neu/?leistung={lindenfurt.people.service.slug}")
    erika.get_by_label("Worum geht es?").fill(CONCERN)
    erika.get_by_label("Warten").check()
    erika.get_by_label("Ihr Name").fill("Erika Mustermann")
    erika.get_by_label("E-Mail-Adresse").fill("erika@example")
    press(erika, "Noch einmal lesen")

    expect(erika.locator("main")).to_contain_text("Diese E-Mail-Adresse ist nicht vollständig.")
    expect(erika.get_by_label("Worum geht es?")).to_have_value(CONCERN)
    expect(erika.get_by_label("E-Mail-Adresse")).to_have_value("erika@example")
    erika.get_by_label("E-Mail-Adresse").fill(ERIKA["email"])
    erika.get_by_label("Schalter").fill("Schalter 3")
    press(erika, "Noch einmal lesen")

    expect(erika.locator(".promise__sentence")).to_have_text(
        "Sie haben bis Mittwoch, 26. November, 13 Uhr eine Antwort."
    )
    why = open_up(erika, "Warum dieser Tag?")
    expect(why).to_contain_text("9 Std.")
    expect(erika.locator("main")).to_contain_text("Schalter 3")
    press(erika, "Absenden")

    reference, code = ("".join(text.split()) for text in erika.locator(".spell").all_inner_texts())
    return reference, code


def read_the_answer(lindenfurt: Lindenfurt, reference: str, code: str) -> None:
    """The link in the mail bears the number alone: it says how far it is, and the words only with the code."""
    letter = lindenfurt.newest_mail(ERIKA["email"])
    erika = lindenfurt.citizen("/anliegen/")
    lindenfurt.follow_link(erika, letter)
    assert code not in erika.url
    expect(erika.locator(".promise__sentence")).to_contain_text("Montag, 24. November, 11 Uhr")
    for secret in (CONCERN, "Entschuldigung", "Beschwerde"):
        expect(erika.locator("body")).not_to_contain_text(secret)

    erika.get_by_label("Code").fill(code)
    press(erika, "Anzeigen")
    expect(erika.locator(".answer")).to_contain_text("Ihr Termin stand nicht im Kalender.")
    expect(erika.locator("main")).not_to_contain_text("es war viel los")


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


def test_what_did_not_help_is_worked_on_again_with_its_history(lindenfurt):
    people = lindenfurt.people
    with moved_to(november(10, 9)):
        opening = cases.opened(people)
        case = opening.case
        actions.answer(cases.item_of(case), text="Ja, bis 30 Quadratmeter ohne Genehmigung.", by=people.karl)
        actions.approve(cases.item_of(case), by=people.paula)
    with moved_to(november(24, 8, 59)):
        erika = lindenfurt.citizen(f"/anliegen/{case.reference}/")
        erika.get_by_label("Code").fill(opening.code)
        press(erika, "Anzeigen")
        helps_not = open_up(erika, "Das hilft mir nicht")
        helps_not.get_by_label("Was fehlt Ihnen noch?").fill("Gilt das auch an der Grenze?")
        follow(erika, helps_not.get_by_role("button"))
        expect(erika.locator(".done")).to_contain_text("Wir sehen uns Ihr Anliegen noch einmal an.")
        expect(erika.locator(".promise__sentence")).to_contain_text("Mittwoch, 26. November, 12:59 Uhr")

        karl = lindenfurt.at_desk(people.karl)
        karl.get_by_label(case.reference).check()
        press(karl, "an ein anderes Amt abgeben")
        press(karl, "Abgeben")
        expect(karl.locator("main")).to_contain_text("Wählen Sie ein Amt.")
        follow(karl, karl.get_by_role("link", name="Zurück zur Liste"))
        follow(karl, karl.get_by_role("link", name=case.reference).first)
        for said in ("Darf ich einen Carport bauen?", "Ja, bis 30 Quadratmeter", "Gilt das auch an der Grenze?"):
            expect(karl.locator("main")).to_contain_text(said)


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


def test_a_department_without_seats_answers_by_a_link_that_scanners_cannot_use_up(lindenfurt, monkeypatch):
    people = lindenfurt.people
    forest = cases.seatless(people.partner)
    kind = kind_of_case(step("answer", falls_to=f"department:{forest.pk}"), step("approve"))
    with moved_to(november(24, 9)):
        case = cases.opened(people, case_type=kind, concern="Der Baum wackelt.").case
        letter = lindenfurt.newest_mail(forest.mailbox)
        for _scan in range(2):
            scanner = lindenfurt.citizen("/robots.txt")
            lindenfurt.follow_link(scanner, letter)
            expect(scanner.locator("main")).to_contain_text("Der Baum wackelt.")

        clerk = lindenfurt.citizen("/robots.txt")
        with monkeypatch.context() as later:
            later.setattr(by_mail, "LINK_LASTS", timedelta(seconds=-1))
            lindenfurt.follow_link(clerk, letter)
            expect(clerk.locator("main")).not_to_contain_text("Der Baum wackelt.")
            press(clerk, "Neuen Link an unser Postfach schicken")
            expect(clerk.locator("main [role=status]")).to_contain_text("Ein neuer Link ist unterwegs")
        before = len(mail.outbox)
        anew = lindenfurt.newest_mail(forest.mailbox)
        assert [each.to for each in mail.outbox[before:]] == [[forest.mailbox]]

        lindenfurt.follow_link(clerk, anew)
        clerk.get_by_label("Antwort an die Bürgerin oder den Bürger").fill("Er bleibt stehen.")
        press(clerk, "Weitergeben")
        lindenfurt.follow_link(clerk, letter)
        expect(clerk.get_by_role("button", name="Weitergeben")).to_have_count(0)
        paula = lindenfurt.at_desk(people.paula, case_page(case))
        expect(paula.locator(".now")).to_contain_text("Er bleibt stehen.")
