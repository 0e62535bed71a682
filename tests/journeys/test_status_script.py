"""The script of a case's page, over pages made by the real renderer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.support.forms import CASE, CATALOG, RECEIVED_CASE
from tests.support.static_site import served

from schalter.cases.case import Case
from schalter.payments.payment import Attempt, Payment
from schalter.payments.standing import Standing
from schalter.payments.states import OPEN
from schalter.render import pages
from schalter.site_build import build_assets

ROOT = Path(__file__).resolve().parents[2]
SEALING_CASE = replace(RECEIVED_CASE, receipt_number=None)
ADDRESS = f"/api/case/{CASE.key}"


class Counter:
    """A folder that is served: the page of one case and what its state is."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self._folder = folder / ADDRESS[1:]
        self._folder.mkdir(parents=True, exist_ok=True)
        self._catalog = replace(CATALOG, assets=build_assets(ROOT, out=folder))

    def stands(self, case: Case, *, returned: bool = False) -> None:
        payment = replace(Payment.of(CASE), attempts=(Attempt(1, OPEN, checkout_id="cs_1"),)) if returned else None
        standing = Standing(case, payment)
        url = f"{self.url}{ADDRESS}/"
        html = pages.status_page(standing, catalog=self._catalog, language="de", url=url, returned=returned)
        # Whole at once: the browser may be reading. The page first, for the script loads it when the state has changed.
        for name, text in (("index.html", html), ("state", json.dumps({"state": standing.state}))):
            (self._folder / "next").write_text(text, encoding="utf-8")
            (self._folder / "next").replace(self._folder / name)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with served(tmp_path) as url:
        yield Counter(tmp_path, url)


def test_page_follows_the_payment(counter: Counter, page: Page) -> None:
    """After the return from the checkout the page shows by itself that the payment was confirmed and the receipt is ready."""
    counter.stands(CASE, returned=True)
    page.goto(f"{counter.url}{ADDRESS}/?returned=1")
    expect(page.locator("h1")).to_contain_text("Wir warten")
    counter.stands(SEALING_CASE)
    expect(page.locator("h1")).to_contain_text("eingegangen")
    counter.stands(RECEIVED_CASE)
    page.locator("a[href$='/receipt.pdf']").wait_for()


@pytest.mark.parametrize(
    ("case", "query", "asks"),
    [
        (CASE, "?returned=1", True),
        (CASE, "", False),
        (replace(RECEIVED_CASE, receipt_number=None), "", True),
        (RECEIVED_CASE, "", False),
    ],
    ids=["back from the checkout", "to pay", "receipt coming", "done"],
)
def test_page_asks_only_while_something_is_coming(counter: Counter, page: Page, case: Case, query: str, asks: bool) -> None:
    """The page asks for the state while the payment is being confirmed or the receipt made, and never otherwise."""
    counter.stands(case, returned=bool(query))
    address = f"{counter.url}{ADDRESS}/{query}"
    if asks:
        with page.expect_request("**/state"):
            page.goto(address)
    else:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.wait_for_timeout(1500)
        assert not any(url.endswith("/state") for url in asked)


def test_sent_draft_is_removed_and_a_newer_one_stays(counter: Counter, page: Page) -> None:
    """Only the draft that went to the check page as it is belongs to the case."""
    counter.stands(RECEIVED_CASE)
    for checked, left in ((True, 0), (False, 1)):
        page.goto(f"{counter.url}{ADDRESS}/")
        page.evaluate("checked => localStorage.setItem('schalter:draft:probe', JSON.stringify({ checked }))", checked)
        page.reload()
        page.get_by_role("button", name="Link kopieren").wait_for()
        page.wait_for_function("left => localStorage.length === left", arg=left)


def test_link_is_copied(counter: Counter, page: Page) -> None:
    """The button beside the link copies it and says so."""
    counter.stands(RECEIVED_CASE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{counter.url}{ADDRESS}/")
    page.get_by_role("button", name="Link kopieren").click()
    expect(page.get_by_text("Der Link ist kopiert.")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{counter.url}{ADDRESS}/"
