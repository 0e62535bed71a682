"""What it costs so far, as the form's script shows it while people answer."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.support.browser import PATIENCE, chromium
from tests.support.forms import fact, text
from tests.support.submissions import ROOT

from schalter.forms.fee import Exemption, FeeLine, Price
from schalter.render.page_data import fee_data
from schalter.render.wording.pages import SCRIPT

COPIES = FeeLine("a", text("Urkunden"), fact("§ 1"), (Price(text("?"), ["*", ["lit", 900], ["name", "anzahl"]]),))
GIFT = FeeLine("g", text("Abmeldung"), fact("§ 1"), (Price(text("0,00 €"), ["lit", 0]),))
POST = FeeLine("b", text("Versand"), fact("§ 1"), (Price(text("?"), ["lit", 250]),), show_if=["name", "versand"])
PLATE = FeeLine(
    "c", text("Schild"), fact("§ 1"), (Price(text("2,60 €"), ["lit", 260]),), due="collection", due_text=text("vor Ort")
)
REVIEW = FeeLine(
    "d", text("Prüfung"), fact("§ 2"), (Price(text("10,00 € bis 40,00 €")),), due="decision", due_text=text("mit dem Bescheid")
)
_NAMES = ("rules.js", "checks.js", "fees.js", "cost.js", "form.js")


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page with an empty form and the scripts of a form's page, which wait to be called."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.set_content('<form><div class="actions"></div></form>')
        scripts = "\n".join((ROOT / "site" / "assets" / "form" / name).read_text(encoding="utf-8") for name in _NAMES)
        page.evaluate("(text) => { (0, eval)(text); }", scripts.replace('"use strict";', ""))
        yield page


def shown(page: Page, *lines: FeeLine, **answers: Any) -> str:
    """Return what the box says for ``answers``, a line each; empty where it is hidden."""
    data = {"lang": "de", "form": {"fees": [fee_data(line, "de") for line in lines]}, "wording": dict(SCRIPT["de"])}
    page.evaluate(
        """([data, answers]) => {
          document.querySelectorAll("[data-fee-total]").forEach((box) => box.remove());
          const say = (code, params) => data.wording[code].replace(/\\{(\\w+)\\}/g, (_, name) => params[name]);
          const money = (cents) => (cents / 100).toFixed(2).replace(".", ",") + " €";
          makeCost(document.querySelector("form"), data, say, money).refresh(answers, "2026-11-22");
        }""",
        json.loads(json.dumps([data, answers])),
    )
    box = page.locator("[data-fee-total]")
    expect(box).to_have_attribute("role", "status")
    return box.inner_text() if box.is_visible() else ""


def test_one_line_is_the_sum(page: Page) -> None:
    """A single amount needs no list below it."""
    assert shown(page, COPIES, anzahl=2) == "Voraussichtliche Gebühr: 18,00 €"


def test_nothing_is_said_before_anything_is_known(page: Page) -> None:
    """Before the first answer that costs, the box is not there."""
    assert shown(page, COPIES) == ""
    assert shown(page) == ""


def test_what_is_free_says_so(page: Page) -> None:
    """A service without a fee is free of charge, and not for nothing euros; where answers make it free, the reason stands there."""
    assert shown(page, GIFT).split("\n\n") == ["Mit diesen Angaben ist der Antrag kostenlos.", "Abmeldung"]
    relief = replace(COPIES, free=(Exemption(["name", "rente"], text("kostenlos für die Rente"), fact("§ 64")),))
    said = shown(page, relief, anzahl=2, rente=True)
    assert said.split("\n\n") == ["Mit diesen Angaben ist der Antrag kostenlos.", "Urkunden – kostenlos für die Rente"]
    assert shown(page, relief, POST, anzahl=2, rente=True, versand=True).splitlines()[0] == "Voraussichtliche Gebühr: 2,50 €"


def test_free_now_and_paid_later_is_not_called_free(page: Page) -> None:
    """What is still to be paid on site is not called free of charge."""
    assert "kostenlos" not in shown(page, GIFT, PLATE)


def test_several_lines_are_listed(page: Page) -> None:
    """Two amounts stand below their sum."""
    assert shown(page, COPIES, POST, anzahl=2, versand=True).splitlines()[0] == "Voraussichtliche Gebühr: 20,50 €"
    text = shown(page, COPIES, POST, anzahl=2, versand=True)
    assert "Urkunden: 18,00 €" in text
    assert "Versand: 2,50 €" in text


def test_sum_of_what_is_known_so_far(page: Page) -> None:
    """While an answer is missing, what is known is called a subtotal."""
    assert shown(page, COPIES, POST, versand=True) == "Zwischensumme: 2,50 €"


def test_what_is_paid_later_is_said_apart(page: Page) -> None:
    """What is paid on site is not in the sum."""
    text = shown(page, COPIES, PLATE, anzahl=1)
    assert text.splitlines()[0] == "Voraussichtliche Gebühr: 9,00 €"
    assert "Schild: 2,60 €, zu zahlen vor Ort" in text


def test_what_the_office_decides_is_a_sentence(page: Page) -> None:
    """A range is shown with when it is paid, and that nobody can say more yet."""
    text = shown(page, REVIEW)
    assert "Prüfung: 10,00 € bis 40,00 €, zu zahlen mit dem Bescheid" in text
    assert "steht erst nach unserer Prüfung fest" in text
    assert "Gebühr:" not in text
