"""Money at the desk in a real browser, with script and without: a fee set with a slip, taken back and set anew, paid online and at
the counter, receipted, given back in part and in full; the second of two is told. Axe is asked where scripts may run."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.test_desk import TOLD, Office, done, judged, signed_in
from tests.support.browser import EXPECTED, load_anew_until, watched_page
from tests.support.counter import counter_with
from tests.support.desk import arrived, left_to_the_office
from tests.support.servers import ROOT
from tests.support.submissions import shipped_catalog

from schalter import site_build
from schalter.cases.case import Case

#: What is refused comes as 400; Chromium writes that into the console.
REFUSED = (*EXPECTED, *TOLD, "status of 400")
FREE, PAID, ALSO_PAID = "gewerberegisterauskunft", "meldebescheinigung", "melderegisterauskunft-einfach"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Paderborn, with its style sheets and no pages but those of the functions."""
    root = tmp_path_factory.mktemp("desk-money")
    catalog = replace(shipped_catalog(), assets=site_build.build_assets(ROOT, out=root / "site"))
    with counter_with(catalog, root) as (url, world):
        yield Office(url, world)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def desk(office: Office, script: bool, browser: Browser) -> Iterator[Page]:
    """The browser of Lothar Lenz, who may do everything, on the work list."""
    with watched_page(browser, script=script, expected=REFUSED, viewport={"width": 1280, "height": 900}) as page:
        signed_in(page, office, "Lothar Lenz")
        yield page


@pytest.fixture
def case(office: Office) -> Case:
    """A case whose fees the office sets."""
    return left_to_the_office(office.world.store, arrived(office.world.store, form=FREE, at=office.world.clock()))


def opened(page: Page, act: str) -> None:
    """Open the line of an act, by its own words alone."""
    page.locator("summary", has_text=re.compile(f"^{act}$")).click()


def at(page: Page, office: Office, case: Case) -> None:
    page.goto(f"{office.url}/amt/vorgang/{case.reference}")


def paid_online(office: Office, case: Case, browser: Browser, *, script: bool) -> None:
    """The citizen opens the case's page and pays by card in the simulator."""
    with watched_page(browser, script=script) as citizen:
        citizen.goto(f"{office.url}/api/case/{case.key}")
        citizen.get_by_role("button", name=re.compile("bezahlen", re.IGNORECASE)).first.click()
        citizen.get_by_role("button", name=re.compile("Bezahlen|bezahlen")).first.click()
        citizen.wait_for_url("**/api/case/**")


def given_back(page: Page, amount: str | None, why: str) -> None:
    opened(page, "Erstatten")
    if amount:
        page.get_by_label("Betrag in Euro", exact=True).fill(amount)
    page.get_by_label(why).check()
    page.get_by_role("button", name="Erstattung anordnen").click()
    done(page, "Die Erstattung ist angeordnet.")


