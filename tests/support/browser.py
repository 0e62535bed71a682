"""A real browser for tests: one Chromium a module, a fresh context a test, and every complaint of the page fails the test.

A complaint is an error in the console (the browser reports breaches of the content security policy there), an uncaught
exception, or a request to any other machine. One Chromium a module and not a run, because Playwright's event loop occupies
the thread while it is open: `asyncio.run`, which pyHanko uses to seal, fails beside it.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright

from . import waiting

#: No sandbox, because tests run as root in containers; nothing that asks the network on its own.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds after which whatever a test waits for hangs: see `waiting.py`.
PATIENCE = 1000 * waiting.PATIENCE
expect.set_options(timeout=PATIENCE)
#: The form with its errors comes as 422; Chromium writes that into the console.
EXPECTED = ("status of 422",)


def executable() -> str | None:
    """Return the Chromium to start: ``SCHALTER_CHROMIUM``, else the system's, else None for Playwright's own."""
    return os.environ.get("SCHALTER_CHROMIUM") or shutil.which("chromium")


@contextmanager
def chromium(*switches: str) -> Iterator[Browser]:
    """Start a Chromium without windows, with ``switches`` beside the usual ones, and close it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=[*SWITCHES, *switches], timeout=PATIENCE)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched_page(browser: Browser, *, script: bool = True, expected: tuple[str, ...] = EXPECTED, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own and refuse, at the end, what it complained about.

    Args:
        browser: from :func:`chromium`.
        script: whether the page may run scripts.
        expected: parts of complaints that this test is about.
        options: passed on to Playwright's `new_context`, e.g. ``color_scheme="dark"``.
    """
    context = browser.new_context(java_script_enabled=script, locale="de-DE", timezone_id="Europe/Berlin", **options)
    context.set_default_timeout(PATIENCE)
    complaints = watch(context, expected=expected)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not complaints, complaints


def load_anew_until(page: Page, wanted: Locator) -> None:
    """Load a page that no script follows again and again until ``wanted`` is on it, as somebody does who waits."""

    def there() -> bool:
        if wanted.count():
            return True
        page.reload()
        return False

    page.wait_for_load_state()
    waiting.wait_for(there, what=f"{wanted}")


def watch(context: BrowserContext, *, expected: tuple[str, ...] = EXPECTED) -> list[str]:
    """Return a list that fills with what the pages of ``context`` complain about, unless it holds one of ``expected``."""
    complaints: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not any(part in message.text for part in expected):
            complaints.append(f"console: {message.text}")

    def see(request: Request) -> None:
        host = urlsplit(request.url).hostname
        # Names below localhost are this machine, too (RFC 6761): other municipalities beside the one that is served.
        if host not in (None, "127.0.0.1") and not host.endswith(".localhost"):
            complaints.append(f"request to another machine: {request.url}")

    context.on("console", hear)
    context.on("weberror", lambda fault: complaints.append(f"uncaught: {fault.error}"))
    context.on("request", see)
    return complaints
