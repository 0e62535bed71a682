"""A browser a module, a page a test; see `tests/support/browser.py` for what fails a test by itself."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.support.browser import chromium, watched_page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, once for the tests of a module."""
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own, with script."""
    with watched_page(browser) as opened:
        yield opened


@pytest.fixture
def page_without_script(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own where no script runs."""
    with watched_page(browser, script=False) as opened:
        yield opened
