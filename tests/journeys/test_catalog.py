"""Every service that is applied for here, walked through in the browser with the valid examples beside its form."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.support.browser import watched_page
from tests.support.servers import server_process, town_process
from tests.support.submissions import shipped_catalog
from tests.support.walker import Typed, typed_answers, walk

from schalter.clock import BERLIN
from schalter.forms.model import Example, Form
from schalter.money import Money

#: Those of a town, and those of its Kreis; no form is offered by both.
TOWNS = {municipality: shipped_catalog(municipality).forms for municipality in ("paderborn", "kreis-paderborn")}
FORMS = {name: form for forms in TOWNS.values() for name, form in forms.items() if form.asks}
#: Kinds whose answers are read back as they were typed.
PLAIN = ("text", "longtext", "email", "postcode", "integer")


def walks() -> list[object]:
    """Every valid example with script, the first of each form without it as well."""
    found = []
    for name, form in FORMS.items():
        valid = [example for example in form.examples if not example.errors]
        for number, example in enumerate(valid):
            for script in (True, False) if number == 0 else (True,):
                means = "with script" if script else "without script"
                found.append(pytest.param(form, example, script, id=f"{name}, {example.name}, {means}"))
    return found


@pytest.fixture(scope="module")
def url(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server_process(tmp_path_factory.mktemp("catalog")) as (address, _):
        yield address


@pytest.fixture(scope="module")
def county_url(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with town_process(tmp_path_factory.mktemp("county"), "kreis-paderborn") as address:
        yield address


@pytest.mark.parametrize(("form", "example", "script"), walks())
def test_service_from_its_page_to_the_sent_case(
    browser: Browser, request: pytest.FixtureRequest, form: Form, example: Example, script: bool
) -> None:
    """From its page through its form to payment or case: what was typed is read back, the fee is the one of the example."""
    url = request.getfixturevalue("url" if TOWNS["paderborn"][form.id].asks else "county_url")
    today = datetime.now(BERLIN).date()
    with watched_page(browser, script=script, viewport={"width": 360, "height": 740}) as page:
        page.goto(f"{url}/{form.office}/{form.id}/")
        page.locator("main a[href$='/antrag/']").first.click()
        typed = typed_answers(form, example, today)
        walk(page, form, typed, script=script)
        for answer in typed:
            expect_read_back(page, answer)
        send(page, example.fee_cents or 0)


def expect_read_back(page: Page, answered: Typed) -> None:
    """Wait until the check page names the question and what was answered."""
    _, question, _, values = answered
    label = question.matrix.row if question.matrix else question.label
    lines = page.locator("dd")
    if question.kind in PLAIN:
        expect(lines.filter(has_text=values[0].replace("\n", " ")).first).to_be_visible()
    elif question.kind == "file":
        expect(lines.filter(has_text="1.").first).to_be_visible()
    for option in question.options:
        if option.value in values:
            expect(lines.filter(has_text=option.label["de"]).first).to_be_visible()
    if question.kind != "declaration":
        expect(page.locator("dt").filter(has_text=re.compile(re.escape(label["de"][:20]))).first).to_be_visible()


def send(page: Page, cents: int) -> None:
    """Send the case; what is due now is asked for by the payment page, and nothing else is."""
    page.locator("form[action^='/api/submit/'] button:not([form])").click()
    if cents:
        page.wait_for_url("**/_stripe/c/pay/**")
        expect(page.get_by_text(Money(cents).to_text("de")).first).to_be_visible()
    else:
        page.wait_for_url("**/api/case/**")
        expect(page.get_by_text(re.compile(r"\b[A-Z]{2,4}-[0-9A-Z]{4}-[0-9A-Z]{4}-")).first).to_be_visible()
