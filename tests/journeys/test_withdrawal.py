"""Taking an application back on the page of the case, over the real server, with script and without."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.counter import counter_of
from tests.support.editing import BASE

from schalter.cases.docket import DOCKET
from schalter.wiring import World

#: While nobody has begun all goes back, afterwards a quarter.
FORM = BASE.replace(
    "examples:\n",
    """withdrawal:
  before_decision: 25
  basis: {text: § 5 der Satzung, status: own}
examples:
""",
)
WITHDRAWN = "Sie haben Ihren Antrag zurückgenommen"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    with counter_of(FORM, tmp_path_factory.mktemp("withdrawal")) as served:
        yield served


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def browsing(script: bool, browser: Browser) -> Iterator[Page]:
    with watched_page(browser, script=script, viewport={"width": 360, "height": 800}) as page:
        yield page


def paid(page: Page, url: str) -> None:
    """Send the form, pay its 5.00 EUR, and wait for the receipt."""
    page.goto(url + "/buero/probe/antrag/")
    page.check("#f-art")
    page.fill("#f-anzahl", "2")
    page.fill("#f-email", "erika@example.org")
    page.get_by_role("button", name="Angaben prüfen").click()
    page.get_by_role("button", name="Kostenpflichtig absenden").click()
    page.get_by_role("button", name=re.compile("[Bb]ezahlen")).first.click()
    page.wait_for_url("**/api/case/**")
    load_anew_until(page, page.get_by_role("link", name="Quittung herunterladen"))


def judged(page: Page) -> None:
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_application_is_taken_back(served: tuple[str, World], browsing: Page, script: bool) -> None:
    """The page says what goes back before anybody presses; afterwards that it goes back, with a document of it and a mail."""
    url, world = served
    page = browsing
    paid(page, url)
    page.locator("summary", has_text="Antrag zurücknehmen").click()
    expect(page.get_by_text("Sie bekommen alles zurück, was Sie bezahlt haben: 5,00")).to_be_visible()
    expect(page.get_by_text("§ 5 der Satzung")).to_be_visible()
    if script:
        judged(page)
    page.get_by_role("button", name="Ja, Antrag zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WITHDRAWN)
    load_anew_until(page, page.get_by_role("link", name=re.compile("^Storno")))
    expect(page.get_by_text("Wir haben Ihnen alles erstattet, was Sie bezahlt haben")).to_be_visible()
    expect(page.locator("summary", has_text="Antrag zurücknehmen")).to_have_count(0)
    if script:
        judged(page)
    reference = page.locator(".reference-value").inner_text()
    assert f"Ihr Antrag {reference} ist zurückgenommen" in {mail.message.subject for mail in world.mailer.list()}


def test_office_begins_while_the_page_is_open(served: tuple[str, World], browsing: Page) -> None:
    """Nothing happens on a promise that no longer holds: the page says so, and what goes back now."""
    url, world = served
    page = browsing
    paid(page, url)
    reference = page.locator(".reference-value").inner_text()
    record = world.store.get(DOCKET, reference)
    assert record is not None
    world.store.commit([replace(record, body={**record.body, "begun": True})])
    page.locator("summary", has_text="Antrag zurücknehmen").click()
    page.get_by_role("button", name="Ja, Antrag zurücknehmen").click()
    expect(page.get_by_text("Ihr Antrag ist noch nicht zurückgenommen")).to_be_visible()
    page.locator("summary", has_text="Antrag zurücknehmen").click()
    expect(page.get_by_text("bekommen Sie 1,25")).to_be_visible()
    page.get_by_role("button", name="Ja, Antrag zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WITHDRAWN)
    load_anew_until(page, page.get_by_text("haben wir Ihnen 1,25"))
