"""Take the pictures of docs/ from a demo town of their own, or with --port from one that runs already.

Every picture is one line of SCREENS: file, address, how wide, who looks, and what she does before. Citizens' questions
are really asked, so a demo that runs already has some cases more afterwards.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import parts
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
PEOPLE = ROOT / "site" / "kuemmerer" / "demo" / "organisation.toml"
WIDE, NARROW = 1280, 390
COLOURS = 128
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def nothing(page: Page) -> None:
    """The screen as it opens."""


def ask(page: Page) -> None:
    """Fill in a question and read it over."""
    page.get_by_label("Worum geht es?").fill("Mein Ausweis läuft im Januar ab. Kann ich ihn auch samstags abholen?")
    page.get_by_label("Ihr Name").fill("Erika Mustermann")
    page.get_by_label("E-Mail-Adresse").fill("erika@example.org")
    page.get_by_role("button", name="Noch einmal lesen").click()


def ask_and_say_why(page: Page) -> None:
    ask(page)
    page.get_by_text("Warum dieser Tag?").click()


def send(page: Page) -> None:
    ask(page)
    page.get_by_role("button", name="Absenden").click()


def follow(page: Page) -> None:
    """Send a question and look how far it is."""
    send(page)
    reference, code = (each.inner_text().replace("\n", "") for each in page.locator("dd.spell").all())
    page.get_by_role("link", name="Mein Anliegen", exact=True).click()
    page.get_by_label("Nummer").fill(reference)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Anzeigen").click()


def listen(page: Page) -> None:
    """Type what the caller says; the card of the first result appears by itself."""
    page.get_by_label("Worum geht es?").press_sequentially("perso gestohl", delay=40)
    page.get_by_role("heading", name="Verlust des Personalausweises melden").wait_for()


def forward(page: Page) -> None:
    """Write down the question of a caller who wants to be called back."""
    page.get_by_label("Worum geht es?").fill(
        "Der Perso wurde in Spanien gestohlen. Reicht die Anzeige der Polizei dort?"
    )
    page.get_by_label("am Telefon").check()
    page.get_by_label("Wie ist Ihr Name?").fill("Erika Mustermann")
    page.get_by_label("Unter welcher Nummer erreichen wir Sie?").fill("069 90009 999")


def department_list(page: Page) -> None:
    """What the department has to do, which is more than what somebody has taken herself."""
    page.get_by_role("link", name="Bürgeramt").first.click()


def case_to_approve(page: Page) -> None:
    """Open the first draft that somebody else has written."""
    department_list(page)
    page.locator("tr", has_text="Prüfen").get_by_role("link").first.click()
    page.get_by_role("button", name="Antwort freigeben").wait_for()


def inside(page: Page, folder: str, query: str = "") -> None:
    """See the pages of a folder."""
    address = page.get_by_role("link", name=f"Unterseiten von ‚{folder}‘").get_attribute("href")
    page.goto(urljoin(page.url, address + query))


def edit_with_preview(page: Page) -> None:
    """Open a service in the editor with the citizen's view beside it."""
    inside(page, "Leistungen", "?ordering=title")
    page.get_by_role("link", name="Personalausweis beantragen", exact=True).click()
    page.get_by_role("button", name="Vorschau umschalten").click()
    page.get_by_label("Vorschaumodus").select_option(label="Stadt Lindenfurt")
    page.frame_locator("iframe >> nth=-1").get_by_text("Stadt Lindenfurt").first.wait_for()


def submit_too_early(page: Page) -> None:
    """Write the first lines of a new service and try to submit it: everything that is missing is said at once."""
    inside(page, "Leistungen")
    page.locator("header").get_by_role("link", name="Unterseite hinzufügen").click()
    page.locator("#id_title").fill("Brunnen bohren")
    page.get_by_role("button", name="Entwurf speichern").first.click()
    page.get_by_text("Vor der Freigabe").first.wait_for()
    page.locator("footer").get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name="einreichen").click()
    page.get_by_text("Noch nicht abgeschickt").wait_for()


