"""What hands do in Wagtail's editor, with a mouse and without one."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

FAR = 500  # stops of the keyboard that no screen of ours has


def submit(page: Page, action: str) -> None:
    """Press one of the buttons at the foot of Wagtail's editor, which may lie in its menu."""
    button = page.locator(f"footer [name={action}]").first
    if not button.is_visible():
        page.locator("footer [aria-expanded]").last.click()
    button.click()


def release(page: Page) -> None:
    """Approve what waits; the answer to the click has come, so the release is committed."""
    button = page.locator("footer [data-workflow-action-name=approve]").first
    if not button.is_visible():
        page.locator("footer [aria-expanded]").last.click()
    button.click()
    page.wait_for_url(lambda url: "/edit/" not in url)


def tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """Press Tab until the wanted thing has the focus, as somebody does who has no mouse."""
    expect(wanted).to_be_visible()
    for _ in range(FAR):
        if has_focus(wanted):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"The keyboard does not get to {wanted}.")


def has_focus(wanted: Locator) -> bool:
    return wanted.evaluate("element => element === document.activeElement")


def type_into(page: Page, wanted: Locator, text: str) -> None:
    tab_to(page, wanted)
    page.keyboard.type(text)


def submit_by_keys(page: Page, action: str) -> None:
    """The menu at the foot is opened by Enter, and Tab leads into it."""
    tab_to(page, page.locator("footer [aria-expanded]").last)
    page.keyboard.press("Enter")
    tab_to(page, page.locator(f"[name={action}]").first)
    page.keyboard.press("Enter")


def press(page: Page, wanted: Locator, key: str, *, back: bool = False) -> None:
    tab_to(page, wanted, back=back)
    page.keyboard.press(key)
