"""Money: whole cents, and how they are written."""

from typing import Any

import pytest

from schalter.money import MAX_CENTS, Money


@pytest.mark.parametrize("cents", [0, 1, 900, MAX_CENTS])
def test_amount(cents: int) -> None:
    """Whole cents from nothing to the named limit are an amount; nothing is false, anything is true."""
    assert Money(cents).cents == cents
    assert bool(Money(cents)) is (cents > 0)


@pytest.mark.parametrize("cents", [-1, MAX_CENTS + 1, 9.0, True, "9", None])
def test_no_amount(cents: Any) -> None:
    """Debts, typing errors, floats and everything that only looks like a number are refused."""
    with pytest.raises(ValueError, match="whole cents"):
        Money(cents)


def test_sum() -> None:
    """Amounts add up to the cent, and their sum keeps the limit."""
    assert Money(10) + Money(20) == Money(30)
    with pytest.raises(ValueError, match="whole cents"):
        Money(MAX_CENTS) + Money(1)


def test_order() -> None:
    """Amounts compare as their cents do."""
    assert sorted([Money(900), Money(5), Money(1_000)]) == [Money(5), Money(900), Money(1_000)]


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [
        (0, "0,00\u00a0€", "€0.00"),
        (5, "0,05\u00a0€", "€0.05"),
        (900, "9,00\u00a0€", "€9.00"),
        (99_999, "999,99\u00a0€", "€999.99"),
        (123_450, "1.234,50\u00a0€", "€1,234.50"),
        (100_000_000, "1.000.000,00\u00a0€", "€1,000,000.00"),
    ],
)
def test_text(cents: int, german: str, english: str) -> None:
    """An amount reads as people of that language write it; in German it never breaks before the sign."""
    assert (Money(cents).to_text("de"), Money(cents).to_text("en")) == (german, english)