def local_page(page: Page) -> None:
    """Open what Erlenfeld says about bulky waste; above each field stands what the shared page says."""
    inside(page, "Örtliche Angaben")
    page.get_by_role("link", name="Sperrmüll abholen lassen", exact=True).click()
    page.get_by_role("heading", name="Was es kostet").evaluate("heading => heading.scrollIntoView()")


def year_of_hours(page: Page) -> None:
    """Open an office of the list, then its year."""
    page.get_by_role("link", name="Ansehen").first.click()
    page.get_by_role("link", name="Jahresübersicht der Zeiten").click()


def invite(page: Page) -> None:
    """Fill in who comes."""
    page.get_by_label("Vorname").fill("Nina")
    page.get_by_label("Nachname").fill("Neumann")
    page.get_by_label("E-Mail-Adresse").fill("nina.neumann@erlenfeld.example.org")
    page.get_by_label("Arbeitet für").select_option(label="Stadt Erlenfeld")
    page.get_by_label("schreibt die Seiten").check()
    page.get_by_label("Freigabe: ").check()


def case_type(page: Page) -> None:
    """Open the general question in the editor, where its steps and its promise stand."""
    page.get_by_role("link", name="Frage an das Amt", exact=True).click()
    page.get_by_role("tab", name="Schritte und Zusage").click()


def play_through(page: Page) -> None:
    """See its picture, and every step from a Monday morning on."""
    case_type(page)
    page.get_by_role("link", name="Bild ansehen und durchspielen").click()
    page.get_by_label("Eröffnet am").fill("2026-12-21T09:30")
    page.get_by_role("button", name="Durchspielen").click()
    page.get_by_text("Warum dieser Zeitpunkt?").first.click()


@dataclass(frozen=True)
class Screen:
    """One picture: ``person`` is the role the demo shows, nobody for citizens."""

    file: str
    path: str
    width: int = WIDE
    partner: str = "lindenfurt"
    scheme: str = "light"
    person: str = ""
    before: Callable[[Page], None] = nothing
    whole: bool = True


QUESTION = "/anliegen/neu/?leistung=personalausweis-beantragen"
ERLENFELD = "Redaktion des Partners Erlenfeld"
REGISTERS = "/admin/organisation"
CASE_TYPES = "/admin/snippets/cases/casetype/"
SCREENS = [
    Screen("townhall-home", "/"),
    Screen("townhall-home-dark", "/", scheme="dark", whole=False),
    Screen("townhall-home-narrow", "/", NARROW),
    Screen("townhall-home-moorbach", "/", partner="moorbach"),
    Screen("townhall-services", "/leistungen/", whole=False),
    Screen("townhall-service", "/leistungen/personalausweis-beantragen/"),
    Screen("townhall-service-dark", "/leistungen/personalausweis-beantragen/", scheme="dark", whole=False),
    Screen("townhall-service-narrow", "/leistungen/personalausweis-beantragen/", NARROW, whole=False),
    Screen("townhall-checklist", "/leistungen/personalausweis-beantragen/mitbringen/", whole=False),
    Screen("townhall-office", "/dienststellen/buergerbuero/"),
    Screen("townhall-simple", "/de-simple/", whole=False),
    Screen("townhall-search", "/suche/?q=ausweis+gestohlen", whole=False),
    Screen("townhall-ask", QUESTION),
    Screen("townhall-check", QUESTION, before=ask_and_say_why),
    Screen("townhall-sent", QUESTION, before=send),
    Screen("townhall-status", QUESTION, before=follow),
    Screen("desk-search", "/desk/wissen/", person="Servicecenter", before=listen, whole=False),
    Screen(
        "desk-forward",
        "/desk/weiterleiten/lindenfurt/personalausweis-verloren/",
        person="Servicecenter",
        before=forward,
        whole=False,
    ),
    Screen("desk-inbox", "/desk/eingang/", person="Leitung des Bürgeramts", before=department_list, whole=False),
    Screen("desk-case", "/desk/eingang/", person="Leitung des Bürgeramts", before=case_to_approve, whole=False),
    Screen("editor-case-type", CASE_TYPES, person="Administration", before=case_type, whole=False),
    Screen("editor-case-type-play", CASE_TYPES, person="Administration", before=play_through),
    Screen("editor-service", "/admin/pages/", person="Redaktion", before=edit_with_preview, whole=False),
    Screen("editor-release", "/admin/pages/", person="Redaktion", before=submit_too_early, whole=False),
    Screen("editor-local", "/admin/pages/", person=ERLENFELD, before=local_page, whole=False),
    Screen("admin-register", f"{REGISTERS}/office/?q=amt", person="Administration", whole=False),
    Screen(
        "admin-hours", f"{REGISTERS}/office/?q=Bürgerbüro", person="Administration", before=year_of_hours, whole=False
    ),
    Screen("admin-invitation", "/admin/personen/einladen/", person="Administration", before=invite, whole=False),
]


