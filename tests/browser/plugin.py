"""Fixtures that drive a real Chromium: a page under a partner's host, and axe in both colour schemes.

Loaded by the root conftest, which says which Chromium it is; every test that uses them is marked ``browser``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

AXE = Path(__file__).with_name("axe.min.js")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SCHEMES = ("light", "dark")
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """``visit("lindenfurt.localhost", "/suche/", scheme="dark", size=NARROW)`` opens a page as a new visitor.

    Whatever the page asks of another server is recorded and fails the test.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def open_page(host: str, path: str = "/", *, scheme: str = "light", size: dict = WIDE, **options) -> Page:
        context = browser.new_context(color_scheme=scheme, viewport=size, locale="de-DE", **options)
        contexts.append(context)

        def look(request) -> None:
            if not request.url.startswith("data:") and urlsplit(request.url).port != live_server.thread.port:
                strangers.append(request.url)

        context.on("request", look)
        page = context.new_page()
        page.goto(address_of(live_server, host, path))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strangers == []


def address_of(live_server, host: str, path: str) -> str:
    """The address of a path of the test server under a partner's host."""
    return f"http://{host}:{live_server.thread.port}{path}"


def follow(page: Page, element: Locator) -> None:
    """Click on what leads to another page, and be there: a look in between would see neither of the two."""
    with page.expect_navigation():
        element.click()


# Axe cannot reckon the ground of letters that lie on the shapes of one image; they have the page's own two colours.
LETTERS_OF_A_PICTURE = [["svg.picture text"], ["svg.picture .gateway-marker"]]
# What passes stays in the browser, and axe names only the first place of it: else it says more than it looks.
RUN = """async ([exclude, rules]) => {
    const found = await axe.run({exclude}, {runOnly: rules, resultTypes: ["violations", "incomplete"]})
    const unclear = found.incomplete.filter(rule => rule.id === "color-contrast")
    return [...found.violations, ...unclear].map(rule => [rule.id, rule.nodes.map(node => node.target)])
}"""


def faults(page: Page, rules: dict = RULES) -> list[str]:
    """What axe finds on the page: every violation, and every contrast it could not make out.

    Axe calls text whose background it cannot reckon “incomplete”, also black on black; that counts as a fault here.
    """
    settle(page)
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, [LETTERS_OF_A_PICTURE, rules])
    return [f"{rule}: {target}" for rule, targets in found for target in targets]


def settle(page: Page) -> None:
    """Bring all that fades or moves to its end, and the page to its beginning.

    Half-way colours are nobody's; what lies half under a bar that stays in its place is a matter of scrolling.
    """
    page.evaluate(
        """for (const each of [document.scrollingElement, document.querySelector("main")]) {
            each?.scrollTo({top: 0, left: 0, behavior: "instant"})
        }
        document.getAnimations()
            .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime))
            .forEach(each => each.finish())"""
    )


def too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
