"""A real browser for tests: one Chromium a module, a fresh context a test, and every complaint of the page fails the test.

A complaint is an error in the console (the browser reports breaches of the content security policy there), an uncaught
exception, or a request to any other machine. One Chromium a module and not a run, because Playwright's event loop occupies
the thread while it is open: `asyncio.run`, which pyHanko uses to seal, fails beside it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

#: Debian's Chromium; where it is missing Playwright takes its own.
DEBIAN = Path("/usr/bin/chromium")
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
#: Every wait in a test ends after this many milliseconds: far more than a page of ours needs on a busy machine.
PATIENCE = 15_000
#: Answers that our pages give on purpose; Chromium writes each into the console.
EXPECTED_ANSWERS = ("status of 422", "status of 404")


def executable() -> str | None:
    """Return the Chromium to start: ``SCHALTER_CHROMIUM``, else Debian's, else None for Playwright's own."""
    chosen = os.environ.get("SCHALTER_CHROMIUM")
    return chosen or (str(DEBIAN) if DEBIAN.exists() else None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium without windows and close it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched_page(browser: Browser, *, script: bool = True, **options: Any) -> Iterator[Page]:
    """Open a page in a context of its own and refuse, at the end, what it complained about.

    Args:
        browser: from :func:`chromium`.
        script: whether the page may run scripts.
        options: passed on to Playwright's `new_context`, e.g. ``color_scheme="dark"``.
    """
    context = browser.new_context(java_script_enabled=script, locale="de-DE", timezone_id="Europe/Berlin", **options)
    context.set_default_timeout(PATIENCE)
    complaints = watch(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not complaints, complaints


def watch(context: Any) -> list[str]:
    """Return a list that fills with what the pages of ``context`` complain about."""
    complaints: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not _is_expected(message.text):
            complaints.append(f"console: {message.text}")

    def see(request: Request) -> None:
        if urlsplit(request.url).hostname not in (None, "127.0.0.1"):
            complaints.append(f"request to another machine: {request.url}")

    context.on("console", hear)
    context.on("weberror", lambda fault: complaints.append(f"uncaught: {fault.error}"))
    context.on("request", see)
    return complaints


def _is_expected(text: str) -> bool:
    return text.startswith("Failed to load resource") and any(answer in text for answer in EXPECTED_ANSWERS)
