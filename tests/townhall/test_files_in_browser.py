"""A citizen brings files in a real browser, without JavaScript, and both screens stay accessible."""

import pytest

from tests.browser.plugin import NARROW, SCHEMES, faults, follow, too_wide
from tests.factories import cases
from tests.factories.cases import asking, asks
from tests.factories.citizens import ERIKA
from tests.factories.files import PDF
from workflows.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAN = {"name": "Plan des Carports.pdf", "mimeType": "application/pdf", "buffer": PDF}
PROGRAM = {"name": "virus.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + bytes(99)}


def looked_at(page) -> list[str]:
    return [*faults(page), *(["too wide"] if too_wide(page) else [])]


def test_files_are_brought_without_a_script(visit, lindenfurt):
    asking(asks("foto", "file", required=True))
    page = visit(lindenfurt.host, "/anliegen/neu/", size=NARROW, java_script_enabled=False)
    page.get_by_label("Foto").set_input_files([PLAN, PROGRAM])
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    assert "„virus.exe“: Angenommen werden nur" in page.inner_text("main")

    page.get_by_label("Worum geht es?").fill("Carport")
    page.get_by_label("E-Mail-Adresse").fill(ERIKA["email"])
    follow(page, page.get_by_role("button", name="Noch einmal lesen"))
    assert "Plan des Carports.pdf" in page.inner_text("main")
    follow(page, page.get_by_role("button", name="Absenden"))

    assert [file.name for file in Case.objects.get().files.all()] == ["Plan des Carports.pdf"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_status_page_takes_and_gives_files(visit, lindenfurt, scheme):
    opening = cases.opened(cases.town(lindenfurt.partner))
    page = visit(lindenfurt.host, "/en/anliegen/", scheme=scheme, size=NARROW)
    page.get_by_label("Number").fill(opening.case.reference)
    page.get_by_label("Code").fill(opening.code)
    follow(page, page.get_by_role("button", name="Show"))
    page.get_by_text("Add something, or a file").click()
    page.get_by_label("Files").set_input_files([PLAN, PROGRAM])
    follow(page, page.get_by_role("button", name="Send the message"))
    assert looked_at(page) == []

    follow(page, page.get_by_role("button", name="Send the message"))

    assert looked_at(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Plan des Carports.pdf").click()
    assert download.value.suggested_filename == "Plan des Carports.pdf"
