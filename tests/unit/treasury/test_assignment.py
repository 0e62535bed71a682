"""Sharing cents out over fee lines: the parts always add up, and no line gives back more than it took."""

import random
from datetime import UTC, datetime

import pytest

from schalter.payments.ledger import CHARGE, DISPUTE, DISPUTE_WON, REFUND, REFUND_FAILED, Entry
from schalter.treasury.assignment import shares, split

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SPLITS = [
    (100, (1, 1, 1), (34, 33, 33)),
    (2, (1, 1, 1), (1, 1, 0)),
    (1000, (999, 1), (999, 1)),
    (500, (900, 100), (450, 50)),
    (1, (900, 100), (1, 0)),
    (0, (900, 100), (0, 0)),
    (0, (), ()),
    (7, (0, 5), (0, 7)),
]


@pytest.mark.parametrize(("cents", "weights", "expected"), SPLITS)
def test_split(cents: int, weights: tuple[int, ...], expected: tuple[int, ...]) -> None:
    """Cents go with the weights; what is left over goes to the largest remainders, and to the first line where they are equal."""
    assert split(cents, weights) == expected


@pytest.mark.parametrize(("cents", "weights"), [(-1, (1,)), (1, ()), (1, (0, 0)), (1, (2, -1))])
def test_nothing_to_split_over(cents: int, weights: tuple[int, ...]) -> None:
    """Cents that no line can take are refused, never lost."""
    with pytest.raises(ValueError, match="nothing to share out over"):
        split(cents, weights)


def test_parts_add_up_and_stay_below_their_weights(rng: random.Random) -> None:
    """Whatever is shared out, the parts add up to it, and none exceeds its weight while the whole does not exceed their sum."""
    for _ in range(2_000):
        weights = [rng.choice([0, 1, 3, 333, rng.randrange(10**7)]) for _ in range(rng.randint(1, 9))]
        total = sum(weights)
        cents = rng.randint(0, total)
        parts = split(cents, weights)
        assert sum(parts) == cents
        assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def entry(kind: str, cents: int, ref: str) -> Entry:
    """Return an entry of one payment."""
    return Entry(f"p:{kind}:{ref}", kind, "p", "case", NOW, cents, "eur", "stripe", ref)


def test_lines_stand_at_zero_when_all_is_given_back() -> None:
    """Three refunds in odd parts empty every line; none was ever below zero."""
    moved = [entry(CHARGE, 1000, "c"), *(entry(REFUND, -cents, str(cents)) for cents in (333, 334, 1, 332))]
    parts = shares(moved, [700, 299, 1])
    assert parts[0] == (700, 299, 1)
    standing = [sum(part[i] for part in parts[: n + 1]) for n in range(len(moved)) for i in range(3)]
    assert min(standing) >= 0
    assert [sum(part[i] for part in parts) for i in range(3)] == [0, 0, 0]


def test_what_comes_again_comes_as_it_went() -> None:
    """A refund that failed and a dispute that was won are booked back on the lines that they had left."""
    moved = [
        entry(CHARGE, 1000, "c"),
        entry(REFUND, -101, "r"),
        entry(REFUND, -500, "s"),
        entry(REFUND_FAILED, 101, "r"),
        entry(DISPUTE, -1000, "d"),
        entry(DISPUTE_WON, 1000, "d"),
    ]
    parts = shares(moved, [700, 299, 1])
    assert parts[3] == tuple(-part for part in parts[1])
    assert parts[5] == tuple(-part for part in parts[4])
    assert [sum(part) for part in parts] == [moved_.cents for moved_ in moved]


def test_bank_may_take_more_than_is_left() -> None:
    """Where a bank takes back what was refunded already, the sums still agree."""
    moved = [entry(CHARGE, 1000, "c"), entry(REFUND, -900, "r"), entry(DISPUTE, -1000, "d")]
    assert [sum(part) for part in shares(moved, [700, 300])] == [1000, -900, -1000]
