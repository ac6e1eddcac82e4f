"""Take the pictures of docs/ from the running demo: `make demo` in one window, `make screenshots PORT=8000` in another.

Every picture is one line of SCREENS: file, address, how wide, who looks, and what she does before. Citizens' questions
are really asked, so the demo has a case more afterwards.
"""

from __future__ import annotations

import argparse
import io
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
SCREENS = [
    Screen("townhall-home", "/"),
    Screen("townhall-home-narrow", "/", NARROW),
    Screen("townhall-home-moorbach", "/", partner="moorbach"),
    Screen("townhall-services", "/leistungen/", whole=False),
    Screen("townhall-service", "/leistungen/personalausweis-beantragen/"),
    Screen("townhall-service-dark", "/leistungen/personalausweis-beantragen/", scheme="dark", whole=False),
    Screen("townhall-service-narrow", "/leistungen/personalausweis-beantragen/", NARROW, whole=False),
    Screen("townhall-search", "/suche/?q=ausweis+gestohlen", whole=False),
    Screen("townhall-ask", QUESTION),
    Screen("townhall-check", QUESTION, before=ask_and_say_why),
    Screen("townhall-sent", QUESTION, before=send),
    Screen("townhall-status", QUESTION, before=follow),
    Screen("desk-card", "/desk/wissen/lindenfurt/personalausweis-verloren/", person="Servicecenter", whole=False),
    Screen("desk-inbox", "/desk/eingang/", person="Sachbearbeitung (Bürgeramt)", whole=False),
]


def main(arguments: list[str]) -> int:
    """Take all pictures, or those whose names begin as asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8000, help="the port of the running demo")
    parser.add_argument("--password", default="Lindenfurt-2026", help="of the demo's people")
    parser.add_argument("names", nargs="*", help="only pictures whose names begin like this")
    asked = parser.parse_args(arguments)
    executable = parts.chromium()
    if executable is None:
        print("screenshots: there is no Chromium; name one with KUEMMERER_CHROMIUM.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for screen in SCREENS:
            if not asked.names or screen.file.startswith(tuple(asked.names)):
                try:
                    size = take(browser, screen, asked.port, asked.password)
                except Error as error:
                    print(f"screenshots: {screen.file}: {error.message.splitlines()[0]}", file=sys.stderr)
                    return 1
                print(f"{screen.file}.png {size // 1024} kB")
        browser.close()
    return 0


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
