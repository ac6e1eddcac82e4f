"""Which Chromium drives the browser tests and takes the pictures, and with which flags."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

CANDIDATES = ("/usr/lib/chromium/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]


class NoChromium(Exception):
    """There is no browser to be driven; tests fail by this, they are not skipped."""


def executable() -> str:
    named = os.environ.get("KUEMMERER_CHROMIUM")
    for candidate in [named] if named else CANDIDATES:
        if found := shutil.which(candidate):
            return found
    raise NoChromium("No Chromium found. Debian: apt-get install chromium; or set KUEMMERER_CHROMIUM to its path.")


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser with a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