def test_fee_that_the_office_sets(office: Office, desk: Page, case: Case, script: bool, browser: Browser) -> None:
    """Set with a slip, mended, taken back, set anew, paid online; the receipt comes, and a part goes back."""
    at(desk, office, case)
    opened(desk, "Gebühr festsetzen")
    desk.get_by_label("rahmen: Betrag in Euro").fill("12")
    desk.get_by_role("button", name="Gebühr festsetzen und anfordern").click()
    expect(desk.locator(".field .error")).to_contain_text("nicht kleiner als 26,00")
    expect(desk.get_by_label("rahmen: Betrag in Euro")).to_have_value("12")
    judged(desk, script=script)
    for amount in ("1205,00", "120,50"):
        if not desk.get_by_label("rahmen: Betrag in Euro").is_visible():
            opened(desk, "Gebühr festsetzen")
        desk.get_by_label("rahmen: Betrag in Euro").fill(amount)
        desk.get_by_role("button", name="Gebühr festsetzen und anfordern").click()
        done(desk, "Die Gebühr ist festgesetzt.")
        if amount == "1205,00":
            opened(desk, "Forderung zurücknehmen")
            desk.get_by_role("button", name="1.205,00 € zurücknehmen").click()
            done(desk, "Die Forderung ist zurückgenommen.")
    expect(desk.get_by_text("noch nicht bezahlt", exact=True)).to_be_visible()
    paid_online(office, case, browser, script=script)
    at(desk, office, case)
    money = desk.get_by_role("region", name="Gebühren und Zahlung")
    load_anew_until(desk, money.get_by_role("link", name=re.compile("^Quittung Q-")))
    expect(money).to_contain_text("bezahlt am")
    judged(desk, script=script)
    with desk.expect_download() as download:
        money.get_by_role("link", name=re.compile("^Quittung Q-")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    given_back(desk, "20,50", "zu viel berechnet")
    load_anew_until(desk, money.get_by_text(re.compile("20,50.€, zu viel berechnet: (unterwegs|erstattet)")))
    expect(desk.locator(".desk-history").first.get_by_text("Gebühr festgesetzt")).to_have_count(2)


def test_fee_paid_at_the_counter(office: Office, desk: Page, script: bool) -> None:
    """Who comes to the town hall with an unpaid application pays there, has a receipt, and gets all of it back."""
    case = arrived(office.world.store, form=PAID, at=office.world.clock())
    at(desk, office, case)
    opened(desk, "An der Kasse bezahlt")
    desk.get_by_role("button", name="als bezahlt eintragen").click()
    expect(desk.locator(".field .error")).to_contain_text("Bitte wählen Sie eine Möglichkeit aus")
    judged(desk, script=script)
    desk.get_by_label("bar an der Kasse").check()
    desk.get_by_role("button", name="als bezahlt eintragen").click()
    done(desk, "Die Zahlung ist eingetragen. Die Quittung wird ausgestellt.")
    goes_back(desk, office, case, "bar an der Kasse")


def test_fee_paid_online_goes_back(office: Office, desk: Page, script: bool, browser: Browser) -> None:
    """An application that waits for its fee is paid online, stands on the work list then, and all of the fee goes back."""
    case = arrived(office.world.store, form=ALSO_PAID, at=office.world.clock())
    paid_online(office, case, browser, script=script)
    load_anew_until(desk, desk.get_by_role("link", name=case.reference))
    goes_back(desk, office, case, "online")


def goes_back(desk: Page, office: Office, case: Case, paid_by: str) -> None:
    """The receipt comes, everything is given back, a Storno is issued, and nothing more can be given back."""
    at(desk, office, case)
    money = desk.get_by_role("region", name="Gebühren und Zahlung")
    load_anew_until(desk, money.get_by_role("link", name=re.compile("^Quittung Q-")))
    expect(money).to_contain_text(paid_by)
    # The field holds all that is left.
    given_back(desk, None, "Antrag zurückgezogen")
    load_anew_until(desk, desk.get_by_role("link", name=re.compile("^Storno ")))
    expect(money).to_contain_text("Antrag zurückgezogen: erstattet")
    expect(desk.locator("summary", has_text=re.compile("^Erstatten$"))).to_have_count(0)


def test_second_at_the_till_is_told(office: Office, desk: Page, case: Case, script: bool, browser: Browser) -> None:
    """Two set a fee: it is set once; the second reads by whom, and finds the amount of the first on the page."""
    with watched_page(browser, script=script, expected=REFUSED) as other:
        signed_in(other, office, "Lothar Lenz")
        for page, amount in ((desk, "100"), (other, "200")):
            at(page, office, case)
            opened(page, "Gebühr festsetzen")
            page.get_by_label("rahmen: Betrag in Euro").fill(amount)
        for page in (desk, other):
            page.get_by_role("button", name="Gebühr festsetzen und anfordern").click()
            expect(page.get_by_role("region", name="Gebühren und Zahlung")).to_contain_text("100,00")
        expect(other.get_by_role("alert")).to_contain_text(re.compile("Gebühr festgesetzt .*100,00.*, Lothar Lenz"))
        expect(other.get_by_role("region", name="Gebühren und Zahlung")).not_to_contain_text("200,00")
