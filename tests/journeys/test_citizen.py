"""A citizen in a real browser, from the start page to the verified receipt: with script and without, in German and in English."""

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.ledger import Ledger
from tests.support.servers import server_process
from tests.support.submissions import complete_answers
from tests.support.waiting import wait_for
from tests.support.walker import fill_in

#: Letters of DIN SPEC 91379 that have no composed form, and one from each end of its list.
HARD_NAME = "Ẉ̈ọčhner-M̂ɛ̈dẖǆ Łøß’ÿ"


@pytest.fixture(scope="module")
def counter(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Ledger]]:
    data = tmp_path_factory.mktemp("citizen")
    with server_process(data) as (url, _):
        yield url, Ledger(data, url)


def _fill(page: Page, **changes: str) -> None:
    """Fill in whatever of the answers is visible now."""
    fill_in(page, complete_answers(**changes))


def _fill_steps(page: Page, **changes: str) -> None:
    """Fill in section by section and press "Weiter" while there is one."""
    for step in range(1, 12):
        expect(page.locator(".step-progress")).to_contain_text(re.compile(rf"(Schritt|Step) {step}\b"))
        _fill(page, **changes)
        onward = page.locator("[data-next]:visible")
        if not onward.count():
            return
        onward.click()
    raise AssertionError("the form never ends")


@contextlib.contextmanager
def _opened(browser: Browser, script: bool) -> Iterator[Page]:
    with watched_page(browser, script=script, viewport={"width": 360, "height": 740}, accept_downloads=True) as page:
        yield page


HOME = {"de": "/", "en": "/en/"}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_citizen_goes_from_the_start_page_to_the_receipt(
    browser: Browser, counter: tuple[str, Ledger], tmp_path: Path, script: bool, language: str
) -> None:
    """Start page, office, service, form, check, pay, confirmation: every step is a link or a button that is on the page."""
    url, ledger = counter
    before = len(ledger.receipts())
    with _opened(browser, script) as page:
        page.goto(url + HOME[language])
        page.locator("main a[href$='/buergeramt/']").first.click()
        page.locator("main a[href$='/meldebescheinigung/']").first.click()
        page.locator("main a[href$='/antrag/']").first.click()
        (_fill_steps if script else _fill)(page)
        page.locator("form[data-form] button[type=submit]:visible").click()
        expect(page).to_have_url(f"{url}/api/check/{language}/meldebescheinigung")
        page.locator("form[action^='/api/submit/'] button:not([form])").click()
        page.wait_for_url("**/_stripe/c/pay/**")
        page.locator("button[value=card]").click()
        page.wait_for_url("**/api/case/**")
        link = page.locator("a[href$='/receipt.pdf']")
        if not script:
            load_anew_until(page, link)
        expect(link).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        with page.expect_download() as download:
            link.click()
        receipt = tmp_path / "receipt.pdf"
        download.value.save_as(receipt)
        assert receipt.read_bytes().startswith(b"%PDF-")
        if script:
            page.goto(url + HOME[language] + "pruefen/")
            page.locator("#verify-file").set_input_files(receipt)
            expect(page.locator("#verify-result")).to_contain_text("unverändert" if language == "de" else "unaltered")
    assert len(ledger.receipts()) == before + 1


def test_errors_are_listed_linked_and_focused_without_script(browser: Browser, counter: tuple[str, Ledger]) -> None:
    """The error summary names every fault and leads to its field; the title says so first; what was typed is kept."""
    url, _ = counter
    with _opened(browser, False) as page:
        page.goto(f"{url}/buergeramt/meldebescheinigung/antrag/")
        _fill(page, anzahl="zwölf", zweck="")
        page.locator("form[data-form] button[type=submit]").click()
        expect(page).to_have_title(re.compile("^Fehler:"))
        links = page.locator("[data-error-summary] a")
        expect(links).to_have_count(2)
        for number, address in enumerate(("#f-zweck", "#f-anzahl")):
            expect(links.nth(number)).to_have_attribute("href", address)
        links.nth(1).click()
        expect(page.locator("#f-anzahl")).to_be_focused()
        expect(page.locator("#f-anzahl")).to_have_value("zwölf")
        expect(page.locator("#f-anzahl")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_back_from_the_checkout_and_sending_again_is_one_case(browser: Browser, counter: tuple[str, Ledger], script: bool) -> None:
    """The browser's back button and a second press of the same button lead to the same checkout."""
    url, ledger = counter
    before = len(ledger.records("case"))
    with _opened(browser, script) as page:
        page.goto(f"{url}/buergeramt/meldebescheinigung/antrag/")
        (_fill_steps if script else _fill)(page)
        page.locator("form[data-form] button[type=submit]:visible").click()
        send = page.locator("form[action^='/api/submit/'] button:not([form])")
        send.click()
        page.wait_for_url("**/_stripe/c/pay/**")
        checkout = page.url
        page.go_back()
        send.click()
        page.wait_for_url(checkout)
    assert len(ledger.records("case")) == before + 1


def test_double_click_in_the_browser_is_one_case(browser: Browser, counter: tuple[str, Ledger]) -> None:
    """Two quick clicks on the button that sends make one case."""
    url, ledger = counter
    before = len(ledger.records("case"))
    with _opened(browser, False) as page:
        page.goto(f"{url}/buergeramt/meldebescheinigung/antrag/")
        _fill(page)
        page.locator("form[data-form] button[type=submit]").click()
        page.locator("form[action^='/api/submit/'] button:not([form])").dblclick()
        page.wait_for_url("**/_stripe/c/pay/**")
    assert len(ledger.records("case")) == before + 1


def test_hard_names_pass_through_case_mail_and_receipt(browser: Browser, counter: tuple[str, Ledger]) -> None:
    """A name of DIN SPEC 91379 and an emoji are stored as typed; the receipt is issued all the same."""
    url, ledger = counter
    with _opened(browser, False) as page:
        page.goto(f"{url}/buergeramt/meldebescheinigung/antrag/")
        _fill(page, familienname=HARD_NAME, zweck="Hochzeit 🎉")
        page.locator("form[data-form] button[type=submit]").click()
        expect(page.locator("main")).to_contain_text("Hochzeit 🎉")
        page.locator("form[action^='/api/submit/'] button:not([form])").click()
        page.locator("button[value=card]").click()
        page.wait_for_url("**/api/case/**")
        key = page.url.partition("?")[0].rpartition("/")[2]
    case = ledger.wait_for_receipt(key)
    wait_for(lambda: any(case["reference"] in mail.subject for mail in ledger.mails()), what="the mail")
    assert case["answers"]["zweck"] == "Hochzeit 🎉"
    assert case["answers"]["familienname"] == unicodedata.normalize("NFC", HARD_NAME)
    (receipt,) = (path for path in ledger.receipts() if case["reference"] in path.parts)
    assert receipt.stem == case["receipt_number"]
