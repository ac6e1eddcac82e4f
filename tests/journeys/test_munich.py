"""The same way on real input: Munich's catalogue is imported, and one of its services brings a case to its office."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kuemmerer.demo.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.data]

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "munich-dldb"
SERVICE = "Beglaubigung von bis zu 5 Dokumenten"
ANSWER = "Ja, bitte bringen Sie das Original und die Kopie mit."
CLERK, LEAD, AGENT = (f"{name}@muenchen.example.org" for name in ("karl", "beate", "anna"))

OPEN_MUNICH = """
from datetime import time
from cms.audit.models import Actor
from cms.organisation.actions import open_partner
from cms.organisation.models import Department, OpeningSpan
from cms.pages.actions import open_town_hall
by = Actor.system("journey")
partner = open_partner(name="Landeshauptstadt München", slug="muenchen", prefix="MUC", land="BY", phone="115", by=by)
open_town_hall(partner, hostname="muenchen.localhost", port={port}, by=by)
partner.refresh_from_db()
partner.triage_department = Department.objects.create(partner=partner, name="Servicecenter")
partner.save()
for weekday in range(5):
    OpeningSpan.objects.create(kind="service", partner=partner, weekday=weekday, opens=time(8), closes=time(18))
"""

STAFF_THE_OFFICE = """
from django.contrib.auth.models import Group
from cms.accounts.models import User
from cms.catalogue.models import ServicePage
from cms.organisation.models import Membership, Partner
from cms.organisation.responsibilities import responsible_department
service = ServicePage.objects.get(title="{service}")
department = responsible_department(Partner.objects.get(slug="muenchen"), service.responsibility)
for email, group, function in [("{clerk}", "Sachbearbeitung", "member"), ("{lead}", "Sachbearbeitung", "lead"),
                               ("{agent}", "Servicecenter", None)]:
    person = User.objects.create_user(email, "{password}", first_name=email.split("@")[0].title(), last_name="M")
    person.groups.add(Group.objects.get(name=group))
    if function:
        Membership.objects.create(user=person, department=department, function=function)
print(department.name)
"""


def test_a_real_service_brings_a_case_to_its_office(town, tmp_path):
    town.manage("shell", "-v0", "-c", OPEN_MUNICH.format(port=town.port))
    import_the_catalogue(town, tmp_path / "first.json", created=True)
    import_the_catalogue(town, tmp_path / "second.json", created=False)
    names = {"service": SERVICE, "clerk": CLERK, "lead": LEAD, "agent": AGENT, "password": PASSWORD}
    department = town.manage("shell", "-v0", "-c", STAFF_THE_OFFICE.format(**names)).strip()

    read_the_page(town)
    reference, code = forward(town, department)
    for email, text in [(CLERK, ANSWER), (LEAD, None)]:
        page = town.person(email)
        page.goto(town.address(f"/desk/anliegen/{reference}/"))
        if text:
            page.keyboard.press("t")
            page.locator("#id_text").fill(text)
        page.locator(".now button.kern-btn--primary").first.click()
        expect(page.locator("main [role=status]")).to_contain_text(reference)

    erika = town.visitor()
    erika.goto(town.address("/anliegen/", partner="muenchen"))
    erika.locator("[name=reference]").fill(reference)
    erika.locator("[name=code]").fill(code)
    erika.locator("main button[type=submit]").click()
    expect(erika.locator("main")).to_contain_text(ANSWER)


def import_the_catalogue(town, report: Path, *, created: bool) -> None:
    """Everything is there; a second time nothing changes."""
    town.manage(
        "import_dldb",
        *("--services", str(DATA / "services_de.json"), "--locations", str(DATA / "locations_de.json")),
        *("--partner", "muenchen", "--report", str(report)),
    )
    told = json.loads(report.read_text(encoding="utf-8"))
    for kind, number in [("services", 287), ("locations", 109)]:
        assert told[kind]["created"] == (number if created else 0)
        assert told[kind]["unchanged"] == (0 if created else number)
        assert told[kind]["failed"] == told[kind]["conflicts"] == told[kind]["changed"] == 0


def read_the_page(town) -> None:
    visitor = town.visitor()
    visitor.goto(town.address("/suche/?q=zeugnis+beglaubigen+lassen", partner="muenchen"))
    visitor.locator("main").get_by_role("link", name=SERVICE).first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text(SERVICE)
    expect(visitor.locator("main")).to_contain_text("München")


def forward(town, department: str) -> tuple[str, str]:
    agent = town.person(AGENT)
    agent.goto(town.address("/desk/wissen/?partner=muenchen"))
    agent.keyboard.type("beglaubigung 5 dok")
    expect(agent.locator("main")).to_contain_text(SERVICE)
    agent.keyboard.press("Escape")
    agent.keyboard.press("w")
    agent.wait_for_url(re.compile("/weiterleiten/muenchen/beglaubigung-von-bis-zu-5-dokumenten/"))
    expect(agent.locator("main")).to_contain_text(department)
    agent.locator("[name=concern]").fill("Beglaubigen Sie auch Zeugnisse aus Frankreich?")
    agent.locator("[name=reply_channel][value=none]").check()
    agent.locator("main button[type=submit]").first.click()
    agent.wait_for_url(re.compile("/weiterleiten/gesendet/"))
    reference, code = agent.locator(".tell__number").all_inner_texts()
    assert reference.startswith("MUC-")
    return reference.strip(), code.replace(" ", "-").strip()
