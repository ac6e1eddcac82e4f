"""From an editor's page to an answered citizen, through every face, in a real browser."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.by_hand import release, submit

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

EDITOR = "redaktion@lindenfurt.example.org"
APPROVER = "freigabe@lindenfurt.example.org"
AGENT = "agentin@lindenfurt.example.org"
KARL = "karl.weber@lindenfurt.example.org"
BEATE = "beate.busch@lindenfurt.example.org"
NADIA = "nadia.nowak@lindenfurt.example.org"
ERIKA = "erika.mustermann@example.org"

TITLE = "Ehrenamtskarte beantragen"
SPOKEN = "Wer sich mindestens fünf Stunden in der Woche ehrenamtlich engagiert, bekommt die Ehrenamtskarte kostenlos."
CONCERN = "Gilt die Ehrenamtskarte auch im Schwimmbad, wenn mein Verein in Erlenfeld sitzt?"
ANSWER = "Ja, die Karte gilt in ganz Hessen, auch in unserem Schwimmbad."


def test_from_an_editors_page_to_an_answered_citizen(town):
    address = write_a_page(town)
    nobody_finds_it_yet(town)
    release_the_page(town, address)
    citizens_find_it(town)
    reference, code = forward_a_concern(town)
    wrong_people_see_nothing(town, reference)
    answer_it(town, reference)
    approve_it(town, reference)
    the_citizen_reads_the_answer(town, reference, code)


def write_a_page(town) -> str:
    """The editor writes a service and submits it for release; returns the address of its editor."""
    page = town.person(EDITOR)
    library = town.manage("shell", "-v0", "-c", "from cms.catalogue.setup import library; print(library().pk)").strip()
    page.goto(town.address(f"/admin/pages/add/catalogue/servicepage/{library}/"))
    page.locator("[name=title]").fill(TITLE)
    page.locator("[name=everyday_title]").fill("Karte für Ehrenamtliche")
    page.locator("[name=teaser]").fill("Ein Dankeschön für Menschen, die sich für andere einsetzen.")
    page.locator("[name=spoken_answer]").fill(SPOKEN)
    page.locator("[name=responsibility]").select_option(label="Bürgerbüro")
    submit(page, "action-submit")
    complete_what_is_missing(page)
    submit(page, "action-submit")
    page.wait_for_url(re.compile(r"/admin/pages/\d+/(edit/)?"))
    return town.manage(
        "shell",
        "-v0",
        "-c",
        "from cms.catalogue.models import ServicePage as S;"
        f"print('/admin/pages/%d/edit/' % S.objects.get(title='{TITLE}').pk)",
    ).strip()


def complete_what_is_missing(page: Page) -> None:
    """Everything that is missing is listed at once, each a link to its field; what was typed is still there."""
    missing = page.locator(".help-critical")
    expect(missing.get_by_role("link")).to_have_count(5)
    expect(page.locator("[name=spoken_answer]")).to_have_value(SPOKEN)
    page.locator("[name=is_free]").check()
    page.locator("[name=documents_none_needed]").check()
    page.locator("[name=processing_time]").fill("sofort")
    missing.locator("[href='#field-topics']").click()
    page.locator("[name=topics]").first.check()
    page.get_by_role("tab", name="Prüfung").click()
    page.locator("[name=review_on]").fill((date.today() + timedelta(days=200)).isoformat())
    page.keyboard.press("Escape")  # the calendar that opened


def nobody_finds_it_yet(town) -> None:
    visitor = town.visitor()
    visitor.goto(town.address("/suche/?q=Ehrenamtskarte"))
    expect(visitor.locator("main")).not_to_contain_text(TITLE)


def release_the_page(town, address: str) -> None:
    """The editor cannot release her own page; somebody else can."""
    editor = town.person(EDITOR)
    editor.goto(town.address(address))
    expect(editor.locator("[data-workflow-action-name=approve]")).to_have_count(0)

    approver = town.person(APPROVER)
    approver.goto(town.address(address))
    release(approver)


def citizens_find_it(town) -> None:
    """Findable at once: on the town hall's site, over the API, and for agents while they type."""
    visitor = town.visitor()
    visitor.goto(town.address())
    visitor.locator("main [name=q]").fill("ehrenamtskarte beantragn")
    visitor.keyboard.press("Enter")
    visitor.locator("main [data-rank]").filter(has_text=TITLE).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(visitor.locator("main")).to_contain_text("Marktplatz 1")

    found = town.json("/api/v1/search/?partner=lindenfurt&q=ehrenamtskarte")
    assert found["hits"][0]["title"] == TITLE