def main(arguments: list[str]) -> int:
    """Take all pictures, or those whose names begin as asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, help="of a demo that runs already; without it one is started for this")
    parser.add_argument("--password", default="Lindenfurt-2026", help="of the demo's people")
    parser.add_argument("names", nargs="*", help="only pictures whose names begin like this")
    asked = parser.parse_args(arguments)
    executable = parts.chromium()
    if executable is None:
        print("screenshots: there is no Chromium; name one with KUEMMERER_CHROMIUM.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    screens = [screen for screen in SCREENS if not asked.names or screen.file.startswith(tuple(asked.names))]
    town = contextlib.nullcontext(asked.port) if asked.port else own_demo()
    with town as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for screen in screens:
            try:
                size = take(browser, screen, port, asked.password)
            except Error as error:
                print(f"screenshots: {screen.file}: {error.message.splitlines()[0]}", file=sys.stderr)
                return 1
            print(f"{screen.file}.png {size // 1024} kB", flush=True)
        browser.close()
    return 0


@contextlib.contextmanager
def own_demo() -> Iterator[int]:
    """A demo on a free port in a folder that is gone afterwards; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="kuemmerer-pictures-") as var:
        surroundings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        demo = subprocess.Popen(
            [sys.executable, ROOT / "bin" / "demo.py"],
            env={**surroundings, "KUEMMERER_VAR": var, "PORT": str(port)},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            if not any("Ctrl-C" in line for line in demo.stdout):
                sys.exit("screenshots: the demo did not start; its words stand above.")
            yield port
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait(30)


def take(browser: Browser, screen: Screen, port: int, password: str) -> int:
    """One picture as a visitor of her own; returns its size in bytes."""
    context = browser.new_context(
        color_scheme=screen.scheme,
        viewport={"width": screen.width, "height": 844 if screen.width == NARROW else 900},
        locale="de-DE",
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    root = f"http://{screen.partner}.localhost:{port}"
    if screen.person:
        log_in(page, root, screen.person, password)
    page.goto(root + screen.path)
    screen.before(page)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot(full_page=screen.whole, animations="disabled")
    context.close()
    return keep(picture, FOLDER / f"{screen.file}.png")


def log_in(page: Page, root: str, role: str, password: str) -> None:
    page.goto(f"{root}/anmelden/")
    page.locator("input[name=username]").fill(address_of(role))
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/anmelden/" not in url)


def address_of(role: str) -> str:
    people = tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["person"]
    return next(person["email"] for person in people if person.get("shows") == role)


def keep(picture: bytes, path: Path) -> int:
    """Write the picture with few colours, which flat screens do not miss: a third of the size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
