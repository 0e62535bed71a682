"""The QR code of a transfer: what a bank's app reads out of it, and the same as text on the page of a case."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import segno.helpers
from lxml import html
from tests.support.forms import CASE, CATALOG

from schalter.forms.paying import BankAccount
from schalter.payments.payment import Attempt, Payment
from schalter.payments.standing import Standing
from schalter.payments.transfer import Transfer, transfer_of
from schalter.render.girocode import girocode
from schalter.render.pages import status_page

ACCOUNT = BankAccount("Stadt Beispielhausen – Stadtkasse für Bürger", "DE89370400440532013000", "COBADEFFXXX")
TRANSFER = Transfer(ACCOUNT, 1800, "RF18539007547034", date(2026, 12, 7))


def squares(svg: str) -> list[list[bool]]:
    """Read the black squares of the code back out of the picture."""
    side = int(re.search(r'viewBox="0 0 (\d+) \1"', svg).group(1))
    grid = [[False] * side for _ in range(side)]
    drawn = re.search(r'<path [^>]*stroke="#000"[^>]*? d="([^"]+)"|<path [^>]*d="([^"]+)"[^>]*stroke="#000"', svg)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", drawn.group(1) or drawn.group(2)):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            for at in range(int(x), int(x + values[0])):
                grid[int(y)][at] = True
            x += values[0]
    return grid


@pytest.mark.parametrize(("cents", "amount"), [(1, "EUR0.01"), (1800, "EUR18"), (1850, "EUR18.5"), (100_000_000, "EUR1000000")])
@pytest.mark.parametrize("bic", ["", "COBADEFFXXX"])
def test_code_holds_what_epc069_12_asks(cents, amount, bic):
    """The squares are those of the lines of EPC069-12, version 002 in UTF-8, with four white ones around them."""
    transfer = replace(TRANSFER, cents=cents, account=replace(ACCOUNT, bic=bic))
    lines = ["BCD", "002", "1", "SCT", bic, ACCOUNT.recipient, ACCOUNT.iban, amount, "", transfer.reference]
    expected = segno.make_qr("\n".join(lines).encode(), error="m", boost_error=False)
    grid = squares(str(girocode(transfer)))
    assert [row[4:-4] for row in grid[4:-4]] == [[bool(square) for square in row] for row in expected.matrix]
    assert not any(any(row) for row in (*grid[:4], *grid[-4:]))
    assert expected.version <= 13


def test_longest_recipient_still_fits():
    """Seventy characters of two bytes each are not too much for a code that banks accept."""
    assert "<svg" in girocode(replace(TRANSFER, account=replace(ACCOUNT, recipient="Ü" * 70)))


def page_of(language):
    case = replace(CASE, language=language)
    attempt = Attempt(1, state="open", checkout_id=TRANSFER.reference, expires_at=datetime(2026, 12, 7, 22, 59, 59, tzinfo=UTC))
    payment = replace(Payment.of(case), provider="transfer", attempts=(attempt,))
    standing = Standing(case, payment)
    transfer = transfer_of(standing, account=ACCOUNT)
    return html.fromstring(status_page(standing, catalog=CATALOG, language=language, url="https://x.example/y", transfer=transfer))


@pytest.mark.parametrize(("language", "heading"), [("de", "bitte überweisen Sie die Gebühr"), ("en", "please transfer the fee")])
def test_page_says_the_same_as_the_code(language, heading):
    """Recipient, account, bank, amount and reference stand on the page as text that can be read; the picture has words."""
    page = page_of(language)
    assert heading in page.findtext(".//h1")
    values = [part.text_content() for part in page.find_class("transfer-value")]
    assert values[:3] == [ACCOUNT.recipient, "DE89 3704 0044 0532 0130 00", ACCOUNT.bic]
    assert values[4] == "RF18 5390 0754 7034"
    assert Decimal(re.sub(r"[^0-9,.]", "", values[3]).replace(",", ".")) * 100 == CASE.total_cents
    (code,) = page.find_class("girocode-code")
    assert code.get("role") == "img"
    assert len(code.get("aria-label")) > 30
    assert not page.xpath("//form[contains(@action, '/pay')]")
