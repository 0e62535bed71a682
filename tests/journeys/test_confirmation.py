"""Confirming an e-mail address by a code, from the check page to the case, over the real server, with script and without."""

import json
import re
from collections.abc import Iterator

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import load_anew_until, watched_page
from tests.support.counter import counter_of
from tests.support.editing import BASE
from tests.support.waiting import PATIENCE, wait_for

from schalter.cases.confirmation import PAUSE
from schalter.render import openapi
from schalter.wiring import World

FORM = BASE.replace("examples:\n", "confirmation: {by: mail_code}\nexamples:\n")
SEND = "Kostenpflichtig absenden"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, World]]:
    with counter_of(FORM, tmp_path_factory.mktemp("confirmation")) as served:
        yield served


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def browsing(script: bool, browser: Browser) -> Iterator[Page]:
    with watched_page(browser, script=script, viewport={"width": 360, "height": 800}) as page:
        yield page


def mailed(world: World, address: str, number: int = 1) -> str:
    """Wait for the mail with the ``number``-th code for an address; return the code."""

    def there() -> list[str]:
        texts = [mail.message.text for mail in world.mailer.list() if mail.message.to == address]
        codes = [found[1] for text in texts if (found := re.search(r"^([0-9]{6})$", text, re.MULTILINE))]
        return codes if len(codes) >= number else []

    return wait_for(there, what=f"code {number}")[0]


def judged(page: Page) -> None:
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def asked(page: Page, url: str, address: str) -> None:
    """Fill the form in and go on to the page that asks for the code."""
    page.goto(url + "/buero/probe/antrag/")
    page.check("#f-art")
    page.fill("#f-anzahl", "2")
    page.fill("#f-kommentar", "Bitte „bald“ & <gern>")
    page.fill("#f-email", address)
    page.get_by_role("button", name="Angaben prüfen").click()
    expect(page.get_by_text("Wir schicken Ihnen einen Code per E-Mail")).to_be_visible()
    page.get_by_role("button", name="Weiter: E-Mail-Adresse bestätigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bestätigen Sie Ihre E-Mail-Adresse")


def test_code_leads_to_the_case(served: tuple[str, World], browsing: Page, script: bool) -> None:
    """Nothing is sent before the right code; a wrong one loses nothing; the page of the case says that the address is confirmed."""
    url, world = served
    page, address = browsing, f"erika{script}@example.org".lower()
    asked(page, url, address)
    expect(page.get_by_text(address)).to_be_visible()
    expect(page.get_by_text("Ihr Antrag ist noch nicht abgesendet")).to_be_visible()
    if script:
        judged(page)
    code = mailed(world, address)
    page.get_by_label("Code aus der E-Mail").fill(f"{(int(code) + 1) % 1_000_000:06}")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("alert")).to_contain_text("Der Code stimmt nicht")
    assert page.title().startswith("Fehler")
    if script:
        judged(page)
    assert code not in page.url
    page.get_by_label("Code aus der E-Mail").fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name=SEND).click()
    page.get_by_role("button", name=re.compile("[Bb]ezahlen")).first.click()
    page.wait_for_url("**/api/case/**")
    load_anew_until(page, page.get_by_role("link", name="Quittung herunterladen"))
    expect(page.get_by_text("E-Mail-Adresse bestätigt am")).to_be_visible()
    reference = page.locator(".reference-value").inner_text()
    named = world.store.get("reference", reference)
    assert named is not None
    case = world.store.get("case", named.body["case"])
    assert case is not None
    assert case.body["answers"]["kommentar"] == "Bitte „bald“ & <gern>"
    assert case.body["confirmed_at"] == case.body["submitted_at"]


def test_another_code_and_another_address(served: tuple[str, World], browsing: Page, script: bool) -> None:
    """A new code is a press of a button; so is the way back, where the address is mended and all else still stands."""
    url, world = served
    page, first, second = browsing, f"a{script}@example.org".lower(), f"b{script}@example.org".lower()
    asked(page, url, first)
    mailed(world, first)
    before = world.clock
    world.clock = lambda: before() + PAUSE
    page.get_by_role("button", name="Neuen Code schicken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bestätigen Sie Ihre E-Mail-Adresse")
    mailed(world, first, 2)
    page.get_by_role("button", name="Alle Angaben ändern").click()
    expect(page.locator("#f-kommentar")).to_have_value("Bitte „bald“ & <gern>")
    page.fill("#f-email", second)
    page.get_by_role("button", name="Angaben prüfen").click()
    page.get_by_role("button", name="Weiter: E-Mail-Adresse bestätigen").click()
    page.get_by_label("Code aus der E-Mail").fill(mailed(world, second))
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("button", name=re.compile("[Bb]ezahlen")).first).to_be_visible()


def test_program_confirms_by_the_same_code(served: tuple[str, World]) -> None:
    """202 and a code by mail, 422 for a wrong one, then the case; without the members nothing of it is taken."""
    url, world = served
    form, address = world.catalog.forms["probe"], "programm@example.org"
    body = {"form_digest": form.digest, "answers": {"art": "blau", "email": address}}

    def sent(key: str = "8" * 32, **more: object) -> requests.Response:
        headers = {"Content-Type": "application/json", "Idempotency-Key": f'"{key}"'}
        return requests.post(
            f"{url}/api/submissions/de/probe", data=json.dumps({**body, **more}), headers=headers, timeout=PATIENCE
        )

    first = sent()
    assert (first.status_code, first.json()["address"], first.json()["digits"]) == (202, address, 6)
    code = mailed(world, address)
    refused = sent(code=f"{(int(code) + 1) % 1_000_000:06}")
    assert (refused.status_code, refused.json()["code"]) == (422, "code_wrong")
    assert sent(code=12).json()["code"] == "wrong_type"
    accepted = sent(code=code)
    assert (accepted.status_code, sent().json()["case"]) == (201, accepted.json()["case"])
    assert accepted.json()["confirmed_at"] == accepted.json()["submitted_at"]
    described = openapi.description(world.catalog)["paths"]["/submissions/{language}/probe"]["post"]
    assert described["responses"].keys() >= {"201", "202", "422"}
    body_schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert body_schema["properties"].keys() == {"form_digest", "answers", "total_cents", "code", "another_code"}
