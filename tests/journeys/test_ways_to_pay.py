"""Paying by bank transfer and through the payment platform of the authorities, over the real server, with script and without."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.counter import catalog_of, counter_with
from tests.support.editing import BASE
from tests.support.statements import IBAN, Moved, camt
from tests.support.waiting import wait_for

from schalter.forms.paying import STRIPE, TRANSFER, XBEZAHLDIENSTE, BankAccount, Paying
from schalter.importers.bank import imported
from schalter.payments import transfer
from schalter.payments.demand import Treasury, case_of, demand
from schalter.wiring import World

RECEIPT = re.compile("Quittung herunterladen")
#: Besides the fee of the submission, one that the office decides.
FORM = BASE.replace(
    "examples:\n",
    """  - id: rahmen
    label: {de: Erlaubnis}
    range: {from: "26.00", to: "2556.50"}
    due: decision
    basis: {text: § 4, status: own}
examples:
""",
)


@pytest.fixture(scope="module", params=[TRANSFER, XBEZAHLDIENSTE])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, World]]:
    """A town whose services are all paid in one way."""
    root = tmp_path_factory.mktemp("paying")
    catalog = catalog_of(FORM, root, site=root / "site")
    paying = Paying(default=request.param, account=BankAccount("Stadt Musterstadt", IBAN))
    town = replace(catalog.municipality, paying=paying)
    with counter_with(replace(catalog, municipality=town), root) as (url, world):
        yield request.param, url, world


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def browsing(script: bool, browser: Browser) -> Iterator[Page]:
    with watched_page(browser, script=script, viewport={"width": 360, "height": 800}) as page:
        yield page


def send(page: Page, url: str) -> None:
    """Fill in the form and send it: 5.00 EUR to pay."""
    page.goto(url + "/buero/probe/antrag/")
    page.check("#f-art")
    page.fill("#f-anzahl", "2")
    page.fill("#f-email", "erika@example.org")
    page.get_by_role("button", name="Angaben prüfen").click()
    page.get_by_role("button", name="Kostenpflichtig absenden").click()


def judged(page: Page) -> None:
    """Nothing that axe finds, light or dark, and no scrolling to the side."""
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def transferred(page: Page, world: World, amount: str = "5,00") -> None:
    """Pay by transfer, as the page says; the bank tells it the next day."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("[Bb]itte überweisen Sie die Gebühr"))
    expect(page.get_by_role("img", name="QR-Code")).to_be_visible()
    page.wait_for_load_state()
    values = page.locator(".transfer-value").all_inner_texts()
    assert values[0:2] == ["Stadt Musterstadt", "DE89 3704 0044 0532 0130 00"]
    assert values[2].replace("\u00a0", " ") == f"{amount} €"
    data = camt(Moved(amount.replace(",", "."), text=f"{values[3]} Erika Mustermann"), Moved("5.01", text="Grabpflege"))
    outcomes = imported(data, iban=IBAN, store=world.store, clock=world.clock)
    assert [found.result for found in outcomes if not found.known] in (["settled"], ["settled", "no_reference"])
    world.wake()


def test_citizen_pays_and_has_a_receipt(served: tuple[str, str, World], browsing: Page, script: bool) -> None:
    """From the form to the sealed receipt, in a browser with script and in one without."""
    way, url, world = served
    page = browsing
    send(page, url)
    if way == TRANSFER:
        transferred(page, world)
    else:
        expect(page.get_by_role("heading", name=re.compile("5,00"))).to_be_visible()
        page.get_by_role("button", name="Mit Karte bezahlen", exact=True).click()
    page.wait_for_url("**/api/case/**")
    if way == TRANSFER:
        page.reload()  # No page waits for a transfer, which takes a day.
    link = page.get_by_role("link", name=RECEIPT)
    if not script:
        load_anew_until(page, link)
    expect(link).to_be_visible()


def pay(page: Page, way: str, world: World, amount: str) -> None:
    """Pay on the page that is open, and come back to the case."""
    if way == TRANSFER:
        transferred(page, world, amount)
        page.reload()  # No page waits for a transfer, which takes a day.
    elif way == STRIPE:
        page.get_by_role("button", name=re.compile("Bezahlen|bezahlen")).first.click()
    else:
        page.get_by_role("button", name="Mit Karte bezahlen", exact=True).click()
    page.wait_for_url("**/api/case/**")


@pytest.mark.parametrize("served", [STRIPE, TRANSFER, XBEZAHLDIENSTE], indirect=True)
def test_fee_that_the_office_sets_is_paid_later(served: tuple[str, str, World], browsing: Page, script: bool) -> None:
    """After the decision the case's page asks for the fee that the office set; paid in the town's way, it has its own receipt."""
    way, url, world = served
    page = browsing
    send(page, url)
    pay(page, way, world, "5,00")
    if not script:
        load_anew_until(page, page.get_by_role("link", name=RECEIPT))
    expect(page.get_by_role("link", name=RECEIPT)).to_be_visible()
    reference = page.locator(".reference-value").inner_text()
    paying = world.catalog.municipality.paying
    where = {"store": world.store, "clock": world.clock}
    demand(reference, {"rahmen": 12_050}, worker="B. Beispiel", treasury=Treasury(paying), **where)
    if way == TRANSFER:
        transfer.await_transfer(case_of(reference, store=world.store), paying=paying, **where)
    world.wake()
    asked = f"Zu {reference} ist eine Gebühr zu bezahlen"
    wait_for(lambda: asked in {mail.message.subject for mail in world.mailer.list()}, what="the mail")

    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Bitte (bezahlen|überweisen) Sie die Gebühr"))
    expect(page.get_by_text("120,50").first).to_be_visible()
    if script:
        judged(page)
    if way != TRANSFER:
        page.get_by_role("button", name="Jetzt bezahlen").click()
    pay(page, way, world, "120,50")
    receipts = page.get_by_role("link", name=re.compile("^Quittung Q-"))
    if not script:
        load_anew_until(page, receipts.nth(1))
    expect(receipts).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Die Gebühr ist bezahlt")


def test_pages_can_be_used_by_everybody(served: tuple[str, str, World], page: Page) -> None:
    """The page with the transfer, and the platform's, in both languages and schemes."""
    way, url, _ = served
    page.set_viewport_size({"width": 360, "height": 800})
    send(page, url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    judged(page)
    if way == XBEZAHLDIENSTE:
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("heading", name=re.compile("Pay €5.00"))).to_be_visible()
        judged(page)


@pytest.mark.parametrize("served", [XBEZAHLDIENSTE], indirect=True)
def test_payment_that_failed_can_be_made_again(served: tuple[str, str, World], page: Page) -> None:
    """A declined card or a change of mind leads back to the case, which stays to be paid; the next try succeeds."""
    _, url, _ = served
    send(page, url)
    page.get_by_role("button", name="Mit einer Karte bezahlen, die abgelehnt wird").click()
    expect(page.get_by_role("heading", name="Die Zahlung hat nicht geklappt")).to_be_visible()
    page.get_by_role("button", name="Noch einmal versuchen").click()
    page.get_by_role("button", name="Abbrechen, ohne zu bezahlen").click()
    expect(page).to_have_url(re.compile("/api/case/"))
    page.get_by_role("button", name=re.compile("Jetzt bezahlen|noch nicht bezahlt")).click()
    page.get_by_role("button", name="Mit PayPal bezahlen").click()
    expect(page.get_by_role("link", name=RECEIPT)).to_be_visible()
