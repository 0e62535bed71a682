"""A permit that a rule issued is checked on a phone without a network: by the address in its code, after one visit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.counter import counter_with
from tests.support.keys import MemorySigner
from tests.support.permits import code_of
from tests.support.servers import ROOT
from tests.support.submissions import shipped_catalog
from tests.support.waiting import wait_for

from schalter import site_build
from schalter.cases.case import new_submission_key
from schalter.cases.submit import submit
from schalter.clock import BERLIN
from schalter.payments.demand import case_of
from schalter.receipts import keys, permit, token
from schalter.receipts.names import document_name
from schalter.receipts.signer import Signer
from schalter.wiring import World

#: What Chromium says of requests that cannot go out.
WITHOUT_NETWORK = ("ERR_INTERNET_DISCONNECTED", "Failed to load resource")
HOSTILE = "<img src=x onerror=document.title='!'>"


@dataclass
class Town:
    """A served town whose permits cost nothing, and the address that stands in the code of one."""

    url: str
    world: World
    code: str

    def forged(self, signer: Signer, **changes: object) -> str:
        """Return a permit's token that says what is asked for."""
        day = datetime.now(UTC).astimezone(BERLIN).date()
        said = {"num": "D-BH-2026-000009", "pla": "PB-AB 123", "zon": "3", "von": day.isoformat(), "bis": day.isoformat()}
        return token.sign(
            permit.TYPE, {**said, "iat": int(datetime.now(UTC).timestamp()), "rdg": "A" * 43, **changes}, signer=signer
        )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    root = tmp_path_factory.mktemp("permit")
    catalog = shipped_catalog("beispielhausen")
    form = replace(catalog.forms["bewohnerparkausweis"], fees=())
    assets = site_build.build_assets(ROOT, out=root / "site")
    catalog = replace(catalog, forms={form.id: form}, assets=assets)
    site_build.write_slim_pages(catalog, out=root / "site")
    with counter_with(catalog, root) as (url, world):
        yield Town(url, world, issued(world))


def issued(world: World) -> str:
    """Return the address in the code of a permit that was applied for, granted by rule and sealed."""
    form = world.catalog.forms["bewohnerparkausweis"]
    day = world.clock().astimezone(BERLIN).date().isoformat()
    answers = {name: tuple(day if "$today" in one else one for one in v) for name, v in form.examples[0].answers.items()}
    case = submit(
        form,
        {**answers, "zone": (HOSTILE,)},
        key=new_submission_key(),
        page_digest=form.digest,
        language="de",
        prefix="BH",
        store=world.store,
        clock=world.clock,
    )
    find = lambda: case_of(case.reference, store=world.store).document("permit")  # noqa: E731
    document = wait_for(lambda: (found := find()) and found.ready and found, what="the permit")
    file = world.archive.get(document_name(case.reference, document.number)) or b""
    code = code_of(file)
    assert code is not None
    return code


@pytest.fixture
def phone(town: Town, browser: Browser) -> Iterator[Page]:
    """A phone that was on the page once, and has no network now."""
    with watched_page(browser, script=True, expected=WITHOUT_NETWORK, viewport={"width": 360, "height": 800}) as page:
        page.goto(f"{town.url}/parkausweis/")
        expect(page.locator("#permit-offline")).to_have_text(re.compile("auf Ihrem Gerät gespeichert"))
        page.context.set_offline(True)
        yield page


def answer(page: Page) -> str:
    """Return which answer the page shows."""
    shown = page.locator("[data-answer]:not([hidden])")
    expect(shown).to_have_count(1)
    return shown.get_attribute("data-answer") or ""


def scan(page: Page, town: Town, code: str) -> str:
    """Open the address of a code as the camera does, and return the answer."""
    page.goto("about:blank")
    page.goto(f"{town.url}/parkausweis/#{code.rpartition('#')[2]}")
    return answer(page)


def test_permit_is_checked_without_network(town: Town, phone: Page) -> None:
    """The page opens, verifies and says plate, zone and days; what a citizen wrote stays text; axe finds nothing."""
    assert town.code.startswith(f"{town.url}/parkausweis/#")
    assert scan(phone, town, town.code) == "valid"
    expect(phone.locator("[data-fact=plate]")).to_have_text("PB-AB 123")
    expect(phone.locator("[data-fact=zone]")).to_have_text(HOSTILE)
    expect(phone.locator("#permit-stand")).to_contain_text("Schlüssel und Liste")
    found = Axe().run(phone).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    for width in (360, 1280):
        phone.set_viewport_size({"width": width, "height": 800})
        assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width


def test_what_is_wrong_is_said_without_network(town: Town, phone: Page) -> None:
    """Expired, too early, another key, another text, one letter changed: each has its answer, and none is valid."""
    today, signer = datetime.now(UTC).astimezone(BERLIN).date(), town.world.signer
    mark = town.code.rpartition("#")[2]
    head, _, signature = mark.rpartition(".")
    cases: dict[str, str] = {
        town.forged(signer): "valid",
        town.forged(signer, bis=str(today - timedelta(days=1)), von="2020-01-01"): "expired",
        town.forged(signer, von=str(today + timedelta(days=1)), bis=str(date(2099, 1, 1))): "not_yet",
        town.forged(MemorySigner()): "foreign",
        town.forged(signer, more="x"): "malformed",
        f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}": "foreign",
        "hello": "malformed",
    }
    assert {code: scan(phone, town, code) for code in cases} == cases
    phone.get_by_label("Code als Text").fill(town.code)
    phone.get_by_role("button", name="Prüfen").click()
    expect(phone.locator('[data-answer="valid"]')).to_be_visible()


def test_withdrawn_permit_is_known_after_the_next_visit(town: Town, phone: Page) -> None:
    """The list is fetched anew wherever there is a network, and kept for where there is none."""
    claims = permit.read_claims(permit.take_apart(town.forged(town.world.signer, rdg="B" * 43)))
    code = town.forged(town.world.signer, rdg="B" * 43)
    assert scan(phone, town, code) == "valid"
    keys.withdraw(claims.receipt_digest, "mistake", archive=town.world.archive, at=town.world.clock())
    phone.context.set_offline(False)
    assert scan(phone, town, code) == "withdrawn"
    phone.context.set_offline(True)
    assert scan(phone, town, code) == "withdrawn"


def test_browser_without_script_is_told(town: Town, browser: Browser) -> None:
    """Without script the page says that it needs one."""
    with watched_page(browser, script=False, viewport={"width": 360, "height": 800}) as page:
        page.goto(f"{town.url}/parkausweis/")
        expect(page.locator("noscript h2")).to_have_text("Zum Prüfen wird JavaScript gebraucht")