def forward_a_concern(town) -> tuple[str, str]:
    """The agent types three letters, reads out the answer, forwards what stays open; returns number and code."""
    agent = town.person(AGENT)
    agent.goto(town.address("/desk/wissen/?partner=lindenfurt"))
    expect(agent.locator("[name=q]")).to_be_focused()
    agent.keyboard.type("ehrenamtsk")
    expect(agent.locator("main")).to_contain_text(SPOKEN)
    agent.keyboard.press("Escape")
    agent.keyboard.press("w")
    agent.wait_for_url(re.compile("/weiterleiten/"))
    expect(agent.locator("main")).to_contain_text("Bürgeramt")
    promise = agent.locator(".aloud").inner_text()
    agent.locator("[name=concern]").fill(CONCERN)
    agent.locator("[name=reply_channel][value=email]").check()
    agent.locator("main button[type=submit]").first.click()
    expect(agent.locator("[name=concern]")).to_have_value(CONCERN)
    expect(agent.locator("main")).to_contain_text("E-Mail")
    agent.locator("[name=name]").fill("Erika Mustermann")
    agent.locator("[name=email]").fill(ERIKA)
    agent.locator("main button[type=submit]").first.click()
    agent.wait_for_url(re.compile("/weiterleiten/gesendet/"))
    assert promise.strip("„“") in agent.locator("main").inner_text()
    reference, code = agent.locator(".tell__number").all_inner_texts()
    assert reference not in agent.url
    return reference.strip(), code.replace(" ", "-").strip()


def wrong_people_see_nothing(town, reference: str) -> None:
    """Somebody of another department, the agent, the editor and nobody: none of them reads the case."""
    for email in (NADIA, AGENT, EDITOR):
        answer = town.person(email).goto(town.address(f"/desk/anliegen/{reference}/"))
        assert answer.status in (403, 404)
        assert CONCERN not in answer.text()
    nobody = town.visitor()
    nobody.goto(town.address(f"/desk/anliegen/{reference}/"))
    expect(nobody).to_have_url(re.compile("/anmelden/"))


def answer_it(town, reference: str) -> None:
    karl = town.person(KARL)
    karl.goto(town.address("/desk/eingang/"))
    karl.goto(town.address(f"/desk/anliegen/{reference}/"))
    expect(karl.locator("main")).to_contain_text(CONCERN)
    karl.keyboard.press("t")
    karl.locator("#id_text").fill(ANSWER)
    karl.locator(".now button.kern-btn--primary").click()
    expect(karl.locator("main [role=status]")).to_contain_text(reference)
    karl.goto(town.address(f"/desk/anliegen/{reference}/"))
    expect(karl.locator(".now")).to_contain_text(ANSWER)
    expect(karl.locator(".now > form")).to_have_count(0)  # nobody approves her own draft


def approve_it(town, reference: str) -> None:
    beate = town.person(BEATE)
    beate.goto(town.address(f"/desk/anliegen/{reference}/"))
    expect(beate.locator(".now")).to_contain_text(ANSWER)
    beate.locator(".now button.kern-btn--primary").first.click()
    expect(beate.locator("main [role=status]")).to_contain_text(reference)


def the_citizen_reads_the_answer(town, reference: str, code: str) -> None:
    receipt = town.mail(ERIKA, reference).get_body(("plain",)).get_content()
    assert code in receipt
    town.mail(ERIKA, "Antwort")

    erika = town.visitor()
    erika.goto(town.address("/anliegen/"))
    erika.locator("[name=reference]").fill(reference.lower())
    erika.locator("[name=code]").fill("AAAA-AAAA")
    erika.locator("main button[type=submit]").click()
    expect(erika.locator("main")).not_to_contain_text(ANSWER)
    erika.locator("[name=code]").fill(code)
    erika.locator("main button[type=submit]").click()
    expect(erika.locator("main")).to_contain_text(ANSWER)
    assert code not in erika.url
