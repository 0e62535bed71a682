"""The controls page plays payer, bank and town: refunds, disputes and payouts by its buttons, in both languages."""

import re
from urllib.parse import urlencode

import pytest
from tests.support.simulated import Simulated

from schalter.local.simulator.wording import CONTROLS


def press(here: Simulated, button: str, id: str = "") -> int:
    """Press a button of the controls page and return the status."""
    headers = {"Host": here.url.removeprefix("http://"), "Origin": here.url, "Content-Type": "application/x-www-form-urlencoded"}
    return here.simulator.handle_controls("POST", f"/{button}", headers, urlencode({"id": id}).encode())[0]


def page(here: Simulated, language: str = "de") -> str:
    return here.simulator.handle_controls("GET", f"/?lang={language}", {}, b"")[2].decode()


def press_on_page(here: Simulated, button: str) -> None:
    """Press a button that the page offers, with the id that it sends."""
    form = re.search(rf'action="{button}"><input type="hidden" name="id" value="([^"]*)"', page(here))
    assert form, f"the page offers no {button}"
    assert press(here, button, form[1]) == 303


def paid(here: Simulated, way: str = "card") -> str:
    session = here.open_session()
    here.simulator.pay(session.id, way)
    return str(session.id)


LIVES = (
    ("card", ("refund",), ["succeeded"], [], 0),
    ("card", ("refund-part", "refund"), ["succeeded", "succeeded"], [], 0),
    ("card", ("refund", "refund-returns"), ["failed"], [], 900),
    ("debit", ("debit-pays", "refund", "refund-arrives"), ["succeeded"], [], 0),
    ("debit", ("debit-pays", "refund", "refund-returns"), ["failed"], [], 900),
    ("card", ("dispute", "dispute-lost"), [], ["lost"], 900),
    ("card", ("refund-part", "dispute", "dispute-won"), ["succeeded"], ["won"], 800),
    ("card", ("pay-out", "dispute"), [], ["needs_response"], 900),
)


@pytest.mark.parametrize(("way", "buttons", "refunds", "disputes", "left"), LIVES)
def test_buttons_move_the_money(
    stripe_here: Simulated, way: str, buttons: tuple[str, ...], refunds: list[str], disputes: list[str], left: int
) -> None:
    """Each button is there when it can be pressed, and does what it says: the API tells the same afterwards."""
    session = paid(stripe_here, way)
    for button in buttons:
        press_on_page(stripe_here, button)
    assert [refund.status for refund in stripe_here.client.v1.refunds.list().data] == refunds
    assert [dispute.status for dispute in stripe_here.client.v1.disputes.list().data] == disputes
    charge = stripe_here.session(session).payment_intent.latest_charge
    assert charge.amount - charge.amount_refunded == left


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_shows_what_became_of_the_money(stripe_here: Simulated, language: str) -> None:
    """Refunds, disputes and payouts stand on the page with their states, in words of its language."""
    for _ in range(2):
        paid(stripe_here)
    press_on_page(stripe_here, "refund")
    press_on_page(stripe_here, "dispute")
    press_on_page(stripe_here, "dispute-lost")
    paid(stripe_here)
    words = CONTROLS[language]
    shown = page(stripe_here, language)
    for word in ("refunds", "refund_succeeded", "disputes", "dispute_lost", "payouts"):
        assert words[word] in shown
    assert CONTROLS["de"].keys() == CONTROLS["en"].keys()


@pytest.mark.parametrize("button", ["refund", "refund-part", "refund-arrives", "refund-returns", "dispute", "dispute-won"])
def test_button_for_nothing_does_nothing(stripe_here: Simulated, button: str) -> None:
    """A button of an old page, for something that is gone or done, leads back and moves no money."""
    assert press(stripe_here, button, "ch_none") == 303
    assert stripe_here.simulator.afterwards.balance() == 0
